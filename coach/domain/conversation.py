"""Conversations: all messages with one person in the order of time, and who waits for whom.

A conversation is never stored. Its state follows from the log of messages and of the person's own decisions (rest,
snooze, they said no), so an undo or an import cannot leave a wrong state behind.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from coach.domain.clock import DAY_ENDS, day_of
from coach.domain.message import Message
from coach.domain.record import NEVER_CHANGED

NEW_BEGINNING_AFTER = timedelta(days=90)
"""A message after so long is no follow-up: it begins anew."""
MY_ANSWER_WITHIN = timedelta(days=45)
"""Within this time of a message of theirs, mine is the answer to it."""
MY_THANKS_WITHIN = timedelta(days=7)
"""The same for a message of theirs that was marked as an answer to mine: it asked nothing of me."""
_QUESTION_MARKS = "?？؟"
CONVERSATION_STATE_LABELS = {"never replied": "no reply yet", "went quiet": "waiting for their reply"}
"""What people read for a state where that is another word than the one that scripts read."""


def answers_message(my_message: Message, their_message: Message | None) -> bool:
    """Tell whether my message answers theirs and closes the conversation: it asks nothing and came soon enough."""
    if their_message is None or their_message.kind not in ("message", "invitation") or my_message.kind != "message":
        return False
    if my_message.waits or any(mark in my_message.text for mark in _QUESTION_MARKS):
        return False
    answer_within = MY_ANSWER_WITHIN if their_message.closed_at is None else MY_THANKS_WITHIN
    return my_message.at - their_message.at <= answer_within


ConversationState = Literal[
    "never replied", "went quiet", "your turn", "they wrote first", "they asked", "later", "resting", "no", "met",
    "answered", "none",
]  # fmt: skip
"""The state of a conversation. The first two are silences; a no, a meeting and an answer are equal ends of one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """All events with one person, and what follows from them."""

    person: str
    messages: tuple[Message, ...]
    sent_messages: tuple[Message, ...]
    """Contacts I made: messages and invitations."""
    received_messages: tuple[Message, ...]
    """Contacts they made: messages, meetings, a no."""
    promises: tuple[Message, ...]
    """Open promises of mine."""
    decision: Message | None
    """My newest decision that nothing has overtaken since."""
    requests: tuple[Message, ...] = ()
    """Requests of theirs that are neither accepted nor declined. Nobody counts them."""
    day_ends: time = DAY_ENDS
    """When the person's day ends, for what was sent on one day."""

    @property
    def last_sent(self) -> Message | None:
        return self.sent_messages[-1] if self.sent_messages else None

    @property
    def last_received(self) -> Message | None:
        return self.received_messages[-1] if self.received_messages else None

    @property
    def follow_up_count(self) -> int:
        """Follow-ups already sent: days on which I wrote since they last did (or ever), beyond the first.

        What is sent on one day is one contact, in however many lines: chats come in pieces, past midnight too.
        """
        return max(0, len({day_of(message.at, self.day_ends) for message in self.unanswered_messages}) - 1)

    @property
    def unanswered_messages(self) -> tuple[Message, ...]:
        """My contacts since they last wrote, or since I began anew after a long time."""
        last_received_order = _message_order(self.last_received) if self.last_received is not None else None
        unanswered: list[Message] = []
        for message in reversed(self.sent_messages):
            if last_received_order is not None and _message_order(message) <= last_received_order:
                break
            if unanswered and unanswered[-1].at - message.at >= NEW_BEGINNING_AFTER:
                break
            unanswered.append(message)
        return tuple(reversed(unanswered))

    @property
    def is_waiting(self) -> bool:
        """I wrote last, not to close it, and have not let it rest: an answer would be theirs to give."""
        if not self.is_my_message_last or self.is_closed_by_answer:
            return False
        return not (self.decision and self.decision.kind in ("rest", "no"))

    @property
    def is_my_message_last(self) -> bool:
        """I wrote last."""
        if self.last_sent is None:
            return False
        return self.last_received is None or _message_order(self.last_received) < _message_order(self.last_sent)

    @property
    def is_closed_by_answer(self) -> bool:
        """My messages since theirs answer it, on one day, and ask nothing."""
        my_messages = self.unanswered_messages if self.is_my_message_last else ()
        is_one_day = len({day_of(message.at, self.day_ends) for message in my_messages}) == 1
        return is_one_day and all(answers_message(message, self.last_received) for message in my_messages)

    @property
    def is_my_turn(self) -> bool:
        """They wrote last, and it was something that may want an answer."""
        last_received = self.last_received
        if last_received is None or last_received.kind not in ("message", "invitation") or self.is_my_message_last:
            return False
        return last_received.closed_at is None and not (self.decision and self.decision.kind == "rest")

    def state_on(self, day: date) -> ConversationState:
        """Return the state of the conversation on `day`."""
        last_received = self.last_received
        if self.is_snoozed_past(day):
            return "later"
        if self.is_waiting:
            return "went quiet" if last_received else "never replied"
        if self.is_my_turn:
            return "your turn" if self.sent_messages else "they wrote first"
        if self.decision is not None and self.decision.kind == "rest":
            return "resting"
        if last_received is None:
            return "none"
        if last_received.kind == "request" and last_received.closed_at is None:
            return "they asked"
        return "no" if last_received.kind == "no" else "met" if last_received.kind == "meeting" else "answered"

    def open_promises_on(self, day: date) -> tuple[Message, ...]:
        """Return the promises that are open on `day`: those that were put off until later are not."""
        snooze = self.decision if self.is_snoozed_past(day) else None
        return tuple(promise for promise in self.promises if snooze is None or promise.at > snooze.at)

    @property
    def is_open(self) -> bool:
        """I wait for an answer, it is my turn, or I promised something; a request of theirs stands by itself."""
        return bool(self.promises) or self.is_waiting or self.is_my_turn

    @property
    def is_kept(self) -> bool:
        """The person chose to keep this conversation in the list."""
        return self.decision is not None and self.decision.kind == "keep"

    def is_snoozed_past(self, day: date) -> bool:
        """The person asked not to see this conversation before a date after `day`."""
        return bool(
            self.decision and self.decision.kind == "later" and self.decision.until and self.decision.until > day
        )


def list_kept_promises(messages: Iterable[Message]) -> tuple[tuple[datetime, Message], ...]:
    """Return (when, promise) for the promises of mine among the messages with one person that were kept, not let go.

    Before promises said so themselves, one that was let go was closed at the moment of a rest.
    """
    all_messages = tuple(messages)
    rested_at = {message.at for message in all_messages if message.kind == "rest"}
    my_promises = (message for message in all_messages if message.kind == "promise" and message.direction == "out")
    return tuple(
        (promise.closed_at, promise)
        for promise in my_promises
        if promise.closed_at and promise.closed_at not in rested_at and promise.answer != "let go"
    )


def _message_order(message: Message) -> tuple[float, float, bool, str]:
    """Return what orders messages: their moment; of one moment, imported ones, and then when others were logged.

    Of one moment and one import, mine come first. Moments of many zones are slow to compare, numbers are not.
    """
    is_saved = message.changed_at > NEVER_CHANGED
    logged_at = 0.0 if message.key else message.changed_at.timestamp() if is_saved else math.inf
    return (message.at.timestamp(), logged_at, message.direction != "out", message.id)


def build_conversation(person: str, messages: Iterable[Message], day_ends: time = DAY_ENDS) -> Conversation:
    """Return the conversation of all `messages` with one person, in any order, for days that end at `day_ends`."""
    messages_in_order = tuple(sorted(messages, key=_message_order))
    sent: list[Message] = []
    received: list[Message] = []
    promises: list[Message] = []
    requests: list[Message] = []
    decision = None
    for message in messages_in_order:
        direction, kind = message.direction, message.kind
        if direction == "out" and kind in ("message", "invitation"):
            sent.append(message)
        if direction == "in" or kind == "no" or (kind == "meeting" and direction != "own"):
            received.append(message)
        if direction == "out" and kind == "promise" and message.closed_at is None:
            promises.append(message)
        if direction == "in" and kind == "request" and message.closed_at is None:
            requests.append(message)
        if direction == "own" and kind in ("rest", "later", "keep"):
            decision = message
        elif kind != "promise" and direction != "own" and decision is not None and message.at >= decision.at:
            decision = None
    return Conversation(
        person, messages_in_order, tuple(sent), tuple(received), tuple(promises), decision, tuple(requests), day_ends
    )


def group_conversations(messages: Iterable[Message], day_ends: time = DAY_ENDS) -> dict[str, Conversation]:
    """Return person id → conversation for all messages, for days that end at `day_ends`."""
    messages_by_person: dict[str, list[Message]] = {}
    for message in messages:
        messages_by_person.setdefault(message.person, []).append(message)
    return {person: build_conversation(person, theirs, day_ends) for person, theirs in messages_by_person.items()}
