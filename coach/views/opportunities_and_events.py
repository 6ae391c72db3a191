"""The page of opportunities and events: where each stands, its next step, and whom one knows there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from coach.advice.blocked_people import blocked_person_ids, list_shown_notes, list_shown_people, redact_blocked_names
from coach.advice.contacts_and_companies import list_names_at
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event, employer_in, is_event_to_ask_about, stage_of
from coach.domain.wording import format_recent_date


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """One opportunity. `people` are the names of those one knows there; `is_due`: its next step may be done now."""

    id: str
    text: str
    employer: str
    link: str
    stage: str
    next_step: str
    due: date | None
    due_text: str
    """The day in words: "by Friday", "today" once it has come."""
    is_due: bool
    people: tuple[str, ...] = ()
    outcome: str = ""
    noted_on: date | None = None
    about: str = ""
    """The name of the person it was noted for."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. `meetings` are (name, question); `asks` says that whom one met is still to be said.

    It is past from the day after on, or once it was said whom one met.
    """

    id: str
    title: str
    day: date
    place: str
    link: str
    meetings: tuple[tuple[str, str], ...]
    is_past: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class OpportunitiesView:
    """Open opportunities, those with something to do first; events to come and those to ask about."""

    today: date
    opportunities: tuple[OpportunityRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    closed: tuple[OpportunityRow, ...] = ()
    """Closed opportunities, the newest first."""
    past_events: tuple[EventRow, ...] = ()
    """Events that are over and answered, the newest first."""


def build_opportunities(journal: Journal, now: datetime, *, with_contacts: bool = True) -> OpportunitiesView:
    """Return the page at `now`. Without contacts, whose file takes a moment, only people are named at an employer."""
    today, blocked_ids = journal.settings.day_of(now), blocked_person_ids(journal)
    names_by_id = {person.id: person.name for person in list_shown_people(journal.with_archived_people())}
    opportunity_rows = [
        _make_opportunity_row(journal, note, today, names_by_id, with_contacts=with_contacts)
        for note in list_shown_notes(journal)
        if note.kind == "opportunity"
    ]
    open_opportunities = [opportunity_row for opportunity_row in opportunity_rows if opportunity_row.stage != "closed"]
    open_opportunities.sort(
        key=lambda opportunity_row: (
            opportunity_row.due is None,
            opportunity_row.due or today,
            opportunity_row.noted_on or today,
            opportunity_row.text,
        )
    )
    closed_opportunities = sorted(
        (opportunity_row for opportunity_row in opportunity_rows if opportunity_row.stage == "closed"),
        key=lambda opportunity_row: opportunity_row.noted_on or today,
        reverse=True,
    )
    event_rows = [_make_event_row(journal, event, today, blocked_ids) for event in journal.list_records(Event)]
    event_rows.sort(key=lambda event_row: (event_row.day, event_row.title))
    return OpportunitiesView(
        today,
        tuple(open_opportunities),
        tuple(event_row for event_row in event_rows if not event_row.is_past or event_row.asks),
        tuple(closed_opportunities),
        tuple(event_row for event_row in reversed(event_rows) if event_row.is_past and not event_row.asks),
    )


def list_events_on(journal: Journal, day: date) -> tuple[EventRow, ...]:
    """Return the events of a day of which it was not said yet whom one met, by title."""
    blocked_ids = blocked_person_ids(journal)
    events = (event for event in journal.list_records(Event) if event.day == day and event.answered_at is None)
    event_rows = (_make_event_row(journal, event, day, blocked_ids) for event in events)
    return tuple(sorted(event_rows, key=lambda event_row: event_row.title))


def format_opportunity(row: OpportunityRow) -> str:
    """Return one opportunity as a line of the shell."""
    step_part = f"next: {format_step(row)}" if row.next_step else row.due_text
    step_part = "" if row.stage == "closed" else step_part
    people_part = f"you know {', '.join(row.people)}" if row.people else ""
    return "; ".join(line_part for line_part in (row.text, row.stage, step_part, people_part, row.link) if line_part)


def format_step(row: OpportunityRow) -> str:
    """Return the next step with its day: "ask Priya, by Friday"."""
    return f"{row.next_step}, {row.due_text}" if row.due_text else row.next_step


def format_event(row: EventRow, today: date) -> str:
    """Return one event as a line of the shell."""
    day_in_words = "today" if row.day == today else format_recent_date(row.day, today, weekday=True)
    people_to_meet = "; ".join(f"{name} ({question})" if question else name for name, question in row.meetings)
    met_question = "who did you meet?" if row.asks else ""
    line_parts = (
        ", ".join(line_part for line_part in (row.title, day_in_words, row.place) if line_part),
        people_to_meet and f"to meet: {people_to_meet}",
        met_question,
    )
    return "; ".join(line_part for line_part in line_parts if line_part)


def _format_due_day(due: date | None, today: date) -> str:
    if due is None:
        return ""
    if due <= today:
        return "today"
    return f"by {due:%A}" if (due - today).days < 7 else f"by {format_recent_date(due, today)}"


def _make_opportunity_row(
    journal: Journal, note: Note, today: date, names_by_id: Mapping[str, str], *, with_contacts: bool
) -> OpportunityRow:
    employer = note.employer or employer_in(note.text)
    people = [names_by_id[note.person]] if note.person in names_by_id else []
    names_at_employer = list_names_at(journal, employer, with_contacts=with_contacts) if employer else ()
    people += [name for name in names_at_employer if name not in people]
    return OpportunityRow(
        note.id,
        redact_blocked_names(journal, note.text),
        employer,
        note.link,
        stage_of(note),
        redact_blocked_names(journal, note.next_step),
        note.due,
        _format_due_day(note.due, today),
        note.closed_at is None and note.due is not None and note.due <= today,
        tuple(people),
        note.outcome,
        journal.settings.day_of(note.at),
        names_by_id.get(note.person, ""),
    )


def _make_event_row(journal: Journal, event: Event, today: date, blocked_ids: frozenset[str]) -> EventRow:
    names_by_id = {person.id: person.name for person in list_shown_people(journal)}
    meetings = tuple(
        (
            redact_blocked_names(journal, names_by_id.get(planned_meeting.person, planned_meeting.name)),
            redact_blocked_names(journal, planned_meeting.question),
        )
        for planned_meeting in event.meetings
        if planned_meeting.person not in blocked_ids
    )
    return EventRow(
        event.id,
        redact_blocked_names(journal, event.title),
        event.day,
        event.place,
        event.link,
        meetings,
        event.day < today or event.answered_at is not None,
        is_event_to_ask_about(event, today),
    )
