"""How kinds of focus block felt, and whether one felt better or worse than the others, as checked on a few fixed days.

For that comparison, how a block felt is taken relative to the mood of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coach.advice.statistics import compute_welch
from coach.domain.focus import FOCUS_KINDS, FocusBlock
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import mean_mood_by_day
from coach.domain.settings import Settings

BLOCK_FEELING_CHECK_WEEKS = (4, 8, 13, 26, 39, 52)
FEWEST_DAYS_OF_KIND, SMALLEST_FEELING_DIFFERENCE, FEELING_DIFFERENCE_LEVEL = 6, 0.5, 0.001


@dataclass(frozen=True, slots=True)
class BlockFeeling:
    """How much lower or higher than their day blocks of one kind felt, beside all the others."""

    kind: str
    difference: float
    days: int
    other_days: int


FeelingsOfDay = Mapping[str, tuple[float, int]]
"""Kind of block → the sum of how the blocks of one day felt, and how many they are."""


def find_block_feeling(journal: Journal, today: date) -> BlockFeeling | None:
    """Return the kind of block that felt most different from the others at the last fixed check, or None."""
    feelings_by_day, mean_moods = _sum_feelings_of_blocks(journal), mean_mood_by_day(journal)
    check_day = last_feeling_check_day(min(feelings_by_day), today) if feelings_by_day else None
    if check_day is None:
        return None
    return compare_feelings(
        (feelings, mean_moods[day])
        for day, feelings in feelings_by_day.items()
        if day < check_day and day in mean_moods
    )


@cached_by(FocusBlock, Settings)
def _sum_feelings_of_blocks(journal: Journal) -> Mapping[date, FeelingsOfDay]:
    """Return day → how its blocks felt, of those of which it was said."""
    day_of = journal.settings.day_of
    return sum_feelings_by_day(
        (day_of(block.started_at), block.kind, block.felt)
        for block in journal.list_records(FocusBlock)
        if block.felt is not None
    )


def sum_feelings_by_day(feelings: Iterable[tuple[date, str, float]]) -> Mapping[date, FeelingsOfDay]:
    """Return the feelings (day, kind, how it felt) by day."""
    feelings_by_day: dict[date, dict[str, tuple[float, int]]] = defaultdict(dict)
    for day, kind, feeling in feelings:
        total, count = feelings_by_day[day].get(kind, (0, 0))
        feelings_by_day[day][kind] = total + feeling, count + 1
    return dict(feelings_by_day)


def last_feeling_check_day(first_rated_day: date, today: date) -> date | None:
    """Return the day of the last fixed check up to `today`, counted from `first_rated_day`; then one each half year."""
    check_weeks = (*BLOCK_FEELING_CHECK_WEEKS, *range(78, 1000, 26))
    check_days = (first_rated_day + timedelta(weeks=week) for week in check_weeks)
    return max((check_day for check_day in check_days if check_day <= today), default=None)


def compare_feelings(days: Iterable[tuple[FeelingsOfDay, float]]) -> BlockFeeling | None:
    """Compare kinds by how blocks felt less the mood of their day: Welch's t over days, one kind against the others."""
    all_days = tuple(days)
    significant_feelings: list[tuple[float, BlockFeeling]] = []
    for kind in FOCUS_KINDS:
        own_means = [feelings[kind][0] / feelings[kind][1] - mood for feelings, mood in all_days if kind in feelings]
        if len(own_means) < FEWEST_DAYS_OF_KIND:
            continue
        other_means = [
            _mean_of_others(feelings, kind) - mood for feelings, mood in all_days if feelings.keys() - {kind}
        ]
        if len(other_means) < FEWEST_DAYS_OF_KIND:
            continue
        difference, p = compute_welch(own_means, other_means)
        if abs(difference) >= SMALLEST_FEELING_DIFFERENCE and p <= FEELING_DIFFERENCE_LEVEL:
            significant_feelings.append((p, BlockFeeling(kind, difference, len(own_means), len(other_means))))
    if not significant_feelings:
        return None
    return min(significant_feelings, key=lambda tested: (round(tested[0], 9), tested[1].difference))[1]


def _mean_of_others(feelings: FeelingsOfDay, kind: str) -> float:
    others = [total_and_count for other, total_and_count in feelings.items() if other != kind]
    return sum(total for total, _ in others) / sum(count for _, count in others)


@dataclass(frozen=True, slots=True)
class MeanFeeling:
    """How something felt: the mean of `n` answers, 1–5."""

    name: str
    mean: float
    n: int


def compute_mean_feelings(answers: Mapping[str, Sequence[int]], order: Iterable[str]) -> tuple[MeanFeeling, ...]:
    """Return the mean of the answers to each name that has any, in the given order."""
    return tuple(
        MeanFeeling(name, sum(values) / len(values), len(values)) for name in order if (values := answers.get(name))
    )
