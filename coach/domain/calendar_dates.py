"""Parse dates as people write them: 24.11., 26/11/2026, 20 Nov, the 20th, 2026-11-20."""

from __future__ import annotations

import re
from datetime import date, timedelta

from coach.domain.text import clean_text
from coach.domain.weekday_names import find_weekday
from coach.domain.wording import MONTH_NAMES, WEEKDAY_NAMES, format_date
from coach.errors import InvalidInput

MONTHS = tuple(name.lower() for name in MONTH_NAMES)
_DAY_NUMBER = r"(?a)(\d{1,2})[a-z]{0,2}\.?"
_DOTTED = r"(?a)(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?"
_DAY_OF_MONTH = r"(?a)(?:the )?(\d{1,2})(?:st|nd|rd|th)"
_YEAR_FIRST = r"(?a)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_YEAR_LAST = r"(?a)(\d{1,2})[-/](\d{1,2})[-/](\d{4})"
_SLASHED = r"(?a)(\d{1,2})/(\d{1,2})"
_LEAP_YEAR = 2028


def parse_calendar_date(typed: str, today: date, *, coming: bool) -> date | None:
    """Return the day that lower-case words name in a calendar, None if they name none.

    Understood: 2026-11-20, 2026/11/20, 24.11.2026, 24.11.26, 24.11., 26/11/2026, 26/11, 20 nov, nov 20th, 20 november
    2026 and the 20th, each with or without its weekday before it. Without a year it is the nearest one on that side of
    today. Raises InvalidInput for a day that no calendar has, for one with another weekday, and for 1/3/2026 and 1/3,
    which are two days.
    """
    word, _, behind = typed.partition(" ")
    if behind and (weekday := find_weekday(word, shortest=3)) is not None:
        named_day = parse_calendar_date(behind, today, coming=coming)
        return named_day and _check_weekday(named_day, weekday)
    if (numbered := re.fullmatch(_DAY_OF_MONTH, typed)) and int(numbered[1]) <= 31:
        return _find_day_of_month(int(numbered[1]), today, coming=coming)
    if found := re.fullmatch(_YEAR_FIRST, typed):
        return _make_date(typed, int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(_YEAR_LAST, typed):
        first, second, year = (int(part) for part in found.groups())
        if first <= 12 and second <= 12 and first != second:
            either = f"{second} {MONTH_NAMES[first - 1]} or {first} {MONTH_NAMES[second - 1]}"
            raise InvalidInput(
                f'"{typed}" may be {either}.',
                hint=f"Try {year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}.",
            )
        return _make_date(typed, year, second if first > 12 else first, first if first > 12 else second)
    if found := re.fullmatch(_SLASHED, typed):
        day, month = int(found[1]), int(found[2])
        if day <= 12 and month <= 12 and day != month:
            either = f"{day} {MONTH_NAMES[month - 1]} or {month} {MONTH_NAMES[day - 1]}"
            raise InvalidInput(f'"{typed}" may be {either}.', hint=f"Try {either}.")
        day, month, year_text = (day, month, "") if day > 12 else (month, day, "")
    elif found := re.fullmatch(_DOTTED, typed):
        day, month, year_text = int(found[1]), int(found[2]), found[3]
        year_text = f"20{year_text}" if year_text and len(year_text) == 2 else year_text
    elif (written := _parse_written_date(typed)) is not None:
        day, month, year_text = written
    else:
        return None
    if year_text:
        return _make_date(typed, int(year_text), month, day)
    _make_date(typed, _LEAP_YEAR, month, day)
    return _find_nearest(month, day, today, coming=coming)


def _parse_written_date(typed: str) -> tuple[int, int, str] | None:
    """Return day, month and year ("" without one) of "20 november 2026" or "nov 20th", None for anything else."""
    words = [word for word in typed.split() if word != "of"]
    named = [(n, m) for n, word in enumerate(words) if (m := _parse_month(word)) is not None]
    if len(named) != 1 or len(words) not in (2, 3) or named[0][0] > 1:
        return None
    place, month = named[0]
    rest = [word for n, word in enumerate(words) if n != place]
    number, year_text = re.fullmatch(_DAY_NUMBER, rest[0]), rest[1] if len(rest) > 1 else ""
    if number is None or (year_text and re.fullmatch(r"\d{4}", year_text, re.ASCII) is None):
        return None
    return int(number[1]), month, year_text


def _check_weekday(day: date, weekday: int) -> date:
    """Return `day`. Raises InvalidInput if another weekday was typed before it."""
    if day.weekday() != weekday:
        named, is_on = format_date(day, year=True), WEEKDAY_NAMES[day.weekday()]
        raise InvalidInput(f"{named} is a {is_on}, not a {WEEKDAY_NAMES[weekday]}.", hint="Leave the weekday out.")
    return day


def _find_day_of_month(number: int, today: date, *, coming: bool) -> date | None:
    """Return the nearest day with that number, from today on or, unless `coming`, up to today; None for 0."""
    days = (today + timedelta(days=n if coming else -n) for n in range(63))
    return next((day for day in days if day.day == number), None)


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
            f'There is no date "{clean_text(typed, 40)}".', hint="Try 28 February or 2026-02-28."
        ) from None


def _parse_month(word: str) -> int | None:
    low = word.rstrip(".")
    if len(low) < 3:
        return None
    low = "sep" if low == "sept" else low
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(low)), None)
