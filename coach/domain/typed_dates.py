"""Read days as a calendar or a person names them: "12 March", "24.11.", "2026-11-20", "3 days ago", "in two weeks"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from coach.domain.text import clean_text
from coach.domain.wording import MONTH_NAMES
from coach.errors import InvalidInput

MONTHS = tuple(name.lower() for name in MONTH_NAMES)
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_AMOUNT = re.compile(
    rf"(?:about )?(?P<count>\d{{1,3}}|an?|{'|'.join(_NUMBER_WORDS)}) ?"
    r"(?P<unit>minute|min|hour|hr|day|d|week|wk|w|month|year)s?"
)
_DAY_NUMBER = re.compile(r"(\d{1,2})[a-z]{0,2}\.?", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_LEAP_YEAR = 2028


def parse_amount(text: str) -> tuple[int, str] | None:
    """Return the number and the unit of "3 days", "a week" or "two hours"; None for anything else."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    word, unit = found["count"], found["unit"]
    count = int(word) if word.isdecimal() else _NUMBER_WORDS.index(word) + 1 if word in _NUMBER_WORDS else 1
    return count, {"min": "minute", "hr": "hour", "d": "day", "wk": "week", "w": "week"}.get(unit, unit)


def shift_day(day: date, count: int, unit: str) -> date | None:
    """Return the day that is `count` days, weeks, months or years later; None for other units and ends of time."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        if unit in ("month", "year"):
            months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
            year, month = months // 12, months % 12 + 1
            return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        pass
    return None


def parse_calendar_date(typed: str, today: date, *, coming: bool) -> date | None:
    """Return the day that lower-case words name in a calendar, None if they name none.

    Understood: 2026-11-20, 2026/11/20, 24.11.2026, 24.11., 26/11/2026, 20 nov, nov 20th, 20 november 2026. Without a
    year it is the nearest one on that side of today. Raises InvalidInput for a day that no calendar has, and for
    1/3/2026, which is two days.
    """
    if found := _YEAR_FIRST.fullmatch(typed):
        return _make_date(typed, int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(typed):
        first, second, year = (int(part) for part in found.groups())
        if first <= 12 and second <= 12 and first != second:
            either = f"{second} {MONTH_NAMES[first - 1]} or {first} {MONTH_NAMES[second - 1]}"
            raise InvalidInput(
                f'"{typed}" may be {either}.',
                hint=f"Try {year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}.",
            )
        return _make_date(typed, year, second if first > 12 else first, first if first > 12 else second)
    if found := _DOTTED.fullmatch(typed):
        day, month, year_text = int(found[1]), int(found[2]), found[3]
    else:
        words = [word for word in typed.split() if word != "of"]
        named = [(n, m) for n, word in enumerate(words) if (m := _parse_month(word)) is not None]
        if len(named) != 1 or len(words) not in (2, 3) or named[0][0] > 1:
            return None
        place, month = named[0]
        rest = [word for n, word in enumerate(words) if n != place]
        number, year_text = _DAY_NUMBER.fullmatch(rest[0]), rest[1] if len(rest) > 1 else ""
        if number is None or (year_text and re.fullmatch(r"\d{4}", year_text, re.ASCII) is None):
            return None
        day = int(number[1])
    if year_text:
        return _make_date(typed, int(year_text), month, day)
    _make_date(typed, _LEAP_YEAR, month, day)
    return _find_nearest(month, day, today, coming=coming)


def _find_nearest(month: int, day: int, today: date, *, coming: bool) -> date | None:
    step = 1 if coming else -1
    for year in range(today.year, today.year + 9 * step, step):
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February
            continue
        if found >= today if coming else found <= today:
            return found
    return None


def _make_date(typed: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidInput(
            f'"{clean_text(typed, 40)}" is not in the calendar.', hint="Try 28 February or 2026-02-28."
        ) from None


def _parse_month(word: str) -> int | None:
    low = word.rstrip(".")
    if len(low) < 3:
        return None
    low = "sep" if low == "sept" else low
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(low)), None)
