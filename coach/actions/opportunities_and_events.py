"""Actions about opportunities and events: add, change or close one, plan whom to meet, say whom one met, log a no."""

from __future__ import annotations

from datetime import date, datetime, time

from coach.actions.conversations import kind_sentence_after_no
from coach.actions.find_record import choose_match, get_existing
from coach.actions.notes import get_note
from coach.actions.outreach import get_person_of, log_meeting
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import get_person_by_name, split_names, split_names_once
from coach.advice.blocked_people import list_shown_notes
from coach.advice.follow_up_texts import greeting_name
from coach.advice.outreach.working_days import counted_workdays
from coach.advice.people_by_name import find_people_by_name
from coach.domain.clock import at_wall_time
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.opportunities_and_events import (
    Event,
    OpportunityLine,
    OpportunityStage,
    PlannedMeeting,
    parse_event_line,
    parse_opportunity_line,
    parse_planned_meetings,
    stage_of,
)
from coach.domain.record import Record
from coach.domain.text import NOTE_LIMIT, clean_typed_text, fold_text
from coach.domain.typed_times import parse_coming_day
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
    event = choose_match(
        words, events, still_open, _describe_event, name_of=lambda e: e.title, plural="events", field="name"
    )
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


NEXT_STEP_DAYS = 3
"""Working days until the coach asks about a next step that has no day of its own."""
NOTHING_GIVEN = OpportunityLine("")


@action
def save_opportunity(
    journal: Journal, now: datetime, line: str, *, who: str = "", note_id: str = "", due: date | None = None,
    given: OpportunityLine = NOTHING_GIVEN,
) -> ActionResult:  # fmt: skip
    """Keep an opportunity, or change the one with `note_id`: "role at Acme https://… : send the CV by Friday".

    What follows the colon is the next step; without a day it is asked about in three working days. What was `given`
    apart from the line goes before what the line says.
    """
    typed = parse_opportunity_line(line)
    if not typed.text:
        raise InvalidInput("The text is still empty.", hint="A few words are enough.")
    known = journal.get_record(Note, note_id) if note_id else None
    person = get_person_by_name(journal, who) if who else None
    note = known or Note(at=now, kind="opportunity", person=person.id if person else "")
    same_person = (o for o in find_open_opportunities(journal) if o.person == note.person or person is None)
    if known is None and any(fold_text(o.text) == fold_text(typed.text) for o in same_person):
        raise CoachError(
            f"Already in your list: {typed.text}.",
            hint='coach opportunity "…" --step "…" changes its next step.',
            screen_hint="In the list, Enter on its row changes it.",
        )
    step = clean_typed_text(given.next_step, NOTE_LIMIT) or typed.next_step
    note = note.copy_with(
        text=typed.text,
        employer=clean_typed_text(given.employer) or typed.employer or note.employer,
        link=clean_typed_text(given.link, NOTE_LIMIT) or typed.link,
    )
    return _finish_step(journal, now, note, step, due, typed.day_words)


@action
def set_next_step(journal: Journal, now: datetime, note_id: str, line: str) -> ActionResult:
    """Give an opportunity its one next step, "send the CV by friday"; an empty line removes it."""
    note = _get_opportunity(journal, now, note_id)
    typed = parse_opportunity_line(f"{note.text} : {line}")
    return _finish_step(journal, now, note, typed.next_step, None, typed.day_words)


@action
def set_stage(journal: Journal, now: datetime, note_id: str, stage: OpportunityStage) -> ActionResult:
    """Say where an opportunity stands; `closed` ends it, any other word opens it again."""
    note = _get_opportunity(journal, now, note_id)
    if stage_of(note) == stage:
        return ActionResult(f"{note.text}: {stage} already.", record_id=note.id)
    if stage == "closed":
        changed = note.copy_with(stage=stage, closed_at=now)
    else:
        changed = note.copy_with(stage=stage, closed_at=None, outcome="")
    return ActionResult(f"{note.text}: {stage}.", (changed,), record_id=note.id)


@action
def log_opportunity_no(journal: Journal, now: datetime, note_id: str) -> ActionResult:
    """Close an opportunity that ended with a no: an outcome like any other, with one kind sentence."""
    note = _get_opportunity(journal, now, note_id)
    changed = note.copy_with(stage="closed", closed_at=now, outcome="no")
    message = f"{note.text}: closed. {kind_sentence_after_no(journal)}"
    return ActionResult(message, (changed,), record_id=note.id, undo_label=f"closing {note.text}.")


def find_open_opportunities(journal: Journal, words: str = "") -> list[Note]:
    """Return the open opportunities whose text or employer has `words` in it, the oldest first."""
    part, notes = fold_text(words), list_shown_notes(journal)
    return [n for n in notes if n.is_open_opportunity and part in fold_text(f"{n.text} {n.employer}")]


def get_open_opportunity(journal: Journal, words: str) -> Note:
    """Return the one open opportunity that `words` (or its id) name. Raises InvalidInput for none or several."""
    found = find_open_opportunities(journal, words)
    everything = find_open_opportunities(journal)
    note = choose_match(
        words, everything, found, lambda n: n.text, name_of=lambda n: n.text, plural="open opportunities", field="text"
    )
    if note is None:
        raise InvalidInput("No open opportunity matches that.", hint="coach opportunities lists them.")
    return note


def _get_opportunity(journal: Journal, now: datetime, note_id: str) -> Note:
    """Return an opportunity. Raises CoachError if it is gone, or if `now` is a day before it was added."""
    note, day_of = get_note(journal, note_id, "opportunity"), journal.settings.day_of
    if day_of(note.at) > day_of(now):
        added = format_date(day_of(note.at), weekday=True, year=True)
        raise CoachError(f"{note.text} has been in your list since {added}.", hint="Use that day or a later one.")
    return note


def _finish_step(
    journal: Journal, now: datetime, note: Note, step: str, due: date | None, day_words: str
) -> ActionResult:
    today = journal.settings.day_of(now)
    day = due or (parse_coming_day(day_words, today) if day_words else None)
    if step and day is None:
        day = counted_workdays(journal).add_workdays(today, NEXT_STEP_DAYS)
    note = note.copy_with(next_step=step, due=day if step else due)
    by = format_recent_date(note.due, today, weekday=True) if note.due else ""
    message = f"Saved: {note.text}{f', by {by}' if by and not step else ''}."
    if step and by:
        message += f" Next: {step}, {by}."
    return ActionResult(message, (note,), record_id=note.id)
