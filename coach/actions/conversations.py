"""Actions that decide what happens with an open conversation or a request: answered, rest, later, keep, accept, no."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from coach.actions.notes import write_note
from coach.actions.outreach import create_message
from coach.actions.result import ActionResult, action, logged_already_error
from coach.actions.typed_names import get_person_by_name
from coach.advice.blocked_people import list_shown_people
from coach.advice.outreach.conversations_by_person import find_conversation
from coach.advice.outreach.open_conversations import list_old_conversations
from coach.advice.outreach.working_days import counted_workdays
from coach.advice.rules.sentences import choose_kind_sentence
from coach.domain.conversation import Conversation
from coach.domain.journal import Journal
from coach.domain.message import Message, MessageKind
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.text import clean_text
from coach.domain.wording import format_count, format_date, format_names, format_return_date
from coach.errors import CoachError, InvalidInput

SNOOZE_WORKDAYS = 3
"""Working days that a snooze lasts."""


@action
def mark_answered(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Close what is open with `who` (an id or a name): their answer came, or I gave what I owed.

    Raises CoachError if nothing is open: an answer that came once is logged once.
    """
    person, conversation = _find_conversation(journal, now, who)
    if conversation.promises:
        promise = conversation.promises[0]
        message = f"Done: {person.name}, {promise.text or 'your promise'}."
        return ActionResult(message, (promise.copy_with(closed_at=now),))
    if conversation.is_my_turn:
        answer = create_message(person, now, direction="out")
        return ActionResult(f"Saved: you answered {person.name}.", (answer,))
    if not conversation.is_my_message_last or conversation.is_closed_by_answer:
        raise _nothing_open_error(journal, person, conversation, now)
    _refuse_known_answer(journal, person, conversation)
    answer = create_message(person, now, direction="in", closed_at=now)
    return ActionResult(f"{person.name} answered.", (answer,))


@action
def rest_conversation(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Let the conversation rest: no answer is expected any more. A message from either side opens it again."""
    person, conversation = _find_conversation(journal, now, who)
    if not conversation.is_open:
        raise _nothing_open_error(journal, person, conversation, now)
    let_go = tuple(promise.copy_with(closed_at=now, answer="let go") for promise in conversation.promises)
    promises = "your promise is" if len(let_go) == 1 else f"your {len(let_go)} promises are"
    promises_too = f"; {promises} closed too" if let_go else ""
    message = f"Saved: the conversation with {person.name} rests{promises_too}."
    return ActionResult(message, (_create_decision(person, now, "rest"), *let_go))


@action
def rest_old_conversations(journal: Journal, now: datetime) -> ActionResult:
    """Let every conversation rest that may: long silent, an answer unlikely. One undo opens them all again."""
    old_conversations = {row.person for row in list_old_conversations(journal, now)}
    people = [person for person in list_shown_people(journal) if person.id in old_conversations]
    if not people:
        raise CoachError(
            "No conversation is old enough to rest.",
            hint="coach rest NAME lets one rest.",
            screen_hint="{outreach.rest} lets the selected conversation rest.",
        )
    verb = "rests" if len(people) == 1 else "rest"
    names = format_names(person.name for person in people)
    message = f"{format_count(len(people), 'conversation')} {verb} now: {names}."
    return ActionResult(message, tuple(_create_decision(person, now, "rest") for person in people))


@action
def snooze_conversation(journal: Journal, now: datetime, who: str, until: date | None = None) -> ActionResult:
    """Snooze the conversation until a day, three working days from now unless said otherwise.

    Where nothing but a request is open, the request is snoozed.
    """
    person, conversation = _find_conversation(journal, now, who)
    if conversation.requests and not conversation.is_open:
        return snooze_request(person.id, until)(journal, now)
    if not conversation.is_open:
        raise _nothing_open_error(journal, person, conversation, now)
    today = journal.settings.day_of(now)
    until = until or counted_workdays(journal).add_workdays(today, SNOOZE_WORKDAYS)
    message = f"The conversation with {person.name} comes back on {format_return_date(until, today)}."
    return ActionResult(message, (_create_decision(person, now, "later", until=until),))


@action
def snooze_for_a_month(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Snooze the conversation for thirty days, as can be chosen once every follow-up was sent."""
    return snooze_conversation(who, journal.settings.day_of(now) + timedelta(days=30))(journal, now)


@action
def keep_conversation(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Keep a conversation in the list although it may rest, or say that I wait for a reply to my answer."""
    person, conversation = _find_conversation(journal, now, who)
    if conversation.is_closed_by_answer and conversation.last_sent is not None:
        sent = conversation.last_sent.copy_with(waits=True)
        return ActionResult(f"You are waiting for a reply from {person.name}.", (sent,))
    if not conversation.is_waiting:
        raise _nothing_open_error(journal, person, conversation, now)
    if conversation.is_kept:
        raise logged_already_error(f"{person.name} is already kept in the list.")
    return ActionResult(f"{person.name} stays in the list.", (_create_decision(person, now, "keep"),))


@action
def log_refusal(journal: Journal, now: datetime, who: str, *, learned: str = "") -> ActionResult:
    """Log that they said no: an outcome like any other, in the same colour.

    `learned` is a line worth keeping about it, or "".
    """
    person, conversation = _find_conversation(journal, now, who)
    messages = conversation.messages
    if not messages and find_conversation(journal, person).messages:
        raise _nothing_open_error(journal, person, conversation, now)
    _refuse_known_answer(journal, person, conversation, kind="no")
    if any(message.kind == "no" and message.at >= messages[-1].at for message in messages):
        raise logged_already_error(f"You have already logged that {person.name} said no.")
    refusal = create_message(person, now, direction="in", kind="no", closed_at=now)
    line, undo_label = f"{person.name} said no. {kind_sentence_after_no(journal)}", f"{person.name} said no."
    if not clean_text(learned):
        return ActionResult(line, (refusal,), undo_label=undo_label)
    note = write_note("learned", learned, who=person.id)(journal, now)
    return ActionResult(f"{line} {note.message}", (refusal, *note.upserts), undo_label=undo_label)


def kind_sentence_after_no(journal: Journal) -> str:
    """Return the kind sentence for the next no."""
    refusals_heard = sum(1 for message in journal.list_records(Message) if message.kind == "no")
    refusals_heard += sum(1 for note in journal.list_records(Note) if note.outcome == "no")
    return choose_kind_sentence(refusals_heard)


def _refuse_known_answer(journal: Journal, person: Person, past_conversation: Conversation, kind: str = "") -> None:
    """Raise CoachError if the answer to what was open on a past day is logged for a later day. `kind` is that kind."""
    later = _list_later_messages(journal, person, past_conversation)
    answer = next((message for message in later if message.direction != "own" and message.kind != "promise"), None)
    if answer is None or answer.direction == "out" or answer.closed_at is None or kind not in ("", answer.kind):
        return
    how = {"no": "said no", "meeting": "and you met"}.get(answer.kind, "answered")
    answered_on = format_date(answer.at, weekday=True)
    raise logged_already_error(f"You have already logged that {person.name} {how}, for {answered_on}.")


def _list_later_messages(journal: Journal, person: Person, past_conversation: Conversation) -> list[Message]:
    """Return the messages with somebody that came after a conversation as it was on a past day."""
    known_message_ids = {message.id for message in past_conversation.messages}
    return [message for message in find_conversation(journal, person).messages if message.id not in known_message_ids]


def _nothing_open_error(journal: Journal, person: Person, conversation: Conversation, now: datetime) -> CoachError:
    """Return what is said of an action that does not fit where things stand with somebody."""
    name, day_of = person.name, journal.settings.day_of
    last = conversation.messages[-1] if conversation.messages else None
    next_message = next(iter(_list_later_messages(journal, person, conversation)), None)
    if next_message and day_of(next_message.at) == day_of(now):
        title = f"Nothing was open with {name} before {next_message.at:%H:%M}."
        return CoachError(title, hint="Use that time or a later one.")
    if next_message and last is None:
        first_day = format_date(next_message.at, weekday=True, year=True)
        title = f"The first message between you and {name} is from {first_day}."
        return CoachError(title, hint="Use that day or a later one.")
    if last is None:
        return CoachError(f"There are no messages with {name} yet.", hint="Log the first one, then try again.")
    if conversation.requests:
        text = conversation.requests[0].text
        return CoachError(
            f"Only a request from {name} is open{f': {text}' if text else ''}.",
            hint=f"coach accept {name} or coach decline {name} logs your answer.",
            screen_hint="{outreach.requests} logs your answer.",
        )
    if last.kind == "rest":
        return CoachError(f"The conversation with {name} is already at rest.", hint="A new message opens it again.")
    return CoachError(f"Nothing is open with {name}.", hint="You can log a new message, theirs or yours.")


def _find_conversation(journal: Journal, now: datetime, who: str) -> tuple[Person, Conversation]:
    person = get_person_by_name(journal, who)
    return person, find_conversation(journal, person, now)


def _create_decision(person: Person, now: datetime, kind: MessageKind, **fields: Any) -> Message:
    return create_message(person, now, direction="own", kind=kind, channel="", **fields)


@action
def answer_request(journal: Journal, now: datetime, who: str, *, accept: bool, request_id: str = "") -> ActionResult:
    """Answer a request of `who`, the oldest open one by default. Both answers are complete; nobody counts either."""
    person, request = _get_open_request(journal, who, now, request_id)
    message = f"Accepted: {person.name}." if accept else f"Declined: {person.name}. The coach tells nobody."
    answer = "accepted" if accept else "declined"
    closed_request = request.copy_with(closed_at=now, answer=answer)
    return ActionResult(message, (closed_request,), undo_label=f"{answer}: {person.name}.")


@action
def snooze_request(
    journal: Journal, now: datetime, who: str, until: date | None = None, *, request_id: str = ""
) -> ActionResult:
    """Look at a request of `who`, the oldest open one by default, again on a day, by default in three working days."""
    person, request = _get_open_request(journal, who, now, request_id)
    today = journal.settings.day_of(now)
    until = until or counted_workdays(journal).add_workdays(today, SNOOZE_WORKDAYS)
    message = f"The request from {person.name} comes back on {format_return_date(until, today)}."
    return ActionResult(message, (request.copy_with(until=until),))


def _get_open_request(journal: Journal, who: str, now: datetime, request_id: str) -> tuple[Person, Message]:
    person = get_person_by_name(journal, who)
    today = journal.settings.day_of(now)
    open_requests = find_conversation(journal, person, now).requests
    if not open_requests:
        raise InvalidInput(
            f"{person.name} has no open request.",
            hint='coach wrote "Ana ? an intro to Sam" logs one.',
            screen_hint="To log one, press {outreach.wrote} and type: Ana ? an intro to Sam",
        )
    if request_id:
        open_requests = tuple(request for request in open_requests if request.id == request_id)
        if not open_requests:
            raise CoachError(f"That request from {person.name} is no longer open.")
    due = (request for request in open_requests if request.until is None or request.until <= today)
    return person, next(due, open_requests[0])
