"""Read which meetings with other people are in iCalendar files (RFC 5545).

Events without another person are skipped before parsing. The others are parsed one by one, because one damaged event
must not spoil the rest. Repeated meetings are expanded around the time of the export; rules that would take long to
expand count with their first date only.

Libraries expand a rule from its first date, step by step. Where no date fits (30 February) they walk to the year 9999,
and with an interval of zero they never end. One step takes about two microseconds (dateutil 2.9).
"""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice
from operator import itemgetter
from typing import Any
from urllib.parse import unquote

from coach.domain.clock import resolve_wall_time
from coach.domain.text import clean_text, fold_text
from coach.importers.calendar.calendar_lines import EventText, TimeZones, scan_events
from coach.importers.dates import is_possible_date
from coach.importers.files.archive_members import Member
from coach.importers.import_result import NAME_ONLY, TIME_ORDER, ImportedMeeting, ImportedPerson, ImportResult
from coach.importers.mail.headers import list_tagged_addresses, normalize_address, parse_addresses
from coach.importers.mail.personal_or_automatic import is_robot_address
from coach.importers.options import ImportOptions

WORK_LIMIT = 1_500_000
"""Steps for all rules of one import: about three seconds."""
_EVENT_LIMIT = 150_000
_REFUSED = float(WORK_LIMIT + 1)
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_WEIGHT = {"DAILY": 1, "WEEKLY": 3, "MONTHLY": 4, "YEARLY": 16}
_LAST = date(9999, 12, 31)


def estimate_work(event: Mapping[str, Any], until: date) -> float:
    """Return the steps it takes to expand the rules of an icalendar event up to `until`; very many if it must not be
    tried.
    """
    start = event.get("DTSTART")
    if not event.get("RRULE") or start is None:  # none, or an empty one
        return 1.0
    first = start.dt.date() if isinstance(start.dt, datetime) else start.dt
    total = sum(_estimate_rule(rule, first, until) for rule in _list_values(event, "RRULE"))
    return total if total <= _EVENT_LIMIT else _REFUSED


def _estimate_rule(rule: Mapping[str, Any], first: date, until: date) -> float:
    freq = str(_first_value(rule, "FREQ")).upper()
    interval = _first_value(rule, "INTERVAL", 1)
    if freq not in _DAYS or not isinstance(interval, int) or interval < 1:
        return _REFUSED
    if any(len(_list_values(rule, part)) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        return _REFUSED
    end = until if _ends_soon(rule, freq, interval) else _LAST
    return max(0, (end - first).days) / (_DAYS[freq] * interval) * _WEIGHT[freq] + 1


def _ends_soon(rule: Mapping[str, Any], freq: str, interval: int) -> bool:
    """Return whether dates are certain to fit soon, which ends the walk near `until`."""
    parts = {part.upper() for part in rule} & {
        "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"
    }  # fmt: skip
    days = [str(day).upper() for day in _list_values(rule, "BYDAY")]
    numbers = [day for day in _list_values(rule, "BYMONTHDAY") if isinstance(day, int)]
    early = all(1 <= abs(day) <= 28 for day in numbers)
    plain = all(len(day.lstrip("+-0123456789")) == 2 for day in days)
    near = plain and all(abs(int(day[:-2] or 1)) <= 4 for day in days)
    first = all(position in (1, -1) for position in _list_values(rule, "BYSETPOS"))
    if not parts:
        return True
    if freq == "DAILY":
        return parts == {"BYDAY"} and interval == 1 and plain
    if freq == "WEEKLY":
        return parts == {"BYDAY"} and plain
    if not first or (numbers and days):
        return False
    allowed = {"BYDAY", "BYMONTHDAY", "BYSETPOS"} | ({"BYMONTH"} if freq == "YEARLY" else set())
    return parts <= allowed and early and near


def _list_values(event: Mapping[str, Any], name: str) -> list[Any]:
    """Return all values of a part of a rule, or of a property of an event."""
    values = event.get(name, [])
    return values if isinstance(values, list) else [values]


def _first_value(rule: Mapping[str, Any], part: str, default: Any = "") -> Any:
    values = _list_values(rule, part)
    return values[0] if values else default


BACK, AHEAD = timedelta(days=3 * 366), timedelta(days=120)
"""How far around the export repeated meetings are looked at; a series that began earlier is counted."""
EVENTS_LIMIT = 20_000
"""Events with other people that are parsed."""
INSTANCES_LIMIT = 5_000
"""Dates of repeated meetings, all rules together."""
_NO_YES = ("DECLINED", "NEEDS-ACTION", "DELEGATED")
"""Answers (PARTSTAT) after which somebody does not count as met."""
_ANSWER = re.compile(r"(?i)^ATTENDEE;(?:[^:]*;)?PARTSTAT=")
_UNREAD_RULE = re.compile(r"(?i)(?:EXRULE|RRULE(?=[^:]*:(?!.*FREQ=)\s*\S))[;:]")
"""A rule of dates that do not count (RFC 2445), or one of version 1.0, such as `W1 MO #8`."""
_CANCELLED_TITLE = re.compile(
    r"(?:canceled|cancelled|abgesagt|annule|anulado|cancelad[oa]|annullat[oa]|geannuleerd|installd|avlyst|aflyst|peruttu"
    r"|odwolane|anulowane|zruseno|torolve|iptal edildi|отменено|скасовано|キャンセル|已取消|취소됨)\s*[:：]"
)
"""What Outlook puts before the title of a cancelled meeting, folded."""
_ADDRESS_BESIDE_NAME = re.compile(r"\s*[<(]\S*@\S*[>)]")
"""The address that Exchange and Google write behind a name, in brackets."""
_ROOM_DOMAIN = re.compile(r"(?:.*\.)?(?:resource|group)\.calendar\.google\.com|(?:.*\.)?calendar\.google\.com")


def read_calendars(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read meetings with at least one other person. Attendees are contacts."""
    reader = _MeetingReader(options)
    zones = TimeZones(options.now)
    files: list[tuple[datetime, list[EventText]]] = []
    left = EVENTS_LIMIT
    for member in members:
        found, newest = list(islice(scan_events(member, zones, reader.ignored), left + 1)), zones.start_file()
        if len(found) > left:
            reader.warn(f"The first {EVENTS_LIMIT:,} meetings were read; the others are left out.")
        files.append((newest, found[:left]))
        left = max(0, left - len(found))
    reader.events += _keep_newest(events for _, events in sorted(files, key=itemgetter(0)))
    reader.ignored["duplicate"] += sum(len(events) for _, events in files) - len(reader.events)
    return reader.build_result(zones)


def _keep_newest(files: Iterable[Sequence[EventText]]) -> Iterator[EventText]:
    """Yield the events of files, oldest first; of an event or a changed date in several files, the last one."""
    kept: dict[tuple[str, str], list[EventText]] = {}
    for events in files:
        fresh: defaultdict[tuple[str, str], list[EventText]] = defaultdict(list)
        for event in events:
            fresh[event.uid, event.changed_date].append(event)
        kept.update(fresh)
    return chain.from_iterable(kept.values())


class _MeetingReader:
    """Collect events, find the owner of the calendar and turn events into meetings."""

    def __init__(self, options: ImportOptions) -> None:
        self.events: list[EventText] = []
        self.ignored: Counter[str] = Counter()
        self._options = options
        self._warnings: list[str] = []
        self._contacts: dict[str, ImportedPerson] = {}
        self._meetings: dict[str, ImportedMeeting] = {}
        self._cancelled: set[str] = set()
        self._series: dict[str, tuple[datetime, datetime]] = {}
        self._records_answers = False
        self._work = WORK_LIMIT
        self._instances = INSTANCES_LIMIT

    def warn(self, line: str) -> None:
        if line not in self._warnings:
            self._warnings.append(line)

    def build_result(self, zones: TimeZones) -> ImportResult:
        by_uid: defaultdict[str, list[EventText]] = defaultdict(list)
        for event in self.events:
            by_uid[event.uid].append(event)
        groups = [group for group in by_uid.values() if any(event.addresses for event in group)]
        self.ignored["no_other_person"] += len(self.events) - sum(map(len, groups))
        self.events = [event for group in groups for event in group]
        own, main, candidates = find_owner(self.events, self._options.me, zones.calendar_names)
        own |= {f"{NAME_ONLY}{fold_text(word)}" for word in self._options.me if "@" not in word}
        as_of = self._options.as_of or zones.newest
        self._records_answers = any(_ANSWER.search(line) for event in self.events for line in event.lines)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns about odd zone names
            for group in groups:
                self._read_group(group, zones, as_of or self._options.now, own)
        if zones.unknown:
            named = ", ".join(f'"{name}"' for name in sorted(zones.unknown)[:5])
            self.warn(
                f"Time zones that are not known here: {named}. Their times are read in the time zone of this computer."
            )
        if main and self._options.me and self._contacts and not any(own & event.addresses for event in self.events):
            self.warn(f"None of these meetings names {main}. Check its spelling, or give another of your addresses.")
        if not main and self.events:
            self.warn("It is not clear whose calendar this is. Give your own address with: --me ADDRESS")
        return ImportResult(
            "icalendar",
            as_of=as_of,
            owner=main,
            owner_candidates=candidates,
            contacts=self._contacts,
            meetings=tuple(sorted(self._meetings.values(), key=TIME_ORDER)),
            cancelled_meetings=tuple(sorted(self._cancelled - self._meetings.keys())),
            series=self._series,
            counts={"meetings": len(self._meetings), "contacts": len(self._contacts)},
            ignored=dict(sorted((+self.ignored).items())),
            warnings=tuple(self._warnings),
        )

    def _read_group(
        self, group: Sequence[EventText], zones: TimeZones, around: datetime | None, own: frozenset[str]
    ) -> None:
        """Read one event with its changed dates; the dates of a series `around` the export or, undated, the import."""
        from icalendar import Calendar  # slow to load, and needed for calendars only

        try:
            calendar = Calendar.from_ical(zones.build_calendar(group))
            events = list(calendar.walk("VEVENT"))
            repeats = any("RRULE" in event or "RDATE" in event for event in events)
            if any(_UNREAD_RULE.match(line) for event in group for line in event.lines):
                self.ignored["unread_rule"] += 1
            elif not repeats:
                events = self._keep_last_versions(events)
            elif around is not None and self._is_affordable(events, max(around + AHEAD, self._options.now or around)):
                self._record_removed_dates(events, group[0].uid, around)
                is_series_whole = any(map(_is_whole_event, events))
                events = self._expand_dates(calendar, around)
                if is_series_whole and "too_many_repeats" not in self.ignored:
                    self._series[f"ical:{group[0].uid}"] = (around - BACK, around + AHEAD)
        except Exception:
            self.ignored["damaged"] += 1  # the library raises many kinds of errors on damaged events
            return
        is_series = repeats or len({_read_start(event) for event in events if _is_whole_event(event)}) > 1
        for event in events:
            try:
                self._add(event, group[0].uid, own, repeats=is_series)
            except (ValueError, TypeError, AttributeError, OverflowError, KeyError):
                self.ignored["damaged"] += 1

    def _keep_last_versions(self, events: Sequence[Any]) -> list[Any]:
        """Return events of one id, those of its last version once each; the others count as there twice.

        Several of one version that start at several times are a series, which some programs write date by date.
        """
        whole = [event for event in events if _is_whole_event(event)]
        last = max(map(_read_version, whole), default=0)
        kept = {_read_start(event): event for event in whole if _read_version(event) == last}
        self.ignored["duplicate"] += len(whole) - len(kept)
        return [*kept.values(), *(event for event in events if not _is_whole_event(event))]

    def _is_affordable(self, events: Sequence[Any], until: datetime) -> bool:
        """Return whether the rules of an event can be expanded within the limit of one import."""
        work = sum(estimate_work(event, until.date()) for event in events)
        if work > self._work or self._instances <= 0:
            self.ignored["too_many_repeats"] += 1
            return False
        self._work -= int(work)
        return True

    def _record_removed_dates(self, events: Sequence[Any], uid: str, around: datetime) -> None:
        """Record the dates that were taken out of a series as called off: an earlier export may have them."""
        for event in events:
            for removed in _list_values(event, "EXDATE"):
                for value in getattr(removed, "dts", ()):
                    with suppress(ValueError, TypeError, AttributeError, OverflowError, KeyError):  # a damaged date
                        start, day = event["DTSTART"].dt, value.dt
                        if isinstance(start, datetime) and not isinstance(day, datetime):
                            day = datetime.combine(day, start.timetz())
                        if around - BACK <= _to_utc(day) <= around + AHEAD:
                            self._cancelled.add(f"ical:{uid}:{_to_utc(day):%Y%m%dT%H%M%SZ}")

    def _expand_dates(self, calendar: Any, as_of: datetime) -> list[Any]:
        import recurring_ical_events  # type: ignore[import-untyped]  # slow to load, as icalendar

        found = list(recurring_ical_events.of(calendar).between(as_of - BACK, as_of + AHEAD))
        if len(found) > self._instances:
            self.ignored["too_many_repeats"] += len(found) - self._instances
            del found[self._instances :]
        self._instances -= len(found)
        starts = [_to_utc(event["DTSTART"].dt) for event in calendar.walk("VEVENT")]
        if starts and min(starts) < as_of - BACK:
            self.ignored["older_than_three_years"] += 1
        now = self._options.now
        if now and now > as_of + AHEAD and any(recurring_ical_events.of(calendar).between(as_of + AHEAD, now)):
            self.ignored["after_the_export"] += 1
        return found

    def _add(self, event: Any, uid: str, own: frozenset[str], *, repeats: bool) -> None:
        at = _to_utc(event["DTSTART"].dt) if "DTSTART" in event else None
        if at is None or not is_possible_date(at):
            self.ignored["no_start"] += 1
            return
        key = f"ical:{uid}"
        if "RECURRENCE-ID" in event or repeats:
            when = event["RECURRENCE-ID" if _has_own_date(event) else "DTSTART"].dt
            key += f":{_to_utc(when):%Y%m%dT%H%M%SZ}"
        title = clean_text(str(event.get("SUMMARY", "")))
        if str(event.get("STATUS", "")).upper() == "CANCELLED" or _CANCELLED_TITLE.match(fold_text(title)):
            self.ignored["cancelled"] += 1
            self._cancelled.add(key)
            return
        people: dict[str, str] = {}
        asked = declined = False
        organizer = next((who for field, who, *_ in _list_attendees(event) if field == "ORGANIZER"), "")
        for field, who, name, address, answer in _list_attendees(event):
            if not answer and field == "ATTENDEE" and organizer not in ("", who):  # invited by somebody
                answer = self._answer_left_out()
            if who in own:
                if answer in _NO_YES:
                    self.ignored["declined" if answer == "DECLINED" else "unanswered_invitation"] += 1
                    if answer == "DECLINED":
                        self._cancelled.add(key)
                    return
            elif answer == "DECLINED":
                declined = True
            else:
                if answer in _NO_YES:
                    asked = True  # nobody met because one of them was asked
                else:
                    people[who] = name or people.get(who, "")
                known = self._contacts.get(who)
                if not who.startswith(NAME_ONLY) and (known is None or (name and not known.name)):
                    self._contacts[who] = ImportedPerson(who, name or None, "e-mail", address)
        if not people:
            self.ignored["unanswered_invitation" if asked else "declined" if declined else "no_other_person"] += 1
            return
        self._meetings[key] = ImportedMeeting(key, at, title, tuple(people), tuple(people.values()))

    def _answer_left_out(self) -> str:
        """Return the answer of somebody invited who has none: not yet (RFC 5545), unless the calendar has no answers.

        Outlook leaves them out of what it exports, and what it still has in its calendar was not declined.
        """
        if self._records_answers:
            return "NEEDS-ACTION"
        self.warn("This calendar doesn't say who accepted, so every past meeting in it counts as met.")
        return ""


def _is_whole_event(event: Any) -> bool:
    """Return whether an event with a start is no changed date of a series."""
    return "RECURRENCE-ID" not in event and _read_start(event) != ""


def _read_start(event: Any) -> str:
    try:
        return str(event["DTSTART"].dt)
    except (KeyError, ValueError, AttributeError):  # it has none, or a damaged one
        return ""


def _read_version(event: Any) -> int:
    number = event.get("SEQUENCE")
    return number if isinstance(number, int) else 0


def _has_own_date(event: Any) -> bool:
    """Return whether an event names the date that it replaces; a change of all that follow names the first only."""
    replaced = event.get("RECURRENCE-ID")
    return replaced is not None and str(replaced.params.get("RANGE", "")).upper() != "THISANDFUTURE"


def _list_attendees(event: Any) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (field, key, name, address, answer) of organiser and attendees; rooms and machines are left out."""
    for field in ("ORGANIZER", "ATTENDEE"):
        for value in _list_values(event, field):
            params = value.params
            address = clean_text(unquote(re.sub(r"(?i)^\"?mailto:", "", str(value)).strip('"')), 254)
            if "@" not in address or ":" in address:  # a path or a urn (iCloud, macOS)
                address = clean_text(str(params.get("EMAIL", params.get("X-EMAIL", ""))), 254)
            if " " in address and (inside := parse_addresses([address])):  # version 1.0 writes "Ana Lee <ana@…>"
                params = {"CN": inside[0][0], **params}
                address = inside[0][1]
            key = normalize_address(address)
            domain = key.rpartition("@")[2]
            if domain == "virtual" or _ROOM_DOMAIN.fullmatch(domain) or is_robot_address(key):
                continue
            if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE", "GROUP"):
                continue
            name = clean_text(_ADDRESS_BESIDE_NAME.sub("", str(params.get("CN", ""))).strip("\"' "))
            is_address = "@" in name and " " not in name
            if not key and (" " not in name or "@" in name):
                continue  # neither an address nor a full name tells who it is
            key = key or f"{NAME_ONLY}{fold_text(name)}"
            yield field, key, "" if is_address else name, address, str(params.get("PARTSTAT", "")).upper()


def _to_utc(value: date | datetime) -> datetime:
    """Return a time in UTC. A floating time is local to this computer; a whole day is noon."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(12), UTC)
    return resolve_wall_time(value).astimezone(UTC) if value.tzinfo is None else value.astimezone(UTC)


def find_owner(
    events: Sequence[EventText], me: Sequence[str], names: Sequence[str]
) -> tuple[frozenset[str], str | None, tuple[str, ...]]:
    """Return (addresses, main address, candidates) of the owner.

    The owner is given, or named by the calendar, or the only person in more than half of at least three meetings.
    """
    events = [event for event in events if event.addresses]
    counts = Counter(key for event in events for key in event.addresses)
    named = [key for word in (*me, *names) if (key := normalize_address(word))]
    if named:
        return frozenset(named) | list_tagged_addresses(named, counts), named[0], ()
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:4]  # sets of addresses have no order
    (key, most), (_, next_most) = (*ranked, ("", 0), ("", 0))[:2]
    if len(events) >= 3 and 2 * most > len(events) and next_most < most:
        return frozenset({key}), key, ()
    return frozenset(), None, tuple(key for key, _ in ranked)
