"""Write follow-ups and meetings as iCalendar (RFC 5545).

Each entry keeps its UID. To-dos go into a file of their own, because several programs reject a file that holds
both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.text import clean_text
from coach.exporters.embedded_records import CALENDAR_PROPERTY

PRODUCT = "-//networking-coach//export//EN"
DOMAIN = "networking-coach"
FOLD = 75
"""Octets of a line, at most, without its end."""
_MEETING_LENGTH = timedelta(minutes=30)
_MORNING_ALARM = "PT9H"  # after midnight of the day


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something to do on a day."""

    id: str
    """Stable and without personal data; it becomes the UID."""
    day: date
    title: str
    changed_at: datetime | None = None
    records: tuple[str, ...] = ()
    """The records behind it, as lines that an import reads."""
    person: Person | None = None
    message: Message | None = None
    """The message that it follows."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with somebody."""

    id: str
    at: datetime
    title: str
    changed_at: datetime | None = None
    records: tuple[str, ...] = ()


def format_events(follow_ups: Iterable[FollowUp], meetings: Iterable[Meeting], now: datetime) -> str:
    """Return a calendar of events, with an alarm in each follow-up. `now` is the time of the export."""
    lines: list[str] = []
    for one in follow_ups:
        lines += ["BEGIN:VEVENT", *_format_common("followup", one, now), _format_time("DTSTART", one.day)]
        lines += [_format_time("DTEND", one.day + timedelta(days=1)), "STATUS:CONFIRMED", "TRANSP:TRANSPARENT"]
        # The alarm stands last: some programs take properties after it for the alarm's own.
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{_MORNING_ALARM}"]
        lines += [f"DESCRIPTION:{_escape_text(clean_text(one.title))}", "END:VALARM", "END:VEVENT"]
    for meeting in meetings:
        lines += ["BEGIN:VEVENT", *_format_common("meeting", meeting, now), _format_time("DTSTART", meeting.at)]
        lines += [_format_time("DTEND", meeting.at + _MEETING_LENGTH), "STATUS:CONFIRMED", "TRANSP:OPAQUE"]
        lines.append("END:VEVENT")
    return _wrap_calendar(lines)


def format_todos(follow_ups: Iterable[FollowUp], now: datetime) -> str:
    """Return follow-ups as to-dos."""
    lines: list[str] = []
    for one in follow_ups:
        lines += ["BEGIN:VTODO", *_format_common("todo", one, now), _format_time("DUE", one.day)]
        lines += ["STATUS:NEEDS-ACTION", "END:VTODO"]
    return _wrap_calendar(lines)


def _format_common(kind: str, one: FollowUp | Meeting, now: datetime) -> list[str]:
    lines = [
        f"UID:{kind}-{_escape_text(clean_text(one.id, 100))}@{DOMAIN}",
        _format_time("DTSTAMP", now),
        "SEQUENCE:0",
        f"SUMMARY:{_escape_text(clean_text(one.title))}",
    ]
    if one.changed_at is not None:
        lines.append(_format_time("LAST-MODIFIED", one.changed_at))
    return [*lines, *(f"{CALENDAR_PROPERTY}:{_escape_text(line)}" for line in one.records)]


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
