"""Invented days for the tests of patterns: a coin for a habit, and a year of moods that lean on it."""

from __future__ import annotations

import random

from coach.advice.patterns.day_markers import MoodEntryRow
from coach.advice.patterns.mood_patterns import Pattern, check_patterns

MONDAY = 738_886  # 2024-01-01

Marker = dict[int, int]


def coin(seed: int, days: int = 364, start: int = MONDAY) -> Marker:
    rng = random.Random(seed)
    return {day: int(rng.random() < 0.5) for day in range(start, start + days)}


def year(marker: Marker, effect: float, seed: int = 1, noise: float = 0.6) -> list[MoodEntryRow]:
    """A year of noon ratings around 3, higher by `effect` on days with the marker."""
    rng = random.Random(seed)
    return [(day, 12.0, 3.0 + effect * marker[day] + rng.gauss(0.0, noise)) for day in sorted(marker)]


def one(entries: list[MoodEntryRow], marker: Marker, week: int = 52) -> Pattern:
    """What is found of one marker, asked as the person's own question, so many weeks after the first Monday."""
    return check_patterns(entries, {"own": marker}, MONDAY + 7 * week, "own")[0]
