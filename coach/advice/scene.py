"""The records at one moment, as facts read them, and the register of facts.

A fact is a function of a Scene. `@fact` registers it under its own name with its unit and its docstring, which says
what it means and when it is unknown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from coach.advice.people import gone
from coach.advice.threads import timeline
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import Block
from coach.domain.goal import Goal
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.outreach import Message

_T = TypeVar("_T")
WINDOW = timedelta(days=60)
"""How far back the daily facts look; longer ones read threads or reviews."""

Value = bool | int | float | None
Work = Callable[["Scene"], Value]


class Scene:
    """The book at the aware moment `now`. Everything is worked out on first use; the scene is used once."""

    def __init__(self, book: Book, now: datetime) -> None:
        self.book = book
        self.now = now
        self.settings = book.settings
        self.today = day_of(now, self.settings.day_ends)
        self._once: dict[Any, Any] = {}

    def once(self, work: Callable[[Scene], _T]) -> _T:
        """Return `work(self)`, worked out the first time it is asked for."""
        if work not in self._once:
            self._once[work] = work(self)
        value: _T = self._once[work]
        return value

    def day(self, at: datetime) -> date:
        """Return the person's day that the moment `at` belongs to."""
        return day_of(at, self.settings.day_ends)

    def ago(self, day: date) -> int:
        """Return how many days before today `day` was; negative for a day to come."""
        return (self.today - day).days

    def within(self, at: datetime, days: int) -> bool:
        """Tell whether `at` lies in the last `days` days, today included."""
        return 0 <= self.ago(self.day(at)) < days

    @cached_property
    def moods(self) -> tuple[Mood, ...]:
        """Moods of the last sixty days, oldest first, none from the future."""
        return _recent(self.book.derive(_moods, Mood), "at", self.now)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Focus blocks of the last sixty days, oldest first, none from the future."""
        return _recent(self.book.derive(_blocks, Block), "started_at", self.now)

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """Events of the last sixty days, oldest first, none from the future and none behind a boundary."""
        hidden = gone(self.book)
        found = _recent(timeline(self.book), "at", self.now)
        return tuple(m for m in found if m.person not in hidden)

    def mail(self, days: int) -> list[Message]:
        """Return the events of the last `days` days (at most sixty), today included, oldest first."""
        # A day's slack, because events from two zones may stand out of order by a day.
        start = bisect_left(self.messages, self.now - timedelta(days=days + 1), key=attrgetter("at"))
        return [m for m in self.messages[start:] if self.within(m.at, days)]

    @cached_property
    def ahead(self) -> tuple[Message, ...]:
        """Events still to come, soonest first, none behind a boundary."""
        known, hidden = timeline(self.book), gone(self.book)
        coming = known[bisect_left(known, self.now, key=attrgetter("at")) :]
        return tuple(m for m in coming if m.person not in hidden)

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """Goals of the last sixty days, oldest first."""
        known = self.book.derive(_goals, Goal)
        start = bisect_left(known, self.today - WINDOW, key=attrgetter("day"))
        return tuple(g for g in known[start:] if g.day <= self.today)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Notes, oldest first; all of them, because an opportunity may stay open for long."""
        return self.book.derive(_notes, Note)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What was shown and put off in the last sixty days, oldest first."""
        known = self.book.derive(_asked, Asked)
        return tuple(known[bisect_left(known, self.today - WINDOW, key=attrgetter("day")) :])

    @cached_property
    def first_day(self) -> date | None:
        """The day of the oldest entry, or None in an empty book."""
        return self._first(imported=True)

    @cached_property
    def first_use(self) -> date | None:
        """The day of the oldest entry that no import brought, or None if there is none."""
        return self._first(imported=False)

    def _first(self, *, imported: bool) -> date | None:
        firsts = (
            next((m.at for m in self.book.derive(_moods, Mood) if imported or not m.key), None),
            next((b.started_at for b in self.book.derive(_blocks, Block) if imported or not b.key), None),
            next((m.at for m in timeline(self.book) if imported or not m.key), None),
        )
        days = [self.day(at) for at in firsts if at]
        days += [g.day for g in self.book.derive(_goals, Goal)[:1]]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the coach may know: its name, its unit, what it means and when it is unknown."""

    name: str
    unit: str
    meaning: str
    work: Work


FACTS: dict[str, Fact] = {}
"""Every fact by name, in the order in which the columns file them."""


def fact(unit: str) -> Callable[[Work], Work]:
    """File the decorated function as the fact of its name, measured in `unit`."""

    def file(work: Work) -> Work:
        FACTS[work.__name__] = Fact(work.__name__, unit, " ".join((work.__doc__ or "").split()), work)
        return work

    return file


def _recent(known: Sequence[_T], field: str, now: datetime) -> tuple[_T, ...]:
    key = attrgetter(field)
    start = bisect_left(known, now - WINDOW, key=key)
    return tuple(r for r in known[start:] if key(r) <= now)


def _moods(book: Book) -> tuple[Mood, ...]:
    return tuple(sorted(book.all(Mood), key=attrgetter("at")))


def _blocks(book: Book) -> tuple[Block, ...]:
    return tuple(sorted(book.all(Block), key=attrgetter("started_at")))


def _goals(book: Book) -> tuple[Goal, ...]:
    return tuple(sorted(book.all(Goal), key=attrgetter("day")))


def _notes(book: Book) -> tuple[Note, ...]:
    return tuple(sorted(book.all(Note), key=attrgetter("at")))


def _asked(book: Book) -> tuple[Asked, ...]:
    return tuple(sorted(book.all(Asked), key=attrgetter("day", "at")))
