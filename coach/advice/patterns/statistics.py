"""Statistics in pure Python: Student's t, Benjamini–Hochberg, and exact sign-flip tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, inf, sqrt

from coach.advice.outreach.beta_distribution import beta_quantile, regularised_beta

_UNITS_PER_POINT = 10**9  # sign flips are counted in whole billionths, so that equal sums are equal


def t_two_sided_p(t: float, df: float) -> float:
    """Return the two-sided p of Student's t: the chance of |T| ≥ |t| with `df` > 0 degrees of freedom.

    An infinite `t` has p = 0. Source: Abramowitz & Stegun 1964, 26.7.1 and 26.5.27.
    """
    square = t * t
    if square < df:  # near t = 0 the complement keeps its digits
        return 1.0 - regularised_beta(0.5, df / 2.0, square / (df + square))
    return regularised_beta(df / 2.0, 0.5, df / (df + square))


def t_quantile(p: float, df: float) -> float:
    """Return the t below which Student's t with `df` > 0 lies with probability `p`, 0 ≤ p ≤ 1.

    `t_quantile(0.975, df)` is the multiplier of a 95 % interval. 0 and 1 give -inf and inf.
    """
    middle = abs(2.0 * p - 1.0)  # the probability between -t and t
    if middle < 0.5:
        y = beta_quantile(middle, 0.5, df / 2.0)
        size = sqrt(df * y / (1.0 - y))
    else:
        x = beta_quantile(2.0 * min(p, 1.0 - p), df / 2.0, 0.5)
        size = sqrt(df * (1.0 - x) / x) if x > 0.0 else inf
    return copysign(size, p - 0.5)


def compute_one_sample_t(values: Sequence[float]) -> tuple[float, int]:
    """Return t and its degrees of freedom for the question whether the mean of two or more `values` differs from 0.

    Equal values give an infinite t, or 0 when all are 0.
    """
    n = len(values)
    mean = sum(values) / n
    spread = sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    if spread == 0.0:
        return (copysign(inf, mean) if mean else 0.0), n - 1
    return mean / (spread / sqrt(n)), n - 1


def adjust_benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """Return the adjusted p of each p in `ps`, in the same order.

    Telling those with an adjusted p ≤ q keeps the expected share of false ones among the told at q or less.
    Source: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289–300.
    """
    adjusted = [1.0] * len(ps)
    least = 1.0
    order = sorted(range(len(ps)), key=ps.__getitem__, reverse=True)
    for rank, index in zip(range(len(ps), 0, -1), order, strict=True):
        least = min(least, ps[index] * (len(ps) / rank))
        adjusted[index] = least
    return adjusted


@dataclass(frozen=True, slots=True)
class SignFlipResult:
    """The exact answer of a sign-flip test: `extreme` of `ways` equally likely sums are as far from 0."""

    extreme_count: int
    total_count: int

    @property
    def p_value(self) -> float:
        """The two-sided p, from 2 / ways to 1."""
        return self.extreme_count / self.total_count


def run_sign_flip_test(differences: Sequence[float]) -> SignFlipResult:
    """Test paired `differences` exactly: how many ways to flip their signs give a sum as far from 0 as ours?

    All 2ⁿ ways are counted by adding one difference after the other and keeping how often each sum occurs,
    which is quick when the differences are ratings or means of ratings (few distinct sums). Differences are
    taken to nine decimals. No differences: p = 1. Source: Fisher 1935, The Design of Experiments, §21.
    """
    grains = [round(difference * _UNITS_PER_POINT) for difference in differences]
    sums = {0: 1}
    for grain in grains:
        longer: dict[int, int] = {}
        for total, count in sums.items():
            longer[total + grain] = longer.get(total + grain, 0) + count
            longer[total - grain] = longer.get(total - grain, 0) + count
        sums = longer
    far = abs(sum(grains)) - len(grains)  # a third is not a whole number of grains: allow one each
    extreme = sum(count for total, count in sums.items() if abs(total) >= far)
    return SignFlipResult(extreme, 2 ** len(grains))


def compute_welch(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Return the difference of means and its two-sided p by Welch's t."""
    (mx, vx), (my, vy) = _mean_and_error(xs), _mean_and_error(ys)
    if vx + vy <= 0.0:
        return mx - my, 1.0 if mx == my else 0.0
    freedom = (vx + vy) ** 2 / (vx**2 / (len(xs) - 1) + vy**2 / (len(ys) - 1))
    return mx - my, t_two_sided_p((mx - my) / sqrt(vx + vy), freedom)


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values)
