"""Messages between the person and others, as a log: messages out and in, meetings, promises, requests, decisions."""

from __future__ import annotations

from typing import ClassVar, Literal

from coach.domain.record import Day, Moment, Record

MessageDirection = Literal["out", "in", "own"]
"""I wrote; they wrote; a decision of mine that nobody else sees, or a meeting that is still to come."""
MessageKind = Literal["message", "invitation", "meeting", "promise", "request", "no", "rest", "later", "keep"]


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
