"""Actions about requests: answer what somebody asks, or look at it again later."""

from __future__ import annotations

from datetime import date, datetime

from coach.actions.result import ActionResult, action
from coach.actions.typed_names import get_person_by_name
from coach.advice.outreach.conversations import find_conversation
from coach.advice.outreach.working_days import counted_workdays
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.wording import format_return_date
from coach.errors import InvalidInput

SNOOZE_WORKDAYS = 3
"""Working days that a snooze lasts."""


@action
def answer_request(journal: Journal, now: datetime, who: str, *, accept: bool) -> ActionResult:
    """Answer the oldest open request of `who`. Both answers are complete; nobody counts either."""
    person, request = _get_open_request(journal, who, now)
    message = f"Accepted: {person.name}." if accept else f"Declined: {person.name}. They are not told."
    answer = "accepted" if accept else "declined"
    return ActionResult(message, (request.copy_with(closed_at=now, answer=answer),), record_id=person.id)


@action
def snooze_request(journal: Journal, now: datetime, who: str, until: date | None = None) -> ActionResult:
    """Look at the oldest open request of `who` again on a day, three working days from now unless said otherwise."""
    person, request = _get_open_request(journal, who, now)
    today = journal.settings.day_of(now)
    day = until or counted_workdays(journal).add_workdays(today, SNOOZE_WORKDAYS)
    message = f"The request from {person.name} comes back on {format_return_date(day, today)}."
    return ActionResult(message, (request.copy_with(until=day),), record_id=person.id)


def _get_open_request(journal: Journal, who: str, now: datetime) -> tuple[Person, Message]:
    person = get_person_by_name(journal, who)
    today = journal.settings.day_of(now)
    found = find_conversation(journal, person, now).requests
    if not found:
        raise InvalidInput(
            f"{person.name} has no open request.",
            hint='coach wrote "Ana ? an intro to Sam" logs one.',
            screen_hint="To log one, press {outreach.wrote} and type: Ana ? an intro to Sam",
        )
    return person, next((r for r in found if r.until is None or r.until <= today), found[0])
