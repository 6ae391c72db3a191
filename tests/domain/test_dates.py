"""Times as people type them, and the day they belong to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.clock import day_of
from coach.domain.dates import parse_coming_day, parse_duration, parse_past_time
from coach.errors import InvalidInput
from tests.conftest import BERLIN, TUESDAY


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("9:30", (24, 9, 30)),
        ("14:30", (23, 14, 30)),  # still to come today, so it was yesterday
        ("yesterday 21:00", (23, 21, 0)),
        ("today 8.05", (24, 8, 5)),
        ("monday 12:00", (23, 12, 0)),
        ("tuesday 12:00", (17, 12, 0)),
        ("2026-11-20 09:00", (20, 9, 0)),
        ("40m ago", (24, 9, 20)),
        ("1h30m ago", (24, 8, 30)),
    ],
)
def test_a_past_moment_is_read(line: str, meant: tuple[int, int, int]) -> None:
    assert parse_past_time(line, TUESDAY) == datetime(2026, 11, *meant, tzinfo=BERLIN)


@pytest.mark.parametrize("line", ["", "soon", "25:00", "9:75", "someday 10:00", "ago", "9:30 ago", "\x1b[31m"])
def test_anything_else_is_not_guessed_at(line: str) -> None:
    with pytest.raises(InvalidInput):
        parse_past_time(line, TUESDAY)


@given(st.text(max_size=30))
def test_no_line_at_all_raises_anything_but_not_understood(line: str) -> None:
    for read in (
        lambda: parse_past_time(line, TUESDAY),
        lambda: parse_duration(line),
        lambda: parse_coming_day(line, TUESDAY.date()),
    ):
        try:
            read()
        except InvalidInput as error:
            assert error.hint


@pytest.mark.parametrize(("line", "meant"), [("10", 10), ("10m", 10), ("1h", 60), ("1h30m", 90), ("2h 5 min", 125)])
def test_a_length_is_read(line: str, meant: int) -> None:
    assert parse_duration(line) == timedelta(minutes=meant)


@pytest.mark.parametrize(
    ("line", "meant"), [("tomorrow", 25), ("tonight", 24), ("monday", 30), ("tue", 1), ("2026-11-28", 28)]
)
def test_a_coming_day_is_read(line: str, meant: int) -> None:
    assert parse_coming_day(line, TUESDAY.date()).day == meant


def test_what_is_done_after_midnight_belongs_to_the_evening_before() -> None:
    assert day_of(datetime(2026, 11, 24, 1, 30, tzinfo=BERLIN)) == date(2026, 11, 23)
    assert day_of(datetime(2026, 11, 24, 4, 0, tzinfo=BERLIN)) == date(2026, 11, 24)
    assert day_of(datetime(2026, 11, 24, 1, 30, tzinfo=BERLIN), time(0, 0)) == date(2026, 11, 24)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(BERLIN)))  # noqa: DTZ001
def test_a_day_is_never_more_than_one_off_the_calendar(wall: datetime) -> None:
    day = day_of(wall)
    assert wall.date() - day in (timedelta(0), timedelta(days=1))
