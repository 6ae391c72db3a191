"""The mood, a value from 1 to 5 (energy, words and a note are optional), and the moods of a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import ClassVar

from pydantic import Field

from coach.domain.clock import day_of
from coach.domain.journal import Journal, cached_by
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


@cached_by(Mood)
def moods_in_order(journal: Journal) -> tuple[Mood, ...]:
    """Return all moods, oldest first."""
    return tuple(sorted(journal.list_records(Mood), key=attrgetter("at")))


@cached_by(Mood, Settings)
def days_of_moods(journal: Journal) -> tuple[date, ...]:
    """Return the day of each mood of `moods_in_order`."""
    day_ends = journal.settings.day_ends
    return tuple([day_of(mood.at, day_ends) for mood in moods_in_order(journal)])


def list_moods_on(journal: Journal, day: date) -> list[Mood]:
    """Return the moods of a day, oldest first."""
    moods = moods_in_order(journal)
    return [moods[index] for index, mood_day in enumerate(days_of_moods(journal)) if mood_day == day]


@cached_by(Mood, Settings)
def mean_mood_by_day(journal: Journal) -> Mapping[date, float]:
    """Return day → the mean value of its moods, 1–5, for the days with a mood."""
    sums: dict[date, int] = defaultdict(int)
    days = days_of_moods(journal)
    for day, mood in zip(days, moods_in_order(journal), strict=True):
        sums[day] += mood.value
    counts = Counter(days)
    return {day: total / counts[day] for day, total in sums.items()}


def parse_words_and_note(line: str) -> dict[str, object]:
    """Return the words and the note in a line like "#tired #calm long talk with Ana", as fields of a mood."""
    hash_words = [part for part in line.split() if part.startswith("#") and len(part) > 1]
    note = " ".join(part for part in line.split(" ") if part not in hash_words).strip()
    return {"words": hash_words, "note": note} if hash_words else {"note": note}


def format_words_and_note(mood: Mood) -> str:
    """Return the words and the note of a mood as a line that `parse_words_and_note` reads."""
    return " ".join([*(f"#{word.replace(' ', '-')}" for word in mood.words), mood.note]).strip()
