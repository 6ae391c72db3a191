"""Read a calendar folder or file: past meetings with known people are logged, coming ones are listed with their people,
and fairs and conferences to come become events.

Only meetings since the source was added count as met; what is older comes in with `coach import`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from coach.actions.result import ActionResult, action
from coach.advice.blocked_people import blocked_person_ids
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.opportunities_and_events import Event, PlannedMeeting
from coach.domain.person import Person
from coach.domain.record import Record, derive_record_id
from coach.domain.text import fold_text
from coach.domain.wording import format_names
from coach.importers.options import ImportOptions
from coach.sources.folder_files import compute_stamp, list_files, make_members
from coach.sources.known_people import PersonFinder
from coach.sources.source import ReadContext, Reading, Source

if TYPE_CHECKING:
    from coach.importers.calendar.public_events import PublicEvent

AHEAD = timedelta(days=30)
"""How far ahead meetings are kept."""
EVENTS_AHEAD = timedelta(days=120)
"""How far ahead fairs and conferences become events."""
LENGTH = timedelta(hours=1)
"""A meeting is past so long after it began."""
_KEPT_LIMIT = 300
_ONE_OF_SERIES = re.compile(r"(icalendar:ical:.*):\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One past meeting with known people, from a calendar."""

    key: str
    at: datetime
    title: str
    people: tuple[tuple[str, str], ...]
    """(key, id of the person)"""


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether the files have changed, a meeting has ended, or a new day has begun. Raises OSError."""
    if source.marks.get("day") != now.date().isoformat():
        return True
    coming = source.marks.get("coming", ())
    if coming and datetime.fromisoformat(coming[0]["at"]) + LENGTH <= now:  # the first one is the next
        return True
    return compute_stamp(source.place, ".ics") != source.marks.get("stamp")


def read_source(source: Source, context: ReadContext) -> Reading:
    """Log past meetings and return the coming ones in the marks. Raises OSError."""
    now, stamp = context.now, compute_stamp(source.place, ".ics")
    files = list_files(source.place, ".ics")
    added = datetime.fromisoformat(source.added_at) if source.added_at else now
    own, meetings = source.own, [dict(one) for one in source.marks.get("coming", ())]
    public: tuple[PublicEvent, ...] = ()
    if stamp != source.marks.get("stamp") or source.marks.get("day") != now.date().isoformat():
        from coach.importers.calendar.public_events import read_public_events  # needed on a change only
        from coach.importers.calendar.reader import read_calendars  # brings a parser that is needed on a change only

        found = read_calendars(make_members(source.place, files), ImportOptions(me=source.own, as_of=now))
        own = source.own or ((found.owner,) if found.owner else ())
        names = {key: person.name or "" for key, person in found.contacts.items()}
        meetings = [
            {
                "meeting": meeting.key,
                "at": meeting.at.isoformat(),
                "title": meeting.title,
                "people": [{"key": key, "name": names.get(key, "")} for key in meeting.people if key not in own],
            }
            for meeting in found.meetings
            if added - timedelta(days=1) <= meeting.at <= now + AHEAD
        ][-_KEPT_LIMIT:]
        public = read_public_events(make_members(source.place, files), now.date(), (now + EVENTS_AHEAD).date())
    past = [one for one in meetings if datetime.fromisoformat(one["at"]) + LENGTH <= now]
    coming = [one for one in meetings if datetime.fromisoformat(one["at"]) + LENGTH > now]
    journal = context.service.journal
    met = _find_new_meetings(past, journal, source.marks.get("met", ()))
    marks = {
        "stamp": stamp,
        "day": now.date().isoformat(),
        "coming": coming,
        "met": [*source.marks.get("met", ()), *(m.key for m in met)][-_KEPT_LIMIT:],
    }
    new = find_new_events(public, context.service.journal)
    actions = ((log_meetings(met),) if met else ()) + ((save_public_events(new),) if new else ())
    return Reading(marks, actions, len(met) + len(new), own=own)


def find_new_events(public: Sequence[PublicEvent], journal: Journal) -> tuple[PublicEvent, ...]:
    """Return the fairs and conferences that are not among the events; one that was taken out does not come back."""
    known = journal.list_with_deleted(Event)
    ids, named = {event.id for event in known}, {(event.day, fold_text(event.title)) for event in known}
    return tuple(
        each for each in public if _public_event_id(each) not in ids and (each.day, fold_text(each.title)) not in named
    )


@action
def save_public_events(journal: Journal, now: datetime, public: Sequence[PublicEvent]) -> ActionResult:
    """Save coming fairs and conferences as events, so that one can plan whom to meet and is asked whom one met."""
    records = tuple(
        Event(
            id=_public_event_id(each), at=now, day=each.day, title=each.title, place=each.place, link=each.link,
            key=f"icalendar:{each.key}",
        )
        for each in find_new_events(public, journal)
    )  # fmt: skip
    return ActionResult(f"Calendar: {format_names(one.title for one in records)} added to your events.", records)


def _public_event_id(event: PublicEvent) -> str:
    return derive_record_id("event", "icalendar", event.key)


@action
def log_meetings(journal: Journal, now: datetime, meetings: Sequence[Meeting]) -> ActionResult:
    """Log that the person met these people. A meeting that an import brought is not logged again."""
    records: list[Record] = []
    names: list[str] = []
    meetings_before = (message for message in journal.list_with_deleted(Message) if message.kind == "meeting")
    logged = set(map(_find_place_in_series, meetings_before))
    for meeting in meetings:
        before = len(records)
        for key, person_id in meeting.people:
            record = Message(
                id=derive_record_id("meeting", "icalendar", meeting.key, key),
                person=person_id,
                at=meeting.at.astimezone(now.tzinfo),
                direction="in",
                kind="meeting",
                closed_at=meeting.at,
                text=meeting.title,
                key=f"icalendar:{meeting.key}",
            )
            person = journal.get_record(Person, person_id)
            place, is_new = _find_place_in_series(record), journal.get_with_deleted(Message, record.id) is None
            if person is not None and is_new and (place is None or place not in logged):
                records.append(record)
                names.append(person.name)
        events = [*journal.list_with_deleted(Event), *(one for one in records if isinstance(one, Event))]
        if len(records) > before and (event := _make_event(meeting, events, journal, now)) is not None:
            records.append(event)
    return ActionResult(f"Calendar: a meeting with {format_names(names)}, counted as met.", tuple(records))


def _find_place_in_series(message: Message) -> tuple[str, str, datetime] | None:
    """Return person, series and wall time of a repeated meeting, None for another message.

    Without a zone in the calendar, a day of a series moves to another moment when the computer moves to another zone.
    """
    series = _ONE_OF_SERIES.fullmatch(message.key)
    return (message.person, series[1], message.at.replace(tzinfo=None)) if series else None


def _make_event(meeting: Meeting, known: Iterable[Event], journal: Journal, now: datetime) -> Event | None:
    """Return the event of a meeting, about which advice asks on the next morning who else was there.

    None if an event of that day and title is there already: it is asked about once.
    """
    day = journal.settings.day_of(meeting.at.astimezone(now.tzinfo))
    people = [journal.get_record(Person, person_id) for _, person_id in meeting.people]
    title = meeting.title or "a meeting"
    event = Event(
        id=derive_record_id("event", "icalendar", meeting.key),
        at=now,
        day=day,
        title=title,
        meetings=tuple(PlannedMeeting(name=person.name, person=person.id) for person in people if person is not None),
        key=f"icalendar:{meeting.key}",
    )
    is_known = any(one.id == event.id or (one.day, fold_text(one.title)) == (day, fold_text(title)) for one in known)
    return None if is_known else event


def _find_new_meetings(past: Iterable[Mapping[str, Any]], journal: Journal, known: Iterable[str]) -> list[Meeting]:
    finder, blocked, logged = PersonFinder(journal), blocked_person_ids(journal), set(known)
    met = []
    for one in past:
        people = tuple(
            (each["key"], person.id)
            for each in one["people"]
            if (person := finder.find_person((each["key"],), each["name"])) is not None and person.id not in blocked
        )
        if people and one["meeting"] not in logged:
            met.append(Meeting(one["meeting"], datetime.fromisoformat(one["at"]), one["title"], people))
    return met


def list_coming(sources: Iterable[Source], journal: Journal, now: datetime) -> list[tuple[datetime, str, list[str]]]:
    """Return the coming meetings with known people: when, the title, and their names."""
    finder, blocked = PersonFinder(journal), blocked_person_ids(journal)
    found = []
    for source in sources:
        for one in source.marks.get("coming", ()) if source.kind == "calendar" else ():
            people = [finder.find_person((each["key"],), each["name"]) for each in one["people"]]
            names = [person.name for person in people if person is not None and person.id not in blocked]
            at = datetime.fromisoformat(one["at"]).astimezone(now.tzinfo)
            if names and at >= now:
                found.append((at, str(one["title"]), names))
    return sorted(found)
