"""Intervals of time, (start, end) in moments or in seconds: joined, intersected, subtracted, overlaps counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Interval = tuple[Any, Any]
"""A start and a later end, both moments or both seconds."""


def drop_overlaps(intervals: Iterable[tuple[Any, Any, T]]) -> Iterator[tuple[Any, Any, T]]:
    """Yield the parts of `intervals` (start, end, owner) that no earlier interval covers, in the order of time.

    Two blocks may cover the same minutes: when the clock was set back between them, or when two computers each
    had one. The person had those minutes once, so they go to the interval that began first.
    """
    reached = None
    for start, end, owner in sorted(intervals, key=lambda each: (each[0], each[2])):
        if reached is None or end > reached:
            yield start if reached is None else max(start, reached), end, owner
            reached = end


def join_intervals(intervals: Iterable[Interval], gap: Any) -> list[Interval]:
    """Return intervals in order, joining those at most `gap` apart."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def intersect_intervals(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Return where both lists overlap; each is in order and without overlaps."""
    found: list[Interval] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            found.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return found


def subtract_intervals(intervals: Sequence[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """Return the parts of intervals that no other interval covers."""
    left = list(intervals)
    for begin, stop in taken:
        parts: list[Interval] = []
        for start, end in left:
            if stop <= start or begin >= end:
                parts.append((start, end))
                continue
            if start < begin:
                parts.append((start, begin))
            if stop < end:
                parts.append((stop, end))
        left = parts
    return left
