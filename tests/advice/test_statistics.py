"""The small statistics against published examples, reference numbers and their own laws."""

from __future__ import annotations

import json
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.statistics import (
    adjust_benjamini_hochberg,
    compute_one_sample_t,
    compute_welch,
    run_sign_flip_test,
    t_quantile,
    t_two_sided_p,
)

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "patterns_reference.json").read_text("utf-8")
)
MAIZE = REFERENCE["darwin_maize"]
BH = REFERENCE["benjamini_hochberg_1995"]

chances = st.lists(st.floats(0, 1), max_size=12)
halves = st.lists(st.integers(-8, 8).map(lambda n: n / 2), max_size=9)


def test_students_t_has_the_p_of_the_reference() -> None:
    for case in REFERENCE["student_t_two_sided_p"]:
        assert t_two_sided_p(case["t"], case["df"]) == pytest.approx(case["p"], rel=1e-9, abs=1e-12)
        assert t_two_sided_p(-case["t"], case["df"]) == t_two_sided_p(case["t"], case["df"])


def test_an_infinite_t_has_no_chance_and_a_zero_t_every_chance() -> None:
    assert t_two_sided_p(inf, 5) == 0.0
    assert t_two_sided_p(-inf, 5) == 0.0
    assert t_two_sided_p(0.0, 5) == 1.0


def test_a_tiny_t_keeps_its_digits() -> None:
    # the density of t with 5 degrees of freedom is 0.379606690 at 0
    assert 1.0 - t_two_sided_p(1e-8, 5) == pytest.approx(2e-8 * 0.379606690, rel=1e-6)


# Textbook multipliers of a 95 % interval (Fisher & Yates 1938, table III).
@pytest.mark.parametrize(("df", "t"), [(1, 12.706), (2, 4.303), (7, 2.365), (19, 2.093), (30, 2.042), (120, 1.980)])
def test_the_t_quantile_is_the_one_of_the_tables(df: int, t: float) -> None:
    assert t_quantile(0.975, df) == pytest.approx(t, abs=5e-4)


@given(st.floats(1e-6, 1 - 1e-6), st.integers(1, 400))
def test_the_t_quantile_undoes_the_p(p: float, df: int) -> None:
    t = t_quantile(p, df)
    upper = t_two_sided_p(t, df) / 2
    assert (upper if t > 0 else 1 - upper) == pytest.approx(1 - p, abs=1e-9)


def test_the_ends_of_the_t_quantile_are_infinite_and_its_middle_is_zero() -> None:
    assert t_quantile(0.0, 4) == -inf
    assert t_quantile(1.0, 4) == inf
    assert t_quantile(0.5, 4) == 0.0


def test_darwins_maize_has_fishers_t() -> None:
    t, df = compute_one_sample_t(MAIZE["diffs"])
    assert df == 14
    assert t == pytest.approx(MAIZE["t"], abs=1e-9)
    assert t_two_sided_p(t, df) == pytest.approx(MAIZE["t_p"], abs=1e-9)


def test_equal_values_are_infinitely_far_from_zero_and_zeros_are_not() -> None:
    assert compute_one_sample_t([2.0, 2.0, 2.0]) == (inf, 2)
    assert compute_one_sample_t([-2.0, -2.0]) == (-inf, 1)
    assert compute_one_sample_t([0.0, 0.0]) == (0.0, 1)


def test_the_example_of_benjamini_and_hochberg_tells_four_where_bonferroni_tells_three() -> None:
    adjusted = adjust_benjamini_hochberg(BH["p"])
    assert adjusted == pytest.approx(BH["adjusted"], abs=1e-9)
    assert sum(p <= 0.05 for p in adjusted) == BH["rejected_at_05"]
    assert sum(p * len(BH["p"]) <= 0.05 for p in BH["p"]) == BH["bonferroni_rejected"]


@given(chances)
def test_an_adjusted_p_is_never_below_its_p_nor_above_one(ps: list[float]) -> None:
    assert all(p <= q <= 1.0 for p, q in zip(ps, adjust_benjamini_hochberg(ps), strict=True))


@given(chances)
def test_adjusting_keeps_the_order_of_the_ps(ps: list[float]) -> None:
    by_p = [q for _, q in sorted(zip(ps, adjust_benjamini_hochberg(ps), strict=True))]
    assert by_p == sorted(by_p)


@given(chances, st.randoms(use_true_random=False))
def test_adjusting_does_not_depend_on_the_order_given(ps: list[float], rng: Any) -> None:
    shuffled = list(ps)
    rng.shuffle(shuffled)
    assert sorted(adjust_benjamini_hochberg(shuffled)) == sorted(adjust_benjamini_hochberg(ps))


def test_darwins_maize_is_as_extreme_as_1726_of_32768_sign_flips() -> None:
    found = run_sign_flip_test(MAIZE["diffs"])
    assert f"{found.extreme_count} of {found.total_count}" == MAIZE["count"]
    assert found.p_value == pytest.approx(MAIZE["p_exact"], abs=1e-15)


@given(halves)
def test_counting_sums_gives_what_trying_every_flip_gives(differences: list[float]) -> None:
    ours = abs(sum(differences))
    flips = product((1, -1), repeat=len(differences))
    tried = sum(abs(sum(s * d for s, d in zip(signs, differences, strict=True))) >= ours for signs in flips)
    assert run_sign_flip_test(differences).extreme_count == tried


def test_thirds_tie_although_floats_do_not() -> None:
    assert run_sign_flip_test([1 / 3, 1 / 3, -2 / 3]).p_value == 1.0
    assert run_sign_flip_test([2 / 3, -1 / 3, -1 / 3, 2 / 3]) == run_sign_flip_test([2, -1, -1, 2])


def test_no_difference_at_all_is_no_evidence() -> None:
    assert run_sign_flip_test([]).p_value == 1.0
    assert run_sign_flip_test([0.0, 0.0]).p_value == 1.0


@given(halves)
def test_turning_all_signs_changes_nothing(differences: list[float]) -> None:
    assert run_sign_flip_test([-d for d in differences]) == run_sign_flip_test(differences)


def test_forty_pairs_of_ratings_are_counted_without_trying_a_trillion_flips() -> None:
    found = run_sign_flip_test([1.0] * 30 + [-1.0] * 10)
    assert found.total_count == 2**40
    assert found.p_value == pytest.approx(0.0022214, abs=1e-7)


def test_welchs_t_agrees_with_its_integral() -> None:
    # t = 1.828 with 5.32 degrees of freedom; its tail was integrated with Simpson's rule.
    difference, p = compute_welch([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.0, 6.0, 8.0, 12.0])
    assert difference == pytest.approx(-3.4)
    assert p == pytest.approx(0.12366, abs=1e-5)
