"""The mood, a value from 1 to 5 (energy, words and a note are optional), and all moods by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import ClassVar

from pydantic import Field

from coach.domain.journal import Journal
from coach.domain.record import Moment, Record
from coach.domain.settings import Settings


class Mood(Record):
    """How somebody felt at one moment. `value` 1–5 (heavy … bright), `energy` 1–3 (little … plenty)."""

    table: ClassVar[str] = "moods"

    at: Moment
    value: int = Field(ge=1, le=5)
    energy: int | None = Field(default=None, ge=1, le=3)
    words: tuple[str, ...] = ()
    note: str = ""
    key: str = ""
    """Provenance of an imported entry, so that importing twice changes nothing."""


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
