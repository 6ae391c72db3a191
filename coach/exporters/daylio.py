"""Write moods as a Daylio CSV file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from coach.domain.text import NOTE_LIMIT, clean_text
from coach.domain.wording import MONTH_NAMES, WEEKDAY_NAMES
from coach.exporters.csv import write_csv
from coach.exporters.embedded_records import DAYLIO_COLUMN

DAYLIO_HEADER = ("full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note", DAYLIO_COLUMN)
DAYLIO_MOOD_NAMES = ("awful", "bad", "meh", "good", "rad")
"""Daylio's own moods, worst first: 1 to 5."""
_BETWEEN_ACTIVITIES = " | "


@dataclass(frozen=True, slots=True)
class MoodRow:
    """One entry. `value` is 1–5; `at` is written by its own wall clock, whatever its zone."""

    at: datetime
    value: int
    words: tuple[str, ...] = ()
    note: str = ""
    record: str = ""
    """The record of the entry, as a line that an import reads."""


def write_daylio(file: TextIO, moods: Iterable[MoodRow]) -> int:
    """Write moods, newest first, and return how many.

    `file` has to be opened with `newline=""` in UTF-8 with a byte-order mark ("utf-8-sig"), as Daylio does.
    """
    newest_first = sorted(moods, key=lambda mood: mood.at.replace(tzinfo=None), reverse=True)
    return write_csv(file, DAYLIO_HEADER, (_format_row(mood) for mood in newest_first))


def _format_row(mood: MoodRow) -> tuple[str, ...]:
    activities = (clean_text(word).replace(_BETWEEN_ACTIVITIES, ", ") for word in mood.words)
    return (
        f"{mood.at:%Y-%m-%d}",
        f"{MONTH_NAMES[mood.at.month - 1]} {mood.at.day}",
        WEEKDAY_NAMES[mood.at.weekday()],
        f"{mood.at:%H:%M}",
        DAYLIO_MOOD_NAMES[mood.value - 1],
        _BETWEEN_ACTIVITIES.join(filter(None, activities)),
        "",
        clean_text(mood.note, NOTE_LIMIT, lines=True),
        mood.record,
    )
