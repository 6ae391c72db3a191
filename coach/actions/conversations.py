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
        logged = create_message(person, now, direction="out")
        return ActionResult(f"Saved: you answered {person.name}.", (logged,), record_id=person.id)
    if not conversation.is_my_message_last or conversation.is_closed_by_answer:
        raise _nothing_open_error(journal, person, conversation, now)
    _refuse_known_answer(journal, person, conversation)
    logged = create_message(person, now, direction="in", closed_at=now)
    return ActionResult(f"{person.name} answered.", (logged,), record_id=person.id)


@action
def rest_conversation(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Let the conversation rest: no answer is expected any more. A message from either side opens it again."""
    person = get_person_by_name(journal, who)
    conversation = find_conversation(journal, person, now)
    if not conversation.is_open:
        raise _nothing_open_error(journal, person, conversation, now)
    let_go = tuple(p.copy_with(closed_at=now, answer="let go") for p in conversation.promises)
    closed = "your promise is" if len(let_go) == 1 else f"your {len(let_go)} promises are"
    too = f"; {closed} closed too" if let_go else ""
    return ActionResult(
        f"Saved: the conversation with {person.name} rests{too}.",
        (_create_decision(person, now, "rest"), *let_go),
        record_id=person.id,
    )


@action
def rest_old_conversations(journal: Journal, now: datetime) -> ActionResult:
    """Let every conversation rest that may: long silent, an answer unlikely. One undo opens them all again."""
    old = {row.person for row in list_old_conversations(journal, now)}
    found = [person for person in list_shown_people(journal) if person.id in old]
    if not found:
        raise CoachError(
            "No conversation is old enough to rest.",
            hint="coach rest NAME lets one rest.",
            screen_hint="{outreach.rest} lets the selected conversation rest.",
        )
    names, verb = format_names(person.name for person in found), "rests" if len(found) == 1 else "rest"
    rests = tuple(_create_decision(person, now, "rest") for person in found)
    return ActionResult(f"{format_count(len(found), 'conversation')} {verb} now: {names}.", rests)


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
    day = until or counted_workdays(journal).add_workdays(today, SNOOZE_WORKDAYS)
    message = f"The conversation with {person.name} comes back on {format_return_date(day, today)}."
    return ActionResult(message, (_create_decision(person, now, "later", until=day),), record_id=person.id)


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
        waits = conversation.last_sent.copy_with(waits=True)
        return ActionResult(f"You are waiting for a reply from {person.name}.", (waits,), record_id=person.id)
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
    messages = conversation.messages
    if not messages and find_conversation(journal, person).messages:
        raise _nothing_open_error(journal, person, conversation, now)
    _refuse_known_answer(journal, person, conversation, kind="no")
    if any(m.kind == "no" and m.at >= messages[-1].at for m in messages):
        raise logged_already_error(f"You have already logged that {person.name} said no.")
    logged = create_message(person, now, direction="in", kind="no", closed_at=now)
    message = f"{person.name} said no. {kind_sentence_after_no(journal)}"
    undo_label = f"{person.name} said no."
    if not clean_text(learned):
        return ActionResult(message, (logged,), record_id=person.id, undo_label=undo_label)
    note = write_note("learned", learned, who=person.id)(journal, now)
    return ActionResult(
        f"{message} {note.message}", (logged, *note.upserts), record_id=person.id, undo_label=undo_label
    )


def kind_sentence_after_no(journal: Journal) -> str:
    """Return the kind sentence for the next no."""
    from coach.advice.rules.sentences import choose_kind_sentence

    heard = sum(1 for m in journal.list_records(Message) if m.kind == "no")
    heard += sum(1 for n in journal.list_records(Note) if n.outcome == "no")
    return choose_kind_sentence(heard)


def _refuse_known_answer(journal: Journal, person: Person, then: Conversation, kind: str = "") -> None:
    """Raise CoachError if the answer to what was open on a past day is logged for a later day. `kind` is that kind."""
    later = _list_later_messages(journal, person, then)
    answer = next((m for m in later if m.direction != "own" and m.kind != "promise"), None)
    if answer is None or answer.direction == "out" or answer.closed_at is None or kind not in ("", answer.kind):
        return
    what = {"no": "said no", "meeting": "and you met"}.get(answer.kind, "answered")
    raise logged_already_error(
        f"You have already logged that {person.name} {what}, for {format_date(answer.at, weekday=True)}."
    )


def _list_later_messages(journal: Journal, person: Person, then: Conversation) -> list[Message]:
    """Return the messages with somebody that came after a conversation stood as it did `then`."""
    known = {m.id for m in then.messages}
    return [m for m in find_conversation(journal, person).messages if m.id not in known]


def _nothing_open_error(journal: Journal, person: Person, conversation: Conversation, now: datetime) -> CoachError:
    """Return what is said of an action that does not fit where things stand with somebody."""
    last = conversation.messages[-1] if conversation.messages else None
    later = _list_later_messages(journal, person, conversation)
    if later and journal.settings.day_of(later[0].at) == journal.settings.day_of(now):
        return CoachError(
            f"Nothing was open with {person.name} before {later[0].at:%H:%M}.", hint="Use that time or a later one."
        )
    if later and last is None:
        first = format_date(later[0].at, weekday=True, year=True)
        return CoachError(
            f"The first message between you and {person.name} is from {first}.", hint="Use that day or a later one."
        )
    if last is None:
        return CoachError(f"There are no messages with {person.name} yet.", hint="Log the first one, then try again.")
    if conversation.requests:
        asked = conversation.requests[0].text
        return CoachError(
            f"Only a request from {person.name} is open{f': {asked}' if asked else ''}.",
            hint=f"coach accept {person.name} or coach decline {person.name} logs your answer.",
            screen_hint="{outreach.requests} logs your answer.",
        )
    if last.kind == "rest":
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
