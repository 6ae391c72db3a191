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
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.record import Documents
from coach.domain.settings import Settings

MoodRow = tuple[int, int, int]
"""A mood: day ordinal, part of the day, value 1–5."""
FocusRow = tuple[int, str, float, float, int | None]
"""An interval of a block that counts: day ordinal, kind, start and end in seconds since 1970, how the block felt.
Pauses cut a block into several intervals; the answer stands at the first one."""
ContactRow = tuple[int, bool]
"""A message, invitation, talk or no: day ordinal, whether it was mine."""
_TrendRow = TypeVar("_TrendRow", bound=tuple[Any, ...])
_day_of_row = itemgetter(0)


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
        first_ordinal, last_ordinal = first.toordinal(), last.toordinal()
        return TrendSeries(
            _select_rows(self.mood_rows, first_ordinal, last_ordinal),
            _select_rows(self.focus_rows, first_ordinal, last_ordinal),
            _select_rows(self.contact_rows, first_ordinal, last_ordinal),
        )

    def moods_by_day(self) -> dict[int, tuple[int, ...]]:
        """Return day ordinal → the values of that day."""
        values_by_day: dict[int, list[int]] = defaultdict(list)
        for day, _, value in self.mood_rows:
            values_by_day[day].append(value)
        return {day: tuple(values) for day, values in values_by_day.items()}

    @property
    def first_mood_day(self) -> date | None:
        """The first day with a mood, or None."""
        return date.fromordinal(self.mood_rows[0][0]) if self.mood_rows else None

    @property
    def oldest_day(self) -> date:
        """The oldest day with anything, or the last day there is."""
        first_ordinals = [rows[0][0] for rows in (self.mood_rows, self.focus_rows, self.contact_rows) if len(rows)]
        return date.fromordinal(min(first_ordinals, default=date.max.toordinal()))


def build_series(journal: Journal, now: datetime | None = None) -> TrendSeries:
    """Return the series of the records of a journal, with what counts at `now` of a block that has not ended."""
    closed_series = _build_closed_series(journal)
    open_blocks = [block for block in journal.list_records(FocusBlock) if block.ended_at is None] if now else []
    if now is None or not open_blocks:
        return closed_series
    running_rows = (row for block in open_blocks for row in _focus_rows_of(block, journal.settings.day_ends, now))
    return join_series(closed_series, TrendSeries.from_rows((), running_rows, ()))


def series_from_documents(documents: Documents, day_ends: time, hidden: frozenset[str]) -> TrendSeries:
    """Return the series of documents, for days that end at `day_ends` and without people who are `hidden`."""
    return _read_series(Journal(documents), day_ends, hidden, END_OF_TIME)


def join_series(*series: TrendSeries) -> TrendSeries:
    """Return all of them as one."""
    return TrendSeries.from_rows(
        (row for one_series in series for row in one_series.mood_rows),
        (row for one_series in series for row in one_series.focus_rows),
        (row for one_series in series for row in one_series.contact_rows),
    )


@cached_by(Mood, FocusBlock, Message, Boundary, Settings)
def _build_closed_series(journal: Journal) -> TrendSeries:
    return _read_series(journal, journal.settings.day_ends, blocked_person_ids(journal), None)


def _read_series(journal: Journal, day_ends: time, hidden: frozenset[str], now: datetime | None) -> TrendSeries:
    """Return the series of a journal; blocks that have not ended count up to `now`, or are left out without it."""
    blocks = [(block, block.ended_at or now) for block in journal.list_records(FocusBlock)]
    return TrendSeries.from_rows(
        (
            (day_ordinal_of(mood.at, day_ends), part_of_day_index(mood.at.hour), mood.value)
            for mood in journal.list_records(Mood)
        ),
        (row for block, end in blocks if end for row in _focus_rows_of(block, day_ends, end)),
        filter(None, (_contact_row_of(message, day_ends, hidden) for message in journal.list_records(Message))),
    )


def _sort_by_day(rows: Iterable[_TrendRow]) -> tuple[_TrendRow, ...]:
    return tuple(sorted(rows, key=_day_of_row))


def _select_rows(rows: tuple[_TrendRow, ...], first_ordinal: int, last_ordinal: int) -> tuple[_TrendRow, ...]:
    return rows[bisect_left(rows, first_ordinal, key=_day_of_row) : bisect_right(rows, last_ordinal, key=_day_of_row)]


def _focus_rows_of(block: FocusBlock, day_ends: time, now: datetime) -> list[FocusRow]:
    block_start = block.started_at.timestamp()
    worked_seconds = [
        (start.timestamp(), end.timestamp()) for start, end in worked_intervals(block, end_of_counted_time(block, now))
    ] or [(block_start, block_start)]
    day_ordinal = day_ordinal_of(block.started_at, day_ends)
    return [
        (day_ordinal, block.kind, start_second, end_second, None if index else block.felt)
        for index, (start_second, end_second) in enumerate(worked_seconds)
    ]


def _contact_row_of(message: Message, day_ends: time, hidden: frozenset[str]) -> ContactRow | None:
    if message.person in hidden or message.direction == "own":
        return None  # a decision of mine, or a meeting that is planned
    if message.kind in ("meeting", "no"):
        return day_ordinal_of(message.at, day_ends), False
    if message.kind in ("message", "invitation"):
        return day_ordinal_of(message.at, day_ends), message.direction == "out"
    return None
