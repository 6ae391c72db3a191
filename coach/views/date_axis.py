"""The dates below or above a chart: which days are named, and where their names have room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from coach.domain.wording import format_date


def write_label(cells: list[str], at: int, text: str) -> bool:
    """Write `text` from cell `at` on, if it fits into the row and touches no other label; return whether it did."""
    end = at + len(text)
    if end > len(cells) or any(cell != " " for cell in cells[max(0, at - 1) : end + 1]):
        return False
    cells[at:end] = text
    return True


def choose_date_ticks(first: date, last: date, room: int) -> list[tuple[date, str]]:
    """Return days to name on an axis from `first` to `last`, as many as `room` cells hold."""
    for found in _list_tick_choices(first, last):
        if found and sum(len(label) + 2 for _, label in found) <= room:
            return found
    return [(first, format_date(first, short=True))]


def _list_tick_choices(first: date, last: date) -> Iterator[list[tuple[date, str]]]:
    """Yield ways to name days, the densest first: days, weeks, months, quarters, years."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) < 60:
        yield [(day, f"{day:%a} {day.day}") for day in days]
        yield [(day, f"{day:%a} {day.day}") for day in days[::2]]
        yield [(day, format_date(day, short=True)) for day in days if day.weekday() == 0]
    months = [day for day in days if day.day == 1]
    for every in (1, 2, 3):
        yield [(day, format_month(day)) for day in months if (day.month - 1) % every == 0]
    years = [day for day in months if day.month == 1]
    for every in (1, 2, 5):
        yield [(day, f"{day.year}") for day in years if day.year % every == 0]


def format_month(day: date) -> str:
    """Return "Nov", and "Jan 2026" for the first month of a year."""
    return f"Jan {day.year}" if day.month == 1 else f"{day:%b}"
