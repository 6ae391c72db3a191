"""The numbers that trends draw: of each mood, block and contact its day and what is counted of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from operator import itemgetter
from typing import Any, TypeVar

from coach.advice.blocked_people import blocked_person_ids
from coach.advice.patterns.day_markers import day_ordinal_of
from coach.advice.patterns.mood_patterns import part_of_day_index
from coach.domain.boundary import Boundary
from coach.domain.clock import END_OF_TIME
from coach.domain.focus import FocusBlock, end_of_counted_time, worked_intervals
from coach.domain.journal import DocumentTables, Journal, cached_by
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.settings import Settings

MoodRow = tuple[int, int, int]
"""A mood: day ordinal, part of the day, value 1–5."""
FocusRow = tuple[int, str, float, float, int | None]
"""An interval of a block that counts: day ordinal, kind, start and end in seconds since 1970, how the block felt.
Pauses cut a block into several intervals; the answer stands at the first one."""
ContactRow = tuple[int, bool]
"""A message, invitation, talk or no: day ordinal, whether it was mine."""
_Row = TypeVar("_Row", bound=tuple[Any, ...])
_row_day = itemgetter(0)


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """Moods, blocks and contacts, each in the order of their days."""

    mood_rows: tuple[MoodRow, ...] = ()
    focus_rows: tuple[FocusRow, ...] = ()
    contact_rows: tuple[ContactRow, ...] = ()

    @classmethod
    def from_rows(
        cls, moods: Iterable[MoodRow], blocks: Iterable[FocusRow], contacts: Iterable[ContactRow]
    ) -> TrendSeries:
        """Return the series of rows that may be in any order."""
        return cls(_sort_by_day(moods), _sort_by_day(blocks), _sort_by_day(contacts))

    def select_days(self, first: date, last: date) -> TrendSeries:
        """Return the days from `first` to `last`."""
        low, high = first.toordinal(), last.toordinal()
        return TrendSeries(
            _select_rows(self.mood_rows, low, high),
            _select_rows(self.focus_rows, low, high),
            _select_rows(self.contact_rows, low, high),
        )

    def moods_by_day(self) -> dict[int, tuple[int, ...]]:
        """Return day ordinal → the values of that day."""
        days: dict[int, list[int]] = defaultdict(list)
        for day, _, value in self.mood_rows:
            days[day].append(value)
        return {day: tuple(values) for day, values in days.items()}

    @property
    def first_mood_day(self) -> date | None:
        """The first day with a mood, or None."""
        return date.fromordinal(self.mood_rows[0][0]) if self.mood_rows else None

    @property
    def oldest_day(self) -> date:
        """The oldest day with anything, or the last day there is."""
        starts = [rows[0][0] for rows in (self.mood_rows, self.focus_rows, self.contact_rows) if len(rows)]
        return date.fromordinal(min(starts, default=date.max.toordinal()))


def build_series(journal: Journal, now: datetime | None = None) -> TrendSeries:
    """Return the series of the records of a journal, with what counts at `now` of a block that has not ended."""
    known = _build_closed_series(journal)
    open_blocks = [block for block in journal.list_records(FocusBlock) if block.ended_at is None] if now else []
    if now is None or not open_blocks:
        return known
    running = (row for block in open_blocks for row in _focus_rows_of(block, journal.settings.day_ends, now))
    return join_series(known, TrendSeries.from_rows((), running, ()))


def series_from_documents(docs: DocumentTables, ends: time, hidden: frozenset[str]) -> TrendSeries:
    """Return the series of documents, for days that end at `ends` and without people who are `hidden`."""
    return _read_series(Journal(docs), ends, hidden, END_OF_TIME)


def join_series(*parts: TrendSeries) -> TrendSeries:
    """Return all of them as one."""
    return TrendSeries.from_rows(
        (row for part in parts for row in part.mood_rows),
        (row for part in parts for row in part.focus_rows),
        (row for part in parts for row in part.contact_rows),
    )


@cached_by(Mood, FocusBlock, Message, Boundary, Settings)
def _build_closed_series(journal: Journal) -> TrendSeries:
    return _read_series(journal, journal.settings.day_ends, blocked_person_ids(journal), None)


def _read_series(journal: Journal, ends: time, hidden: frozenset[str], now: datetime | None) -> TrendSeries:
    """Return the series of a journal; blocks that have not ended count up to `now`, or are left out without it."""
    blocks = [(block, block.ended_at or now) for block in journal.list_records(FocusBlock)]
    return TrendSeries.from_rows(
        (
            (day_ordinal_of(mood.at, ends), part_of_day_index(mood.at.hour), mood.value)
            for mood in journal.list_records(Mood)
        ),
        (row for block, end in blocks if end for row in _focus_rows_of(block, ends, end)),
        filter(None, (_contact_row_of(event, ends, hidden) for event in journal.list_records(Message))),
    )


def _sort_by_day(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    return tuple(sorted(rows, key=_row_day))


def _select_rows(rows: tuple[_Row, ...], low: int, high: int) -> tuple[_Row, ...]:
    return rows[bisect_left(rows, low, key=_row_day) : bisect_right(rows, high, key=_row_day)]


def _focus_rows_of(block: FocusBlock, ends: time, now: datetime) -> list[FocusRow]:
    start = block.started_at.timestamp()
    spans = [(a.timestamp(), b.timestamp()) for a, b in worked_intervals(block, end_of_counted_time(block, now))] or [
        (start, start)
    ]
    day = day_ordinal_of(block.started_at, ends)
    return [(day, block.kind, a, b, None if n else block.felt) for n, (a, b) in enumerate(spans)]


def _contact_row_of(event: Message, ends: time, hidden: frozenset[str]) -> ContactRow | None:
    if event.person in hidden or event.direction == "own":
        return None  # a decision of mine, or a meeting that is planned
    if event.kind in ("meeting", "no"):
        return day_ordinal_of(event.at, ends), False
    if event.kind in ("message", "invitation"):
        return day_ordinal_of(event.at, ends), event.direction == "out"
    return None
