"""How long messages were silent, counted in bins: some have no answer yet.

In each bin n messages were open at its start and were watched to its end or answered in it, d of them were answered;
d / n is the hazard of Kaplan and Meier. Source: Kaplan & Meier 1958, J. Am. Stat. Assoc. 53:457–481."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Probability(NamedTuple):
    """A probability with its 80 % interval; all in [0, 1]."""

    mean: float
    low: float
    high: float


class TimeBin(NamedTuple):
    """What was seen in one bin: those watched to its end or answered in it, and those answered."""

    at_risk: int
    answered: int


def count_into_bins(seen: Iterable[tuple[float, bool]], edges: Sequence[float]) -> tuple[TimeBin, ...]:
    """Count (time, answered) pairs into bins with ascending upper `edges`; a bin holds its upper edge.

    Who was watched only into a bin says nothing about that bin. An answer after the last edge counts as
    silence up to there.
    """
    through = [0] * (len(edges) + 1)  # how many were silent through so many bins, and no further
    answered = [0] * (len(edges) + 1)
    for time, came in seen:
        if came:
            answered[bisect_left(edges, time)] += 1
        else:
            through[bisect_right(edges, time)] += 1
    bins, still_open = [], through[-1] + answered[-1]
    for silent, answers in zip(through[-2::-1], answered[-2::-1], strict=True):
        bins.append(TimeBin(still_open + answers, answers))
        still_open += silent + answers
    return tuple(reversed(bins))
