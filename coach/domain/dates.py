"""Parse the times that people type: "14:30", "yesterday 21:00", "20 Nov 9:00", "10m ago"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from coach.domain.text import clean_text
from coach.errors import InvalidInput

_CLOCK_PATTERN = re.compile(r"(\d{1,2})[:.](\d{2})$")
_LENGTH_PATTERN = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?$")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_MONTH_WORD = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_MONTH_NAME = rf"(?P<month{{0}}>(?:{_MONTH_WORD}|{'|'.join(_MONTHS)})\b)"
_CALENDAR_DAY = re.compile(
    rf"(?P<day1>\d{{1,2}})[a-z]{{0,2}}\.? +{_MONTH_NAME.format(1)}\.?(?:,? +(?P<year1>\d{{4}}))?"
    rf"|{_MONTH_NAME.format(2)}\.? +(?P<day2>\d{{1,2}})[a-z]{{0,2}}(?:,? +(?P<year2>\d{{4}}))?"
    r"|\d{4}-\d{2}-\d{2}",
    re.IGNORECASE,
)
"""A day as a calendar names it: 12 March, March 12th 2027, 2027-03-12."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parse_past_time(line: str, now: datetime) -> datetime:
    """Return the past moment that `line` names, in the zone of `now`. Raises NotUnderstood.

    Understood: a clock time (today, or yesterday if it is still to come), a day and a clock time (today,
    yesterday, a weekday, an ISO date), and "90m ago".
    """
    low = clean_text(line).lower()
    if low.endswith("ago"):
        return now - parse_duration(low[:-3])
    words = low.replace(",", " ").split()
    if words and (at := _parse_clock_time(words[-1])) is not None:
        day = _parse_past_day(" ".join(words[:-1]), now.date()) if len(words) > 1 else now.date()
        found = datetime.combine(day, at, tzinfo=now.tzinfo)
        return found - timedelta(days=1) if len(words) == 1 and found > now else found
    raise InvalidInput(f'"{clean_text(line, 40)}" is no time.', hint="Try 14:30, yesterday 21:00 or 2026-11-20 09:00.")


def parse_duration(line: str) -> timedelta:
    """Return the length that "10m", "1h30m", "2h" or "10" (minutes) names. Raises NotUnderstood."""
    low = clean_text(line).lower().strip()
    if low.isdecimal() and len(low) <= 4:
        return timedelta(minutes=int(low))
    found = _LENGTH_PATTERN.match(low)
    if not low or found is None or not (found[1] or found[2]):
        raise InvalidInput(f'"{clean_text(line, 40)}" is no length of time.', hint="Try 10m or 1h30m.")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def parse_coming_day(line: str, today: date) -> date:
    """Return the day from today on that "today", "tomorrow", "friday" or an ISO date names. Raises NotUnderstood."""
    low = clean_text(line).lower().strip()
    if low in ("today", "tonight", "tomorrow"):
        return today + timedelta(days=low == "tomorrow")
    for n, name in enumerate(_WEEKDAYS):
        if len(low) >= 3 and name.startswith(low):
            return today + timedelta(days=(n - today.weekday() - 1) % 7 + 1)
    found = _parse_iso_date(low) or _parse_calendar_day(low, today)
    if found is None or found < today:
        raise InvalidInput(f'"{clean_text(line, 40)}" is no day to come.', hint="Try tomorrow, monday or 2026-12-01.")
    return found


def _parse_past_day(low: str, today: date) -> date:
    if low in ("today", "yesterday"):
        return today - timedelta(days=low == "yesterday")
    for n, name in enumerate(_WEEKDAYS):
        if len(low) >= 3 and name.startswith(low):
            return today - timedelta(days=(today.weekday() - n - 1) % 7 + 1)
    found = _parse_iso_date(low)
    if found is None:
        raise InvalidInput(f'"{clean_text(low, 40)}" is no day.', hint="Try yesterday, monday or 2026-11-20.")
    return found


def _parse_clock_time(word: str) -> time | None:
    found = _CLOCK_PATTERN.match(word)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _parse_iso_date(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def find_day(text: str, today: date) -> tuple[int, int, date] | None:
    """Return where in `text` a day from today on is named, and which; None if none is.

    A calendar day may stand anywhere; "friday" or "tomorrow" has to be a part between commas.
    """
    for found in _CALENDAR_DAY.finditer(text):
        if (day := _parse_iso_date(found[0]) or _parse_calendar_day(found[0].lower(), today)) is not None:
            return found.start(), found.end(), day
    start = 0
    for part in text.split(","):
        try:
            return start, start + len(part), parse_coming_day(part, today)
        except InvalidInput:
            start += len(part) + 1
    return None


def _parse_calendar_day(low: str, today: date) -> date | None:
    """Return the day that "12 march" or "march 12 2027" names; without a year, the next one from today on."""
    found = _CALENDAR_DAY.fullmatch(low.strip())
    month_name = found and (found["month1"] or found["month2"])
    if found is None or not month_name:
        return None
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month_name[:3]))
    number, year = int(found["day1"] or found["day2"]), found["year1"] or found["year2"]
    for candidate in [int(year)] if year else range(today.year, today.year + 9):
        try:
            day = date(candidate, month, number)
        except ValueError:
            continue
        if year or day >= today:
            return day
    return None
