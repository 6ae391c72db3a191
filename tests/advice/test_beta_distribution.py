"""The incomplete beta function against published values and closed forms."""

from __future__ import annotations

import json
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.statistics import regularised_beta

REFERENCE: Any = json.loads((Path(__file__).parents[1] / "data" / "replies_reference.json").read_text())
POSTERIORS = [(name, case) for name, case in REFERENCE["beta_binomial"].items()]

shapes = st.floats(1e-3, 1e4)
unit = st.floats(0, 1)


@pytest.mark.parametrize("case", REFERENCE["beta_quantile"])
def test_the_distribution_agrees_with_the_quantiles_of_the_reference(case: dict[str, float]) -> None:
    a, b, x = case["a"], case["b"], case["x"]
    # The reference has 1e-9 of x; where the density is steep, that is more in p.
    below, above = regularised_beta(a, b, max(0.0, x - 1e-9)), regularised_beta(a, b, min(1.0, x + 1e-9))
    assert below - 1e-9 <= case["p"] <= above + 1e-9


@pytest.mark.parametrize(("name", "case"), POSTERIORS)
@pytest.mark.parametrize(("field", "tail"), [("ci95", 0.025), ("ci80", 0.1)])
def test_posterior_intervals_agree_with_the_reference(
    name: str, case: dict[str, list[float]], field: str, tail: float
) -> None:
    a, b = case["posterior"]
    told = [regularised_beta(a, b, end) for end in case[field]]
    assert told == pytest.approx([tail, 1 - tail], abs=1e-8), name


def test_student_t_follows_from_the_incomplete_beta_function() -> None:
    for case in REFERENCE["student_t_two_sided_p"]:
        t, df = case["t"], case["df"]
        assert regularised_beta(df / 2, 0.5, df / (df + t * t)) == pytest.approx(case["p"], rel=1e-9)


@given(unit)
def test_beta_of_one_and_one_is_uniform(x: float) -> None:
    assert regularised_beta(1, 1, x) == pytest.approx(x, abs=1e-12)


@given(st.floats(0.01, 100), unit)
def test_beta_of_a_and_one_is_a_power(a: float, x: float) -> None:
    assert regularised_beta(a, 1, x) == pytest.approx(x**a, abs=1e-12)


@given(st.integers(1, 30), st.integers(0, 29), unit)
def test_whole_numbers_give_a_binomial_tail(n: int, k: int, x: float) -> None:
    k = min(k, n - 1)
    tail = sum(comb(n, i) * x**i * (1 - x) ** (n - i) for i in range(k + 1, n + 1))
    assert regularised_beta(k + 1, n - k, x) == pytest.approx(tail, abs=1e-11)


@given(shapes, shapes, unit)
def test_swapping_the_sides_gives_the_other_tail(a: float, b: float, x: float) -> None:
    other = 1 - x
    assert regularised_beta(a, b, 1 - other) == pytest.approx(1 - regularised_beta(b, a, other), abs=1e-9)


@given(shapes, shapes, unit, unit)
def test_the_distribution_never_falls(a: float, b: float, x: float, y: float) -> None:
    low, high = sorted((x, y))
    assert regularised_beta(a, b, low) <= regularised_beta(a, b, high) + 1e-10


@pytest.mark.parametrize("p", [0, 1])
def test_the_ends_of_the_distribution_are_the_ends_of_the_range(p: float) -> None:
    assert regularised_beta(3, 4, p) == p
