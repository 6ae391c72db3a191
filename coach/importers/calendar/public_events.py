"""Find coming public events (fairs, conferences, meetups) in iCalendar files, by the words of their titles.

An entry without other people in it may be anything, so only one that is called like an event counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from coach.domain.text import NAME_LIMIT, clean_text, find_link
from coach.importers.calendar.calendar_lines import find_address
from coach.importers.files.archive_members import Member
from coach.importers.files.text_encoding import decode_text, unfold_lines

_EVENT_TITLE = re.compile(
    r"(?i)\b(?:fair|expo|conference|summit|meet-?up|hackathon|symposium|congress|convention|trade show|career day"
    r"|barcamp|networking|salon)s?\b|(?:messe|kongress|tagung|konferenz)\b"
)
"""What a title holds by which an entry counts as an event; German words may end a longer one."""
_FIELD = re.compile(r"(?i)^(UID|SUMMARY|LOCATION|URL|DTSTART|STATUS|RRULE)(?:;[^:]*)?:(.*)$", re.DOTALL)
_MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """A fair or conference on one day. `key` is its id in the calendar."""

    key: str
    title: str
    day: date
    place: str = ""
    link: str = ""
    is_cancelled: bool = False


def read_public_events(members: Sequence[Member], first: date, zone: tzinfo | None) -> tuple[PublicEvent, ...]:
    """Return the events from the day `first` on, the soonest first. Times in UTC are days in `zone`."""
    events = (event for member in members for event in _iterate_events(member, zone))
    found = {event.key: event for event in events if event.day >= first}
    return tuple(sorted(found.values(), key=lambda event: (event.day, event.title))[:_MOST_EVENTS])


def _iterate_events(member: Member, zone: tzinfo | None) -> Iterator[PublicEvent]:
    fields: dict[str, str] | None = None
    is_shared = False
    for raw in unfold_lines(member):
        line = decode_text(raw).replace("\x00", "").strip()
        if line.upper() == "BEGIN:VEVENT":
            fields, is_shared = {}, False
        elif line.upper() == "END:VEVENT":
            if fields is not None and not is_shared and (event := _make_event(fields, zone)) is not None:
                yield event
            fields = None
        elif fields is not None:
            if line.upper().startswith("ATTENDEE") and find_address(raw):
                is_shared = True  # a meeting, which the reader of meetings has
            elif found := _FIELD.match(line):
                fields.setdefault(found[1].upper(), found[2])


def _make_event(fields: dict[str, str], zone: tzinfo | None) -> PublicEvent | None:
    title = clean_text(_unescape(fields.get("SUMMARY", "")), NAME_LIMIT)
    if not _EVENT_TITLE.search(title) or "RRULE" in fields:
        return None
    try:
        start = fields.get("DTSTART", "")
        day = date.fromisoformat(start[:8])
        if start.endswith("Z"):
            day = datetime.strptime(start, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).date()
    except (ValueError, OverflowError):
        return None
    place, link = clean_text(_unescape(fields.get("LOCATION", "")), NAME_LIMIT), find_link(fields.get("URL", ""))[1]
    key = clean_text(fields.get("UID", "")) or f"{title}, {day}"
    is_cancelled = fields.get("STATUS", "").upper() == "CANCELLED"
    return PublicEvent(key, title, day, place, link, is_cancelled)


def _unescape(text: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", text.replace("\\n", " ").replace("\\N", " "))
