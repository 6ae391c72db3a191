"""Working days: the unit in which silence is counted, because nobody owes a reply on a Sunday.

Silence is counted in whole days: the working days strictly after the day of writing, up to and including
today. Written on Friday and read on Monday is one working day of silence, at whatever hours; an answer on the
same day, or on the weekend in between, came after none. The days are the person's own and end when their day ends.
So results depend on the records and on the day, not on the hour.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar

from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.settings import Settings

MONDAY_TO_FRIDAY = frozenset(range(5))
_EVERY_WORKING_WEEKDAY = frozenset(range(7))
_CALENDAR_ORDINALS = range(1, date.max.toordinal() + 1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days on which the person works: weekday numbers (0 Monday … 6 Sunday) less some holidays.

    Without any weekday every day counts: a week without work still passes, and a date can always be found.
    """

    days: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()
    _before: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Working days among the first 0, 1 … 7 days of a week."""
    _off: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Ordinals of the holidays that fall on working weekdays, ascending."""

    def __post_init__(self) -> None:
        working_weekdays = self.days or _EVERY_WORKING_WEEKDAY
        workdays_before = tuple(sum(day in working_weekdays for day in range(upto)) for upto in range(8))
        holiday_ordinals = tuple(sorted(day.toordinal() for day in self.holidays if day.weekday() in working_weekdays))
        object.__setattr__(self, "_before", workdays_before)
        object.__setattr__(self, "_off", holiday_ordinals)

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked on."""
        return self._count_up_to_ordinal(day.toordinal()) > self._count_up_to_ordinal(day.toordinal() - 1)

    def count_days(self, start: date, end: date) -> int:
        """Return the working days after `start` up to and including `end`; 0 if `end` is not later."""
        return max(0, self._count_up_to_ordinal(end.toordinal()) - self._count_up_to_ordinal(start.toordinal()))

    def add_workdays(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day`, or before it if `n` is negative; `day` itself if 0.

        Reverses `count_days`: `count_days(day, add_workdays(day, n)) == n` for n ≥ 0. Raises OverflowError
        outside the calendar.
        """
        if n == 0:
            return day
        workdays_so_far = self._count_up_to_ordinal(day.toordinal() if n > 0 else day.toordinal() - 1)
        wanted_workday = workdays_so_far + n + (n < 0)
        ordinal_index = bisect_left(_CALENDAR_ORDINALS, wanted_workday, key=self._count_up_to_ordinal)
        if wanted_workday < 1 or ordinal_index == len(_CALENDAR_ORDINALS):
            raise OverflowError("that working day lies outside the calendar")
        return date.fromordinal(_CALENDAR_ORDINALS[ordinal_index])

    def _count_up_to_ordinal(self, ordinal: int) -> int:
        """Count the working days from 1 January of year 1, a Monday, up to and including `ordinal`."""
        weeks, days_into_week = divmod(ordinal, 7)
        return weeks * self._before[7] + self._before[days_into_week] - bisect_right(self._off, ordinal)


YEAR_END_DAYS = frozenset(date(year, 12, 24) + timedelta(days=n) for year in range(2000, 2100) for n in range(9))
"""24 December to 1 January: nobody is asked again in these days, unless the person works through them."""


@dataclass(frozen=True, slots=True)
class SilenceCalendar:
    """How silence is counted on one day. Equal calendars count alike."""

    workdays: WorkingDays
    day_ends: time
    today: date

    def day_of_moment(self, at: datetime) -> date:
        """Return the person's day that `at` belongs to, by its own wall clock, as everywhere."""
        return day_of(at, self.day_ends)

    def workdays_since(self, at: datetime) -> int:
        """Return the working days of silence from `at` until today."""
        return self.workdays.count_days(self.day_of_moment(at), self.today)

    def days_since(self, at: datetime) -> int:
        """Return the days, of any kind, from `at` until today."""
        return (self.today - self.day_of_moment(at)).days


@cached_by(Settings)
def counted_workdays(journal: Journal) -> WorkingDays:
    """Return the working days that silence is counted in: no holidays, and no days away."""
    settings = journal.settings
    days_off = {*settings.holidays, *settings.days_away}
    if settings.year_end_off:
        days_off |= YEAR_END_DAYS
    return WorkingDays(frozenset(settings.work_days), frozenset(days_off))


def make_calendar(journal: Journal, now: datetime) -> SilenceCalendar:
    """Return the calendar of the day that `now` belongs to."""
    return SilenceCalendar(counted_workdays(journal), journal.settings.day_ends, journal.settings.day_of(now))


_DayResult = TypeVar("_DayResult")
_DayFunction = Callable[[Journal, SilenceCalendar], _DayResult]


def cached_for_day(compute: _DayFunction[_DayResult]) -> _DayFunction[_DayResult]:
    """Cache what the decorated function returns for each version of the records and each day."""

    @wraps(compute)
    def read_cached(journal: Journal, calendar: SilenceCalendar) -> _DayResult:
        results_by_question = _results_by_day(journal)
        if (compute, calendar) not in results_by_question:
            results_by_question[compute, calendar] = compute(journal, calendar)
        result: _DayResult = results_by_question[compute, calendar]
        return result

    return read_cached


@cached_by(Message, Person, Boundary, Settings)
def _results_by_day(_: Journal) -> dict[tuple[_DayFunction[Any], SilenceCalendar], Any]:
    return {}
