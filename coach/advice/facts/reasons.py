"""Facts about reasons to write: a birthday, a new employer, an anniversary, a takeaway, a cadence, an event.

Nobody is counted who is blocked, snoozed, or with whom something is open already."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from coach.advice.cadences import find_cadence_status, has_nothing_open
from coach.advice.facts.candidates import Candidate, order_candidates
from coach.advice.facts.context import FactContext, FactValue, register_fact
from coach.advice.outreach.conversations import conversations_by_person
from coach.advice.outreach.silence_calendar import make_calendar
from coach.advice.people import list_shown_people
from coach.domain.event import Event, is_event_to_ask_about
from coach.domain.person import Person
from coach.domain.text import fold_text

EVENT_RULE, REASON_RULE, CADENCE_RULE = "R36", "R37", "R38"
NEW_EMPLOYER_DAYS = 14
"""Days for which a new employer is a reason to write."""
TAKEAWAY_DAYS = 7
"""Days for which a takeaway may fit somebody."""


@register_fact("events")
def events_to_tell(context: FactContext) -> FactValue:
    """Events of the last three days of which it was neither said nor asked before whom one met. Always known."""
    return len(context.compute_once(list_events_to_tell))


@register_fact("people")
def reasons_to_write(context: FactContext) -> FactValue:
    """People with a reason to write today: birthday, new employer, anniversary, a takeaway. Always known."""
    return len(context.compute_once(list_reasons_to_write))


@register_fact("people")
def cadence_reached(context: FactContext) -> FactValue:
    """People with whom one has been out of touch for as long as one wants at most. Always known."""
    return len(context.compute_once(list_cadence_reached))


def list_events_to_tell(context: FactContext) -> tuple[Event, ...]:
    """Return the events whose question is due, the newest first; each is asked about on one day."""
    shown = {a.day for a in context.asked_before if a.topic == EVENT_RULE and a.outcome == "shown"}
    found = [
        event
        for event in context.journal.list_records(Event)
        if is_event_to_ask_about(event, context.today)
        and not any(event.day < day < context.today for day in shown)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda e: (e.day, e.title), reverse=True))


def list_reasons_to_write(context: FactContext) -> tuple[Candidate, ...]:
    """Return people with a reason to write, birthdays first; `case` says which."""
    found = (
        Candidate(person.id, person.name, context.now, case, promise_text=what)
        for person in _list_free_people(context)
        for case, what in [next(_reasons_for(context, person), ("", ""))]
        if case
    )
    order = ("birthday", "employer", "anniversary", "takeaway")
    ordered = order_candidates(context, REASON_RULE, found)
    return tuple(sorted(ordered, key=lambda c: order.index(c.case)))


def list_cadence_reached(context: FactContext) -> tuple[Candidate, ...]:
    """Return people whose cadence has come round, the longest ago first; `what` is the cadence."""
    conversations, calendar = conversations_by_person(context.journal), make_calendar(context.journal, context.now)
    found = []
    for person in list_shown_people(context.journal):
        status = find_cadence_status(person, conversations.get(person.id), context.settings.every, calendar)
        if status is not None and status.is_reached:
            found.append(Candidate(person.id, person.name, status.last_contact, promise_text=status.every))
    return order_candidates(context, CADENCE_RULE, found)


def _list_free_people(context: FactContext) -> Iterator[Person]:
    """Yield people with whom nothing is open."""
    conversations = conversations_by_person(context.journal)
    for person in list_shown_people(context.journal):
        if has_nothing_open(conversations.get(person.id), context.today):
            yield person


def _reasons_for(context: FactContext, person: Person) -> Iterator[tuple[str, str]]:
    today = context.today
    if person.birthday and _is_birthday(person.birthday, today):
        yield "birthday", ""
    since = person.employer_since
    if since is not None and person.company and 0 <= context.days_since(since) < NEW_EMPLOYER_DAYS:
        yield "employer", person.company
    first = person.first_talk_on
    if first is not None and first.year < today.year and (first.month, first.day) == (today.month, today.day):
        years = today.year - first.year
        yield "anniversary", "a year" if years == 1 else f"{years} years"
    tags = {fold_text(tag) for tag in person.tags}
    if tags:
        for text, words in context.compute_once(_list_recent_takeaways):
            if tags & words:
                yield "takeaway", text


def _list_recent_takeaways(context: FactContext) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the takeaways about nobody that may still fit somebody, newest first, and the folded words of each."""
    recent = takewhile(
        lambda note: context.days_since(context.day_of_moment(note.at)) < TAKEAWAY_DAYS, reversed(context.notes)
    )
    return tuple(
        (note.text, frozenset(fold_text(note.text).replace(",", " ").split()))
        for note in recent
        if note.kind == "takeaway" and not note.person
    )


def _is_birthday(birthday: str, today: date) -> bool:
    """Tell whether "1990-05-12" or "--05-12" is today; 29 February is kept on the 28th in other years."""
    month_day = birthday[-5:]
    if month_day == "02-29" and not isleap(today.year):
        month_day = "02-28"
    return month_day == f"{today:%m-%d}"
