"""Actions that decide what happens with an open conversation or a request: answered, rest, later, keep, accept, no."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from coach.actions.outreach import create_message, logged_already_error
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import get_person_by_name
from coach.advice.blocked_people import list_shown_people
from coach.advice.outreach.conversations_by_person import find_conversation
from coach.advice.outreach.open_conversations import list_old_conversations
from coach.advice.outreach.working_days import counted_workdays
from coach.domain.conversation import Conversation
from coach.domain.journal import Journal
from coach.domain.message import Message, MessageKind
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.text import clean_text
from coach.domain.wording import format_count, format_date, format_names, format_return_date
from coach.errors import CoachError, InvalidInput

LONG_SNOOZE = timedelta(days=30)
"""How long "wait 30 days" snoozes a conversation once every follow-up was sent."""


@action
def mark_answered(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Close what is open with `who` (an id or a name): their answer came, or I gave what I owed.

    Raises CoachError if nothing is open: an answer that came once is logged once.
    """
    person = get_person_by_name(journal, who)
    conversation = find_conversation(journal, person, now)
    if conversation.promises:
        promise = conversation.promises[0]
        return ActionResult(
            f"Done: {person.name}, {promise.text or 'your promise'}.",
            (promise.copy_with(closed_at=now),),
            person.id,
        )
    if conversation.is_my_turn:
        answer_message = create_message(person, now, direction="out")
        return ActionResult(f"Saved: you answered {person.name}.", (answer_message,), record_id=person.id)
    if not conversation.is_my_message_last or conversation.is_closed_by_answer:
        raise _nothing_open_error(journal, person, conversation, now)
    _refuse_known_answer(journal, person, conversation)
    answer_message = create_message(person, now, direction="in", closed_at=now)
    return ActionResult(f"{person.name} answered.", (answer_message,), record_id=person.id)


@action
def rest_conversation(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Let the conversation rest: no answer is expected any more. A message from either side opens it again."""
    person = get_person_by_name(journal, who)
    conversation = find_conversation(journal, person, now)
    if not conversation.is_open:
        raise _nothing_open_error(journal, person, conversation, now)
    let_go = tuple(promise.copy_with(closed_at=now, answer="let go") for promise in conversation.promises)
    closed_promises = "your promise is" if len(let_go) == 1 else f"your {len(let_go)} promises are"
    promises_too = f"; {closed_promises} closed too" if let_go else ""
    return ActionResult(
        f"Saved: the conversation with {person.name} rests{promises_too}.",
        (_create_decision(person, now, "rest"), *let_go),
        record_id=person.id,
    )


@action
def rest_old_conversations(journal: Journal, now: datetime) -> ActionResult:
    """Let every conversation rest that may: long silent, an answer unlikely. One undo opens them all again."""
    old_conversation_people = {row.person for row in list_old_conversations(journal, now)}
    resting_people = [person for person in list_shown_people(journal) if person.id in old_conversation_people]
    if not resting_people:
        raise CoachError(
            "No conversation is old enough to rest.",
            hint="coach rest NAME lets one rest.",
            screen_hint="{outreach.rest} lets the selected conversation rest.",
        )
    resting_names, rest_verb = (
        format_names(person.name for person in resting_people),
        "rests" if len(resting_people) == 1 else "rest",
    )
    rest_decisions = tuple(_create_decision(person, now, "rest") for person in resting_people)
    return ActionResult(
        f"{format_count(len(resting_people), 'conversation')} {rest_verb} now: {resting_names}.", rest_decisions
    )


@action
def snooze_conversation(journal: Journal, now: datetime, who: str, until: date | None = None) -> ActionResult:
    """Snooze the conversation until a day, three working days from now unless said otherwise.

    Where nothing but a request is open, the request is snoozed.
    """
    person = get_person_by_name(journal, who)
    conversation = find_conversation(journal, person, now)
    if conversation.requests and not conversation.is_open:
        return snooze_request(person.id, until)(journal, now)
    if not conversation.is_open:
        raise _nothing_open_error(journal, person, conversation, now)
    today = journal.settings.day_of(now)
    snoozed_until = until or counted_workdays(journal).add_workdays(today, SNOOZE_WORKDAYS)
    message = f"The conversation with {person.name} comes back on {format_return_date(snoozed_until, today)}."
    return ActionResult(message, (_create_decision(person, now, "later", until=snoozed_until),), record_id=person.id)


@action
def snooze_for_a_month(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Snooze the conversation for thirty days."""
    return snooze_conversation(who, journal.settings.day_of(now) + LONG_SNOOZE)(journal, now)


@action
def keep_conversation(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Keep a conversation in the list although it may rest, or say that I wait for a reply to my answer."""
    person = get_person_by_name(journal, who)
    conversation = find_conversation(journal, person, now)
    if conversation.is_closed_by_answer and conversation.last_sent is not None:
        waiting_message = conversation.last_sent.copy_with(waits=True)
        return ActionResult(f"You are waiting for a reply from {person.name}.", (waiting_message,), record_id=person.id)
    if not conversation.is_waiting:
        raise _nothing_open_error(journal, person, conversation, now)
    if conversation.is_kept:
        raise logged_already_error(f"{person.name} is already kept in the list.")
    return ActionResult(
        f"{person.name} stays in the list.", (_create_decision(person, now, "keep"),), record_id=person.id
    )


@action
def log_refusal(journal: Journal, now: datetime, who: str, *, learned: str = "") -> ActionResult:
    """Log that they said no: an outcome like any other, in the same colour.

    `learned` is a line worth keeping about it, or "".
    """
    from coach.actions.notes import write_note

    person = get_person_by_name(journal, who)
    conversation = find_conversation(journal, person, now)
    messages_before = conversation.messages
    if not messages_before and find_conversation(journal, person).messages:
        raise _nothing_open_error(journal, person, conversation, now)
    _refuse_known_answer(journal, person, conversation, kind="no")
    if any(
        earlier_message.kind == "no" and earlier_message.at >= messages_before[-1].at
        for earlier_message in messages_before
    ):
        raise logged_already_error(f"You have already logged that {person.name} said no.")
    refusal = create_message(person, now, direction="in", kind="no", closed_at=now)
    message = f"{person.name} said no. {kind_sentence_after_no(journal)}"
    undo_label = f"{person.name} said no."
    if not clean_text(learned):
        return ActionResult(message, (refusal,), record_id=person.id, undo_label=undo_label)
    learned_note = write_note("learned", learned, who=person.id)(journal, now)
    return ActionResult(
        f"{message} {learned_note.message}",
        (refusal, *learned_note.upserts),
        record_id=person.id,
        undo_label=undo_label,
    )


def kind_sentence_after_no(journal: Journal) -> str:
    """Return the kind sentence for the next no."""
    from coach.advice.rules.sentences import choose_kind_sentence

    refusals_heard = sum(1 for message in journal.list_records(Message) if message.kind == "no")
    refusals_heard += sum(1 for note in journal.list_records(Note) if note.outcome == "no")
    return choose_kind_sentence(refusals_heard)


def _refuse_known_answer(journal: Journal, person: Person, past_conversation: Conversation, kind: str = "") -> None:
    """Raise CoachError if the answer to what was open on a past day is logged for a later day. `kind` is that kind."""
    later_messages = _list_later_messages(journal, person, past_conversation)
    answer = next(
        (
            later_message
            for later_message in later_messages
            if later_message.direction != "own" and later_message.kind != "promise"
        ),
        None,
    )
    if answer is None or answer.direction == "out" or answer.closed_at is None or kind not in ("", answer.kind):
        return
    answered_how = {"no": "said no", "meeting": "and you met"}.get(answer.kind, "answered")
    raise logged_already_error(
        f"You have already logged that {person.name} {answered_how}, for {format_date(answer.at, weekday=True)}."
    )


def _list_later_messages(journal: Journal, person: Person, past_conversation: Conversation) -> list[Message]:
    """Return the messages with somebody that came after a conversation as it was on a past day."""
    known_message_ids = {message.id for message in past_conversation.messages}
    return [message for message in find_conversation(journal, person).messages if message.id not in known_message_ids]


def _nothing_open_error(journal: Journal, person: Person, conversation: Conversation, now: datetime) -> CoachError:
    """Return what is said of an action that does not fit where things stand with somebody."""
    last_message = conversation.messages[-1] if conversation.messages else None
    later_messages = _list_later_messages(journal, person, conversation)
    if later_messages and journal.settings.day_of(later_messages[0].at) == journal.settings.day_of(now):
        return CoachError(
            f"Nothing was open with {person.name} before {later_messages[0].at:%H:%M}.",
            hint="Use that time or a later one.",
        )
    if later_messages and last_message is None:
        first_message_date = format_date(later_messages[0].at, weekday=True, year=True)
        return CoachError(
            f"The first message between you and {person.name} is from {first_message_date}.",
            hint="Use that day or a later one.",
        )
    if last_message is None:
        return CoachError(f"There are no messages with {person.name} yet.", hint="Log the first one, then try again.")
    if conversation.requests:
        request_text = conversation.requests[0].text
        return CoachError(
            f"Only a request from {person.name} is open{f': {request_text}' if request_text else ''}.",
            hint=f"coach accept {person.name} or coach decline {person.name} logs your answer.",
            screen_hint="{outreach.requests} logs your answer.",
        )
    if last_message.kind == "rest":
        return CoachError(
            f"The conversation with {person.name} is already at rest.", hint="A new message opens it again."
        )
    return CoachError(f"Nothing is open with {person.name}.", hint="You can log a new message, theirs or yours.")


def _create_decision(person: Person, now: datetime, kind: MessageKind, **fields: Any) -> Message:
    return create_message(person, now, direction="own", kind=kind, channel="", **fields)


SNOOZE_WORKDAYS = 3
"""Working days that a snooze lasts."""


@action
def answer_request(journal: Journal, now: datetime, who: str, *, accept: bool) -> ActionResult:
    """Answer the oldest open request of `who`. Both answers are complete; nobody counts either."""
    person, request = _get_open_request(journal, who, now)
    message = f"Accepted: {person.name}." if accept else f"Declined: {person.name}. The coach tells nobody."
    answer = "accepted" if accept else "declined"
    closed_request = request.copy_with(closed_at=now, answer=answer)
    return ActionResult(message, (closed_request,), record_id=person.id, undo_label=f"{answer}: {person.name}.")


@action
def snooze_request(journal: Journal, now: datetime, who: str, until: date | None = None) -> ActionResult:
    """Look at the oldest open request of `who` again on a day, three working days from now unless said otherwise."""
    person, request = _get_open_request(journal, who, now)
    today = journal.settings.day_of(now)
    snoozed_until = until or counted_workdays(journal).add_workdays(today, SNOOZE_WORKDAYS)
    message = f"The request from {person.name} comes back on {format_return_date(snoozed_until, today)}."
    return ActionResult(message, (request.copy_with(until=snoozed_until),), record_id=person.id)


def _get_open_request(journal: Journal, who: str, now: datetime) -> tuple[Person, Message]:
    person = get_person_by_name(journal, who)
    today = journal.settings.day_of(now)
    open_requests = find_conversation(journal, person, now).requests
    if not open_requests:
        raise InvalidInput(
            f"{person.name} has no open request.",
            hint='coach wrote "Ana ? an intro to Sam" logs one.',
            screen_hint="To log one, press {outreach.wrote} and type: Ana ? an intro to Sam",
        )
    return person, next(
        (request for request in open_requests if request.until is None or request.until <= today), open_requests[0]
    )
