"""How long somebody is away, and the message that is shown meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from coach.domain.clock import day_of
from coach.domain.wording import format_date

EVENING_BEGINS = time(18, 0)
"""When "tonight" begins."""
LONGEST_AWAY = timedelta(days=366)


def list_days_away(since: datetime, until: datetime, day_ends: time) -> tuple[date, ...]:
    """Return the days from the one of `since` up to, and without, the one of `until`: the days that were away."""
    first, back = day_of(since, day_ends), day_of(until, day_ends)
    return tuple(first + timedelta(days=n) for n in range((back - first).days))


def format_return(since: datetime | None, until: datetime, day_ends: time) -> str:
    """Return "See you tonight.", "tomorrow", "Monday" or "on Thursday 3 December", the same for all of the time."""
    first, back = day_of(since or until, day_ends), day_of(until, day_ends)
    days = (back - first).days
    if days <= 0:
        return "See you tonight."
    if days == 1:
        return "See you tomorrow."
    return f"See you {back:%A}." if days < 7 else f"See you on {format_date(back, weekday=True)}."
