"""The incomplete beta function against published values, closed forms and its own inverse."""

from __future__ import annotations

import json
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.statistics import beta_quantile, regularised_beta

REFERENCE: Any = json.loads((Path(__file__).parents[1] / "data" / "replies_reference.json").read_text())
POSTERIORS = [(name, case) for name, case in REFERENCE["beta_binomial"].items()]

shapes = st.floats(1e-3, 1e4)
unit = st.floats(0, 1)


@pytest.mark.parametrize("case", REFERENCE["beta_quantile"])
def test_quantiles_agree_with_the_reference(case: dict[str, float]) -> None:
    assert beta_quantile(case["p"], case["a"], case["b"]) == pytest.approx(case["x"], abs=1e-9)


@pytest.mark.parametrize(("name", "case"), POSTERIORS)
@pytest.mark.parametrize(("field", "tail"), [("ci95", 0.025), ("ci80", 0.1)])
def test_posterior_intervals_agree_with_the_reference(
    name: str, case: dict[str, list[float]], field: str, tail: float
) -> None:
    a, b = case["posterior"]
    told = [beta_quantile(tail, a, b), beta_quantile(1 - tail, a, b)]
    assert told == pytest.approx(case[field], abs=1e-9), name


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


@given(st.floats(0.05, 1e4), st.floats(0.05, 1e4), st.floats(1e-6, 1 - 1e-6))
def test_the_quantile_undoes_the_distribution(a: float, b: float, p: float) -> None:
    x = beta_quantile(p, a, b)
    # The float next to x may already be a step in p where the density is steep, as beside 1 with a small b.
    below, above = regularised_beta(a, b, max(0.0, x - 1e-15)), regularised_beta(a, b, min(1.0, x + 1e-15))
    assert below - 1e-9 <= p <= above + 1e-9


@given(st.floats(1e-4, 1e5), st.floats(1e-4, 1e5), unit)
def test_a_quantile_is_always_found_between_0_and_1(a: float, b: float, p: float) -> None:
    assert 0 <= beta_quantile(p, a, b) <= 1


def test_a_quantile_too_small_for_a_float_is_0() -> None:
    assert beta_quantile(0.1, 1e-4, 1) == 0


@pytest.mark.parametrize("p", [0, 1])
def test_the_ends_of_the_distribution_are_the_ends_of_the_range(p: float) -> None:
    assert (beta_quantile(p, 3, 4), regularised_beta(3, 4, p)) == (p, p)
