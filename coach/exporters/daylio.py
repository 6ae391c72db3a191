"""Write moods as a Daylio CSV file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from coach.domain.mood import Mood
from coach.domain.text import NOTE_LIMIT, clean_text
from coach.domain.wording import MONTH_NAMES, WEEKDAY_NAMES
from coach.exporters.csv import write_csv
from coach.exporters.embedded_records import DAYLIO_COLUMN

DAYLIO_HEADER = ("full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note", DAYLIO_COLUMN)
DAYLIO_MOOD_NAMES = ("awful", "bad", "meh", "good", "rad")
"""Daylio's own moods, worst first: 1 to 5."""
_BETWEEN_ACTIVITIES = " | "


def write_daylio(file: TextIO, moods: Iterable[tuple[Mood, str]]) -> None:
    """Write moods, newest first, each with its record as a line that an import reads.

    `file` has to be opened with `newline=""` in UTF-8 with a byte-order mark ("utf-8-sig"), as Daylio does. Times are
    those of the mood's own wall clock, whatever its zone.
    """
    newest_first = sorted(moods, key=lambda row: row[0].at.replace(tzinfo=None), reverse=True)
    write_csv(file, DAYLIO_HEADER, (_format_row(mood, record_line) for mood, record_line in newest_first))


def _format_row(mood: Mood, record_line: str) -> tuple[str, ...]:
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
        record_line,
    )
