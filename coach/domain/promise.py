"""The day that a promise names: "an intro by Thursday"."""

from __future__ import annotations

from datetime import date

from coach.domain.typed_times import parse_coming_day, split_day_words
from coach.domain.wording import format_date
from coach.errors import InvalidInput


def find_promised_day(text: str, today: date) -> date | None:
    """Return the day by which something was promised on `today`; None where the words name none that is understood."""
    words = split_day_words(text)[1]
    try:
        return parse_coming_day(words, today) if words else None
    except InvalidInput:
        return None


def format_promise(text: str, day: date | None) -> str:
    """Return what was promised as it was typed, with its day where only a word stands for it: "by Thursday"."""
    is_dated = any(char.isdigit() for char in split_day_words(text)[1])
    return text if day is None or is_dated else f"{text} ({format_date(day)})"
