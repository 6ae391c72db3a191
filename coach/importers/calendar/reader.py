"""Read which meetings with other people are in iCalendar files (RFC 5545).

Events without another person are skipped before parsing. The others are parsed one by one, because one damaged event
must not spoil the rest. Repeated meetings are expanded around the time of the export; rules that would take long to
expand count with their first date only.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from coach.domain.text import clean_text
from coach.importers.calendar.calendar_lines import EventText, TimeZones, scan_events
from coach.importers.calendar.recurrence import WORK_LIMIT, estimate_work
from coach.importers.dates import is_possible_date
from coach.importers.files.members import Member
from coach.importers.import_result import ImportedMeeting, ImportedPerson, ImportResult
from coach.importers.mail.headers import normalize_address
from coach.importers.mail.mail_kinds import is_robot_address
from coach.importers.options import ImportOptions

BACK, AHEAD = timedelta(days=3 * 366), timedelta(days=120)
"""How far around the export repeated meetings are looked at; a series that began earlier is counted."""
EVENTS_LIMIT = 20_000
"""Events with other people that are parsed."""
INSTANCES_LIMIT = 5_000
"""Dates of repeated meetings, all rules together."""
_NO_YES = ("DECLINED", "NEEDS-ACTION", "DELEGATED")
"""Answers (PARTSTAT) after which somebody does not count as met."""
_ROOM_DOMAIN = re.compile(r"(?:.*\.)?(?:resource|group)\.calendar\.google\.com|(?:.*\.)?calendar\.google\.com")


def read_calendars(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read meetings with at least one other person. Attendees are contacts."""
    reader = _MeetingReader(options)
    zones = TimeZones()
    for member in members:
        options.check_cancelled()
        for event in scan_events(member, zones, reader.ignored):
            if len(reader.events) >= EVENTS_LIMIT:
                reader.warn(f"The first {EVENTS_LIMIT:,} meetings were read; the others are left out.")
                break
            reader.events.append(event)
    return reader.build_result(zones)


class _MeetingReader:
    """Collect events, find the owner of the calendar and turn events into meetings."""

    def __init__(self, options: ImportOptions) -> None:
        self.events: list[EventText] = []
        self.ignored: Counter[str] = Counter()
        self._options = options
        self._warnings: list[str] = []
        self._contacts: dict[str, ImportedPerson] = {}
        self._meetings: dict[str, ImportedMeeting] = {}
        self._work = WORK_LIMIT
        self._instances = INSTANCES_LIMIT

    def warn(self, line: str) -> None:
        if line not in self._warnings:
            self._warnings.append(line)

    def build_result(self, zones: TimeZones) -> ImportResult:
        own, main, candidates = find_owner(self.events, self._options.me, zones.calendar_names)
        as_of = self._options.as_of or zones.newest
        by_uid: defaultdict[str, list[EventText]] = defaultdict(list)
        for event in self.events:
            by_uid[event.uid].append(event)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns about odd zone names
            for group in by_uid.values():
                self._options.check_cancelled()
                self._read_group(group, zones, as_of, own)
        if zones.unknown:
            named = ", ".join(f"“{name}”" for name in sorted(zones.unknown)[:5])
            self.warn(f"Time zones that are not known here: {named}. Such times are read as those of this computer.")
        if not main and self.events:
            self.warn("It is not clear whose calendar this is. Give your own address with: --me ADDRESS")
        return ImportResult(
            "icalendar",
            as_of=as_of,
            owner=main,
            owner_candidates=candidates,
            contacts=self._contacts,
            meetings=tuple(sorted(self._meetings.values(), key=lambda meeting: (meeting.at, meeting.key))),
            counts={"meetings": len(self._meetings), "contacts": len(self._contacts)},
            ignored=dict(sorted(self.ignored.items())),
            warnings=tuple(self._warnings),
        )

    def _read_group(
        self, group: Sequence[EventText], zones: TimeZones, as_of: datetime | None, own: frozenset[str]
    ) -> None:
        """Read one event with its changed dates."""
        from icalendar import Calendar  # slow to load, and needed for calendars only

        try:
            calendar = Calendar.from_ical(zones.build_calendar(group))
            events = list(calendar.walk("VEVENT"))
            repeats = any("RRULE" in event or "RDATE" in event for event in events)
            if repeats and as_of is not None and self._is_affordable(events, as_of + AHEAD):
                events = self._expand_dates(calendar, as_of)
        except Exception:
            self.ignored["damaged"] += 1  # the library raises many kinds of errors on damaged events
            return
        for event in events:
            try:
                self._add(event, group[0].uid, own, repeats=repeats)
            except (ValueError, TypeError, AttributeError, OverflowError, KeyError):
                self.ignored["damaged"] += 1

    def _is_affordable(self, events: Sequence[Any], until: datetime) -> bool:
        """Return whether the rules of an event can be expanded within the limit of one import."""
        work = sum(estimate_work(event, until.date()) for event in events)
        if work > self._work or self._instances <= 0:
            self.ignored["too_many_repeats"] += 1
            return False
        self._work -= int(work)
        return True

    def _expand_dates(self, calendar: Any, as_of: datetime) -> list[Any]:
        import recurring_ical_events  # type: ignore[import-untyped]  # slow to load, as icalendar

        found = list(recurring_ical_events.of(calendar).between(as_of - BACK, as_of + AHEAD))
        if len(found) > self._instances:
            self.ignored["too_many_repeats"] += len(found) - self._instances
            del found[self._instances :]
        self._instances -= len(found)
        starts = [at for event in calendar.walk("VEVENT") if (at := _to_utc(event["DTSTART"].dt))]
        if starts and min(starts) < as_of - BACK:
            self.ignored["older_than_three_years"] += 1
        return found

    def _add(self, event: Any, uid: str, own: frozenset[str], *, repeats: bool) -> None:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            self.ignored["cancelled"] += 1
            return
        at = _to_utc(event["DTSTART"].dt) if "DTSTART" in event else None
        if at is not None and not is_possible_date(at):
            at = None
        if at is None:
            self.ignored["no_start"] += 1
            return
        people: dict[str, str] = {}
        asked = declined = False
        for key, name, address, answer in _list_attendees(event):
            if key in own:
                if answer in _NO_YES:
                    self.ignored["declined" if answer == "DECLINED" else "unanswered_invitation"] += 1
                    return
            elif answer == "DECLINED":
                declined = True
            else:
                if answer in _NO_YES:
                    asked = True  # nobody met because one of them was asked
                else:
                    people[key] = name or people.get(key, "")
                known = self._contacts.get(key)
                if known is None or (name and not known.name):
                    self._contacts[key] = ImportedPerson(key, name or None, "e-mail", address)
        if not people:
            self.ignored["unanswered_invitation" if asked else "declined" if declined else "no_other_person"] += 1
            return
        key = f"ical:{uid}"
        if "RECURRENCE-ID" in event or repeats:
            when = event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else event["DTSTART"].dt
            key += f":{_to_utc(when):%Y%m%dT%H%M%SZ}"
        self._meetings[key] = ImportedMeeting(
            key, at, clean_text(str(event.get("SUMMARY", ""))), tuple(people), tuple(people.values())
        )


def _list_attendees(event: Any) -> Iterator[tuple[str, str, str, str]]:
    """Yield (key, name, address, answer) of organiser and attendees; rooms and machines are left out."""
    for field in ("ORGANIZER", "ATTENDEE"):
        values = event.get(field, [])
        for value in values if isinstance(values, list) else [values]:
            params = value.params
            address = clean_text(re.sub(r"(?i)^mailto:", "", str(value)), 254)
            if "@" not in address or ":" in address:  # a path or a urn (iCloud, macOS)
                address = clean_text(str(params.get("EMAIL", params.get("X-EMAIL", ""))), 254)
            key = normalize_address(address)
            domain = key.rpartition("@")[2]
            if not key or domain == "virtual" or _ROOM_DOMAIN.fullmatch(domain) or is_robot_address(key):
                continue
            if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE", "GROUP"):
                continue
            name = clean_text(str(params.get("CN", "")).strip("\"' "))
            yield (
                key,
                "" if normalize_address(name) == key else name,
                address,
                str(params.get("PARTSTAT", "")).upper(),
            )


def _to_utc(value: date | datetime) -> datetime:
    """Return a time in UTC. A floating time is local to this computer; a whole day is noon."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(12), UTC)
    return value.astimezone(UTC)


def find_owner(
    events: Sequence[EventText], me: Sequence[str], names: Sequence[str]
) -> tuple[frozenset[str], str | None, tuple[str, ...]]:
    """Return (addresses, main address, candidates) of the owner.

    The owner is given, or named by the calendar, or the only person in more than half of at least three meetings.
    """
    named = [key for word in (*me, *names) if (key := normalize_address(word))]
    if named:
        return frozenset(named), named[0], ()
    counts = Counter(key for event in events for key in event.addresses)
    ranked = counts.most_common(4)
    (key, most), (_, next_most) = (*ranked, ("", 0), ("", 0))[:2]
    if len(events) >= 3 and 2 * most > len(events) and next_most < most:
        return frozenset({key}), key, ()
    return frozenset(), None, tuple(key for key, _ in ranked)
