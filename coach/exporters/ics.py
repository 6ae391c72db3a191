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

CALENDAR_PRODUCT = "-//networking-coach//export//EN"
UID_DOMAIN = "networking-coach"
FOLD_OCTETS = 75
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
    event_lines: list[str] = []
    for follow_up in follow_ups:
        event_lines += [
            "BEGIN:VEVENT",
            *_format_common("followup", follow_up, now),
            _format_time("DTSTART", follow_up.day),
        ]
        event_lines += [
            _format_time("DTEND", follow_up.day + timedelta(days=1)),
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
        ]
        # The alarm stands last: some programs take properties after it for the alarm's own.
        event_lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{_MORNING_ALARM}"]
        event_lines += [f"DESCRIPTION:{_escape_text(clean_text(follow_up.title))}", "END:VALARM", "END:VEVENT"]
    for meeting in meetings:
        event_lines += ["BEGIN:VEVENT", *_format_common("meeting", meeting, now), _format_time("DTSTART", meeting.at)]
        event_lines += [_format_time("DTEND", meeting.at + _MEETING_LENGTH), "STATUS:CONFIRMED", "TRANSP:OPAQUE"]
        event_lines.append("END:VEVENT")
    return _wrap_calendar(event_lines)


def format_todos(follow_ups: Iterable[FollowUp], now: datetime) -> str:
    """Return follow-ups as to-dos."""
    todo_lines: list[str] = []
    for follow_up in follow_ups:
        todo_lines += ["BEGIN:VTODO", *_format_common("todo", follow_up, now), _format_time("DUE", follow_up.day)]
        todo_lines += ["STATUS:NEEDS-ACTION", "END:VTODO"]
    return _wrap_calendar(todo_lines)


def _format_common(kind: str, entry: FollowUp | Meeting, now: datetime) -> list[str]:
    property_lines = [
        f"UID:{kind}-{_escape_text(clean_text(entry.id, 100))}@{UID_DOMAIN}",
        _format_time("DTSTAMP", now),
        "SEQUENCE:0",
        f"SUMMARY:{_escape_text(clean_text(entry.title))}",
    ]
    if entry.changed_at is not None:
        property_lines.append(_format_time("LAST-MODIFIED", entry.changed_at))
    return [*property_lines, *(f"{CALENDAR_PROPERTY}:{_escape_text(line)}" for line in entry.records)]


def _format_time(property_name: str, at: datetime | date) -> str:
    if isinstance(at, datetime):
        return f"{property_name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{property_name};VALUE=DATE:{at:%Y%m%d}"


def _escape_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _wrap_calendar(lines: Iterable[str]) -> str:
    calendar_head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{CALENDAR_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    return "".join(
        f"{folded_line}\r\n" for line in (*calendar_head, *lines, "END:VCALENDAR") for folded_line in fold_line(line)
    )


def fold_line(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 octets, the later ones led by a space; no character is split."""
    folded_piece, piece_octets = "", 0
    for character in line:
        character_octets = len(character.encode("utf-8", "replace"))
        if piece_octets + character_octets > FOLD_OCTETS:
            yield folded_piece
            folded_piece, piece_octets = " ", 1
        folded_piece += character
        piece_octets += character_octets
    yield folded_piece
