"""The calendar in which silence is counted: the person's own working days, which end when their day ends.

So the results depend on the records and on the day, not on the hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import wraps
from typing import Any, TypeVar

from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.settings import Settings
from coach.domain.working_days import WorkingDays

YEAR_END_DAYS = frozenset(date(year, 12, 24) + timedelta(days=n) for year in range(2000, 2100) for n in range(9))
"""24 December to 1 January: nobody is asked again in these days, unless the person works through them."""


@dataclass(frozen=True, slots=True)
class SilenceCalendar:
    """How silence is counted on one day. Equal calendars count alike."""

    workdays: WorkingDays
    day_ends: time
    zone: tzinfo | None
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
    off = {*settings.holidays, *settings.days_away}
    if settings.year_end_off:
        off |= YEAR_END_DAYS
    return WorkingDays(frozenset(settings.work_days), frozenset(off))


def make_calendar(journal: Journal, now: datetime) -> SilenceCalendar:
    """Return the calendar of the day that `now` belongs to."""
    return SilenceCalendar(
        counted_workdays(journal), journal.settings.day_ends, now.tzinfo, journal.settings.day_of(now)
    )


T = TypeVar("T")
_DayFunction = Callable[[Journal, SilenceCalendar], T]


def cached_for_day(work: _DayFunction[T]) -> _DayFunction[T]:
    """Cache what the decorated function returns for each version of the records and each day."""

    @wraps(work)
    def read_cached(journal: Journal, calendar: SilenceCalendar) -> T:
        results = _results_by_day(journal)
        if (work, calendar) not in results:
            results[work, calendar] = work(journal, calendar)
        result: T = results[work, calendar]
        return result

    return read_cached


@cached_by(Message, Person, Boundary, Settings)
def _results_by_day(_: Journal) -> dict[tuple[_DayFunction[Any], SilenceCalendar], Any]:
    return {}
