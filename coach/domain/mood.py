"""The mood, a value from 1 to 5 (energy, words and a note are optional), and all moods by day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import ClassVar

from pydantic import Field

from coach.domain.clock import A_DAY
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


def moods_by_day(journal: Journal, since: date | None = None) -> Mapping[date, Sequence[Mood]]:
    """Return day → its moods, oldest first; with `since`, only for that day and later ones."""
    moods, day_of = moods_in_order(journal), journal.settings.day_of
    if since is not None:  # a day's slack, because the day of a mood is that of its own wall clock
        earliest_moment = datetime.combine(since, time.min, UTC) - A_DAY
        moods = moods[bisect_left(moods, earliest_moment, key=attrgetter("at")) :]
    days: dict[date, list[Mood]] = defaultdict(list)
    for mood in moods:
        day = day_of(mood.at)
        if since is None or day >= since:
            days[day].append(mood)
    return dict(days)


@cached_by(Mood, Settings)
def mean_mood_by_day(journal: Journal) -> Mapping[date, float]:
    """Return day → the mean value of its moods, 1–5, for the days with a mood."""
    return {day: sum(mood.value for mood in moods) / len(moods) for day, moods in moods_by_day(journal).items()}


def mean_mood(moods: Sequence[Mood]) -> float | None:
    """Return the mean value of moods, 1–5; None without any."""
    return sum(mood.value for mood in moods) / len(moods) if moods else None


def parse_words_and_note(line: str) -> dict[str, object]:
    """Return the words and the note in a line like "#tired #calm long talk with Ana", as fields of a mood."""
    hash_words = [part for part in line.split() if part.startswith("#") and len(part) > 1]
    note = " ".join(part for part in line.split(" ") if part not in hash_words).strip()
    return {"words": hash_words, "note": note} if hash_words else {"note": note}


def format_words_and_note(mood: Mood) -> str:
    """Return the words and the note of a mood as a line that `parse_words_and_note` reads."""
    return " ".join([*(f"#{word.replace(' ', '-')}" for word in mood.words), mood.note]).strip()
