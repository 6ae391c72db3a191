"""Which dates an import takes for real: damaged files and broken clocks date messages in the years 1 or 9999."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from coach.importers.import_result import ImportResult

FIRST_YEAR, LAST_YEAR = 1971, 2100
"""Computers without a clock begin in 1970, and nothing here is planned for later than 2100."""
_CLOCK_ERROR = timedelta(days=2)
"""How far ahead of this computer another one may be."""
IN_THE_FUTURE = "dated_in_the_future"


def is_possible_date(at: date | datetime) -> bool:
    """Return whether something can have happened, or be planned, at a time."""
    return FIRST_YEAR <= at.year <= LAST_YEAR


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
