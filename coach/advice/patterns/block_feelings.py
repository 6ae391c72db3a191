"""How kinds of focus block felt, and whether one felt better or worse than the others, as checked on a few fixed days.

For that comparison, how a block felt is taken relative to the mood of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from coach.advice.statistics import compute_welch
from coach.domain.focus import FOCUS_KINDS, FocusBlock
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import mean_mood_by_day
from coach.domain.settings import Settings

CHECK_WEEKS = (4, 8, 13, 26, 39, 52)
FEWEST_DAYS, SMALLEST_DIFFERENCE, LEVEL = 6, 0.5, 0.001


@dataclass(frozen=True, slots=True)
class BlockFeeling:
    """How much lower or higher than their day blocks of one kind felt, beside all the others."""

    kind: str
    difference: float
    days: int
    other_days: int


def find_block_feeling(journal: Journal, today: date) -> BlockFeeling | None:
    """Return the kind of block that felt most different from the others at the last fixed check, or None."""
    felt, means = _list_rated_blocks(journal), mean_mood_by_day(journal)
    check = last_check_day(min((day for day, _, _ in felt), default=None), today)
    if check is None:
        return None
    rated = (row for row in felt if row[0] < check and row[0] in means)
    return compare_feelings((day, kind, value - means[day]) for day, kind, value in rated)


@cached_by(FocusBlock, Settings)
def _list_rated_blocks(journal: Journal) -> list[tuple[date, str, int]]:
    """Return (day, kind, how it felt) of the blocks of which it was said how they felt."""
    day_of = journal.settings.day_of
    return [
        (day_of(block.started_at), block.kind, block.felt)
        for block in journal.list_records(FocusBlock)
        if block.felt is not None
    ]


def last_check_day(first: date | None, today: date) -> date | None:
    """Return the day of the last fixed check up to `today`, counted from `first`; then one each half year."""
    if first is None:
        return None
    known = [week for week in (*CHECK_WEEKS, *range(78, 1000, 26)) if first + timedelta(weeks=week) <= today]
    return first + timedelta(weeks=known[-1]) if known else None


def compare_feelings(rows: Iterable[tuple[date, str, float]]) -> BlockFeeling | None:
    """Compare kinds by (day, kind, felt minus that day's mood): Welch's t over days, one kind against the others."""
    days_by_kind: dict[str, _DaySums] = defaultdict(_DaySums)
    for day, kind, value in rows:
        days_by_kind[kind].add(day, value)
    found: list[tuple[float, BlockFeeling]] = []
    for kind in FOCUS_KINDS:
        own = days_by_kind[kind].means()
        if len(own) < FEWEST_DAYS:
            continue
        other_days = _DaySums()
        for other, days in days_by_kind.items():
            for day, total in days.totals.items() if other != kind else ():
                other_days.add(day, total, days.counts[day])
        others = other_days.means()
        if len(others) < FEWEST_DAYS:
            continue
        difference, p = compute_welch(own, others)
        if abs(difference) >= SMALLEST_DIFFERENCE and p <= LEVEL:
            found.append((p, BlockFeeling(kind, difference, len(own), len(others))))
    return min(found, key=lambda each: (round(each[0], 9), each[1].difference))[1] if found else None


@dataclass(frozen=True, slots=True)
class _DaySums:
    """Values added up by day."""

    totals: dict[date, float] = field(default_factory=lambda: defaultdict(float))
    counts: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, day: date, total: float, count: int = 1) -> None:
        """Add `count` values that make up `total`."""
        self.totals[day] += total
        self.counts[day] += count

    def means(self) -> list[float]:
        """Return the mean of each day."""
        return [total / self.counts[day] for day, total in self.totals.items()]


@dataclass(frozen=True, slots=True)
class MeanFeeling:
    """How something felt: the mean of `n` answers, 1–5."""

    name: str
    mean: float
    n: int


def compute_mean_feelings(answers: Mapping[str, Sequence[int]], order: Iterable[str]) -> tuple[MeanFeeling, ...]:
    """Return the mean of the answers to each name that has any, in the given order."""
    return tuple(
        MeanFeeling(name, sum(found) / len(found), len(found)) for name in order if (found := answers.get(name))
    )
