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
    today, hidden = journal.settings.day_of(now), blocked_person_ids(journal)
    names = {person.id: person.name for person in list_shown_people(journal.with_archived_people())}
    rows = [
        _make_row(journal, note, today, names, with_contacts=with_contacts)
        for note in list_shown_notes(journal)
        if note.kind == "opportunity"
    ]
    still_open = [row for row in rows if row.stage != "closed"]
    still_open.sort(key=lambda row: (row.due is None, row.due or today, row.noted_on or today, row.text))
    closed = sorted((row for row in rows if row.stage == "closed"), key=lambda row: row.noted_on or today, reverse=True)
    events = [_make_event_row(journal, event, today, hidden) for event in journal.list_records(Event)]
    events.sort(key=lambda row: (row.day, row.title))
    return OpportunitiesView(
        today,
        tuple(still_open),
        tuple(row for row in events if not row.is_past or row.asks),
        tuple(closed),
        tuple(row for row in reversed(events) if row.is_past and not row.asks),
    )


def list_events_on(journal: Journal, day: date) -> tuple[EventRow, ...]:
    """Return the events of a day of which it was not said yet whom one met, by title."""
    hidden = blocked_person_ids(journal)
    events = (event for event in journal.list_records(Event) if event.day == day and event.answered_at is None)
    return tuple(sorted((_make_event_row(journal, event, day, hidden) for event in events), key=lambda row: row.title))


def format_opportunity(row: OpportunityRow) -> str:
    """Return one opportunity as a line of the shell."""
    step = f"next: {format_step(row)}" if row.next_step else row.due_text
    step = "" if row.stage == "closed" else step
    people = f"you know {', '.join(row.people)}" if row.people else ""
    return "; ".join(part for part in (row.text, row.stage, step, people, row.link) if part)


def format_step(row: OpportunityRow) -> str:
    """Return the next step with its day: "ask Priya, by Friday"."""
    return f"{row.next_step}, {row.due_text}" if row.due_text else row.next_step


def format_event(row: EventRow, today: date) -> str:
    """Return one event as a line of the shell."""
    when = "today" if row.day == today else format_recent_date(row.day, today, weekday=True)
    meet = "; ".join(f"{name} ({question})" if question else name for name, question in row.meetings)
    question = "who did you meet?" if row.asks else ""
    parts = (", ".join(part for part in (row.title, when, row.place) if part), meet and f"to meet: {meet}", question)
    return "; ".join(part for part in parts if part)


def _format_due(due: date | None, today: date) -> str:
    if due is None:
        return ""
    if due <= today:
        return "today"
    return f"by {due:%A}" if (due - today).days < 7 else f"by {format_recent_date(due, today)}"


def _make_row(
    journal: Journal, note: Note, today: date, names: Mapping[str, str], *, with_contacts: bool
) -> OpportunityRow:
    employer = note.employer or employer_in(note.text)
    people = [names[note.person]] if note.person in names else []
    there = list_names_at(journal, employer, with_contacts=with_contacts) if employer else ()
    people += [name for name in there if name not in people]
    return OpportunityRow(
        note.id,
        redact_blocked_names(journal, note.text),
        employer,
        note.link,
        stage_of(note),
        redact_blocked_names(journal, note.next_step),
        note.due,
        _format_due(note.due, today),
        note.closed_at is None and note.due is not None and note.due <= today,
        tuple(people),
        note.outcome,
        journal.settings.day_of(note.at),
        names.get(note.person, ""),
    )


def _make_event_row(journal: Journal, event: Event, today: date, hidden: frozenset[str]) -> EventRow:
    names = {p.id: p.name for p in list_shown_people(journal)}
    meetings = tuple(
        (redact_blocked_names(journal, names.get(each.person, each.name)), redact_blocked_names(journal, each.question))
        for each in event.meetings
        if each.person not in hidden
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
