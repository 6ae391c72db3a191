"""Parse the times that people type: "14:30", "yesterday", "last friday 9am", "20 Nov 9:00", "10m ago".

The one parser of typed times, for the shell and the screen. Day words are those of the person, whose day ends at
04:00 unless set otherwise; each time gets the UTC offset of its own day.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from coach.domain.clock import DAY_ENDS, at_wall_time, day_of
from coach.domain.text import clean_text
from coach.domain.weekdays import WEEKDAYS, find_weekday
from coach.domain.wording import MONTH_NAMES, format_date
from coach.errors import InvalidInput

MONTHS = tuple(name.lower() for name in MONTH_NAMES)
FURTHEST_DAY = timedelta(days=366)
"""A day further away than this counts as a mistyped year, until it is confirmed with "!"."""
LAST_YEAR_AHEAD = 20
FIRST_YEAR = 1970
_NOON = time(12, 0)
_TIME_EXAMPLES = "Try 14:30, yesterday, last friday 9:00 or 2026-11-20."
_CLOCK_PATTERN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$")
_LENGTH_PATTERN = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?$")
_MONTH_WORD = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_MONTH_NAME = rf"(?P<month{{0}}>(?:{_MONTH_WORD}|{'|'.join(MONTHS)})\b)"
_CALENDAR_DAY = re.compile(
    rf"(?P<day1>\d{{1,2}})[a-z]{{0,2}}\.? +{_MONTH_NAME.format(1)}\.?(?:,? +(?P<year1>\d{{4}}))?"
    rf"|{_MONTH_NAME.format(2)}\.? +(?P<day2>\d{{1,2}})[a-z]{{0,2}}(?:,? +(?P<year2>\d{{4}}))?"
    r"|\d{4}-\d{2}-\d{2}",
    re.IGNORECASE,
)
"""A day as a calendar names it: 12 March, March 12th 2027, 2027-03-12."""
_DAY_PATTERN = re.compile(r"(\d{1,2})[a-z]{0,2}\.?", re.ASCII)
_FILLER_WORDS = frozenset({"on", "the", "last", "this"})
_LONGEST_TIME = 5
"""Words of the longest time that is looked for at the end of a line: "on 20 november 2026 14:30"."""


class TypedTime(NamedTuple):
    """A typed time; `whole_day` if only the day was named."""

    at: datetime
    whole_day: bool = False


def parse_past_time(line: str, now: datetime, day_ends: time = DAY_ENDS) -> TypedTime:
    """Return the past moment that `line` names. Raises InvalidInput for anything else, also for times to come.

    Understood: a clock time (today, or yesterday if it is still to come), a day (today, yesterday, a weekday,
    20 Nov, an ISO date) with or without a clock time, and "90m ago". A day without a clock time is its noon.
    """
    found = _read_past_time(clean_text(line).lower(), now, day_ends)
    if found is None:
        raise InvalidInput(f'"{clean_text(line, 40)}" is not a time.', hint=_TIME_EXAMPLES)
    if found.at > now:
        named = format_date(found.at.date(), year=found.at.year != now.year)
        raise InvalidInput(f"{named} is still to come.", hint="Log it once it has happened.")
    if found.at.year < FIRST_YEAR:
        raise InvalidInput(f"The year {found.at.year} is too long ago.", hint=_TIME_EXAMPLES)
    return found


def split_trailing_time(
    line: str, now: datetime, day_ends: time = DAY_ENDS, *, bare: bool = False
) -> tuple[str, TypedTime | None]:
    """Return a line without the time at its end, and that time: "thanked Ana @yesterday", or None without one.

    A time in a line of free words begins with "@"; with `bare` it may stand without: "Ana last friday 14:00".
    Raises InvalidInput for a time that is still to come.
    """
    words = line.split()
    for size in range(min(_LONGEST_TIME, len(words)), 0, -1):
        tail = words[-size:]
        marked = tail[0].startswith("@")
        typed = " ".join(tail).removeprefix("@").strip().lower()
        if (marked or (bare and is_day_word(tail[0]))) and _read_past_time(typed, now, day_ends) is not None:
            at = len(line) - len(line.split(None, len(words) - size)[-1]) if size < len(words) else 0
            return line[:at].rstrip(), parse_past_time(typed, now, day_ends)
    return line, None


def parse_duration(line: str) -> timedelta:
    """Return the length that "10m", "1h30m", "2h" or "10" (minutes) names. Raises InvalidInput."""
    low = clean_text(line).lower().strip()
    if low.isdecimal() and len(low) <= 4:
        return timedelta(minutes=int(low))
    found = _LENGTH_PATTERN.match(low)
    if not low or found is None or not (found[1] or found[2]):
        raise InvalidInput(f'"{clean_text(line, 40)}" is not a length of time.', hint="Try 10m or 1h30m.")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def parse_coming_day(line: str, today: date) -> date:
    """Return the day from today on that "today", "tomorrow", "friday", "1 Dec" or an ISO date names.

    Raises InvalidInput; for a day more than a year ahead too, unless a "!" follows it.
    """
    low = clean_text(line).lower().strip()
    meant = low.endswith("!")
    low = low.rstrip("! ").removeprefix("next ").removeprefix("on ").strip()
    if low in ("today", "tonight", "tomorrow"):
        return today + timedelta(days=low == "tomorrow")
    weekday = find_weekday(low, shortest=3)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    found = _parse_date(low.split(), today, coming=True)
    if found is None or found < today:
        raise InvalidInput(f'"{clean_text(line, 40)}" is not a coming day.', hint="Try tomorrow, monday or 2026-12-01.")
    if found.year > today.year + LAST_YEAR_AHEAD:
        raise InvalidInput(f"The year {found.year} is too far ahead.", hint="Try tomorrow, monday or 2026-12-01.")
    if found - today > FURTHEST_DAY and not meant:
        named = format_date(found, year=True)
        raise InvalidInput(
            f"{named} is more than a year away.",
            hint=f'If you mean it, add an exclamation mark: "{found.isoformat()}!"',
        )
    return found


def names_a_day(line: str) -> bool:
    """Tell whether a line is a day for `parse_coming_day`, whether or not it is still to come."""
    low = clean_text(line).lower().rstrip("! ").removeprefix("next ").removeprefix("on ").strip()
    return (
        low in ("today", "tonight", "tomorrow")
        or find_weekday(low, shortest=3) is not None
        or _parse_date(low.split(), date(2000, 1, 1), coming=True) is not None
    )


def _read_past_time(low: str, now: datetime, day_ends: time) -> TypedTime | None:
    """Return the time that lower-case words name, or None; it may still be to come."""
    if low.endswith("ago"):
        try:
            return TypedTime(now - parse_duration(low[:-3]))
        except (InvalidInput, OverflowError):
            return None
    words = re.sub(r"(\d)\s+(am|pm)$", r"\1\2", low.replace(",", " ")).split()
    words = [word for word in words if word != "at"]
    if not words:
        return None
    today = day_of(now, day_ends)
    clock = _parse_clock_time(words[-1], alone=len(words) == 1)
    day_words = words[:-1] if clock is not None else words
    if clock is not None and not day_words:
        found = at_wall_time(now.date(), clock, now)
        return TypedTime(found if found <= now else at_wall_time(now.date() - timedelta(days=1), clock, now))
    day = _parse_past_day(day_words, today, now, clock)
    if day is None:
        return None
    if clock is not None:
        late = at_wall_time(day + timedelta(days=1), clock, now) if day == today and clock < day_ends else None
        return TypedTime(late if late is not None and late <= now else at_wall_time(day, clock, now))
    return TypedTime(now) if day == today else TypedTime(at_wall_time(day, _NOON, now), whole_day=True)


def _parse_past_day(words: list[str], today: date, now: datetime, clock: time | None) -> date | None:
    last = "last" in words[:2]
    while len(words) > 1 and words[0] in _FILLER_WORDS:
        words = words[1:]
    low = " ".join(words)
    if low in ("today", "yesterday"):
        return today - timedelta(days=low == "yesterday")
    weekday = find_weekday(low, shortest=3)
    if weekday is not None:
        back = (today.weekday() - weekday) % 7
        if back == 0 and (last or (clock is not None and at_wall_time(today, clock, now) > now)):
            back = 7
        return today - timedelta(days=back)
    return _parse_date(words, today, coming=False)


def _parse_date(words: list[str], today: date, *, coming: bool) -> date | None:
    """Read "2026-11-20", "20 nov", "nov 20", "20 november 2026"; without a year the nearest one on that side."""
    if len(words) == 1:
        try:
            return date.fromisoformat(words[0])
        except ValueError:
            return None
    named = [(n, m) for n, word in enumerate(words) if (m := _parse_month(word)) is not None]
    if len(named) != 1 or len(words) > 3 or named[0][0] > 1:
        return None
    place, month = named[0]
    rest = [word for n, word in enumerate(words) if n != place]
    number, year_word = _DAY_PATTERN.fullmatch(rest[0]), rest[1] if len(rest) > 1 else str(today.year)
    if number is None or re.fullmatch(r"\d{4}", year_word, re.ASCII) is None:
        return None
    step = 1 if coming else -1
    for year in (int(year_word),) if len(rest) > 1 else range(today.year, today.year + 9 * step, step):
        try:
            found = date(year, month, int(number[1]))
        except ValueError:
            continue
        if len(rest) > 1 or (found >= today if coming else found <= today):
            return found
    return None


def _parse_month(word: str) -> int | None:
    low = word.rstrip(".")
    if len(low) < 3:
        return None
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(low)), None)


def _parse_clock_time(word: str, *, alone: bool) -> time | None:
    """Read "14:30", "9.05", "9am"; a bare hour is no time when it stands `alone`, nor after a day ("20 nov 9")."""
    found = _CLOCK_PATTERN.match(word)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found[3] == "pm")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def find_day(text: str, today: date) -> tuple[int, int, date] | None:
    """Return where in `text` a day from today on is named, and which; None if none is.

    A calendar day may stand anywhere; "friday" or "tomorrow" has to be a part between commas.
    """
    for found in _CALENDAR_DAY.finditer(text):
        if (day := _parse_date(found[0].lower().replace(",", " ").split(), today, coming=True)) is not None:
            return found.start(), found.end(), day
    start = 0
    for part in text.split(","):
        try:
            return start, start + len(part), parse_coming_day(part, today)
        except InvalidInput:
            start += len(part) + 1
    return None


def is_day_word(word: str) -> bool:
    """Tell whether a word may begin a time after a name without a mark: a whole day word or an ISO date."""
    low = word.lower()
    return low in ("yesterday", "today", "last", "on") or low in WEEKDAYS or _is_iso_date(low)


def _is_iso_date(word: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", word) is not None
