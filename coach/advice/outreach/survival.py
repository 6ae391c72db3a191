"""Survival analysis in bins: how long until a reply, when some messages have none yet.

Each bin has a hazard h, the chance that the reply comes in it if it has not come before, and a Beta distribution says
what is known of h. Silence through several bins is a product:

    P(silent through the bins) = Π E[(1 − h)^f],    f = the share of the bin that is asked about
    E[(1 − h)^f] = Γ(b + f) Γ(a + b) / (Γ(b) Γ(a + b + f))    for h ~ Beta(a, b)

Sources: Kaplan & Meier 1958, J. Am. Stat. Assoc. 53:457–481 (the product); Hjort 1990, Ann. Stat.
18:1259–1294 (Beta hazards in discrete time)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import exp, lgamma
from operator import mul
from typing import NamedTuple

from coach.advice.outreach.beta_distribution import beta_quantile


class Probability(NamedTuple):
    """A probability with its 80 % interval; all in [0, 1]."""

    mean: float
    low: float
    high: float


class TimeBin(NamedTuple):
    """What was seen in one bin: those watched to its end or answered in it, and those answered."""

    at_risk: int
    answered: int


class BetaHazard(NamedTuple):
    """A Beta(a, b) distribution of one bin's hazard; a = 0 is certain silence, b = 0 a certain answer."""

    a: float
    b: float

    def survival_probability(self, share: float = 1.0) -> float:
        """Return E[(1 − h)^share]: the chance that a `share` ≥ 0 of the bin passes in silence."""
        a, b = self
        if a <= 0.0 or share <= 0.0:
            return 1.0
        if b <= 0.0:
            return 0.0
        if share == 1.0:
            return b / (a + b)
        if share == 2.0:
            return b * (b + 1.0) / ((a + b) * (a + b + 1.0))
        return exp(lgamma(b + share) - lgamma(b) + lgamma(a + b) - lgamma(a + b + share))


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


def estimate_survival(seen: Iterable[tuple[float, bool]], edges: Sequence[float]) -> tuple[float, ...]:
    """Return the share still silent at each of the ascending `edges`, by the product-limit formula.

    With the times of all answers for edges this is the estimate of Kaplan and Meier.
    """
    return tuple(
        accumulate((BetaHazard(d, n - d).survival_probability() for n, d in count_into_bins(seen, edges)), mul)
    )


def silence_moments(parts: Iterable[tuple[BetaHazard, float]]) -> tuple[float, float]:
    """Return the mean and the variance of Π (1 − h)^share over independent (hazard, share) `parts`."""
    mean = square = 1.0
    for hazard, share in parts:
        mean *= hazard.survival_probability(share)
        square *= hazard.survival_probability(2.0 * share)
    return mean, square - mean * mean


def combine_reply_probability(parts: Iterable[tuple[BetaHazard, float]]) -> Probability:
    """Return the chance of an answer somewhere in `parts`.

    The interval is the middle 80 % of the Beta distribution that has the same mean and variance.
    """
    silent, variance = silence_moments(parts)
    mean = 1.0 - silent
    weight = mean * silent / variance - 1.0 if variance > 0.0 else 0.0
    if weight <= 0.0:  # certain, or so nearly that rounding has eaten the spread
        return Probability(mean, mean, mean)
    a, b = mean * weight, silent * weight
    return Probability(mean, beta_quantile(0.1, a, b), beta_quantile(0.9, a, b))
