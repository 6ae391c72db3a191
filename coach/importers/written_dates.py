"""Parse days and times as programs, phones and spreadsheets write them. Nothing is guessed.

A date in numbers, such as 3/4/2026, has two readings: it is read only if the order of its parts is known.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from coach.domain.text import clean_text
from coach.domain.typed_times import convert_to_24_hours
from coach.importers.dates import is_possible_date, make_wall_time, parse_numeric_day
from coach.importers.month_names import parse_day_and_month

_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  day 0 of spreadsheets
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d{1,12})?")
"""A day as the number that a spreadsheet stores, with its time as a fraction: from 1954 to 2119."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?")
_NUMBERS = re.compile(r"(\d{1,4}([-/.])\d{1,2}\2\d{1,4})\.?(?:,? +(.+))?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d{1,9})?)?\s*(?:([AaPp])\.?\s?[Mm]\.?)?")
_WORDS = re.compile(r"[\d.,\s-]*[^\W\d_].*")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2}[- ][^\W\d_]{3,}\.?[- ])(\d\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|[nr]d|th)\b")


def parse_clock(text: str) -> tuple[int, int, int] | None:
    """Return hour, minute and second of "18:05", "6:05:30 PM" or "6.05 p. m.", or None."""
    found = _CLOCK.fullmatch(clean_text(text, 40))
    if found is None:
        return None
    hour = int(found[1])
    if found[4]:
        hour = convert_to_24_hours(hour, found[4])
    return hour, int(found[2]), int(found[3] or 0)


def parse_day(text: str, order: str = "") -> date | None:
    """Return a day, or None. `order` ("dmy", "mdy") is that of dates in numbers, if it is known."""
    at = parse_moment(text, order)
    return at.date() if at else None


def parse_moment(text: str, order: str = "") -> datetime | None:
    """Return a day with its time, midnight without one, or None; aware if the text names its offset from UTC."""
    text = clean_text(text, 80).removesuffix(" UTC")
    try:
        at = _parse(text, order)
    except (ValueError, OverflowError):
        return None
    return at if at is not None and is_possible_date(at) else None


def _parse(text: str, order: str) -> datetime | None:
    if _ISO.fullmatch(text):
        return datetime.fromisoformat(text)
    if _SERIAL.fullmatch(text):
        return _FIRST_DAY + timedelta(seconds=round(float(text.replace(",", ".")) * 86400))
    if found := _NUMBERS.fullmatch(text):
        order = "ymd" if text[:4].isdecimal() else order or ("dmy" if found[2] == "." else "")
        day = parse_numeric_day(found[1], order) if order else None
        clock = parse_clock(found[3]) if found[3] else (0, 0, 0)
        return make_wall_time(day, *clock) if day and clock else None
    return _parse_words(text) if _WORDS.fullmatch(text) else None


def _parse_words(text: str) -> datetime | None:
    """Return the day of "9 Sep 2026", "September 9, 2026", "9-Sep-26" or "9 de septiembre de 2026"."""
    text = _ORDINAL.sub("", text)
    if short := _SHORT_YEAR.fullmatch(text):
        text = f"{short[1]}20{short[2]}"
    year = _YEAR.search(text)
    named = parse_day_and_month(text[: year.start()] + text[year.end() :]) if year else None
    return make_wall_time((int(year[0]), named[1], named[0]), 0) if year and named else None
