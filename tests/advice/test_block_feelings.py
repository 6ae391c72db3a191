"""How kinds of block feel: compared on a few days, by days and not by blocks."""

from __future__ import annotations

from datetime import date, timedelta

from coach.advice.patterns.block_feelings import (
    compare_feelings,
    find_block_feeling,
    last_feeling_check_day,
    sum_feelings_by_day,
)
from coach.domain.record import Record
from tests.journals import TODAY, block, journal, mood


def test_a_kind_of_block_that_drains_is_told_at_the_eighth_week_and_no_sooner() -> None:
    days = [TODAY - timedelta(days=n) for n in range(70)]
    rows = [r for n, day in enumerate(days) for r in rows_of(n, drains=True)]
    found = find_block_feeling(journal(*rows), TODAY)
    assert found is not None
    assert (found.kind, found.difference < -0.5) == ("read", True)
    assert find_block_feeling(journal(*rows), TODAY - timedelta(days=69 - 27)) is None


def test_blocks_that_feel_alike_are_not_told() -> None:
    rows = [r for n in range(70) for r in rows_of(n, drains=False)]
    assert find_block_feeling(journal(*rows), TODAY) is None


def rows_of(ago: int, *, drains: bool) -> list[Record]:
    own = 2 if drains and ago % 2 else 3
    return [mood(ago, 3 + ago % 3 // 2), block(ago, "read" if ago % 2 else "messages", felt=own + (ago // 2) % 2)]


def test_feelings_are_compared_by_days_and_not_by_blocks() -> None:
    day = date(2026, 3, 2)
    rows = [(day, "read", -2.0)] * 40 + [(day + timedelta(days=n), "messages", 0.0 + n % 2) for n in range(20)]
    assert compare_feelings((feelings, 0.0) for feelings in sum_feelings_by_day(rows).values()) is None


def test_checks_of_feelings_are_few_and_fixed() -> None:
    first = TODAY - timedelta(weeks=9)
    assert last_feeling_check_day(first, TODAY) == first + timedelta(weeks=8)
    assert last_feeling_check_day(first, first + timedelta(days=27)) is None
