"""Messages between the person and others, as a log; conversations are computed from it.

A conversation is never stored. It is all messages with one person in the order of time: messages out and in,
invitations, meetings, promises, and the person's own decisions (rest, snooze, they said no). Who waits for whom
follows from the log, so an undo or an import cannot leave a wrong state behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from coach.domain.clock import day_of
from coach.domain.person import PersonTie, parse_channel, parse_tie
from coach.domain.record import Day, Moment, Record
from coach.domain.typed_times import is_day_word

MessageDirection = Literal["out", "in", "own"]
"""I wrote; they wrote; a decision of mine that nobody else sees, or a meeting that is still to come."""
MessageKind = Literal["message", "invitation", "meeting", "promise", "request", "no", "rest", "later", "keep"]


class Message(Record):
    """One event with one person. `until` belongs to later; `closed_at` to promises and requests."""

    table: ClassVar[str] = "messages"

    person: str
    at: Moment
    direction: MessageDirection = "out"
    kind: MessageKind = "message"
    channel: str = ""
    text: str = ""
    until: Day | None = None
    closed_at: Moment | None = None
    answer: str = ""
    """How a request was answered: accepted, declined. Of a promise that was not kept: let go."""
    waits: bool = False
    """I wait for a reply to it, although it asks nothing."""
    key: str = ""
    """Provenance of an imported message."""
    whole_day: bool = False
    """The source knew the day, not the hour."""


NEW_BEGINNING_AFTER = timedelta(days=90)
"""A message after so long is no follow-up: it begins anew."""
ANSWER_WITHIN = timedelta(days=45)
"""Within this time of a message of theirs, mine is the answer to it."""
THANKS_WITHIN = timedelta(days=7)
"""The same for a message of theirs that was marked as an answer to mine: it asked nothing of me."""
_QUESTION_MARKS = "?？؟"
STATE_LABELS = {"never replied": "no reply yet", "went quiet": "waiting for their reply"}
"""What people read for a state where that is another word than the one that scripts read."""


def answers_message(mine: Message, theirs: Message | None) -> bool:
    """Tell whether my message answers theirs and closes the conversation: it asks nothing and came soon enough."""
    if theirs is None or theirs.kind not in ("message", "invitation"):
        return False
    if mine.kind != "message" or mine.waits or any(mark in mine.text for mark in _QUESTION_MARKS):
        return False
    return mine.at - theirs.at <= (ANSWER_WITHIN if theirs.closed_at is None else THANKS_WITHIN)


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
        return max(0, len({day_of(m.at) for m in self.unanswered_messages}) - 1)

    @property
    def unanswered_messages(self) -> tuple[Message, ...]:
        """My contacts since they last wrote, or since I began anew after a long time."""
        since = self.received_messages[-1].at if self.received_messages else None
        found = [m for m in self.sent_messages if since is None or m.at > since]
        anew = (n for n in range(len(found) - 1, 0, -1) if found[n].at - found[n - 1].at >= NEW_BEGINNING_AFTER)
        return tuple(found[next(anew, 0) :])

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
        return self.last_received is None or self.last_received.at < self.last_sent.at

    @property
    def is_closed_by_answer(self) -> bool:
        """My messages since theirs answer it, on one day, and ask nothing."""
        mine = self.unanswered_messages if self.is_my_message_last else ()
        return (
            bool(mine)
            and len({day_of(m.at) for m in mine}) == 1
            and all(answers_message(m, self.last_received) for m in mine)
        )

    @property
    def is_my_turn(self) -> bool:
        """They wrote last, and it was something that may want an answer."""
        last = self.last_received
        if last is None or last.kind not in ("message", "invitation"):
            return False
        if self.last_sent is not None and self.last_sent.at > last.at:
            return False
        return last.closed_at is None and not (self.decision and self.decision.kind == "rest")

    def state_on(self, day: date) -> ConversationState:
        """Return the state of the conversation on `day`."""
        last = self.last_received
        if self.is_snoozed_past(day):
            return "later"
        if self.is_waiting:
            return "went quiet" if last else "never replied"
        if self.is_my_turn:
            return "your turn" if self.sent_messages else "they wrote first"
        if self.decision is not None and self.decision.kind == "rest":
            return "resting"
        if last is None:
            return "none"
        if last.kind == "request" and last.closed_at is None:
            return "they asked"
        return "no" if last.kind == "no" else "met" if last.kind == "meeting" else "answered"

    def open_promises_on(self, day: date) -> tuple[Message, ...]:
        """Return the promises that are open on `day`: those that were put off until later are not."""
        later = self.decision if self.is_snoozed_past(day) else None
        return tuple(p for p in self.promises if later is None or p.at > later.at)

    def is_snoozed_past(self, day: date) -> bool:
        """The person asked not to see this conversation before a date after `day`."""
        return bool(
            self.decision and self.decision.kind == "later" and self.decision.until and self.decision.until > day
        )


def build_conversation(person: str, events: Iterable[Message]) -> Conversation:
    """Return the conversation of all `events` with one person, in any order."""
    # Moments of many zones are slow to compare, numbers are not.
    ordered = tuple(sorted(events, key=lambda m: (m.at.timestamp(), m.id)))
    out = tuple(m for m in ordered if m.direction == "out" and m.kind in ("message", "invitation"))
    came = tuple(
        m for m in ordered if m.direction == "in" or m.kind == "no" or (m.kind == "meeting" and m.direction != "own")
    )
    promises = tuple(m for m in ordered if m.kind == "promise" and m.direction == "out" and m.closed_at is None)
    requests = tuple(m for m in ordered if m.kind == "request" and m.direction == "in" and m.closed_at is None)
    decision = None
    for event in ordered:
        if event.direction == "own" and event.kind in ("rest", "later", "keep"):
            decision = event
        elif event.kind != "promise" and event.direction != "own":
            decision = None if decision is None or event.at >= decision.at else decision
    return Conversation(person, ordered, out, came, promises, decision, requests)


def group_conversations(messages: Iterable[Message]) -> dict[str, Conversation]:
    """Return person id → conversation for all messages."""
    by_person: dict[str, list[Message]] = {}
    for message in messages:
        by_person.setdefault(message.person, []).append(message)
    return {person: build_conversation(person, events) for person, events in by_person.items()}


OutreachLineKind = Literal["message", "promise", "request"]
_LINE_MARKS: tuple[tuple[str, OutreachLineKind], ...] = (
    (" : ", "message"), (": ", "message"), (" :", "message"), (" !", "promise"), (" ?", "request"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutreachLine:
    """An outreach typed in one line."""

    name: str
    channel: str = ""
    tie: PersonTie | None = None
    text: str = ""
    kind: OutreachLineKind = "message"


def parse_outreach_line(line: str) -> OutreachLine:
    """Read "Ana Lee @linkedin #warm : asked about the meetup" into its parts.

    The text starts at the first colon that follows a space or is followed by one. "Sam ! an intro" is a
    promise and "Lin ? to connect" a request: the mark follows a space. Words with @ or # that name no known
    tie stay part of the name if they come first, so that nothing typed is dropped.
    """
    head, kind, text = split_outreach_line(line)
    name: list[str] = []
    via, tie = "", None
    for word in head.split():
        if len(word) > 1 and word[0] == "@" and name:
            if is_day_word(word[1:]):
                name.append(word[1:])  # a time, which stands at the end
            else:
                via = parse_channel(word[1:])
        elif word[0] == "#" and parse_tie(word[1:]):
            tie = parse_tie(word[1:])
        else:
            name.append(word)
    return OutreachLine(" ".join(name), via, tie, text, kind)


def split_outreach_line(line: str) -> tuple[str, OutreachLineKind, str]:
    """Return what stands before the first mark, what the mark says, and the text after it."""
    at, mark, kind = min(
        ((at, mark, kind) for mark, kind in _LINE_MARKS if (at := line.find(mark)) > 0),
        key=lambda found: (found[0], -len(found[1])),
        default=(len(line), "", _LINE_MARKS[0][1]),
    )
    return line[:at].strip(), kind, line[at + len(mark) :].strip()
