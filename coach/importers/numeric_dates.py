"""Parse dates in numbers, such as 3/4/2026, whose order of day and month is found by looking at many of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{2,4})")


def find_date_order(days: Iterable[str]) -> tuple[str, bool]:
    """Return the order of day, month and year in dates ("mdy", "dmy", "ymd"), and whether it is certain."""
    for day in days:
        if found := _DAY.match(day.strip()):
            if len(found[1]) == 4:
                return "ymd", True
            if int(found[1]) > 12 or "." in found[0]:
                return "dmy", True
            if int(found[2]) > 12:
                return "mdy", True
    return "mdy", False


def parse_numeric_day(text: str, order: str) -> tuple[int, int, int] | None:
    """Return (year, month, day) of a date in a known order, or None."""
    found = _DAY.match(text.strip())
    if found is None:
        return None
    parts = dict(zip(order, found.groups(), strict=True))
    year = int(parts["y"]) + (2000 if len(parts["y"]) < 3 else 0)
    return year, int(parts["m"]), int(parts["d"])
