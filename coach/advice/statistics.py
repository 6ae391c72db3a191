"""Statistics in pure Python: the incomplete beta function, Student's t, Benjamini–Hochberg, exact sign-flip tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, exp, inf, isfinite, lgamma, log, log1p, sqrt

_SMALLEST_DENOMINATOR = 1e-300  # stands in for a zero denominator in Lentz's method
_FRACTION_TOLERANCE = 3e-16
_NEWTON_TOLERANCE = 1e-9  # Newton squares the error, so a step this small has landed
_SMALLEST_LOG = -744.0  # the logarithm of the smallest float, about
_LARGEST_TERM_COUNT = 10_000  # about sqrt(max(a, b)) terms are needed; this is far beyond any number of messages
_UNITS_PER_POINT = 10**9  # sign flips are counted in whole billionths, so that equal sums are equal


def regularised_beta(a: float, b: float, x: float) -> float:
    """Return I_x(a, b), the regularised incomplete beta function: the Beta(a, b) distribution function at x.

    `a`, `b` > 0 and finite; `x` in [0, 1]. Accurate to 1e-11 for a + b up to a thousand, to 1e-9 up to
    a hundred thousand (what is lost is lost in the logarithm of the gamma function).
    """
    if x in (0.0, 1.0):
        return x
    return _regularised_beta(a, b, x, _log_beta(a, b))


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the x in [0, 1] below which a Beta(a, b) variable lies with probability `p`.

    `p` in [0, 1]; `a`, `b` > 0 and finite. Accurate to 1e-9 for a + b up to a hundred thousand; a
    quantile too small for a float is 0.
    """
    if p in (0.0, 1.0):
        return p
    norm = _log_beta(a, b)
    below = _regularised_beta(a, b, a / (a + b), norm)
    if p > below:
        return 1.0 - _lower_quantile(1.0 - p, b, a, norm, 1.0 - below)
    return _lower_quantile(p, a, b, norm, below)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _regularised_beta(a: float, b: float, x: float, norm: float) -> float:
    front = exp(a * log(x) + b * log1p(-x) - norm)
    if x <= (a + 1.0) / (a + b + 2.0):  # where the fraction converges fast
        return min(1.0, front * _continued_fraction(a, b, x) / a)
    return max(0.0, 1.0 - front * _continued_fraction(b, a, 1.0 - x) / b)


def _continued_fraction(a: float, b: float, x: float) -> float:
    """Return the fraction DLMF 8.17.22 by the modified Lentz method (Thompson & Barnett 1986, J. Comput. Phys. 64)."""
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0) or _SMALLEST_DENOMINATOR)
    value = d
    for m in range(1, _LARGEST_TERM_COUNT):
        twice = a + 2 * m
        term = m * (b - m) * x / ((twice - 1.0) * twice)
        d = 1.0 / (1.0 + term * d or _SMALLEST_DENOMINATOR)
        c = 1.0 + term / c or _SMALLEST_DENOMINATOR
        value *= c * d
        term = -(a + m) * (a + b + m) * x / (twice * (twice + 1.0))
        d = 1.0 / (1.0 + term * d or _SMALLEST_DENOMINATOR)
        c = 1.0 + term / c or _SMALLEST_DENOMINATOR
        change = c * d
        value *= change
        if -_FRACTION_TOLERANCE <= change - 1.0 <= _FRACTION_TOLERANCE:
            break
    return value


def _lower_quantile(p: float, a: float, b: float, norm: float, below: float) -> float:
    """Solve for a quantile under the mean, which has the probability `below` beneath it.

    On logarithmic scales even tiny quantiles keep their digits, and log F is concave in u = log x: every
    tangent leads to a point left of the root and from there only rightwards. Two tangents to start from are
    known, the one at the mean and the power law at 0; the better one saves half the steps. Newton's steps stay
    inside a bracket that always shrinks, so it ends however odd the shape is.
    """
    target = log(p)
    low, high = -inf, log(a / (a + b))
    u = (target + log(a) + norm) / a
    if below > 0.0:
        slope = exp(a * high + b * log(b / (a + b)) - norm) * (a + b) / (b * below)
        u = max(u, high - (log(below) - target) / slope) if slope > 0.0 else u
    u = min(u, high)
    for _ in range(200):
        if u < _SMALLEST_LOG:
            return 0.0
        x = exp(u)
        value = _regularised_beta(a, b, x, norm)
        gap = (log(value) if value > 0.0 else -inf) - target
        if gap > 0.0:
            high = u
        else:
            low = u
        # d log F / d log x = x f(x) / F(x)
        slope = exp(a * u + (b - 1.0) * log1p(-x) - norm) / value if value > 0.0 else 0.0
        step = u - gap / slope if slope > 0.0 and isfinite(gap) else inf
        if not low <= step <= high:
            u = (low + high) / 2.0 if isfinite(low) else u - 1.0
        elif abs(step - u) <= _NEWTON_TOLERANCE:
            return exp(step)
        else:
            u = step
    return exp(u)


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
    """The exact answer of a sign-flip test: `extreme_count` of `total_count` equally likely sums are as far from 0."""

    extreme_count: int
    total_count: int

    @property
    def p_value(self) -> float:
        """The two-sided p, from 2 / total_count to 1."""
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
