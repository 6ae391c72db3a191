"""Messages between the person and others, as a log: messages out and in, meetings, promises, requests, decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar, Literal

from coach.domain.record import Day, Moment, Record
from coach.domain.typed_times import parse_coming_day, split_day_words
from coach.domain.wording import format_date
from coach.errors import InvalidInput

MessageDirection = Literal["out", "in", "own"]
"""I wrote; they wrote; a decision of mine that nobody else sees, or a meeting that is still to come."""
MessageKind = Literal["message", "invitation", "meeting", "promise", "request", "no", "rest", "later", "keep"]
SAME_MESSAGE_WITHIN = timedelta(hours=12)
"""A message logged by hand and one that another program knows are one if they are no further apart."""


class Message(Record):
    """One event with one person. `closed_at` belongs to promises and requests.

    `until` is the day on which what was put off comes back, or by which something was promised.
    """

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


def find_same_message(logged_messages: Iterable[Message], imported: Message) -> Message | None:
    """Return the message logged by hand that is the same as an `imported` one: the nearest one, or None."""
    same_messages = (message for message in logged_messages if _is_same_message(message, imported))
    return min(same_messages, key=lambda message: abs(message.at - imported.at), default=None)


def _is_same_message(logged: Message, imported: Message) -> bool:
    if logged.key or (logged.person, logged.kind) != (imported.person, imported.kind):
        return False
    if imported.kind == "meeting":  # people log it in the evening, or before
        return logged.at.date() == imported.at.date()
    is_same_way = logged.direction == imported.direction and logged.channel in ("", imported.channel)
    return is_same_way and abs(logged.at - imported.at) <= SAME_MESSAGE_WITHIN


def find_promised_day(text: str, today: date) -> date | None:
    """Return the day by which something was promised on `today`; None where the words name none that is understood."""
    day_words = split_day_words(text)[1]
    try:
        return parse_coming_day(day_words, today) if day_words else None
    except InvalidInput:
        return None


def format_promise(text: str, day: date | None) -> str:
    """Return what was promised as it was typed, with its day where only a word stands for it: "by Thursday"."""
    is_dated = any(char.isdigit() for char in split_day_words(text)[1])
    return text if day is None or is_dated else f"{text} ({format_date(day)})"
