"""Actions about events: add one, plan whom to meet, say whom one met, take one out."""

from __future__ import annotations

from datetime import date, datetime, time

from coach.actions.find_record import choose_match, get_existing
from coach.actions.outreach import get_person_of, log_meeting
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import split_names, split_names_once
from coach.advice.follow_up_texts import greeting_name
from coach.advice.people_by_name import find_people_by_name
from coach.domain.clock import at_wall_time
from coach.domain.event import Event, PlannedMeeting, parse_event_line, parse_planned_meetings
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.record import Record
from coach.domain.text import fold_text
from coach.domain.wording import format_count, format_date, format_names, format_recent_date
from coach.errors import CoachError, InvalidInput

_NOON = time(12)
_QUESTION_HINT = "What you want to ask goes after a colon: Ana Lee: how did the move go."


@action
def save_event(journal: Journal, now: datetime, line: str, *, event_id: str = "", meet: str = "") -> ActionResult:
    """Keep an event, or change the one with `event_id`: "Trade fair, 12 March, Leipzig"."""
    title, day, place, link = parse_event_line(line, journal.settings.day_of(now))
    known = journal.get_record(Event, event_id) if event_id else None
    event = (known or Event(at=now, day=day, title=title)).copy_with(
        title=title, day=day, place=place, link=link or (known.link if known else "")
    )
    if meet:
        event = event.copy_with(meetings=_resolve_meetings(journal, meet))
    when = format_recent_date(day, now, weekday=True)
    same_day = (e for e in journal.list_records(Event) if e.day == day)
    if known is None and any(fold_text(e.title) == fold_text(title) for e in same_day):
        raise CoachError(
            f"Already in your list: {title}, {when}.",
            hint="coach events lists them.",
            screen_hint="In the list, Enter on its row changes it.",
        )
    where = f", {place}" if place else ""
    names = format_names((each.name for each in event.meetings), most=len(event.meetings)) if meet else ""
    people = f"; to meet: {names}" if names else ""
    return ActionResult(f"Saved: {title}, {when}{where}{people}.", (event,), record_id=event.id)


@action
def plan_meetings(journal: Journal, now: datetime, event_id: str, line: str, *, adds: bool = False) -> ActionResult:
    """Say whom to meet at an event, with one question each: "Ana Lee: how did the move go; Ben".

    With `adds`, those planned before stay, and somebody named again gets the new question.
    """
    event = get_existing(journal, Event, event_id, "event")
    named = _resolve_meetings(journal, line)
    if adds:
        new = {fold_text(each.name) for each in named}
        named = (*(each for each in event.meetings if fold_text(each.name) not in new), *named)
    message = f"{event.title}: {format_count(len(named), 'person', 'people')} to meet."
    return ActionResult(message, (event.copy_with(meetings=named),), record_id=event.id)


@action
def log_people_met(journal: Journal, now: datetime, event_id: str, line: str) -> ActionResult:
    """Log whom one met at an event, several names on one line; nobody is an answer too.

    Everybody becomes a person who was met there, with a first sentence waiting as a draft.
    """
    event = get_existing(journal, Event, event_id, "event")
    if event.day > journal.settings.day_of(now):
        on = format_recent_date(event.day, now, weekday=True)
        raise CoachError(f"{event.title} is on {on}.", hint="From that day on you can log who you met there.")
    typed = split_names_once(journal, line)
    names = [name for name in typed if not _is_met_already(journal, event, name)]
    if typed and not names:
        raise CoachError(
            f"Saved already: met {format_names(typed, most=len(typed))} at {event.title}.",
            hint="To add somebody else, name them.",
        )
    records: list[Record] = [event.copy_with(answered_at=now)]
    met_people = [_meet_person(journal, now, event, name) for name in names]
    records += (record for _, each in met_people for record in each)
    if not names:
        return ActionResult(f"{event.title} is done; it leaves the list.", tuple(records), record_id=event.id)
    met = format_names((name for name, _ in met_people), most=len(names))
    message = f"Saved: met {met} at {event.title}. A first message to each is ready as a draft."
    return ActionResult(message, tuple(records), record_id=event.id, undo_label=f"who you met at {event.title}.")


@action
def remove_event(journal: Journal, now: datetime, event_id: str) -> ActionResult:
    """Take an event out."""
    event = get_existing(journal, Event, event_id, "event")
    return ActionResult(f"Removed: {event.title}.", (event.copy_with(deleted=True),), record_id=event.id)


def write_first_sentence(name: str, event: Event) -> str:
    """Return the first sentence of a message to somebody one met at an event."""
    return f"Hello {greeting_name(name)}, it was good to meet you at {event.title}."


def write_invitation(title: str, day: date, place: str) -> str:
    """Return a text that invites somebody to an event, for the person to change."""
    where = f" in {place}" if place else ""
    return f"I'm going to {title}{where} on {format_date(day)}. Will you be there? I'd like to meet for a coffee."


def get_event_by_words(journal: Journal, words: str) -> Event:
    """Return the one event with `words` as its id or in its title or place, coming ones first. Raises InvalidInput."""
    part = fold_text(words)
    events = journal.list_records(Event)
    found = [e for e in events if part in fold_text(f"{e.title} {e.place}")]
    still_open = [event for event in found if event.answered_at is None] or found
    event = choose_match(words, events, still_open, _describe_event, plural="events", field="name")
    if event is None:
        hint = "coach events lists them; a new one needs a day: Trade fair, 12 March, Leipzig."
        raise InvalidInput("No event matches that.", hint=hint)
    return event


def _describe_event(event: Event) -> str:
    return f"{event.title}, {format_date(event.day, year=True)}"


def _is_met_already(journal: Journal, event: Event, name: str) -> bool:
    """Tell whether it was logged before that one met somebody of that name at the event."""
    people = {person.id for person in find_people_by_name(journal, name)}
    return event.answered_at is not None and any(
        m.kind == "meeting" and m.person in people and m.text == event.title and m.at.date() == event.day
        for m in journal.list_records(Message)
    )


def _meet_person(journal: Journal, now: datetime, event: Event, typed: str) -> tuple[str, list[Record]]:
    """Return the person's name, and the meeting, the draft, and the person if they are new or first met there."""
    logged = log_meeting(typed, again=True)(journal, now)
    person = get_person_of(journal, logged)
    there = at_wall_time(event.day, _NOON, now)
    at, whole_day = (there, True) if there < now else (now, False)
    is_logged = any(  # a calendar did
        m.kind == "meeting" and m.person == logged.record_id and m.at.date() == event.day
        for m in journal.list_records(Message)
    )
    records: list[Record] = [
        r.copy_with(at=at, closed_at=at, whole_day=whole_day, text=event.title, channel="event")
        for r in logged.upserts
        if isinstance(r, Message) and not is_logged
    ]
    if not person.met:
        person = person.copy_with(met=_describe_event(event))
        records.append(person)
    elif person in logged.upserts:
        records.append(person)
    draft = Note(at=now, kind="draft", person=person.id, text=write_first_sentence(person.name, event))
    return person.name, [*records, draft]


def _resolve_meetings(journal: Journal, line: str) -> tuple[PlannedMeeting, ...]:
    """Return the people named in a line, with their ids where they are known."""
    meetings = []
    for each in parse_planned_meetings(line):
        for name in split_names(journal, each.name, hint=_QUESTION_HINT, screen_hint=_QUESTION_HINT):
            found = find_people_by_name(journal, name)
            known = {"name": found[0].name, "person": found[0].id} if len(found) == 1 else {"name": name}
            meetings.append(each.model_copy(update=known))
    if not meetings:
        raise InvalidInput("The name is still empty.", hint="Like this: Ana Lee: how did the move go; Ben.")
    return tuple(meetings)
