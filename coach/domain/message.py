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


def find_same_message(logged_messages: Iterable[Message], imported_message: Message) -> Message | None:
    """Return the message logged by hand that is the same as `imported_message`: the nearest one, or None."""
    same_messages = (message for message in logged_messages if _is_same_message(message, imported_message))
    return min(same_messages, key=lambda message: abs(message.at - imported_message.at), default=None)


def _is_same_message(logged_message: Message, imported_message: Message) -> bool:
    if logged_message.key or (logged_message.person, logged_message.kind) != (
        imported_message.person,
        imported_message.kind,
    ):
        return False
    if imported_message.kind == "meeting":  # people log it in the evening, or before
        return logged_message.at.date() == imported_message.at.date()
    return (
        logged_message.direction == imported_message.direction
        and logged_message.channel in ("", imported_message.channel)
        and abs(logged_message.at - imported_message.at) <= SAME_MESSAGE_WITHIN
    )


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
