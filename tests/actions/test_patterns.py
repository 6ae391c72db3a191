"""The experiment: the coin's days, the exact test, and the one sentence that may say because."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.patterns.day_markers import MARKERS
from coach.advice.patterns.experiments import (
    FEWEST_PAIRS,
    PAIR_COUNT,
    TESTABLE_MARKERS,
    ExperimentPlan,
    ExperimentResult,
    compute_differences,
    describe_result,
    describe_today,
    draw_plan,
    evaluate_experiment,
    last_day_of,
)
from coach.advice.statistics import SignFlipResult, run_sign_flip_test
from coach.domain.advice_records import ExperimentRecord
from tests.journals import journal

MONDAY = date(2026, 11, 23)
PLAN = draw_plan(MONDAY, seed=7)
AFTER = date.fromordinal(last_day_of(PLAN) + 1)

starts = st.dates(date(2024, 1, 1), date(2030, 12, 31))
seeds = st.integers(0, 2**64)


def rated(days: ExperimentPlan, with_it: float, without: float) -> dict[int, list[float]]:
    """Two ratings a day, one on either side of the value of the day."""
    values = {each.day: with_it if each.has_marker else without for each in days}
    return {day: [value - 0.5, value + 0.5] for day, value in values.items()}


@given(starts, seeds, st.booleans())
def test_a_plan_has_fourteen_pairs_of_neighbouring_days_with_one_of_each_side(
    start: date, seed: int, weekends: bool
) -> None:
    days = draw_plan(start, seed, weekends=weekends)
    pairs = list(zip(days[::2], days[1::2], strict=True))
    assert [one.pair for one, _ in pairs] == list(range(1, PAIR_COUNT + 1))
    assert all((one.pair, one.day + 1) == (other.pair, other.day) for one, other in pairs)
    assert all(one.has_marker != other.has_marker for one, other in pairs)


@given(starts, seeds)
def test_no_pair_touches_a_friday(start: date, seed: int) -> None:
    weekdays = {date.fromordinal(each.day).strftime("%a") for each in draw_plan(start, seed)}
    assert weekdays == {"Mon", "Tue", "Wed", "Thu", "Sat", "Sun"}


@given(starts, seeds)
def test_a_plan_without_weekends_leaves_them_free(start: date, seed: int) -> None:
    weekdays = {date.fromordinal(each.day).strftime("%a") for each in draw_plan(start, seed, weekends=False)}
    assert weekdays == {"Mon", "Tue", "Wed", "Thu"}


@given(starts, seeds)
def test_a_plan_begins_within_three_days_and_ends_within_five_weeks(start: date, seed: int) -> None:
    days = draw_plan(start, seed)
    assert 0 <= days[0].day - start.toordinal() <= 2
    assert last_day_of(days) - days[0].day < 35


def test_the_same_seed_gives_the_same_coin_and_another_seed_another() -> None:
    assert draw_plan(MONDAY, 7) == PLAN
    assert len({draw_plan(MONDAY, seed) for seed in range(20)}) == 20


def test_the_coin_of_a_seed_is_fixed_for_good() -> None:
    first = "".join("H" if each.has_marker else "T" for each in PLAN[::2])
    assert first == "HHTHTHHTHHHHHT"


def test_the_coin_is_fair() -> None:
    heads = sum(draw_plan(MONDAY, seed)[0].has_marker for seed in range(2_000))
    assert 900 < heads < 1_100


def test_the_goal_panel_line_names_the_side_and_the_pair() -> None:
    assert set(panel_lines("screen_free_break")[2:4]) == {
        "Today with a screen-free break · coin flip 2 of 14",
        "Today without a screen-free break · coin flip 2 of 14",
    }


def panel_lines(marker: str) -> list[str]:
    running = journal(ExperimentRecord(marker=marker, start=MONDAY, seed=7))
    return [describe_today(running, date.fromordinal(each.day)) for each in PLAN]


def test_a_day_counts_with_the_mean_of_its_ratings() -> None:
    pair = PLAN[:2]
    yes, no = sorted(pair, key=lambda each: not each.has_marker)
    assert compute_differences(pair, {yes.day: [4, 5], no.day: [2]}) == [2.5]


def test_a_pair_with_an_unrated_day_is_dropped() -> None:
    ratings = rated(PLAN, 4.0, 3.0)
    del ratings[PLAN[5].day]
    ratings[PLAN[8].day] = []
    assert compute_differences(PLAN, ratings) == [1.0] * (PAIR_COUNT - 2)


def test_nothing_is_computed_before_the_last_day_is_over() -> None:
    ratings = rated(PLAN, 5.0, 1.0)
    assert evaluate_experiment(PLAN, ratings, AFTER - timedelta(days=1)) is None
    assert evaluate_experiment(PLAN, ratings, AFTER) is not None


def test_fourteen_equal_pairs_are_as_clear_as_a_coin_can_be() -> None:
    found = evaluate_experiment(PLAN, rated(PLAN, 4.0, 3.0), AFTER)
    assert found == ExperimentResult(14, 1.0, SignFlipResult(2, 2**14))
    assert found.is_significant


def test_an_experiment_without_ratings_says_nothing() -> None:
    found = evaluate_experiment(PLAN, {}, AFTER)
    assert found == ExperimentResult(0, 0.0, SignFlipResult(1, 1))
    assert not found.is_significant


def test_five_pairs_can_never_speak_and_six_can() -> None:
    assert run_sign_flip_test([1.0] * (FEWEST_PAIRS - 1)).p_value > 0.05
    assert run_sign_flip_test([1.0] * FEWEST_PAIRS).p_value <= 0.05


def test_of_all_the_ways_a_coin_can_fall_at_most_one_in_twenty_speaks_in_vain() -> None:
    rng = random.Random(5)
    ups = [rng.choice([-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]) for _ in range(8)]
    coins = product((1, -1), repeat=len(ups))
    spoke = [run_sign_flip_test([c * up for c, up in zip(coin, ups, strict=True)]).p_value <= 0.05 for coin in coins]
    assert 0 < sum(spoke) <= 0.05 * len(spoke)


@given(st.floats(-3, 3))
def test_adding_a_constant_to_every_rating_changes_nothing(constant: float) -> None:
    rng = random.Random(8)
    ratings = {each.day: [rng.randint(1, 5), rng.randint(1, 5)] for each in PLAN}
    moved = {day: [value + constant for value in values] for day, values in ratings.items()}
    plain, other = evaluate_experiment(PLAN, ratings, AFTER), evaluate_experiment(PLAN, moved, AFTER)
    assert plain is not None
    assert other is not None
    assert other.test == plain.test
    assert other.effect == pytest.approx(plain.effect, abs=1e-9)


def test_a_result_that_speaks_says_because_and_how_often_chance_does_this() -> None:
    assert describe_result(ExperimentResult(13, 0.52, SignFlipResult(164, 8192)), "screen_free_break") == (
        "Your mood was about 0.5 points (of 5) higher, probably because of a screen-free break. "
        "A coin chose the day in 13 pairs; chance alone shows such a result about 2 in 100 times."
    )


def test_a_very_clear_result_does_not_pretend_to_be_certain() -> None:
    said = describe_result(ExperimentResult(14, -1.0, SignFlipResult(2, 2**14)), "voice")
    assert "1.0 points (of 5) lower, probably because of talking by voice or in person" in said
    assert "fewer than 1 in 100" in said


@pytest.mark.parametrize(
    "found", [ExperimentResult(14, 0.4, SignFlipResult(1000, 2**14)), ExperimentResult(3, 2.0, SignFlipResult(2, 8))]
)
def test_a_result_that_does_not_speak_never_says_because(found: ExperimentResult) -> None:
    assert "because" not in describe_result(found, "voice")


def test_a_coin_decides_nothing_that_belongs_to_others_or_to_limits_and_hours() -> None:
    assert set(MARKERS) - set(TESTABLE_MARKERS) == {"reply", "over_limit", "after_hours"}


def test_every_sentence_keeps_the_rules() -> None:
    unwanted = re.compile(r"fail|miss|lost|overdue|behind|lazy|streak|should|must|only \d|0 ?%|broken|!", re.I)
    found = [ExperimentResult(14, e, SignFlipResult(n, 2**14)) for e in (0.5, -0.5) for n in (2, 400, 9000)]
    found += [ExperimentResult(n, 1.0, run_sign_flip_test([1.0] * n)) for n in range(PAIR_COUNT)]
    said = [describe_result(each, name) for each in found for name in TESTABLE_MARKERS]
    said += [line for name in TESTABLE_MARKERS for line in panel_lines(name)]
    assert [line for line in said if unwanted.search(line)] == []
