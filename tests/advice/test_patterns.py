"""Patterns: the hour of a rating, and when a difference may be told."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.patterns.day_markers import MoodEntryRow
from coach.advice.patterns.mood_patterns import Pattern, adjust_daily_mood, check_patterns, is_reportable
from coach.advice.statistics import WeeklyEffect
from tests.advice.invented import MONDAY, Marker, coin, one, year
from tests.examples import examples

# The hour of a rating


def test_a_part_of_the_day_is_shifted_by_its_distance_from_the_grand_mean() -> None:
    entries: list[MoodEntryRow] = [(MONDAY + i, 8.0, 4.0) for i in range(30)]
    entries += [(MONDAY + i, 20.0, 2.0) for i in range(30)]
    # each part is 30 · 1 away from the grand mean 3, divided by 30 + 10
    assert adjust_daily_mood(entries) == pytest.approx({MONDAY + i: (4.0 - 0.75 + 2.0 + 0.75) / 2 for i in range(30)})
    assert adjust_daily_mood([*entries, (MONDAY + 40, 8.0, 4.0)])[MONDAY + 40] == pytest.approx(3.25, abs=0.02)


@pytest.mark.parametrize(
    ("hour", "like"), [(4, 10.9), (11, 14.9), (15, 18.9), (19, 3.9), (0, 23.9)], ids=lambda h: f"{h}h"
)
def test_the_day_has_four_parts(hour: float, like: float) -> None:
    rest: list[MoodEntryRow] = [(MONDAY, each, 1.0) for each in (8.0, 12.0, 16.0, 22.0)]
    together = adjust_daily_mood([*rest, (MONDAY + 1, hour, 5.0), (MONDAY + 2, like, 5.0)])
    assert together[MONDAY + 1] == together[MONDAY + 2]


def test_a_mood_that_follows_the_hour_is_not_told_of_a_habit_that_moves_the_hour() -> None:
    marker = coin(6)
    rng = random.Random(6)
    hours = {day: 21.0 if m else 9.0 for day, m in marker.items()}
    hours |= {day: 30.0 - hours[day] for day in marker if rng.random() < 0.3}
    entries = [(day, h, 3.5 - (h > 12) * 1.0 + rng.gauss(0, 0.3)) for day, h in hours.items()]
    assert not one(entries, marker).speaks


# When it speaks


def test_a_clear_difference_is_told_after_a_year() -> None:
    marker = coin(1)
    found = one(year(marker, 0.6, seed=2), marker)
    assert found.speaks
    assert found.low < 0.6 < found.high
    assert 0.0 < found.shown < found.effect
    assert found.n_yes == sum(marker.values())
    assert found.n_yes + found.n_no == 364


def test_what_is_shown_is_drawn_towards_none_by_its_error() -> None:
    marker = coin(1)
    found = one(year(marker, 0.6), marker)
    assert found.shown == pytest.approx(found.effect * 0.0625 / (0.0625 + found.se**2))


def test_a_small_difference_is_not_told_however_sure_it_is() -> None:
    marker = coin(1)
    found = one(year(marker, 0.25, noise=0.05), marker)
    assert found.p < 1e-9
    assert not found.speaks


def test_nine_days_of_one_kind_are_not_enough_and_ten_are() -> None:
    ten = [MONDAY + 7 * week + week % 5 for week in range(20, 30)]
    marker = {day: int(day in ten) for day in range(MONDAY, MONDAY + 364)}
    mood = year(marker, 1.5, noise=0.1)
    assert one(mood, marker).speaks
    assert not one(mood, {**marker, ten[0]: 0}).speaks


def test_five_weeks_with_both_kinds_are_not_enough_and_six_are() -> None:
    def mixed(weeks: int) -> Marker:
        days = range(MONDAY, MONDAY + 364)
        return {day: int(day - MONDAY < 7 * weeks and (day + (day // 7)) % 2 == 0) for day in days}

    assert not one(year(mixed(5), 1.5, noise=0.1), mixed(5)).speaks
    assert one(year(mixed(6), 1.5, noise=0.1), mixed(6)).speaks


ENOUGH = WeeklyEffect(
    effect=0.4,
    p=0.001,
    n_yes=10,
    n_no=10,
    mixed_weeks=6,
    week_scores={1: 0.5, 2: 0.5, 3: 0.2},
    week_weights={1: 1.5, 2: 1.0, 3: 0.5},
)


def test_a_large_difference_on_enough_days_and_weeks_stands() -> None:
    assert is_reportable(ENOUGH)
    assert is_reportable(replace(ENOUGH, effect=-0.4, week_scores={1: -0.5, 2: -0.5, 3: -0.2}))


@pytest.mark.parametrize(
    "change",
    [
        {"n_yes": 9},
        {"n_no": 9},
        {"mixed_weeks": 5},
        {"effect": 0.29},
        {"week_weights": {1: 1.6, 2: 1.0, 3: 0.5}},
        {"week_scores": {1: 1.7, 2: -0.3, 3: -0.2}},
    ],
    ids=["yes days", "no days", "weeks with both", "small", "one heavy week", "sign hangs on one week"],
)
def test_a_difference_short_of_any_one_gate_does_not_stand(change: dict[str, Any]) -> None:
    assert not is_reportable(replace(ENOUGH, **change))


@given(st.integers(0, 2**32))
@examples(10)
def test_a_marker_that_is_constant_within_every_week_never_speaks(seed: int) -> None:
    rng = random.Random(seed)
    weekly = [rng.randint(0, 1) for _ in range(52)]
    marker = {MONDAY + i: weekly[i // 7] for i in range(364)}
    assert not one(year(marker, 2.0, seed, noise=0.1), marker).speaks


def test_a_marker_that_is_nothing_but_the_weekend_never_speaks() -> None:
    marker = {day: int((day - 1) % 7 >= 5) for day in range(MONDAY, MONDAY + 364)}
    assert one(year(marker, 2.0, noise=0.1), marker) == Pattern("own", n_yes=104, n_no=260)


def test_an_own_question_has_a_level_of_its_own() -> None:
    marker = next(m for m in map(coin, range(500)) if 0.0052 < _p(m) < 0.0074 and _effect(m) >= 0.31)
    entries = year(marker, 0.2, noise=1.2)
    today = MONDAY + 364
    assert check_patterns(entries, {"habit": marker}, today, "habit")[0].speaks
    assert not check_patterns(entries, {"habit": marker}, today)[0].speaks


def test_an_own_question_costs_the_others_nothing() -> None:
    marker = next(m for m in map(coin, range(900)) if 0.0026 < _p(m) < 0.0048 and _effect(m) >= 0.31)
    markers = {"own": coin(9001), "habit": marker}
    assert check_patterns(year(marker, 0.2, noise=1.2), markers, MONDAY + 364, "own")[1].speaks


def test_the_others_are_held_to_more_when_there_are_more_of_them() -> None:
    marker = next(m for m in map(coin, range(900)) if 0.0012 < _p(m) < 0.0048 and _effect(m) >= 0.31)
    entries = year(marker, 0.2, noise=1.2)
    today = MONDAY + 364
    plain = {f"plain {seed}": coin(seed) for seed in (9001, 9002, 9003, 9004)}
    assert check_patterns(entries, {"habit": marker}, today)[0].speaks
    assert not check_patterns(entries, {"habit": marker, **plain}, today)[0].speaks


def _p(marker: Marker) -> float:
    return one(year(marker, 0.2, noise=1.2), marker).p


def _effect(marker: Marker) -> float:
    return one(year(marker, 0.2, noise=1.2), marker).effect


def test_days_without_a_known_marker_or_without_a_mood_are_left_out() -> None:
    marker = coin(1)
    known = {day: m for day, m in marker.items() if day % 3}
    entries = [entry for entry in year(marker, 0.6) if entry[0] % 4]
    found = one(entries, known)
    both = [day for day in known if day % 4]
    assert (found.n_yes, found.n_no) == (sum(known[d] for d in both), sum(1 - known[d] for d in both))


def test_the_order_of_entries_does_not_matter() -> None:
    marker = coin(1)
    entries = year(marker, 0.5)
    shuffled = random.Random(2).sample(entries, len(entries))
    assert one(shuffled, marker) == one(entries, marker)


def test_patterns_come_in_the_order_of_the_markers() -> None:
    marker = coin(1)
    names = ["voice", "reply", "after_hours"]
    found = check_patterns(year(marker, 0.1), dict.fromkeys(names, marker), MONDAY + 364, "reply")
    assert [p.name for p in found] == names


def test_no_entries_give_silent_patterns() -> None:
    assert check_patterns([], {"voice": {MONDAY: 1}}, MONDAY) == [Pattern("voice")]
