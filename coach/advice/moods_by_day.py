"""All moods in the order of time, and by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter

from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.settings import Settings


def moods_in_order(journal: Journal) -> tuple[Mood, ...]:
    """Return all moods, oldest first."""
    return journal.compute_cached(_sort_moods, Mood)


def moods_by_day(journal: Journal) -> Mapping[date, tuple[Mood, ...]]:
    """Return day → its moods, oldest first."""
    return journal.compute_cached(_group_moods, Mood, Settings)


def mean_mood(moods: Sequence[Mood]) -> float | None:
    """Return the mean value of moods, 1–5; None without any."""
    return sum(mood.value for mood in moods) / len(moods) if moods else None


def _sort_moods(journal: Journal) -> tuple[Mood, ...]:
    return tuple(sorted(journal.list_records(Mood), key=attrgetter("at")))


def _group_moods(journal: Journal) -> dict[date, tuple[Mood, ...]]:
    day_of = journal.settings.day_of
    days: dict[date, list[Mood]] = defaultdict(list)
    for mood in moods_in_order(journal):
        days[day_of(mood.at)].append(mood)
    return {day: tuple(moods) for day, moods in days.items()}
