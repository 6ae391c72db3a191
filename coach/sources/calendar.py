"""Read a calendar folder or file: past meetings with known people are logged, coming ones are listed with their people,
and fairs and conferences to come become events.

Only meetings since the source was added count as met; what is older comes in with `coach import`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from coach.actions.result import ActionResult, action
from coach.advice.blocked_people import blocked_person_ids
from coach.domain.clock import A_DAY
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.opportunities_and_events import Event, PlannedMeeting
from coach.domain.person import Person
from coach.domain.record import Record, derive_record_id
from coach.domain.text import fold_text
from coach.domain.wording import format_names
from coach.importers.calendar.meetings import read_calendars
from coach.importers.calendar.public_events import PublicEvent, read_public_events
from coach.importers.options import ImportOptions
from coach.sources.folder_files import compute_stamp, list_members
from coach.sources.known_and_offered_people import PersonFinder
from coach.sources.source import ReadContext, Reading, Source

MEETINGS_AHEAD = timedelta(days=30)
"""How far ahead meetings are kept."""
PUBLIC_EVENTS_AHEAD = timedelta(days=120)
"""How far ahead fairs and conferences become events."""
MEETING_LENGTH = timedelta(hours=1)
"""A meeting is past so long after it began."""
_KEPT_MEETINGS_LIMIT = 300
"""How many coming meetings are kept, the next ones first, and of how many past ones it is known when they were."""
_KEY_OF_ONE_IN_SERIES = re.compile(r"(icalendar:ical:.*):\d{8}T\d{6}Z")


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
    if any(_is_past(meeting_mark, now) for meeting_mark in source.marks.get("coming", ())[:1]):
        return True
    return compute_stamp(source.place, ".ics") != source.marks.get("stamp")


def read_source(source: Source, context: ReadContext) -> Reading:
    """Log past meetings and return the coming ones in the marks. Raises OSError."""
    now, stamp = context.now, compute_stamp(source.place, ".ics")
    source_added_at = datetime.fromisoformat(source.added_at) if source.added_at else now
    own_addresses, meetings = source.own, [dict(meeting_mark) for meeting_mark in source.marks.get("coming", ())]
    public_events: tuple[PublicEvent, ...] = ()
    times_by_key: dict[str, datetime | None] = {}
    has_read = stamp != source.marks.get("stamp") or source.marks.get("day") != now.date().isoformat()
    if has_read:
        calendar_files = list_members(source.place, ".ics")
        calendar_content = read_calendars(calendar_files, ImportOptions(me=source.own, as_of=now))
        own_addresses = source.own or ((calendar_content.owner,) if calendar_content.owner else ())
        attendee_names = {attendee_key: person.name or "" for attendee_key, person in calendar_content.contacts.items()}
        meetings = []
        times_by_key = {meeting.key: meeting.at for meeting in calendar_content.meetings}
        times_by_key |= dict.fromkeys(calendar_content.cancelled_meetings)
        for meeting in calendar_content.meetings:
            if source_added_at - A_DAY <= meeting.at <= now + MEETINGS_AHEAD:
                others = [key for key in meeting.people if key not in own_addresses]
                people = [{"key": key, "name": attendee_names.get(key, "")} for key in others]
                at = meeting.at.isoformat()
                meetings.append({"meeting": meeting.key, "at": at, "title": meeting.title, "people": people})
        public_events = read_public_events(calendar_files, now.date(), now.tzinfo)
    past_meetings = [mark for mark in meetings if _is_past(mark, now)]
    coming_meetings = [mark for mark in meetings if not _is_past(mark, now)][:_KEPT_MEETINGS_LIMIT]
    journal = context.service.journal
    met_at, ahead_at = _read_met_times(source.marks.get("met", ())), dict(source.marks.get("moved", {}))
    known_at = {**met_at, **ahead_at}
    moved_meetings = {
        key: at
        for key, at in times_by_key.items()
        if known_at.get(key) and (at is None or at != datetime.fromisoformat(known_at[key]))
    }
    for key, moved_to in moved_meetings.items():
        ahead_at.pop(key, None)
        met_at.pop(key, None)
        (ahead_at if moved_to and moved_to > now else met_at)[key] = moved_to.isoformat() if moved_to else ""
    met_meetings = _find_new_meetings(past_meetings, journal, now, met_at)
    met_at |= {meeting.key: meeting.at.isoformat() for meeting in met_meetings}
    ahead_at = {key: at for key, at in ahead_at.items() if key not in met_at}
    marks: dict[str, Any] = {"stamp": stamp, "day": now.date().isoformat(), "coming": coming_meetings}
    marks["met"], marks["moved"] = dict(list(met_at.items())[-_KEPT_MEETINGS_LIMIT:]), ahead_at
    last_day = (now + PUBLIC_EVENTS_AHEAD).date()
    new_events = find_new_events([event for event in public_events if event.day <= last_day], journal)
    events_before = source.marks.get("events", {})
    marks["events"] = {event.key: _list_event_fields(event) for event in public_events} if has_read else events_before
    changes = [
        (_list_changed_fields(events_before[event.key], event), event)
        for event in public_events
        if event.key in events_before and _list_event_fields(event) != events_before[event.key]
    ]
    actions = [move_meetings(moved_meetings)] if moved_meetings else []
    actions += [log_meetings(met_meetings)] if met_meetings else []
    actions += [save_public_events(new_events)] if new_events else []
    actions += [change_public_events(changes)] if changes else []
    return Reading(marks, tuple(actions), len(met_meetings) + len(new_events), own=own_addresses)


def _read_met_times(met_mark: Iterable[str] | Mapping[str, str]) -> dict[str, str]:
    """Return key of a meeting that was logged → when it was; "" where an older version did not keep that."""
    return dict(met_mark) if isinstance(met_mark, Mapping) else dict.fromkeys(met_mark, "")


def _is_past(meeting_mark: Mapping[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(meeting_mark["at"]) + MEETING_LENGTH <= now


def find_new_events(public_events: Sequence[PublicEvent], journal: Journal) -> tuple[PublicEvent, ...]:
    """Return the fairs and conferences that are not among the events; one that was taken out does not come back."""
    known_events = journal.list_with_deleted(Event)
    known_ids = {event.id for event in known_events}
    known_days_and_titles = {(event.day, fold_text(event.title)) for event in known_events}
    return tuple(
        event
        for event in public_events
        if not event.is_cancelled
        and _public_event_id(event) not in known_ids
        and (event.day, fold_text(event.title)) not in known_days_and_titles
    )


@action
def save_public_events(journal: Journal, now: datetime, public_events: Sequence[PublicEvent]) -> ActionResult:
    """Save coming fairs and conferences as events, so that one can plan whom to meet and is asked whom one met."""
    events = tuple(
        Event(
            id=_public_event_id(public_event), at=now, day=public_event.day, title=public_event.title,
            place=public_event.place, link=public_event.link, key=f"icalendar:{public_event.key}",
        )
        for public_event in find_new_events(public_events, journal)
    )  # fmt: skip
    return ActionResult(f"Calendar: {format_names(event.title for event in events)} added to your events.", events)


def _list_event_fields(event: PublicEvent) -> dict[str, str]:
    """Return what the calendar says of an event; a later reading sees by it what has changed there."""
    fields = {"title": event.title, "day": event.day.isoformat(), "place": event.place, "link": event.link}
    return fields | ({"status": "cancelled"} if event.is_cancelled else {})


def _list_changed_fields(fields_before: Mapping[str, str], event: PublicEvent) -> list[str]:
    fields = _list_event_fields(event)
    return [name for name in ("title", "day", "place", "link") if fields[name] != fields_before.get(name)]


@action
def change_public_events(
    journal: Journal, now: datetime, changes: Sequence[tuple[Sequence[str], PublicEvent]]
) -> ActionResult:
    """Follow coming fairs and conferences that the calendar has changed or called off; one's own changes stay."""
    events: list[Event] = []
    for changed_fields, public_event in changes:
        event = journal.get_record(Event, _public_event_id(public_event))
        if event is None or event.answered_at is not None:
            continue
        if public_event.is_cancelled:
            events.append(event.copy_with(deleted=True))
        elif changed_fields:
            events.append(event.copy_with(**{name: getattr(public_event, name) for name in changed_fields}))
    names = format_names(event.title for event in events)
    return ActionResult(f"Calendar: {names} changed there or was called off, and so in your events.", tuple(events))


def _public_event_id(event: PublicEvent) -> str:
    return derive_record_id("event", "icalendar", event.key)


@action
def log_meetings(journal: Journal, now: datetime, meetings: Sequence[Meeting]) -> ActionResult:
    """Log that the person met these people. A meeting that an import brought is not logged again."""
    records: list[Record] = []
    names: list[str] = []
    logged_places = _list_places_in_series(journal)
    for meeting in meetings:
        records_before = len(records)
        for message in _build_messages(meeting, now):
            person = journal.get_record(Person, message.person)
            if person is not None and _is_new_meeting(message, journal, logged_places):
                records.append(message)
                names.append(person.name)
        if len(records) > records_before:
            saved_events = [record for record in records if isinstance(record, Event)]
            event = _make_event(meeting, [*journal.list_with_deleted(Event), *saved_events], journal, now)
            records += [event] if event else []
    return ActionResult(f"Calendar: a meeting with {format_names(names)}, counted as met.", tuple(records))


@action
def move_meetings(journal: Journal, now: datetime, times_by_key: Mapping[str, datetime | None]) -> ActionResult:
    """Follow meetings that were logged and then moved in the calendar, or called off (None), and their events.

    One that lies ahead now is a meeting to come. Where the person said whom they met there, it stays as it is.
    """
    events = {event.key: event for event in journal.list_records(Event) if event.key}
    records: list[Record] = []
    titles: list[str] = []
    for message in journal.list_records(Message):
        meeting_key = message.key.removeprefix("icalendar:")
        if message.kind != "meeting" or meeting_key == message.key or meeting_key not in times_by_key:
            continue
        event = events.get(message.key)
        if event is not None and event.answered_at is not None:
            continue
        at = times_by_key[meeting_key]
        local_time = at.astimezone(now.tzinfo) if at else message.at
        if at is None:
            records.append(message.copy_with(deleted=True))
        elif local_time.replace(tzinfo=None) == message.at.replace(tzinfo=None):
            continue  # without a zone in the calendar, it is another moment where the computer is now
        elif local_time > now:
            records.append(message.copy_with(at=local_time, direction="own", closed_at=None))
        else:
            records.append(message.copy_with(at=local_time, direction="in", closed_at=local_time))
        titles.append(message.text or "a meeting")
        if event is not None and event not in records:
            day = journal.settings.day_of(local_time)
            records.append(event.copy_with(deleted=True) if at is None else event.copy_with(day=day))
            del events[message.key]
    names = format_names(dict.fromkeys(titles))
    return ActionResult(f"Calendar: {names} moved or was called off; changed here, too.", tuple(records))


def _build_messages(meeting: Meeting, now: datetime) -> list[Message]:
    """Return a meeting as the messages of the people in it."""
    return [
        Message(
            id=derive_record_id("meeting", "icalendar", meeting.key, attendee_key),
            person=person_id,
            at=meeting.at.astimezone(now.tzinfo),
            direction="in",
            kind="meeting",
            closed_at=meeting.at,
            text=meeting.title,
            key=f"icalendar:{meeting.key}",
        )
        for attendee_key, person_id in meeting.people
    ]


def _is_new_meeting(message: Message, journal: Journal, logged_places: Container[tuple[str, str, datetime]]) -> bool:
    """Return whether a past meeting was not logged yet, or only as one to come."""
    logged_message = journal.get_with_deleted(Message, message.id)
    if logged_message is not None:
        return logged_message.direction == "own" and not logged_message.deleted
    return _find_place_in_series(message) not in logged_places


def _list_places_in_series(journal: Journal) -> set[tuple[str, str, datetime]]:
    """Return the places of all repeated meetings that were ever logged."""
    meetings = (message for message in journal.list_with_deleted(Message) if message.kind == "meeting")
    return set(filter(None, map(_find_place_in_series, meetings)))


def _find_place_in_series(message: Message) -> tuple[str, str, datetime] | None:
    """Return person, series and wall time of a repeated meeting, None for another message.

    Without a zone in the calendar, a day of a series moves to another moment when the computer moves to another zone.
    """
    series_key = _KEY_OF_ONE_IN_SERIES.fullmatch(message.key)
    return (message.person, series_key[1], message.at.replace(tzinfo=None)) if series_key else None


def _make_event(meeting: Meeting, known_events: Iterable[Event], journal: Journal, now: datetime) -> Event | None:
    """Return the event of a meeting, about which advice asks on the next morning who else was there.

    None if an event of that day and title is there already: it is asked about once.
    """
    meeting_day = journal.settings.day_of(meeting.at.astimezone(now.tzinfo))
    attendees = filter(None, (journal.get_record(Person, person_id) for _, person_id in meeting.people))
    event = Event(
        id=derive_record_id("event", "icalendar", meeting.key),
        at=now,
        day=meeting_day,
        title=meeting.title or "a meeting",
        meetings=tuple(PlannedMeeting(name=person.name, person=person.id) for person in attendees),
        key=f"icalendar:{meeting.key}",
    )
    day_and_title = (event.day, fold_text(event.title))
    is_known = any(
        known_event.id == event.id or (known_event.day, fold_text(known_event.title)) == day_and_title
        for known_event in known_events
    )
    return None if is_known else event


def _find_new_meetings(
    past_meetings: Iterable[Mapping[str, Any]], journal: Journal, now: datetime, met_keys: Container[str]
) -> list[Meeting]:
    """Return past meetings with the people for whom they are not logged; one to come, that was undone, stays so."""
    finder, blocked_ids = PersonFinder(journal), blocked_person_ids(journal)
    logged_places = _list_places_in_series(journal)
    met_meetings = []
    for mark in past_meetings:
        people = tuple((key, person.id) for key, person in _find_attendees(mark, finder, blocked_ids))
        meeting = Meeting(mark["meeting"], datetime.fromisoformat(mark["at"]), mark["title"], people)
        new_people = tuple(
            attendee
            for attendee, message in zip(people, _build_messages(meeting, now), strict=True)
            if _is_new_meeting(message, journal, logged_places)
            and (meeting.key not in met_keys or journal.get_record(Message, message.id) is None)
        )
        if new_people:
            met_meetings.append(replace(meeting, people=new_people))
    return met_meetings


def _find_attendees(
    meeting_mark: Mapping[str, Any], finder: PersonFinder, blocked_ids: Container[str]
) -> list[tuple[str, Person]]:
    """Return (key, person) of those in a meeting who are known and not blocked."""
    attendees = (
        (attendee["key"], finder.find_person((attendee["key"],), attendee["name"]))
        for attendee in meeting_mark["people"]
    )
    return [(key, person) for key, person in attendees if person is not None and person.id not in blocked_ids]


def list_coming(sources: Iterable[Source], journal: Journal, now: datetime) -> list[tuple[datetime, str, list[str]]]:
    """Return the coming meetings with known people: when, the title, and their names."""
    finder, blocked_ids = PersonFinder(journal), blocked_person_ids(journal)
    coming_meetings = []
    for source in sources:
        for mark in source.marks.get("coming", ()) if source.kind == "calendar" else ():
            names = [person.name for _, person in _find_attendees(mark, finder, blocked_ids)]
            at = datetime.fromisoformat(mark["at"]).astimezone(now.tzinfo)
            if names and at >= now:
                coming_meetings.append((at, str(mark["title"]), names))
    return sorted(coming_meetings)
