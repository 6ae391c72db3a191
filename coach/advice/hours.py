"""Networking hours: when they are, and what the header says about them. None are set until somebody wants them."""

from __future__ import annotations

from datetime import datetime

from coach.domain.settings import Settings, Span


def spans_on(settings: Settings, weekday: int) -> list[Span]:
    """Return the spans of a weekday (0 Monday … 6 Sunday) in order."""
    return sorted((s for s in settings.hours if weekday in s.days), key=lambda s: s.start)


def within(settings: Settings, now: datetime) -> bool | None:
    """Return whether `now` lies in networking hours, by its own wall clock; None if no hours are set."""
    if not settings.hours:
        return None
    return any(s.start <= now.time() < s.end for s in spans_on(settings, now.weekday()))


def hours_line(settings: Settings, now: datetime) -> str:
    """Return "until 17:30" inside, "from 14:00" before the next span of today, "done for today" after, or ""."""
    if not settings.hours:
        return ""
    for span in spans_on(settings, now.weekday()):
        if now.time() < span.start:
            return f"from {span.start:%H:%M}"
        if now.time() < span.end:
            return f"until {span.end:%H:%M}"
    return "done for today"
