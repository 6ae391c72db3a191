"""Split the lines of a calendar into events and time zones, before they are parsed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote
from zoneinfo import available_timezones

from coach.domain.text import clean_text
from coach.importers.dates import find_export_time, parse_moment
from coach.importers.files.archive_members import Member
from coach.importers.files.text_encoding import LINE_LIMIT, decode_text, unfold_lines
from coach.importers.mail.headers import normalize_address

_LINES_LIMIT = 400  # of one event; a meeting of 300 people is nobody's meeting
_DATES_BUDGET = 2 * 1024 * 1024  # bytes of single dates, added or left out, in one file: 120,000 of them
_ZONE_LINES = 200
_ZONES_LIMIT = 200
_BEGIN = re.compile(rb"(?i)^BEGIN[ \t]*:[ \t]*([A-Z-]{1,40})")
_END = re.compile(rb"(?i)^END[ \t]*:[ \t]*([A-Z-]{1,40})")
_NEEDED = re.compile(
    rb"(?i)^(UID|DTSTART|DTEND|DURATION|RRULE|EXRULE|RDATE|EXDATE|RECURRENCE-ID|SUMMARY|ATTENDEE|ORGANIZER|STATUS|SEQUENCE)[;:]"
)
_DATES = re.compile(rb"(?i)^(?:RDATE|EXDATE)[;:]")
_PERSON = re.compile(rb"(?i)^(?:ATTENDEE|ORGANIZER)[;:]")
_MAILTO = re.compile(rb"(?i)[:\"]mailto:([^\s\"]{3,254})\s*\"?\s*$")
_EMAIL_PARAMETER = re.compile(rb"(?i);(?:X-)?EMAIL=\"?([^\s\";:,]{3,254})")
_BARE_ADDRESS = re.compile(rb"[:<]([^\s\":;,<>@]{1,64}@[^\s\":;,<>@]{1,253})>?\s*$")
_STAMP = re.compile(rb"(?i)^(?:DTSTAMP|CREATED|LAST-MODIFIED)[^:]*:(\d{8}T\d{6})Z")
_UID = re.compile(rb"(?i)^UID[^:]*:(.*)$")
_RECURRENCE = re.compile(r"(?i)^RECURRENCE-ID[;:]")
_CHANGED_DATE = re.compile(rb"(?i)^RECURRENCE-ID[;:]")
_ZONE_OF = re.compile(r"(?i);TZID=(\"[^\"]{1,200}\"|[^;:\"]{1,200})")
_TZID = re.compile(rb"(?i)^TZID[^:]*:(.{1,200})$")
_CALENDAR_NAME = re.compile(rb"(?i)^X-WR-CALNAME[^:]*:(.{3,254})$")
_CALENDAR_ZONE = re.compile(rb"(?i)^X-WR-TIMEZONE[^:]*:([A-Za-z0-9/_+-]{1,60})\s*$")
_CANCELLING = re.compile(rb"(?i)^METHOD:[ \t]*CANCEL[ \t]*$")
_FLOATING = re.compile(r"(?i)^(DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(:\d{8}T\d{6}(?:,\d{8}T\d{6})*)\s*$")
_DASHED = re.compile(r"(?i)^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)([;:][^:]*?:?)(\d{4}-\d\d-\d\d(?:[T ].*)?)$")
_STARTS_AT = re.compile(r"(?im)^DTSTART[;:].*T\d{6}")
_UNTIL_DAY = re.compile(r"(?i)(UNTIL=\d{8})(?=;|\s*$)")
"""The last day of a series of moments, which programs take for the whole day."""
_DISPLAY_NAME = re.compile(r"\((?:UTC|GMT)(?:[+-]\d\d?[:.]?\d\d)?\)\s*(.{1,150})")
_REGIONS = {
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "coordinated universal time": "UTC",
}
_OTHER_RULE = re.compile(r"(?i)FREQ=(?!YEARLY)")


@dataclass(frozen=True, slots=True)
class EventText:
    """One event as text."""

    uid: str
    lines: tuple[str, ...]
    addresses: frozenset[str]
    """Keys of organiser and attendees; a changed date, such as a cancelled one, may name nobody."""

    @property
    def changed_date(self) -> str:
        """The date of a series that this event changes, as it is written; "" for a whole event."""
        return next((line.rpartition(":")[2] for line in self.lines if _RECURRENCE.match(line)), "")


class TimeZones:
    """The time zones that a calendar defines, its name and the time of its newest change."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now
        self.newest: datetime | None = None
        """The newest moment that any event was written at: when the calendar was exported, or last changed."""
        self._newest_of_file: datetime | None = None
        self.calendar_names: list[str] = []
        self.unknown: set[str] = set()
        """Zones that are neither defined in the calendar nor known here."""
        self._defined: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def record_line(self, line: bytes) -> None:
        """Record a line outside of events, or the time at which an event was written."""
        if (found := _STAMP.match(line)) is not None:
            try:
                at = datetime.strptime(found[1].decode(), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                return
            if find_export_time([at], self._now) and 1990 <= at.year <= 2100:
                self.newest = max(at, self.newest or at)
                self._newest_of_file = max(at, self._newest_of_file or at)
        elif (found := _CALENDAR_NAME.match(line)) is not None:
            key = normalize_address(clean_text(decode_text(found[1]), 254))
            self.calendar_names += [key] if key and len(self.calendar_names) < 20 else []

    def start_file(self) -> datetime:
        """Return the newest moment that an event of the file before this one was written at, and begin another one."""
        newest, self._newest_of_file = self._newest_of_file, None
        return newest or datetime.min.replace(tzinfo=UTC)

    def add_definition(self, lines: Sequence[bytes]) -> None:
        """Keep the definition of a zone if it is of the usual kind: short, and changing at most once a year."""
        text = [decode_text(line).replace("\x00", "") for line in lines]
        named = next((found[1] for line in lines if (found := _TZID.match(line))), None)
        if named is None or len(self._defined) >= _ZONES_LIMIT or any(map(_OTHER_RULE.search, text)):
            return
        name = decode_text(named).strip()
        self._defined.setdefault(name, "\r\n".join(("BEGIN:VTIMEZONE", *text, "END:VTIMEZONE")))

    def build_calendar(self, group: Sequence[EventText]) -> str:
        """Return events as a calendar with the time zones that only this calendar defines."""
        definitions: dict[str, str] = {}
        events: list[str] = []
        for event in group:
            lines = []
            for line in event.lines:
                if found := _ZONE_OF.search(line):
                    name = found[1].strip('"')
                    known = self._resolve_name(name)
                    if known != name:
                        line = line[: found.start(1)] + known + line[found.end(1) :]
                    elif not _is_known_zone(name):
                        if name in self._defined:
                            definitions[name] = self._defined[name]
                        elif len(self.unknown) < _ZONES_LIMIT:
                            self.unknown.add(clean_text(name, 60))
                lines.append(line)
            events += ["BEGIN:VEVENT", *lines, "END:VEVENT"]
        head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//coach//import//EN"]
        return "\r\n".join((*head, *definitions.values(), *events, "END:VCALENDAR", ""))

    def _resolve_name(self, name: str) -> str:
        """Return a zone's own name, or the IANA name inside a longer one, or the zone of its cities."""
        if name not in self._known:
            self._known[name] = name
            if not _is_known_zone(name) and name not in self._defined:
                tail = "/".join(name.split("/")[-2:])
                self._known[name] = tail if "/" in tail and _is_known_zone(tail) else _find_zone_of_cities(name) or name
        return self._known[name]


def _find_zone_of_cities(name: str) -> str:
    """Return the zone that a display name of Windows means, such as "(UTC+01:00) Amsterdam, Berlin", "" if unknown.

    The offset in it is that of the winter alone, so a city or the region counts, not the offset.
    """
    found = _DISPLAY_NAME.fullmatch(name)
    if found is None:
        return ""
    zones = {zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in sorted(available_timezones())}
    for part in re.split(r"[,/&]| and ", found[1]):
        if zone := _REGIONS.get(part.partition("(")[0].strip().casefold()) or zones.get(part.strip().casefold()):
            return zone
    return ""


def _is_known_zone(name: str) -> bool:
    from icalendar.timezone import tzp  # slow to load, and needed for calendars only

    try:
        return tzp.timezone(name) is not None
    except (ValueError, OSError, KeyError):
        return False


def scan_events(member: Member, zones: TimeZones, ignored: Counter[str]) -> Iterator[EventText]:
    """Yield the events that name other people, and changed dates; record time zones. Counts what is skipped."""
    dates_left = _DATES_BUDGET
    zone = ""  # of times that name none, as the calendar says
    is_cancelling = False  # a notice that its meetings are cancelled (METHOD:CANCEL)
    inside: list[bytes] = []  # components that are open, outermost first
    lines: list[bytes] = []
    for line in unfold_lines(member):
        if begins := _BEGIN.match(line):
            name = begins[1].upper()
            if b"VEVENT" in inside and name in (b"VEVENT", b"VCALENDAR"):
                ignored["damaged"] += 1  # it has no end
            if name == b"VCALENDAR" or len(inside) > 16:
                inside, is_cancelling = [], False  # a new calendar, or nonsense: begin again
            inside.append(name)
            if name in (b"VEVENT", b"VTIMEZONE"):
                lines = []
            elif b"VTIMEZONE" in inside:
                lines.append(line)
        elif ends := _END.match(line):
            name = ends[1].upper()
            if name in inside:
                del inside[inside.index(name) :]
            if name == b"VEVENT":
                if is_cancelling:
                    lines = [line for line in lines if not line.upper().startswith(b"STATUS")] + [b"STATUS:CANCELLED"]
                if (event := _parse_event(lines, zone)) is not None:
                    yield event
                else:
                    ignored["no_other_person"] += 1
                lines = []
            elif name in (b"VTODO", b"VJOURNAL"):
                ignored["no_meeting"] += 1
            elif name == b"VTIMEZONE":
                zones.add_definition(lines)
            elif b"VTIMEZONE" in inside:
                lines.append(line)
        elif inside[-1:] == [b"VEVENT"]:
            zones.record_line(line)
            if _DATES.match(line):
                dates_left -= len(line)
                if dates_left < 0:
                    continue
            if _NEEDED.match(line) and len(line) <= LINE_LIMIT and len(lines) < _LINES_LIMIT:
                lines.append(line)
        elif b"VTIMEZONE" in inside:
            if len(lines) < _ZONE_LINES:
                lines.append(line)
        elif (found := _CALENDAR_ZONE.match(line)) is not None:
            zone = found[1].decode() if _is_known_zone(found[1].decode()) else ""
        else:
            is_cancelling |= _CANCELLING.match(line) is not None
            zones.record_line(line)
    if b"VEVENT" in inside:
        ignored["damaged"] += 1


def _normalize_moment(line: str) -> str:
    """Return a line whose time stands as in ISO 8601, with dashes, in the form of calendars; any other as it is."""
    found = _DASHED.match(line)
    at = parse_moment(found[3]) if found else None
    if found is None or at is None:
        return line
    if len(found[3]) == 10:
        return f"{found[1]};VALUE=DATE:{at:%Y%m%d}"
    return f"{found[1]}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" if at.tzinfo else f"{found[1]}{found[2]}{at:%Y%m%dT%H%M%S}"


def find_address(line: bytes) -> str:
    """Return the mail address of an attendee's line: a mailto, the parameter EMAIL (RFC 7986), or a bare address."""
    found = _MAILTO.search(line) or _EMAIL_PARAMETER.search(line) or _BARE_ADDRESS.search(line)
    return unquote(decode_text(found[1])) if found else ""


def _parse_event(lines: Sequence[bytes], zone: str) -> EventText | None:
    """Return an event that names other people, or that changes a date of one; or None.

    Times without a zone get the given one, if there is one.
    """
    people = {normalize_address(clean_text(find_address(line), 254)) for line in lines if _PERSON.match(line)}
    people = {key for key in people if key and not key.endswith("@virtual")}
    if not (people or any(map(_CHANGED_DATE.match, lines))):
        return None
    uid = next((clean_text(decode_text(found[1])) for line in lines if (found := _UID.match(line))), "")
    text = tuple(_normalize_moment(decode_text(line).replace("\x00", "")) for line in lines)
    if _STARTS_AT.search("\n".join(text)):
        text = tuple(_UNTIL_DAY.sub(r"\1T235959", line) for line in text)
    if zone:
        text = tuple(_FLOATING.sub(rf"\1;TZID={zone}\2", line) for line in text)
    return EventText(uid or clean_text(" ".join(text), 200), text, frozenset(people))
