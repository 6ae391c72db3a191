"""Weekdays as people type them, "mon-fri" or "sat, sun", and as they are printed: 0 is Monday, 6 is Sunday."""

from __future__ import annotations

import re
from collections.abc import Callable

from coach.domain.text import clean_text
from coach.errors import InvalidInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {
    "daily": range(7), "everyday": range(7), "all": range(7),
    "weekdays": range(5), "weekday": range(5), "weekends": range(5, 7), "weekend": range(5, 7),
    **dict.fromkeys(("none", "and", "und", "every", "on", "from", "von"), range(0)),
}  # fmt: skip
"""Words for several weekdays, and words between them that name none."""


def find_weekday(word: str, shortest: int = 2) -> int | None:
    """Return the weekday that a word names: "tuesday", "tuesdays", "tues" or "tu"; None if it names none."""
    word = word.lower()
    if len(word) < shortest:
        return None
    return next((n for n, name in enumerate(WEEKDAYS) if f"{name}s".startswith(word) or word == f"{name[:3]}s"), None)


def unknown_weekday_error(word: str) -> InvalidInput:
    """Return the error for a word that is no weekday."""
    return InvalidInput(f'"{clean_text(word, 20)}" is not a weekday.', hint="Try mon-fri, or mon wed sat.")


def parse_weekdays(typed: str, unknown: Callable[[str], InvalidInput] = unknown_weekday_error) -> tuple[int, ...]:
    """Return the weekdays that "mon-fri", "sat, sun", "daily" or "none" name. Raises what `unknown` returns."""
    found: set[int] = set()
    for part in re.sub(r"\s*(?:-|–|\bto\b)\s*", "-", typed.lower()).replace(",", " ").split():
        if part in _GROUPS:
            found |= set(_GROUPS[part])
            continue
        first, _, last = part.partition("-")
        start, end = find_weekday(first), find_weekday(last or first)
        if start is None or end is None:
            raise unknown(part)
        found |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return tuple(sorted(found))


def format_weekdays(days: tuple[int, ...], separator: str = " ") -> str:
    """Return weekdays as "mon-fri" or "mon wed sat", "none" if there are none."""
    if not days:
        return "none"
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{SHORT_WEEKDAYS[days[0]]}-{SHORT_WEEKDAYS[days[-1]]}"
    return separator.join(SHORT_WEEKDAYS[day] for day in days)
