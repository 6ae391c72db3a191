"""Rounding of numbers that people read: halves go up, so 2.5 is shown as 3."""

from __future__ import annotations

from datetime import timedelta
from math import floor


def round_half_up(number: float) -> int:
    """Return the nearest whole number; a half goes up. Python's own `round` sends 2.5 down and 3.5 up."""
    return floor(number + 0.5)


def round_to_minutes(span: timedelta) -> int:
    """Return a span of time as the minutes that people read."""
    return round_half_up(span / timedelta(minutes=1))
