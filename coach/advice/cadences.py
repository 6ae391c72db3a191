"""When it is time to be in touch again with somebody, by the cadence that one chose for them. Never said as late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coach.advice.blocked_people import list_shown_people
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day
from coach.domain.cadence import cadence_days, cadence_of
from coach.domain.conversation import Conversation
from coach.domain.journal import Journal
from coach.domain.person import Person


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
def list_free_people(journal: Journal, calendar: SilenceCalendar) -> tuple[Person, ...]:
    """Return everybody with whom nothing is open on the day of `calendar`, by name."""
    conversations = conversations_by_person(journal)
    return tuple(
        person
        for person in list_shown_people(journal)
        if has_nothing_open(conversations.get(person.id), calendar.today)
    )


def has_nothing_open(conversation: Conversation | None, today: date) -> bool:
    """Return whether nothing is open with somebody: no wait, no debt, no snooze, no promise, and no no of theirs."""
    if conversation is None:
        return True
    last_received = conversation.last_received
    is_something_open = conversation.is_open or conversation.is_snoozed_past(today)
    return not (is_something_open or (last_received is not None and last_received.kind == "no"))
