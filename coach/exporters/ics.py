"""Follow-ups and meetings as iCalendar (RFC 5545), written the way most calendar programs accept.

Each entry keeps its UID for good and raises SEQUENCE with each change. Programs differ in what they do with a
second import (some update, some add, some skip), so a calendar of its own that can be emptied is the safe
place. To-dos go into a file of their own: several programs give up on a file that holds both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from coach.domain.text import NOTE_LIMIT, clean

PRODUCT = "-//networking-coach//export//EN"
DOMAIN = "networking-coach"
FOLD = 75
"""Octets of a line, at most, without its end."""
HINT = (
    "Import it into a calendar of its own: a later export may not replace this one, "
    "and a calendar of its own can be emptied first."
)
"""What people are told beside the file."""
_WHOLE_DAY_ALARM = "PT9H"  # nine in the morning of the day


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something to do at a moment or on a day."""

    id: str
    """Stable and without personal data; it becomes the UID."""
    at: datetime | date
    """Aware, or a whole day."""
    title: str
    text: str = ""
    changed_at: datetime | None = None
    """Aware; when it was changed last."""
    sequence: int = 0
    """0 at first, more with each change."""
    done: bool = False
    cancelled: bool = False
    minutes: int = 15


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with somebody."""

    id: str
    at: datetime | date
    title: str
    text: str = ""
    changed_at: datetime | None = None
    sequence: int = 0
    cancelled: bool = False
    minutes: int = 30


def format_events(follow_ups: Iterable[FollowUp], meetings: Iterable[Meeting], now: datetime) -> str:
    """Return a calendar of events, one alarm in each follow-up. `now` is aware: the moment of the export."""
    lines: list[str] = []
    for follow_up in follow_ups:
        if not follow_up.done:
            lines += _format_event("followup", follow_up, now, alarm=True)
    for meeting in meetings:
        lines += _format_event("meeting", meeting, now, alarm=False)
    return _wrap_calendar(lines)


def format_todos(follow_ups: Iterable[FollowUp], now: datetime) -> str:
    """Return follow-ups as to-dos, for programs that have them."""
    lines: list[str] = []
    for one in follow_ups:
        state = "CANCELLED" if one.cancelled else "COMPLETED" if one.done else "NEEDS-ACTION"
        lines += ["BEGIN:VTODO", *_format_common("todo", one, now), _format_time("DUE", one.at), f"STATUS:{state}"]
        if one.done and one.changed_at is not None and not one.cancelled:
            lines.append(_format_time("COMPLETED", one.changed_at))
        lines.append("END:VTODO")
    return _wrap_calendar(lines)


def _format_event(kind: str, one: FollowUp | Meeting, now: datetime, *, alarm: bool) -> list[str]:
    lines = ["BEGIN:VEVENT", *_format_common(kind, one, now), _format_time("DTSTART", one.at)]
    if isinstance(one.at, datetime):
        lines.append(_format_time("DTEND", one.at + timedelta(minutes=max(1, one.minutes))))
    else:
        lines.append(_format_time("DTEND", one.at + timedelta(days=1)))
    lines.append(f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}")
    lines.append(f"TRANSP:{'TRANSPARENT' if kind == 'followup' else 'OPAQUE'}")
    if alarm and not one.cancelled:
        trigger = "-PT0M" if isinstance(one.at, datetime) else _WHOLE_DAY_ALARM
        # The alarm stands last: some programs take properties after it for the alarm's own.
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{trigger}"]
        lines += [f"DESCRIPTION:{_escape_text(clean(one.title))}", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _format_common(kind: str, one: FollowUp | Meeting, now: datetime) -> list[str]:
    lines = [
        f"UID:{kind}-{_escape_text(clean(one.id, 100))}@{DOMAIN}",
        _format_time("DTSTAMP", now),
        f"SEQUENCE:{max(0, one.sequence)}",
        f"SUMMARY:{_escape_text(clean(one.title))}",
    ]
    if one.changed_at is not None:
        lines.append(_format_time("LAST-MODIFIED", one.changed_at))
    if text := clean(one.text, NOTE_LIMIT, lines=True):
        lines.append(f"DESCRIPTION:{_escape_text(text)}")
    return lines


def _format_time(name: str, at: datetime | date) -> str:
    if isinstance(at, datetime):
        return f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};VALUE=DATE:{at:%Y%m%d}"


def _escape_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _wrap_calendar(lines: Iterable[str]) -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    return "".join(f"{part}\r\n" for line in (*head, *lines, "END:VCALENDAR") for part in fold_line(line))


def fold_line(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 octets, the later ones led by a space; no character is split."""
    piece, size = "", 0
    for char in line:
        width = len(char.encode("utf-8", "replace"))
        if size + width > FOLD:
            yield piece
            piece, size = " ", 1
        piece += char
        size += width
    yield piece
