"""Facts about reasons to write: a birthday, a new employer, an anniversary, a takeaway, a cadence.

Nobody is counted who is blocked, snoozed, or with whom something is open already."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from coach.advice.blocked_people import list_shown_people
from coach.advice.facts.advice_candidates import Candidate, order_candidates
from coach.advice.facts.day import working_time
from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.outreach.open_conversations import has_nothing_open, list_free_people
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day
from coach.domain.cadence import cadence_days, cadence_of
from coach.domain.conversation import Conversation
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.text import fold_text

REASON_RULE, CADENCE_RULE = "R37", "R38"
NEW_EMPLOYER_DAYS = 14
"""Days for which a new employer is a reason to write."""
CELEBRATIONS = ("birthday", "anniversary")
"""Reasons of one day, which may be a day off."""
TAKEAWAY_DAYS = 7
"""Days for which a takeaway may fit somebody."""
_ReasonToWrite = tuple[Person, str, str]
"""To whom, which case, and what it is about."""


@register_fact("people")
def reasons_to_write(context: FactContext) -> FactValue:
    """People with a reason to write today: birthday, new employer, anniversary, a takeaway. Always known."""
    return len(context.compute_once(list_reasons_to_write))


@register_fact("people")
def cadence_reached(context: FactContext) -> FactValue:
    """People with whom one has been out of touch for as long as one wants at most. Always known."""
    return len(context.compute_once(list_cadence_reached))


def list_reasons_to_write(context: FactContext) -> tuple[Candidate, ...]:
    """Return people with a reason to write, birthdays first; `case` says which."""
    reasons = {**_match_takeaways(context), **_collect_reasons_of_day(context.journal, context.calendar)}
    candidates = (
        Candidate(person.id, person.name, context.now, case, about=reason_text)
        for person, case, reason_text in reasons.values()
        if case in CELEBRATIONS or working_time(context)
    )
    case_order = ("birthday", "employer", "anniversary", "takeaway")
    ordered_candidates = order_candidates(context, REASON_RULE, candidates)
    return tuple(sorted(ordered_candidates, key=lambda candidate: case_order.index(candidate.case)))


def list_cadence_reached(context: FactContext) -> tuple[Candidate, ...]:
    """Return people whose cadence has come round, the longest ago first; `about` is the cadence."""
    candidates = (
        Candidate(person.id, person.name, status.last_contact, about=status.every)
        for person, status in _collect_reached_cadences(context.journal, context.calendar)
    )
    return order_candidates(context, CADENCE_RULE, candidates)


@dataclass(frozen=True, slots=True)
class CadenceStatus:
    """A cadence in force ("8w"), the last contact, and whether it is time: its days are over and nothing is open."""

    every: str
    last_contact: datetime
    is_reached: bool


def find_cadence_status(
    person: Person, conversation: Conversation | None, rules: tuple[str, ...], calendar: SilenceCalendar
) -> CadenceStatus | None:
    """Return where a cadence stands, None without a cadence or a contact. While something is open it is not time."""
    cadence = cadence_of(person, rules)
    if not cadence or conversation is None:
        return None
    contact_times = (
        message.at
        for message in conversation.messages
        if message.direction != "own" and calendar.days_since(message.at) >= 0
    )
    last_contact = max(contact_times, default=None)
    if last_contact is None:
        return None
    is_cadence_over = calendar.days_since(last_contact) >= cadence_days(cadence)
    return CadenceStatus(cadence, last_contact, is_cadence_over and has_nothing_open(conversation, calendar.today))


@cached_for_day
def _collect_reached_cadences(journal: Journal, calendar: SilenceCalendar) -> tuple[tuple[Person, CadenceStatus], ...]:
    conversations, rules = conversations_by_person(journal), journal.settings.every
    statuses = (
        (person, find_cadence_status(person, conversations.get(person.id), rules, calendar))
        for person in list_shown_people(journal)
    )
    return tuple((person, status) for person, status in statuses if status is not None and status.is_reached)


@cached_for_day
def _collect_reasons_of_day(journal: Journal, calendar: SilenceCalendar) -> dict[str, _ReasonToWrite]:
    """Return person id → the reason that the day itself gives to write to them."""
    reasons = ((person, _find_reason_of_day(person, calendar.today)) for person in list_free_people(journal, calendar))
    return {person.id: (person, *reason) for person, reason in reasons if reason is not None}


def _find_reason_of_day(person: Person, today: date) -> tuple[str, str] | None:
    if person.birthday and _is_birthday(person.birthday, today):
        return "birthday", ""
    new_employer_since = person.employer_since
    if new_employer_since is not None and person.company and 0 <= (today - new_employer_since).days < NEW_EMPLOYER_DAYS:
        return "employer", person.company
    first_talk_on = person.first_talk_on
    if (
        first_talk_on is not None
        and first_talk_on.year < today.year
        and (first_talk_on.month, first_talk_on.day) == (today.month, today.day)
    ):
        years = today.year - first_talk_on.year
        return "anniversary", "a year" if years == 1 else f"{years} years"
    return None


def _match_takeaways(context: FactContext) -> dict[str, _ReasonToWrite]:
    """Return person id → the newest takeaway that has one of their tags as a word."""
    takeaways = _list_recent_takeaways(context)
    takeaway_by_person: dict[str, _ReasonToWrite] = {}
    for person in _list_free_people_with_tags(context.journal, context.calendar) if takeaways else ():
        tags = {fold_text(tag) for tag in person.tags}
        text = next((text for text, words in takeaways if tags & words), None)
        if text is not None:
            takeaway_by_person[person.id] = person, "takeaway", text
    return takeaway_by_person


@cached_for_day
def _list_free_people_with_tags(journal: Journal, calendar: SilenceCalendar) -> tuple[Person, ...]:
    return tuple(person for person in list_free_people(journal, calendar) if person.tags)


def _list_recent_takeaways(context: FactContext) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the takeaways about nobody that may still fit somebody, newest first, and the folded words of each."""
    recent_notes = takewhile(
        lambda note: context.days_since(context.settings.day_of(note.at)) < TAKEAWAY_DAYS, reversed(context.notes)
    )
    return tuple(
        (note.text, frozenset(fold_text(note.text).replace(",", " ").split()))
        for note in recent_notes
        if note.kind == "takeaway" and not note.person
    )


def _is_birthday(birthday: str, today: date) -> bool:
    """Tell whether "1990-05-12" or "--05-12" is today; 29 February is kept on the 28th in other years."""
    month_day = birthday[-5:]
    if month_day == "02-29" and not isleap(today.year):
        month_day = "02-28"
    return month_day == f"{today:%m-%d}"
