"""Read the dates of exports: numbers in an unknown order, clocks of 12 and 24 hours, years that cannot be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from coach.domain.typed_times import convert_to_24_hours
from coach.importers.import_result import ImportResult

FIRST_YEAR, LAST_YEAR = 1971, 2100
"""Damaged files and broken clocks date messages outside of these years; computers without a clock begin in 1970."""
_CLOCK_ERROR = timedelta(days=2)
"""How far ahead of this computer another one may be."""
IN_THE_FUTURE = "dated_in_the_future"
_NUMERIC_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")


def is_possible_date(at: date | datetime) -> bool:
    """Return whether something can have happened, or be planned, at a time."""
    return FIRST_YEAR <= at.year <= LAST_YEAR


def make_wall_time(
    day: tuple[int, int, int], hour: int = 12, minute: int = 0, second: int = 0, half: str | None = ""
) -> datetime | None:
    """Return a time of unknown zone, noon without an hour, or None if no calendar has it.

    `day` is year, month and day; `half` begins with "a" or "p" where the clock has twelve hours.
    """
    if half:
        hour = convert_to_24_hours(hour, half)
    try:
        return datetime(*day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def find_date_order(days: Iterable[str]) -> tuple[str, bool]:
    """Return the order of day, month and year in dates ("mdy", "dmy", "ymd"), and whether it is certain."""
    for day in days:
        if found := _NUMERIC_DAY.match(day.strip()):
            if len(found[1]) == 4:
                return "ymd", True
            if int(found[1]) > 12 or "." in found[0]:
                return "dmy", True
            if int(found[2]) > 12:
                return "mdy", True
    return "mdy", False


def find_certain_order(days: Iterable[str]) -> str:
    """Return the order of day, month and year in dates, or nothing if they can be read in several."""
    order, certain = find_date_order(days)
    return order if certain else ""


def parse_numeric_day(text: str, order: str) -> tuple[int, int, int] | None:
    """Return (year, month, day) of a date such as 3/4/2026 in a known order, or None."""
    found = _NUMERIC_DAY.match(text.strip())
    if found is None:
        return None
    parts = dict(zip(order, found.groups(), strict=True))
    year = int(parts["y"]) + (2000 if len(parts["y"]) < 3 else 0)
    return year, int(parts["m"]), int(parts["d"])


def drop_future_records(found: ImportResult, now: datetime) -> ImportResult:
    """Return a result without messages, moods and blocks that have not happened yet. Meetings may lie ahead."""
    latest = now.astimezone(UTC) + _CLOCK_ERROR

    def is_past(at: datetime) -> bool:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) <= latest

    messages = tuple(one for one in found.messages if is_past(one.at))
    moods = tuple(one for one in found.moods if is_past(one.at))
    blocks = tuple(one for one in found.blocks if is_past(one.started_at))
    count = sum(map(len, (found.messages, found.moods, found.blocks))) - sum(map(len, (messages, moods, blocks)))
    if not count:
        return found
    ignored = Counter(found.ignored) + Counter({IN_THE_FUTURE: count})
    return replace(found, messages=messages, moods=moods, blocks=blocks, ignored=dict(ignored))
