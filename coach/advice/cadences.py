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
    every = cadence_of(person, rules)
    if not every or conversation is None:
        return None
    contacts = (m.at for m in conversation.messages if m.direction != "own" and calendar.days_since(m.at) >= 0)
    last = max(contacts, default=None)
    if last is None:
        return None
    is_over = calendar.days_since(last) >= cadence_days(every)
    return CadenceStatus(every, last, is_over and has_nothing_open(conversation, calendar.today))


@cached_for_day
def list_free_people(journal: Journal, calendar: SilenceCalendar) -> tuple[Person, ...]:
    """Return everybody with whom nothing is open on the day of `calendar`, by name."""
    conversations = conversations_by_person(journal)
    return tuple(p for p in list_shown_people(journal) if has_nothing_open(conversations.get(p.id), calendar.today))


def has_nothing_open(conversation: Conversation | None, today: date) -> bool:
    """Return whether nothing is open with somebody: no wait, no debt, no snooze, no promise, and no no of theirs."""
    if conversation is None:
        return True
    last = conversation.last_received
    is_open = conversation.is_open or conversation.is_snoozed_past(today)
    return not (is_open or (last is not None and last.kind == "no"))
