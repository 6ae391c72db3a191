"""What was shown, asked and put off: so that a question is asked once and a rule that is unwelcome stays away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from coach.domain.record import Record

Outcome = Literal["shown", "dismissed", "snoozed", "muted", "answered", "taken"]


class Asked(Record):
    """A suggestion or question (`topic`, a rule id or a name) and what became of it, on one day."""

    table: ClassVar[str] = "asked"

    topic: str
    at: datetime
    day: date
    outcome: Outcome = "shown"
    person: str = ""
    until: date | None = None


class Review(Record):
    """A look back: evening, week, privacy or reputation check; `answers` are the person's own words and choices."""

    table: ClassVar[str] = "reviews"

    kind: Literal["evening", "week", "privacy", "reputation"]
    day: date
    at: datetime
    answers: dict[str, Any] = Field(default_factory=dict)


class Trial(Record):
    """A four-week coin-flip experiment with one marker: days and sides follow from `start`, `seed` and `weekends`."""

    table: ClassVar[str] = "experiments"

    marker: str
    start: date
    seed: int
    weekends: bool = True
    ratings: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    """ISO day → the ratings given on it."""
    ended_on: date | None = None
    told: bool = False
