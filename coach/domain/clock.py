"""The clock, and the function that says which day it is.

Days belong to the person: they end at 04:00 unless set otherwise, so half past one at night belongs to the evening
before. Times are aware; each record keeps the wall time of the place where it was made.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from time import tzset
from typing import Protocol

from coach.errors import CoachError

DAY_ENDS = time(4, 0)
NO_TIME, A_DAY = timedelta(0), timedelta(days=1)
END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
"""A `now` for past days: blocks that were left running count to their end."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Dates outside of these years are slips of a script, and too near the ends of what Python can compute."""


def is_possible_year(day: date) -> bool:
    """Return whether a date or time lies in a year that a record can have."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


class Clock(Protocol):
    """Anything that tells the time. Tests bring their own."""

    def now(self) -> datetime:
        """Return the present moment, aware, in the person's own zone."""
        ...


def read_local_time() -> datetime:
    """Return the present moment in the zone that this computer is in now; somebody may travel with an open window."""
    tzset()
    return datetime.now(UTC).astimezone()


class SystemClock:
    """The clock of this computer, in its local zone."""

    def now(self) -> datetime:
        """Return the present moment. Raises CoachError if the clock is centuries off."""
        now = read_local_time()
        if not is_possible_year(now):
            raise CoachError(
                f"The clock of this computer says that it is the year {now.year}.", hint="Set it, then try again."
            )
        return now


def day_of(at: datetime, day_ends: time = DAY_ENDS) -> date:
    """Return the day that the aware moment `at` belongs to, by its own wall clock."""
    day = at.date()
    return day - A_DAY if at.time() < day_ends else day


def at_wall_time(day: date, clock: time, now: datetime) -> datetime:
    """Return the moment when the clocks of the place of `now` show `clock` on `day`, with that day's offset.

    A time that the spring change skips is as much later: 02:30 is 03:30.
    """
    wall_time = datetime.combine(day, clock)
    if _is_local(now):
        try:
            return resolve_wall_time(wall_time)
        except (OverflowError, ValueError, OSError):  # a year that the system's calendar does not reach
            pass
    moment = wall_time.replace(tzinfo=now.tzinfo)
    return moment.astimezone(UTC).astimezone(now.tzinfo) if is_possible_year(day) else moment


def resolve_wall_time(wall_time: datetime) -> datetime:
    """Return the moment when the clocks of this computer show `wall_time`; one that the spring change skips is as
    much later.
    """
    moment = wall_time.astimezone()
    if moment.replace(tzinfo=None) == wall_time:
        return moment
    # Python 3.12 changed which fold is the later one.
    return max(moment, wall_time.replace(fold=1).astimezone())


def to_wall_time(at: datetime, now: datetime) -> datetime:
    """Return the moment `at` as the clocks of the place of `now` show it then, summer time and all."""
    return at.astimezone() if _is_local(now) else at.astimezone(now.tzinfo)


def _is_local(now: datetime) -> bool:
    """Tell whether `now` was read off this computer's clock, whose offset is fixed though its zone has rules."""
    return (
        isinstance(now.tzinfo, timezone) and now.tzinfo is not UTC and now.astimezone().utcoffset() == now.utcoffset()
    )


def with_fixed_offset(at: datetime) -> datetime:
    """Return the same moment with a fixed offset, so that adding minutes to it adds minutes.

    With a zone that knows summer time, Python adds wall time: 02:50 + 25 min may be 85 minutes later (PEP 495).
    """
    offset = at.utcoffset()
    return at if offset is None else at.replace(tzinfo=timezone(offset), fold=0)


def convert_to_24_hours(hour: int, half: str) -> int:
    """Return an hour of a clock with twelve hours, whose `half` begins with "a" or "p"."""
    return hour % 12 + (12 if half[0] in "pP" else 0)
