"""The page of opportunities and events: where each stands, its next step, and whom one knows there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

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
    noted_on: date
    people: tuple[str, ...] = ()
    outcome: str = ""
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
    today, names = journal.settings.day_of(now), _names_by_id(journal.with_archived_people())
    rows = [
        _make_opportunity_row(journal, note, today, names, with_contacts=with_contacts)
        for note in list_shown_notes(journal)
        if note.kind == "opportunity"
    ]
    open_rows = [row for row in rows if row.stage != "closed"]
    closed_rows = [row for row in rows if row.stage == "closed"]
    events = _make_event_rows(journal, journal.list_records(Event), today)
    events.sort(key=lambda event: (event.day, event.title))
    return OpportunitiesView(
        today,
        tuple(sorted(open_rows, key=lambda row: (row.due is None, row.due or today, row.noted_on, row.text))),
        tuple(event for event in events if not event.is_past or event.asks),
        tuple(sorted(closed_rows, key=lambda row: row.noted_on, reverse=True)),
        tuple(event for event in reversed(events) if event.is_past and not event.asks),
    )


def _names_by_id(journal: Journal) -> dict[str, str]:
    return {person.id: person.name for person in list_shown_people(journal)}


def list_events_on(journal: Journal, day: date) -> tuple[EventRow, ...]:
    """Return the events of a day of which it was not said yet whom one met, by title."""
    events = (event for event in journal.list_records(Event) if event.day == day and event.answered_at is None)
    return tuple(sorted(_make_event_rows(journal, events, day), key=lambda row: row.title))


def format_opportunity(row: OpportunityRow) -> str:
    """Return one opportunity as a line of the shell."""
    step = f"next: {format_step(row)}" if row.next_step else row.due_text
    people = f"you know {', '.join(row.people)}" if row.people else ""
    parts = (row.text, row.stage, step if row.stage != "closed" else "", people, row.link)
    return "; ".join(filter(None, parts))


def format_step(row: OpportunityRow) -> str:
    """Return the next step with its day: "ask Priya, by Friday"."""
    return f"{row.next_step}, {row.due_text}" if row.due_text else row.next_step


def format_event(row: EventRow, today: date) -> str:
    """Return one event as a line of the shell."""
    day = "today" if row.day == today else format_recent_date(row.day, today, weekday=True)
    people = "; ".join(f"{name} ({question})" if question else name for name, question in row.meetings)
    to_meet = f"to meet: {people}" if people else ""
    parts = (", ".join(filter(None, (row.title, day, row.place))), to_meet, "who did you meet?" if row.asks else "")
    return "; ".join(filter(None, parts))


def _format_due_day(due: date | None, today: date) -> str:
    if due is None:
        return ""
    if due <= today:
        return "today"
    return f"by {due:%A}" if (due - today).days < 7 else f"by {format_recent_date(due, today)}"


def _make_opportunity_row(
    journal: Journal, note: Note, today: date, names: Mapping[str, str], *, with_contacts: bool
) -> OpportunityRow:
    employer, about = note.employer or employer_in(note.text), names.get(note.person, "")
    people = [about] if about else []
    names_at_employer = list_names_at(journal, employer, with_contacts=with_contacts) if employer else ()
    people += [name for name in names_at_employer if name not in people]
    return OpportunityRow(
        note.id, redact_blocked_names(journal, note.text), employer, note.link, stage_of(note),
        next_step=redact_blocked_names(journal, note.next_step),
        due=note.due,
        due_text=_format_due_day(note.due, today),
        is_due=note.closed_at is None and note.due is not None and note.due <= today,
        people=tuple(people), outcome=note.outcome, noted_on=journal.settings.day_of(note.at), about=about,
    )  # fmt: skip


def _make_event_rows(journal: Journal, events: Iterable[Event], today: date) -> list[EventRow]:
    events, redact = tuple(events), partial(redact_blocked_names, journal)
    rows: list[EventRow] = []
    if not events:
        return rows  # as on most days: the names of all people take a moment
    names, blocked_ids = _names_by_id(journal), blocked_person_ids(journal)
    for event in events:
        meetings = tuple(
            (redact(names.get(meeting.person, meeting.name)), redact(meeting.question))
            for meeting in event.meetings
            if meeting.person not in blocked_ids
        )
        is_past, asks = event.day < today or event.answered_at is not None, is_event_to_ask_about(event, today)
        rows.append(
            EventRow(event.id, redact(event.title), event.day, event.place, event.link, meetings, is_past, asks)
        )
    return rows
