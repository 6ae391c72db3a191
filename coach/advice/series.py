"""The numbers that trends draw: of each mood, block and contact its day and what is counted of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from operator import itemgetter
from typing import Any, TypeVar

from coach.advice.markers import day_number
from coach.advice.patterns import part_of_day
from coach.advice.people import gone
from coach.domain.book import Book, Docs
from coach.domain.boundary import Boundary
from coach.domain.focus import FOREVER, Block, counts_until, stretches
from coach.domain.mood import Mood
from coach.domain.outreach import Message
from coach.domain.settings import Settings

Tap = tuple[int, int, int]
"""A mood: day ordinal, part of the day, value 1–5."""
Stint = tuple[int, str, float, float, int | None]
"""An interval of a block that counts: day ordinal, kind, start and end in seconds since 1970, how the block felt.
Pauses cut a block into several intervals; the answer stands at the first one."""
Contact = tuple[int, bool]
"""A message, invitation, talk or no: day ordinal, whether it was mine."""
_Row = TypeVar("_Row", bound=tuple[Any, ...])
_day_of_row = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Series:
    """Moods, blocks and contacts, each in the order of their days."""

    taps: tuple[Tap, ...] = ()
    stints: tuple[Stint, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @classmethod
    def of(cls, taps: Iterable[Tap], stints: Iterable[Stint], contacts: Iterable[Contact]) -> Series:
        """Return the series of rows that may be in any order."""
        return cls(_sorted(taps), _sorted(stints), _sorted(contacts))

    def between(self, first: date, last: date) -> Series:
        """Return the days from `first` to `last`."""
        low, high = first.toordinal(), last.toordinal()
        return Series(
            _between(self.taps, low, high), _between(self.stints, low, high), _between(self.contacts, low, high)
        )

    def moods(self) -> dict[int, tuple[int, ...]]:
        """Return day ordinal → the values of that day."""
        days: dict[int, list[int]] = defaultdict(list)
        for day, _, value in self.taps:
            days[day].append(value)
        return {day: tuple(values) for day, values in days.items()}

    @property
    def first_mood(self) -> date | None:
        """The first day with a mood, or None."""
        return date.fromordinal(self.taps[0][0]) if self.taps else None

    @property
    def oldest(self) -> date:
        """The oldest day with anything, or the last day there is."""
        starts = [rows[0][0] for rows in (self.taps, self.stints, self.contacts) if len(rows)]
        return date.fromordinal(min(starts, default=date.max.toordinal()))


def series(book: Book, now: datetime | None = None) -> Series:
    """Return the series of the records in a book, with what counts at `now` of a block that has not ended."""
    known = book.derive(_series, Mood, Block, Message, Boundary, Settings)
    open_blocks = [block for block in book.all(Block) if block.ended_at is None] if now else []
    if now is None or not open_blocks:
        return known
    stints = (row for block in open_blocks for row in _stints_of(block, book.settings.day_ends, now))
    return joined(known, Series.of((), stints, ()))


def series_of(docs: Docs, ends: time, hidden: frozenset[str]) -> Series:
    """Return the series of documents, for days that end at `ends` and without people who are `hidden`."""
    return _read(Book(docs), ends, hidden, FOREVER)


def joined(*parts: Series) -> Series:
    """Return all of them as one."""
    return Series.of(
        (row for part in parts for row in part.taps),
        (row for part in parts for row in part.stints),
        (row for part in parts for row in part.contacts),
    )


@dataclass(frozen=True, slots=True)
class Felt:
    """How something felt: the mean of `n` answers, 1–5."""

    name: str
    mean: float
    n: int


def means(answers: Mapping[str, Sequence[int]], order: Iterable[str]) -> tuple[Felt, ...]:
    """Return the mean of the answers to each name that has any, in the given order."""
    return tuple(Felt(name, sum(found) / len(found), len(found)) for name in order if (found := answers.get(name)))


def _series(book: Book) -> Series:
    return _read(book, book.settings.day_ends, gone(book), None)


def _read(book: Book, ends: time, hidden: frozenset[str], now: datetime | None) -> Series:
    """Return the series of a book; blocks that have not ended count up to `now`, or are left out without it."""
    blocks = [(block, block.ended_at or now) for block in book.all(Block)]
    return Series.of(
        ((day_number(mood.at, ends), part_of_day(mood.at.hour), mood.value) for mood in book.all(Mood)),
        (row for block, end in blocks if end for row in _stints_of(block, ends, end)),
        filter(None, (_contact_of(event, ends, hidden) for event in book.all(Message))),
    )


def _sorted(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    return tuple(sorted(rows, key=_day_of_row))


def _between(rows: tuple[_Row, ...], low: int, high: int) -> tuple[_Row, ...]:
    return rows[bisect_left(rows, low, key=_day_of_row) : bisect_right(rows, high, key=_day_of_row)]


def _stints_of(block: Block, ends: time, now: datetime) -> list[Stint]:
    start = block.started_at.timestamp()
    spans = [(a.timestamp(), b.timestamp()) for a, b in stretches(block, counts_until(block, now))] or [(start, start)]
    day = day_number(block.started_at, ends)
    return [(day, block.kind, a, b, None if n else block.felt) for n, (a, b) in enumerate(spans)]


def _contact_of(event: Message, ends: time, hidden: frozenset[str]) -> Contact | None:
    if event.person in hidden:
        return None
    if event.kind in ("meeting", "no"):
        return day_number(event.at, ends), False
    if event.kind in ("message", "invitation") and event.direction != "own":
        return day_number(event.at, ends), event.direction == "out"
    return None
