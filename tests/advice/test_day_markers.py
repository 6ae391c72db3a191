"""Markers: which days have them, which days are not known, and what may be said of them on a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.patterns.day_markers import (
    MARKERS,
    compute_markers,
    day_ordinal_of,
    list_mood_entries,
    own_question_marker,
)
from coach.advice.patterns.mood_patterns import summarize_checks
from coach.domain.clock import day_of
from coach.domain.journal import Journal
from coach.domain.record import Record
from coach.domain.settings import Settings
from tests.journals import NOW, OFFICE, TODAY, at, block, boundary, came, goal, journal, looked, mood, wrote
from tests.lives_drawn import full


def sides(of: Journal, name: str) -> dict[int, int]:
    """The days of one marker, counted back from today."""
    return {TODAY.toordinal() - day: value for day, value in compute_markers(of)[name].items()}


ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(
    st.datetimes(timezones=ZONES).filter(lambda at: at.year > 1),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_the_quick_day_is_the_day(at: datetime, ends: time) -> None:
    assert day_ordinal_of(at, ends) == day_of(at, ends).toordinal()


def test_there_are_the_six_markers_that_were_fixed_in_advance() -> None:
    assert tuple(compute_markers(journal())) == tuple(MARKERS)


def test_an_entry_has_its_day_its_hour_and_its_value() -> None:
    assert list_mood_entries(journal(mood(1, 4, hour=21))) == ((TODAY.toordinal() - 1, 21.0, 4.0),)


def test_a_day_is_over_the_limit_by_the_sum_of_its_blocks() -> None:
    of = journal(
        *(mood(n, 3) for n in (1, 2)), block(1, minutes=25), block(1, minutes=25, hour=11), block(2, minutes=25)
    )
    assert sides(of, "over_limit") == {2: 0, 1: 1}


def test_deep_work_counts_against_no_limit() -> None:
    assert sides(journal(mood(1, 3), block(1, "deep work", minutes=90)), "over_limit") == {1: 0}


def test_without_a_limit_nobody_asks_about_it() -> None:
    assert sides(journal(mood(1, 3), block(1), Settings(limit_minutes=0)), "over_limit") == {}


def test_days_before_the_first_block_are_not_known() -> None:
    of = journal(*(mood(n, 3) for n in range(5)), block(2))
    assert set(sides(of, "over_limit")) == {0, 1, 2}


def test_after_hours_needs_hours() -> None:
    records: list[Record] = [mood(1, 3), mood(4, 3), block(1, hour=21), block(4, hour=10)]
    assert sides(journal(*records), "after_hours") == {}
    assert sides(journal(*records, Settings(hours=(OFFICE,))), "after_hours") == {4: 0, 1: 1}


def test_a_screen_free_break_is_asked_about_on_days_with_a_block() -> None:
    of = journal(*(mood(n, 3) for n in (1, 2, 3)), block(1, rest="away"), block(2, rest="screen"))
    assert sides(of, "screen_free_break") == {2: 0, 1: 1}


def test_a_reply_is_one_of_theirs_and_a_talk_is_one_too() -> None:
    of = journal(*(mood(n, 3) for n in (1, 2, 3)), wrote("Ana", 3), came("Ana", 2), came("Ana", 1, "meeting"))
    assert sides(of, "reply") == {3: 0, 2: 1, 1: 1}
    assert sides(of, "voice") == {3: 0, 2: 0, 1: 1}


def test_somebody_blocked_is_in_no_marker() -> None:
    of = journal(
        *(mood(n, 3) for n in (1, 2)), wrote("Ana", 3), came("Ana", 2), came("Zoe", 1, "meeting"), boundary("Zoe")
    )
    assert sides(of, "reply") == {2: 1, 1: 0}
    assert sides(of, "voice") == {2: 0, 1: 0}


def test_a_goal_marks_days_that_had_one() -> None:
    of = journal(*(mood(n, 3) for n in (1, 2, 3)), goal(1, "done"), goal(2, "not today"))
    assert sides(of, "goal_done") == {2: 0, 1: 1}


def test_a_day_without_a_mood_is_in_no_marker() -> None:
    of = journal(mood(1, 3), block(2), came("Ana", 2), goal(2, "done"))
    assert all(TODAY.toordinal() - 2 not in days for days in compute_markers(of).values())


def test_a_question_that_is_not_one_of_the_six_is_none() -> None:
    assert own_question_marker(journal(Settings(question="coffee"))) is None
    assert own_question_marker(journal(Settings(question="reply"))) == "reply"


def test_before_the_first_look_the_days_are_counted_and_nothing_is_told() -> None:
    found = summarize_checks(journal(*(mood(n, 3) for n in range(12))), TODAY)
    assert found.rated_days == 12
    assert found.checked_on is None and found.standing == () and found.silent == ()
    assert found.next_check_on == TODAY + timedelta(days=70 - 11)


def test_an_empty_book_waits_for_nothing() -> None:
    found = summarize_checks(journal(), TODAY)
    assert (found.rated_days, found.checked_on, found.next_check_on) == (0, None, None)


def test_after_a_year_a_large_difference_is_told_and_the_others_are_silent() -> None:
    found = summarize_checks(looked(journal(*full(NOW))), TODAY)
    assert [pattern.name for pattern in found.standing] == ["screen_free_break"]
    assert found.standing[0].low > 0.3
    assert {*found.silent} == set(MARKERS) - {"screen_free_break"}


def test_markers_without_a_day_are_named_as_such() -> None:
    found = summarize_checks(looked(journal(*(mood(n, 3 + n % 2) for n in range(80)))), TODAY)
    assert set(found.without_data) == set(MARKERS)


@pytest.mark.parametrize("days", [0, 1, 40])
def test_the_next_look_is_always_still_to_come(days: int) -> None:
    found = summarize_checks(journal(mood(days, 3, hour=at(0).hour)), TODAY)
    assert found.next_check_on is not None and found.next_check_on > TODAY
