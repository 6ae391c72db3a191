"""Working days: the unit in which silence is counted, because nobody owes a reply on a Sunday.

Silence is counted in whole days: the working days strictly after the day of writing, up to and including
today. Written on Friday and read on Monday is one working day of silence, at whatever hours; an answer on the
same day, or on the weekend in between, came after none. So a number never changes in the middle of a day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date

MONDAY_TO_FRIDAY = frozenset(range(5))
_EVERY_WEEKDAY = frozenset(range(7))
_CALENDAR_PATTERN = range(1, date.max.toordinal() + 1)


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
        days = self.days or _EVERY_WEEKDAY
        before = tuple(sum(day in days for day in range(upto)) for upto in range(8))
        off = tuple(sorted(day.toordinal() for day in self.holidays if day.weekday() in days))
        object.__setattr__(self, "_before", before)
        object.__setattr__(self, "_off", off)

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked on."""
        return self._count_up_to_ordinal(day.toordinal()) > self._count_up_to_ordinal(day.toordinal() - 1)

    def count_up_to(self, day: date) -> int:
        """Return the working days of the calendar up to and including `day`; counts are differences of two."""
        return self._count_up_to_ordinal(day.toordinal())

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
        worked = self._count_up_to_ordinal(day.toordinal() if n > 0 else day.toordinal() - 1)
        nth = worked + n + (n < 0)
        at = bisect_left(_CALENDAR_PATTERN, nth, key=self._count_up_to_ordinal)
        if nth < 1 or at == len(_CALENDAR_PATTERN):
            raise OverflowError("that working day lies outside the calendar")
        return date.fromordinal(_CALENDAR_PATTERN[at])

    def _count_up_to_ordinal(self, ordinal: int) -> int:
        """Count the working days from 1 January of year 1, a Monday, up to and including `ordinal`."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * self._before[7] + self._before[rest] - bisect_right(self._off, ordinal)
