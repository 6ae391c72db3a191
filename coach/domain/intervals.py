"""Intervals of time, (start, end) in moments or in seconds: joined, intersected, subtracted, overlaps counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")
Interval = tuple[Any, Any]
"""A start and a later end, both moments or both seconds."""
MomentInterval = tuple[datetime, datetime]
"""The time from a moment to a later one, in UTC."""


def drop_overlaps(intervals: Iterable[tuple[Any, Any, T]]) -> Iterator[tuple[Any, Any, T]]:
    """Yield the parts of `intervals` (start, end, owner) that no earlier interval covers, in the order of time.

    Two blocks may cover the same minutes: when the clock was set back between them, or when two computers each
    had one. The person had those minutes once, so they go to the interval that began first.
    """
    covered_until = None
    for start, end, owner in sorted(intervals, key=lambda interval: (interval[0], interval[2])):
        if covered_until is None or end > covered_until:
            yield start if covered_until is None else max(start, covered_until), end, owner
            covered_until = end


def join_intervals(intervals: Iterable[Interval], gap: Any) -> list[Interval]:
    """Return intervals in order, joining those at most `gap` apart."""
    joined_intervals: list[Interval] = []
    for start, end in sorted(intervals):
        if joined_intervals and start <= joined_intervals[-1][1] + gap:
            joined_intervals[-1] = (joined_intervals[-1][0], max(joined_intervals[-1][1], end))
        else:
            joined_intervals.append((start, end))
    return joined_intervals


def intersect_intervals(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Return where both lists overlap; each is in order and without overlaps."""
    overlaps: list[Interval] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            overlaps.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return overlaps


def subtract_intervals(intervals: Sequence[Interval], taken_intervals: Iterable[Interval]) -> list[Interval]:
    """Return the parts of intervals that no other interval covers."""
    intervals_left = list(intervals)
    for taken_start, taken_end in taken_intervals:
        remaining_parts: list[Interval] = []
        for start, end in intervals_left:
            if taken_end <= start or taken_start >= end:
                remaining_parts.append((start, end))
                continue
            if start < taken_start:
                remaining_parts.append((start, taken_start))
            if taken_end < end:
                remaining_parts.append((taken_end, end))
        intervals_left = remaining_parts
    return intervals_left
