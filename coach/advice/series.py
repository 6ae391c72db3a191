"""Series: what the pictures of trends need of a record, and nothing else of it, so that ten years fit in a megabyte.

A year that is over is read once, straight from its documents: making records of ten years, with all their checks, takes
longer than drawing them, and keeping them takes more memory than the rest of the program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from coach.advice.markers import day_number
from coach.advice.patterns import part_of_day
from coach.advice.people import gone
from coach.advice.rows import Rows
from coach.domain.book import Book, Docs
from coach.domain.boundary import Boundary
from coach.domain.focus import KINDS, Block, Kind, counted
from coach.domain.mood import NAMES, Mood
from coach.domain.outreach import Message
from coach.domain.record import Doc
from coach.domain.settings import Settings

Tap = tuple[int, int, int]
"""A mood: day ordinal, part of the day, value 1–5."""
Stint = tuple[int, str, float, int | None]
"""A block that has ended: day ordinal, kind, minutes that count, how it felt."""
Contact = tuple[int, bool]
"""A message, invitation, talk or no: day ordinal, whether it was mine."""
_Row = TypeVar("_Row", bound=tuple[Any, ...])
_SAID = frozenset({"message", "invitation"})
_SCALE, _KIND = frozenset(NAMES), {kind: kind for kind in KINDS}


class Taps(Rows[Tap]):
    """Moods."""

    CODES = "ibb"


class Stints(Rows[Stint]):
    """Blocks that have ended."""

    CODES = "ibdb"

    @staticmethod
    def packed(row: Stint) -> tuple[float, ...]:
        day, kind, minutes, felt = row
        return day, KINDS.index(cast(Kind, kind)), minutes, felt or 0

    def __iter__(self) -> Iterator[Stint]:
        days, kinds, minutes, felt = self._columns
        return zip(days, map(KINDS.__getitem__, kinds), minutes, (each or None for each in felt), strict=True)


class Contacts(Rows[Contact]):
    """What passed with others."""

    CODES = "ib"

    def __iter__(self) -> Iterator[Contact]:
        return zip(self._columns[0], map(bool, self._columns[1]), strict=True)


@dataclass(frozen=True, slots=True)
class Series:
    """Moods, blocks and contacts, each in the order of their days."""

    taps: Taps = field(default_factory=Taps)
    stints: Stints = field(default_factory=Stints)
    contacts: Contacts = field(default_factory=Contacts)

    @classmethod
    def of(cls, taps: Iterable[Tap], stints: Iterable[Stint], contacts: Iterable[Contact]) -> Series:
        """Return rows, which may be in any order."""
        return cls(Taps.of(taps), Stints.of(stints), Contacts.of(contacts))

    def between(self, first: date, last: date) -> Series:
        """Return the days from `first` to `last`."""
        low, high = first.toordinal(), last.toordinal()
        return Series(self.taps.between(low, high), self.stints.between(low, high), self.contacts.between(low, high))

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


def series(book: Book) -> Series:
    """Return the series of the records in a book, worked out once per version of them."""
    return book.derive(_series, Mood, Block, Message, Boundary, Settings)


def series_of(docs: Docs, ends: time, hidden: frozenset[str]) -> Series:
    """Return the series of documents: as `series`, but for people who are `hidden` and days that end at `ends`.

    Only what is needed is read. A document of another shape than we write is checked as a record first.
    """
    return Series.of(
        _each(docs, Mood, lambda doc: _tap(doc, ends), lambda mood: _tap_of(mood, ends)),
        _each(docs, Block, lambda doc: _stint(doc, ends), lambda block: _stint_of(block, ends)),
        _each(docs, Message, lambda doc: _contact(doc, ends, hidden), lambda event: _contact_of(event, ends, hidden)),
    )


def joined(*parts: Series) -> Series:
    """Return all of them as one."""
    return Series(
        Taps.joined(part.taps for part in parts),
        Stints.joined(part.stints for part in parts),
        Contacts.joined(part.contacts for part in parts),
    )


def _series(book: Book) -> Series:
    ends, hidden = book.settings.day_ends, gone(book)
    return Series.of(
        (_tap_of(mood, ends) for mood in book.all(Mood)),
        filter(None, (_stint_of(block, ends) for block in book.all(Block))),
        filter(None, (_contact_of(event, ends, hidden) for event in book.all(Message))),
    )


def _each(
    docs: Docs, kind: type[Any], quick: Callable[[Doc], _Row | None], checked: Callable[[Any], _Row | None]
) -> Iterator[_Row]:
    for doc in docs.get(kind.table, {}).values():
        if doc.get("deleted"):
            continue
        try:
            row = quick(doc)
        except (KeyError, TypeError, ValueError):
            try:
                row = checked(kind.model_validate(doc))
            except ValidationError:
                continue  # as in the book: one odd record must not hide the others
        if row is not None:
            yield row


def _at(doc: Mapping[str, Any], name: str) -> datetime:
    at = datetime.fromisoformat(doc[name])
    if at.tzinfo is None:
        raise ValueError(name)
    return at


def _tap(doc: Doc, ends: time) -> Tap:
    at, value = _at(doc, "at"), doc["value"]
    if value not in _SCALE:
        raise ValueError(value)
    return day_number(at, ends), part_of_day(at.hour), value


def _tap_of(mood: Mood, ends: time) -> Tap:
    return day_number(mood.at, ends), part_of_day(mood.at.hour), mood.value


def _stint(doc: Doc, ends: time) -> Stint | None:
    if doc.get("ended_at") is None:
        return None
    felt = doc.get("felt")
    if doc.get("pauses") or not (felt is None or felt in _SCALE):
        raise ValueError("pauses")
    start = _at(doc, "started_at")
    minutes = max(0.0, (_at(doc, "ended_at") - start).total_seconds() / 60)
    return day_number(start, ends), _KIND[doc.get("kind", "messages")], minutes, felt


def _stint_of(block: Block, ends: time) -> Stint | None:
    if block.ended_at is None:
        return None
    minutes = counted(block, block.ended_at).total_seconds() / 60
    return day_number(block.started_at, ends), _KIND[block.kind], minutes, block.felt


def _contact(doc: Doc, ends: time, hidden: frozenset[str]) -> Contact | None:
    mine = _whose(doc.get("direction", "out"), doc.get("kind", "message"))
    return None if mine is None or doc["person"] in hidden else (day_number(_at(doc, "at"), ends), mine)


def _contact_of(event: Message, ends: time, hidden: frozenset[str]) -> Contact | None:
    mine = _whose(event.direction, event.kind)
    return None if mine is None or event.person in hidden else (day_number(event.at, ends), mine)


def _whose(direction: str, kind: str) -> bool | None:
    """Return whether a contact was mine or theirs, None for what is no contact."""
    if kind in ("meeting", "no"):
        return False
    return {"out": True, "in": False}.get(direction) if kind in _SAID else None
