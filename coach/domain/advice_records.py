"""Answers to advice, look-backs, experiments and pattern checks, so that no question is asked twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.domain.journal import Journal
from coach.domain.record import Day, Moment, Record
from coach.domain.text import fold_text

AnswerOutcome = Literal["shown", "dismissed", "snoozed", "muted", "answered", "taken"]


class AdviceAnswer(Record):
    """A suggestion or question (`topic`, a rule id or a name) and its outcome on one day."""

    table: ClassVar[str] = "asked"

    topic: str
    at: Moment
    day: Day
    outcome: AnswerOutcome = "shown"
    person: str = ""
    until: Day | None = None

    def mutes_on(self, day: date) -> bool:
        """Tell whether it mutes its topic on `day`."""
        return self.outcome == "muted" and (self.until is None or self.until > day)


def was_asked(journal: Journal, topic: str) -> bool:
    """Tell whether a topic was shown or answered on any day."""
    return any(answer.topic == topic for answer in journal.list_records(AdviceAnswer))


class LookBack(Record):
    """A look back: evening, week, privacy or reputation check; `answers` are the person's own words and choices."""

    table: ClassVar[str] = "reviews"

    kind: Literal["evening", "week", "privacy", "reputation"]
    day: Day
    at: Moment
    answers: dict[str, Any] = Field(default_factory=dict)

    @property
    def nice_people(self) -> list[str]:
        """Who was nice to talk to: ids, and names as typed."""
        answer = self.answers.get("nice") or ()
        return [name for name in ([answer] if isinstance(answer, str) else answer) if isinstance(name, str)]


def collect_nice_names(reviews: Iterable[LookBack]) -> frozenset[str]:
    """Return who was named in reviews as nice to talk to: ids, and names as typed, folded."""
    names = {name for review in reviews for name in review.nice_people}
    return frozenset(filter(None, names | set(map(fold_text, names))))


class ExperimentRecord(Record):
    """A four-week coin-flip experiment with one marker: days and sides follow from `start`, `seed` and `weekends`."""

    table: ClassVar[str] = "experiments"

    marker: str
    start: Day
    seed: int
    weekends: bool = True
    ratings: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    """ISO day → the ratings given on it."""
    ended_on: Day | None = None
    told: bool = False


class PatternFinding(BaseModel):
    """The numbers that a pattern check found for one marker (see `coach.advice.patterns`), all finite."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    name: str
    effect: float
    shown: float
    se: float
    low: float
    high: float
    p: float
    n_yes: int
    n_no: int
    weeks: int


class PatternCheck(Record):
    """A check of the patterns, and what it found: the findings are stored and not computed again.

    `day` is the day it was due, counted from the `first` day with a mood; `taken_on` the day it took place.
    """

    table: ClassVar[str] = "looks"

    day: Day
    first: Day
    taken_on: Day
    told: tuple[PatternFinding, ...] = ()
    """The findings shown since then, with the numbers of this check."""
    withdrawn: tuple[PatternFinding, ...] = ()
    """The findings of the check before that are no longer shown, with the numbers of that check."""
    silent: tuple[str, ...] = ()
    """Markers with days to compare and without a finding."""
