"""Actions about opportunities and events: add, change or close one, plan whom to meet, say whom one met, log a no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from operator import attrgetter

from coach.actions.conversations import kind_sentence_after_no
from coach.actions.find_record import choose_match, get_existing
from coach.actions.notes import get_note
from coach.actions.outreach import get_person_of, log_meeting
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import get_person_by_name, split_names, split_names_once
from coach.advice.blocked_people import list_shown_notes
from coach.advice.find_people_by_name import find_people_by_name
from coach.advice.follow_up_texts import greeting_name
from coach.advice.outreach.working_days import counted_workdays
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

_NOON_OF_EVENT = time(12)
_QUESTION_HINT = "What you want to ask goes after a colon: Ana Lee: how did the move go."


@action
def save_event(
    journal: Journal, now: datetime, event_line: str, *, event_id: str = "", people_line: str = ""
) -> ActionResult:
    """Keep an event, or change the one with `event_id`: "Trade fair, 12 March, Leipzig"."""
    title, day, place, link = parse_event_line(event_line, journal.settings.day_of(now))
    before = journal.get_record(Event, event_id)
    event = before or Event(at=now, day=day, title=title)
    event = event.copy_with(title=title, day=day, place=place, link=link or event.link)
    if people_line:
        event = event.copy_with(meetings=_resolve_meetings(journal, people_line))
    named_event = f"{title}, {format_recent_date(day, now, weekday=True)}"
    others = (other for other in journal.list_records(Event) if other.day == day)
    if before is None and any(fold_text(other.title) == fold_text(title) for other in others):
        raise CoachError(
            f"Already in your list: {named_event}.",
            hint="coach events lists them.",
            screen_hint="In the list, Enter on its row changes it.",
        )
    in_place = f", {place}" if place else ""
    to_meet = f"; to meet: {_format_all_names([each.name for each in event.meetings])}" if people_line else ""
    return ActionResult(f"Saved: {named_event}{in_place}{to_meet}.", (event,))


@action
def plan_meetings(
    journal: Journal, now: datetime, event_id: str, meetings_line: str, *, adds: bool = False
) -> ActionResult:
    """Say whom to meet at an event, with one question each: "Ana Lee: how did the move go; Ben".

    With `adds`, those planned before stay, and somebody named again gets the new question.
    """
    event = get_existing(journal, Event, event_id, "event")
    meetings = list(_resolve_meetings(journal, meetings_line))
    if adds:
        names = {fold_text(meeting.name) for meeting in meetings}
        meetings = [*(meeting for meeting in event.meetings if fold_text(meeting.name) not in names), *meetings]
    message = f"{event.title}: {format_count(len(meetings), 'person', 'people')} to meet."
    return ActionResult(message, (event.copy_with(meetings=tuple(meetings)),))


@action
def log_people_met(journal: Journal, now: datetime, event_id: str, names_line: str) -> ActionResult:
    """Log whom one met at an event, several names on one line; nobody is an answer too.

    Everybody becomes a person who was met there, with a first sentence waiting as a draft.
    """
    event = get_existing(journal, Event, event_id, "event")
    if event.day > journal.settings.day_of(now):
        event_date = format_recent_date(event.day, now, weekday=True)
        raise CoachError(f"{event.title} is on {event_date}.", hint="From that day on you can log who you met there.")
    typed_names = split_names_once(journal, names_line)
    names = [name for name in typed_names if not _is_met_already(journal, event, name)]
    if typed_names and not names:
        raise CoachError(
            f"Saved already: met {_format_all_names(typed_names)} at {event.title}.",
            hint="To add somebody else, name them.",
        )
    answered_event = event.copy_with(answered_at=now)
    if not names:
        return ActionResult(f"{event.title} is done; it leaves the list.", (answered_event,))
    met_people = [_meet_person(journal, now, event, name) for name in names]
    records = (record for _, records_of_person in met_people for record in records_of_person)
    names_met = _format_all_names([name for name, _ in met_people])
    message = f"Saved: met {names_met} at {event.title}. A first message to each is ready as a draft."
    return ActionResult(message, (answered_event, *records), undo_label=f"who you met at {event.title}.")


def _format_all_names(names: Sequence[str]) -> str:
    return format_names(names, most=len(names))


@action
def remove_event(journal: Journal, now: datetime, event_id: str) -> ActionResult:
    """Take an event out."""
    event = get_existing(journal, Event, event_id, "event")
    return ActionResult(f"Removed: {event.title}.", (event.copy_with(deleted=True),))


def write_invitation(title: str, day: date, place: str) -> str:
    """Return a text that invites somebody to an event, for the person to change."""
    in_place = f" in {place}" if place else ""
    return f"I'm going to {title}{in_place} on {format_date(day)}. Will you be there? I'd like to meet for a coffee."


def get_event_by_words(journal: Journal, words: str) -> Event:
    """Return the one event with `words` as its id or in its title or place, coming ones first. Raises InvalidInput."""
    folded_words = fold_text(words)
    events = journal.list_records(Event)
    matches = [event for event in events if folded_words in fold_text(f"{event.title} {event.place}")]
    matches = [event for event in matches if event.answered_at is None] or matches
    event = choose_match(
        words, events, matches, _describe_event, name_of=lambda event: event.title, plural="events", field="name"
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
        message.person in people and message.text == event.title for message in _list_meetings_on(journal, event.day)
    )


def _list_meetings_on(journal: Journal, day: date) -> list[Message]:
    messages = journal.list_records(Message)
    return [message for message in messages if message.kind == "meeting" and message.at.date() == day]


def _meet_person(journal: Journal, now: datetime, event: Event, typed: str) -> tuple[str, list[Record]]:
    """Return the person's name, and the meeting, the draft, and the person if they are new or first met there."""
    result = log_meeting(typed, again=True)(journal, now)
    person = get_person_of(journal, result)
    noon = at_wall_time(event.day, _NOON_OF_EVENT, now)
    at, whole_day = (noon, True) if noon < now else (now, False)
    records: list[Record] = []
    if all(message.person != person.id for message in _list_meetings_on(journal, event.day)):  # else a calendar did it
        records += (
            record.copy_with(at=at, closed_at=at, whole_day=whole_day, text=event.title, channel="event")
            for record in result.upserts
            if isinstance(record, Message)
        )
    if not person.met:
        person = person.copy_with(met=_describe_event(event))
        records.append(person)
    elif person in result.upserts:
        records.append(person)
    first_sentence = f"Hello {greeting_name(person.name)}, it was good to meet you at {event.title}."
    return person.name, [*records, Note(at=now, kind="draft", person=person.id, text=first_sentence)]


def _resolve_meetings(journal: Journal, line: str) -> tuple[PlannedMeeting, ...]:
    """Return the people named in a line, with their ids where they are known."""
    meetings = []
    for typed in parse_planned_meetings(line):
        for name in split_names(journal, typed.name, hint=_QUESTION_HINT, screen_hint=_QUESTION_HINT):
            people = find_people_by_name(journal, name)
            known = {"name": people[0].name, "person": people[0].id} if len(people) == 1 else {"name": name}
            meetings.append(typed.model_copy(update=known))
    if not meetings:
        raise InvalidInput("The name is still empty.", hint="Like this: Ana Lee: how did the move go; Ben.")
    return tuple(meetings)


NEXT_STEP_DAYS = 3
"""Working days until the coach asks about a next step that has no day of its own."""
NO_OPPORTUNITY_LINE = OpportunityLine("")


@action
def save_opportunity(
    journal: Journal, now: datetime, opportunity_line: str, *, who: str = "", note_id: str = "",
    due: date | None = None, given_apart: OpportunityLine = NO_OPPORTUNITY_LINE,
) -> ActionResult:  # fmt: skip
    """Keep an opportunity, or change the one with `note_id`: "role at Acme https://… : send the CV by Friday".

    What follows the colon is the next step; without a day it is asked about in three working days. What was given
    apart from the line goes before what the line says.
    """
    typed = parse_opportunity_line(opportunity_line)
    if not typed.text:
        raise InvalidInput("The text is still empty.", hint="A few words are enough.")
    before = journal.get_record(Note, note_id)
    person = get_person_by_name(journal, who) if who else None
    same_text = [note for note in find_open_opportunities(journal) if fold_text(note.text) == fold_text(typed.text)]
    if before is None and any(person is None or note.person == person.id for note in same_text):
        raise CoachError(
            f"Already in your list: {typed.text}.",
            hint='coach opportunity "…" --step "…" changes its next step.',
            screen_hint="In the list, Enter on its row changes it.",
        )
    next_step = clean_typed_text(given_apart.next_step, NOTE_LIMIT) or typed.next_step
    opportunity = before or Note(at=now, kind="opportunity", person=person.id if person else "")
    opportunity = opportunity.copy_with(
        text=typed.text,
        employer=clean_typed_text(given_apart.employer) or typed.employer or opportunity.employer,
        link=clean_typed_text(given_apart.link, NOTE_LIMIT) or typed.link,
    )
    return _finish_step(journal, now, opportunity, next_step, due, typed.day_words)


@action
def set_next_step(journal: Journal, now: datetime, note_id: str, step_line: str) -> ActionResult:
    """Give an opportunity its one next step, "send the CV by friday"; an empty line removes it."""
    opportunity = _get_opportunity(journal, now, note_id)
    typed = parse_opportunity_line(f"{opportunity.text} : {step_line}")
    return _finish_step(journal, now, opportunity, typed.next_step, None, typed.day_words)


@action
def set_stage(journal: Journal, now: datetime, note_id: str, opportunity_stage: OpportunityStage) -> ActionResult:
    """Say where an opportunity stands; `closed` ends it, any other word opens it again."""
    opportunity = _get_opportunity(journal, now, note_id)
    if stage_of(opportunity) == opportunity_stage:
        return ActionResult(f"{opportunity.text}: {opportunity_stage} already.", record_id=opportunity.id)
    if opportunity_stage == "closed":
        changed = opportunity.copy_with(stage=opportunity_stage, closed_at=now)
    else:
        changed = opportunity.copy_with(stage=opportunity_stage, closed_at=None, outcome="")
    return ActionResult(f"{opportunity.text}: {opportunity_stage}.", (changed,))


@action
def log_opportunity_no(journal: Journal, now: datetime, note_id: str) -> ActionResult:
    """Close an opportunity that ended with a no: an outcome like any other, with one kind sentence."""
    opportunity = _get_opportunity(journal, now, note_id)
    closed = opportunity.copy_with(stage="closed", closed_at=now, outcome="no")
    message = f"{opportunity.text}: closed. {kind_sentence_after_no(journal)}"
    return ActionResult(message, (closed,), undo_label=f"closing {opportunity.text}.")


def find_open_opportunities(journal: Journal, words: str = "") -> list[Note]:
    """Return the open opportunities whose text or employer has `words` in it, the oldest first."""
    folded_words = fold_text(words)
    notes = (note for note in list_shown_notes(journal) if note.is_open_opportunity)
    return [note for note in notes if folded_words in fold_text(f"{note.text} {note.employer}")]


def get_open_opportunity(journal: Journal, words: str) -> Note:
    """Return the one open opportunity that `words` (or its id) name. Raises InvalidInput for none or several."""
    matches, text_of = find_open_opportunities(journal, words), attrgetter("text")
    opportunity = choose_match(
        words, find_open_opportunities(journal), matches, text_of,
        name_of=text_of, plural="open opportunities", field="text",
    )  # fmt: skip
    if opportunity is None:
        raise InvalidInput("No open opportunity matches that.", hint="coach opportunities lists them.")
    return opportunity


def _get_opportunity(journal: Journal, now: datetime, note_id: str) -> Note:
    """Return an opportunity. Raises CoachError if it is gone, or if `now` is a day before it was added."""
    opportunity, day_of = get_note(journal, note_id, "opportunity"), journal.settings.day_of
    if day_of(opportunity.at) > day_of(now):
        added_on = format_date(day_of(opportunity.at), weekday=True, year=True)
        raise CoachError(
            f"{opportunity.text} has been in your list since {added_on}.", hint="Use that day or a later one."
        )
    return opportunity


def _finish_step(
    journal: Journal, now: datetime, opportunity: Note, next_step: str, due: date | None, day_words: str
) -> ActionResult:
    today = journal.settings.day_of(now)
    step_day = due or (parse_coming_day(day_words, today) if day_words else None)
    if next_step and step_day is None:
        step_day = counted_workdays(journal).add_workdays(today, NEXT_STEP_DAYS)
    opportunity = opportunity.copy_with(next_step=next_step, due=step_day)
    by = format_recent_date(opportunity.due, today, weekday=True) if opportunity.due else ""
    message = f"Saved: {opportunity.text}{f', by {by}' if by and not next_step else ''}."
    if next_step and by:
        message += f" Next: {next_step}, {by}."
    return ActionResult(message, (opportunity,))
