"""Patterns over time: the few looks, the window, and what is taken back."""

from __future__ import annotations

import random

from coach.advice.patterns.day_markers import MarkersByDay, MoodEntryRow
from coach.advice.patterns.mood_patterns import (
    Pattern,
    check_days,
    check_patterns,
    update_told_patterns,
)
from tests.advice.invented import MONDAY, coin, one, year


def told_so_far(
    entries: list[MoodEntryRow], markers: MarkersByDay, today: int
) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
    """What all looks up to today told and did not take back, each asked in its turn."""
    told: tuple[tuple[Pattern, ...], tuple[Pattern, ...]] = (), ()
    for day in check_days(min(day for day, _, _ in entries), today):
        told = update_told_patterns(told[0], check_patterns(entries, markers, day, "own"))
    return told


def test_it_looks_in_weeks_10_17_34_52_and_then_every_52() -> None:
    assert [(day - MONDAY) / 7 for day in check_days(MONDAY, MONDAY + 7 * 300)] == [
        10,
        17,
        34,
        52,
        104,
        156,
        208,
        260,
    ]


def test_a_look_does_not_see_the_days_after_it() -> None:
    marker = coin(1)
    entries = year(marker, 0.6)
    before = [entry for entry in entries if entry[0] < MONDAY + 7 * 17]
    assert check_patterns(before, {"own": marker}, MONDAY + 7 * 17) == check_patterns(
        entries, {"own": marker}, MONDAY + 7 * 17
    )


def test_days_older_than_371_days_decide_when_it_looks_and_nothing_else() -> None:
    marker = coin(1, days=728)
    long = year(marker, 0.5)
    start_of_window = MONDAY + 728 - 371
    changed = [(d, h, 5.0 - v if d < start_of_window else v) for d, h, v in long]
    assert one(changed, marker, 104) == one(long, marker, 104)


def test_the_first_of_the_371_days_counts() -> None:
    marker = coin(1, days=728)
    assert one(year(marker, 0.5), marker, 104).n_yes + one(year(marker, 0.5), marker, 104).n_no == 371


# What is taken back


def test_a_told_pattern_is_taken_back_when_it_may_be_chance_or_turns_round() -> None:
    told = [Pattern(name, speaks=True, effect=0.5, p=0.001) for name in ("chance", "turned", "holds", "gone")]
    now = [
        Pattern("chance", effect=0.1, p=0.21),
        Pattern("turned", effect=-0.1, p=0.10),
        Pattern("holds", effect=0.2, p=0.20),
    ]
    assert [pattern.name for pattern in update_told_patterns(told, now)[1]] == ["chance", "turned"]


def test_what_held_for_seventeen_weeks_and_no_longer_is_withdrawn() -> None:
    marker = coin(1)
    entries = [(d, h, v if d < MONDAY + 119 else 6.0 - v) for d, h, v in year(marker, 0.9, noise=0.3)]
    early = told_so_far(entries, {"own": marker}, MONDAY + 119)
    later = told_so_far(entries, {"own": marker}, MONDAY + 364)
    assert [p.name for p in early[0]] == ["own"]
    assert not any(p.effect > 0 for p in later[0])


def test_a_withdrawal_is_said_at_the_look_that_makes_it() -> None:
    marker = coin(1)
    rng = random.Random(3)
    entries = year(marker, 0.9, noise=0.3)
    entries = [(d, h, v if d < MONDAY + 119 else 3.0 - 1.2 * marker[d] + rng.gauss(0, 1)) for d, h, v in entries]
    found = told_so_far(entries, {"own": marker}, MONDAY + 238)
    assert [p.name for p in found[1]] == ["own"]
    assert found[1][0].effect > 0


def test_a_told_pattern_that_is_less_sure_but_holds_stays_told() -> None:
    marker = coin(1)
    rng = random.Random(4)
    entries = year(marker, 0.8, noise=0.3)
    entries = [(d, h, v if d < MONDAY + 119 else 3.0 + rng.gauss(0, 0.3)) for d, h, v in entries]
    now = one(entries, marker, 52)
    assert not now.speaks
    assert now.p <= 0.20
    standing = told_so_far(entries, {"own": marker}, MONDAY + 364)[0]
    assert [(p.name, p.speaks, p.p) for p in standing] == [("own", True, now.p)]


def test_before_the_first_look_nothing_stands() -> None:
    found = told_so_far([(MONDAY, 9.0, 3.0)], {"own": {MONDAY: 1}}, MONDAY + 60)
    assert found == ((), ())
