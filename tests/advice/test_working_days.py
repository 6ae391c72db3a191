"""Working days against a day-by-day count that cannot be wrong."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.outreach.working_days import SilenceCalendar, WorkingDays

FRIDAY = date(2026, 11, 20)
WEEK = WorkingDays()
ZONES = ["Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "UTC"]

near = st.dates(date(2024, 1, 1), date(2027, 12, 31))
weeks = st.frozensets(st.integers(0, 6))
calendars = st.builds(WorkingDays, weeks, st.frozensets(near, max_size=60))
moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from(ZONES).map(ZoneInfo),
)


def worked(calendar: WorkingDays, day: date) -> bool:
    days = calendar.days or frozenset(range(7))
    return day.weekday() in days and day not in calendar.holidays


def counted(calendar: WorkingDays, start: date, end: date) -> int:
    span = range(start.toordinal() + 1, end.toordinal() + 1)
    return sum(worked(calendar, date.fromordinal(n)) for n in span)


@given(calendars, near, near)
def test_counting_agrees_with_looking_at_every_day(calendar: WorkingDays, start: date, end: date) -> None:
    assert calendar.count_days(start, end) == counted(calendar, start, end)


@given(calendars, near)
def test_a_workday_is_a_working_weekday_that_is_no_holiday(calendar: WorkingDays, day: date) -> None:
    assert calendar.is_workday(day) == worked(calendar, day)


@given(calendars, near, st.integers(1, 300))
def test_adding_agrees_with_walking_forward(calendar: WorkingDays, day: date, n: int) -> None:
    walked, left = day, n
    while left:
        walked += timedelta(days=1)
        left -= worked(calendar, walked)
    assert calendar.add_workdays(day, n) == walked


@given(calendars, near, st.integers(1, 300))
def test_adding_a_negative_number_agrees_with_walking_back(calendar: WorkingDays, day: date, n: int) -> None:
    walked, left = day, n
    while left:
        walked -= timedelta(days=1)
        left -= worked(calendar, walked)
    assert calendar.add_workdays(day, -n) == walked


@given(calendars, near, st.integers(0, 5_000))
def test_counting_undoes_adding(calendar: WorkingDays, day: date, n: int) -> None:
    assert calendar.count_days(day, calendar.add_workdays(day, n)) == n


@given(calendars, near, near, near)
def test_silence_adds_up_over_a_day_in_between(calendar: WorkingDays, one: date, two: date, three: date) -> None:
    one, two, three = sorted((one, two, three))
    assert calendar.count_days(one, three) == calendar.count_days(one, two) + calendar.count_days(two, three)


def test_friday_to_monday_is_one_working_day() -> None:
    assert WEEK.count_days(FRIDAY, FRIDAY + timedelta(days=3)) == 1


def test_friday_to_sunday_is_no_working_day() -> None:
    assert WEEK.count_days(FRIDAY, FRIDAY + timedelta(days=2)) == 0


def test_a_message_of_saturday_and_one_of_friday_are_equally_old_on_monday() -> None:
    monday = FRIDAY + timedelta(days=3)
    assert WEEK.count_days(FRIDAY + timedelta(days=1), monday) == WEEK.count_days(FRIDAY, monday)


def test_a_holiday_on_a_weekend_takes_nothing_away() -> None:
    saturday = FRIDAY + timedelta(days=1)
    assert WorkingDays(holidays=frozenset({saturday})).count_days(FRIDAY, FRIDAY + timedelta(days=7)) == 5


def test_a_working_sunday_counts_and_a_free_friday_does_not() -> None:
    sunday_to_thursday = WorkingDays(frozenset({6, 0, 1, 2, 3}))
    assert sunday_to_thursday.count_days(FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=2)) == 1


def test_a_week_without_any_working_day_still_passes() -> None:
    assert WorkingDays(frozenset()).add_workdays(FRIDAY, 3) == FRIDAY + timedelta(days=3)


def test_every_day_of_a_year_off_still_leaves_a_next_working_day() -> None:
    year = [FRIDAY + timedelta(days=n) for n in range(1, 366)]
    assert WorkingDays(holidays=frozenset(year)).add_workdays(FRIDAY, 1) == date(2027, 11, 22)


def test_adding_nothing_keeps_even_a_sunday() -> None:
    sunday = FRIDAY + timedelta(days=2)
    assert WEEK.add_workdays(sunday, 0) == sunday


@pytest.mark.parametrize(("day", "n"), [(date.max, 1), (date.min, -1), (FRIDAY, 10**12), (FRIDAY, -(10**12))])
def test_a_date_beyond_the_calendar_is_refused(day: date, n: int) -> None:
    with pytest.raises(OverflowError):
        WEEK.add_workdays(day, n)


@given(calendars, moments, moments, st.times())
def test_silence_on_a_day_of_ones_own_agrees_with_looking_at_every_day(
    work: WorkingDays, wrote: datetime, now: datetime, ends: time
) -> None:
    ends = ends.replace(second=0, microsecond=0)
    before = timedelta(hours=ends.hour, minutes=ends.minute)
    first, last = (
        # hours after the day's end are taken off the wall clock of where it was written
        (at.replace(tzinfo=None) - before).date()
        for at in (wrote, now)
    )
    calendar = SilenceCalendar(work, ends, last)
    assert calendar.workdays_since(wrote) == counted(work, first, last)
    assert calendar.days_since(wrote) == (last - first).days
