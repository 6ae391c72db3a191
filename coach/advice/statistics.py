"""Statistics in pure Python: the incomplete beta function, Student's t, Benjamini–Hochberg, exact sign-flip tests.

And a comparison of days within the same weeks: two-way fixed effects, one observation per week. Moods drift over weeks
and differ by weekday, and so do habits; two drifting lines resemble each other by accident. Only what differs inside a
week, beyond its weekdays, is compared, and a week counts once however many days it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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


_CONVERGED_BELOW, _LARGEST_ROUND_COUNT = 1e-10, 60  # largest weekday mean left over, in points; turns taken until then
_ZERO_WEIGHT, _ZERO_SCORE = 1e-9, 1e-12  # below these a weekly number is what the turns left over, not data


@dataclass(frozen=True, slots=True)
class WeeklyEffect:
    """What is left of a difference between days once weeks and weekdays are taken out.

    `effect` in points of mood, days with minus days without; `t`, `df`, `p` of the weekly test; `se`, `low`,
    `high` the standard error and 95 % interval of the effect; `n_yes`, `n_no` days; `mixed_weeks` hold both
    kinds of day; `scores` and `weights` of each week that counts, by week number. Nothing to compare: effect
    0, p 1, and an infinite interval.
    """

    effect: float = 0.0
    t: float = 0.0
    df: int = 0
    p: float = 1.0
    se: float = inf
    low: float = -inf
    high: float = inf
    n_yes: int = 0
    n_no: int = 0
    mixed_weeks: int = 0
    week_scores: Mapping[int, float] = field(default_factory=dict)
    week_weights: Mapping[int, float] = field(default_factory=dict)


def compute_weekly_effect(days: Sequence[int], mood: Sequence[float], marker: Sequence[int]) -> WeeklyEffect:
    """Compare `mood` between days with `marker` 1 and 0, within weeks and free of weekdays; one row per day.

    Each day keeps what is left of mood and marker once week means and weekday means are taken out. Their
    product, added up by week, is the week's score; the scores are tested against 0 (t, one observation a
    week), and effect and interval are those of the regression with week and weekday effects and errors
    clustered by week. Sources: Frisch & Waugh 1933, Econometrica 1:387–401; Liang & Zeger 1986, Biometrika
    73:13–22.
    """
    weeks = _group_rows((day - 1) // 7 for day in days)
    ys, xs = _remove_fixed_effects(days, list(weeks.values()), mood, marker)
    weights = {week: sum(xs[i] * xs[i] for i in rows) for week, rows in weeks.items()}
    weights = {week: weight for week, weight in weights.items() if weight > _ZERO_WEIGHT}
    scores = {week: _round_to_zero(sum(xs[i] * ys[i] for i in weeks[week])) for week in weights}
    n_yes = sum(1 for value in marker if value)
    counts = WeeklyEffect(
        n_yes=n_yes,
        n_no=len(marker) - n_yes,
        mixed_weeks=sum(1 for rows in weeks.values() if len({bool(marker[i]) for i in rows}) == 2),
        week_scores=scores,
        week_weights=weights,
    )
    m = len(weights)
    if m < 2:
        return counts
    whole = sum(weights.values())
    effect = sum(scores.values()) / whole
    t, df = compute_one_sample_t(list(scores.values()))
    rest = sum((scores[week] - effect * weight) ** 2 for week, weight in weights.items())
    se = sqrt(m / (m - 1) * rest) / whole
    reach = t_quantile(0.975, df) * se
    return replace(
        counts, effect=effect, t=t, df=df, p=t_two_sided_p(t, df), se=se, low=effect - reach, high=effect + reach
    )


def _remove_fixed_effects(
    days: Sequence[int], weeks: Sequence[list[int]], *columns: Sequence[float]
) -> list[list[float]]:
    """Take week means and weekday means out of each column by turns, until the largest weekday mean is next to none.

    Only the seven numbers that were taken out of the weekdays are carried from turn to turn: what the next turn takes
    out follows from them, since a weekday shares its weeks with the others in fixed parts.
    """
    kinds = [(day - 1) % 7 for day in days]
    weekdays = _group_rows(kinds)
    parts = {kind: [0.0] * 7 for kind in weekdays}  # how much of a weekday's weeks lies on each weekday
    for rows in weeks:
        for i in rows:
            part = parts[kinds[i]]
            for j in rows:
                part[kinds[j]] += 1.0 / (len(rows) * len(weekdays[kinds[i]]))
    found = []
    for values in columns:
        apart = list(values)
        for rows in weeks:
            _subtract_from_rows(apart, rows, sum([values[i] for i in rows]) / len(rows))
        pulls = {kind: sum([apart[i] for i in rows]) / len(rows) for kind, rows in weekdays.items()}
        taken = before = [0.0] * 7
        for _ in range(_LARGEST_ROUND_COUNT):
            steps = {
                kind: pull - taken[kind] + sum([a * b for a, b in zip(parts[kind], taken, strict=True)])
                for kind, pull in pulls.items()
            }
            before, taken = taken, [each + steps.get(kind, 0.0) for kind, each in enumerate(taken)]
            if max(map(abs, steps.values()), default=0.0) < _CONVERGED_BELOW:
                break
        rest = [value - before[kind] for value, kind in zip(values, kinds, strict=True)]
        for rows in weeks:
            _subtract_from_rows(rest, rows, sum([rest[i] for i in rows]) / len(rows))
        for kind, rows in weekdays.items():
            _subtract_from_rows(rest, rows, taken[kind] - before[kind])
        found.append(rest)
    return found


def _subtract_from_rows(values: list[float], rows: list[int], amount: float) -> None:
    for i in rows:
        values[i] -= amount


def _group_rows(keys: Iterable[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for i, key in enumerate(keys):
        groups.setdefault(key, []).append(i)
    return groups


def _round_to_zero(score: float) -> float:
    return score if abs(score) > _ZERO_SCORE else 0.0
