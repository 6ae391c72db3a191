"""Statistics in pure Python: the incomplete beta function, Student's t, Benjamini–Hochberg, exact sign-flip tests.

And a comparison of days within the same weeks: two-way fixed effects, one observation per week. Moods drift over weeks
and differ by weekday, and so do habits; two drifting lines resemble each other by accident. Only what differs inside a
week, beyond its weekdays, is compared, and a week counts once however many days it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import copysign, exp, inf, lgamma, log, log1p, sqrt

_SMALLEST_DENOMINATOR = 1e-300  # stands in for a zero denominator in Lentz's method
_FRACTION_TOLERANCE = 3e-16
_QUANTILE_HALVINGS = 60  # after so many the interval is as narrow as a float can tell
_MOST_FRACTION_TERMS = 10_000  # about sqrt(max(a, b)) terms are needed; this is far beyond any number of messages
_GRAINS_PER_POINT = 10**9  # sign flips are counted in whole billionths, so that equal sums are equal


def regularised_beta(a: float, b: float, x: float) -> float:
    """Return I_x(a, b), the regularised incomplete beta function: the Beta(a, b) distribution function at x.

    `a`, `b` > 0 and finite; `x` in [0, 1]. Accurate to 1e-11 for a + b up to a thousand, to 1e-9 up to
    a hundred thousand (what is lost is lost in the logarithm of the gamma function).
    """
    if x in (0.0, 1.0):
        return x
    leading_factor = exp(a * log(x) + b * log1p(-x) - lgamma(a) - lgamma(b) + lgamma(a + b))
    if x <= (a + 1.0) / (a + b + 2.0):  # where the fraction converges fast
        return min(1.0, leading_factor * _continued_fraction(a, b, x) / a)
    return max(0.0, 1.0 - leading_factor * _continued_fraction(b, a, 1.0 - x) / b)


def _continued_fraction(a: float, b: float, x: float) -> float:
    """Return the fraction DLMF 8.17.22 by the modified Lentz method (Thompson & Barnett 1986, J. Comput. Phys. 64)."""
    lentz_numerator, lentz_denominator = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0) or _SMALLEST_DENOMINATOR)
    fraction = lentz_denominator
    for term_number in range(1, _MOST_FRACTION_TERMS):
        doubled_index = a + 2 * term_number
        coefficient = term_number * (b - term_number) * x / ((doubled_index - 1.0) * doubled_index)
        lentz_denominator = 1.0 / (1.0 + coefficient * lentz_denominator or _SMALLEST_DENOMINATOR)
        lentz_numerator = 1.0 + coefficient / lentz_numerator or _SMALLEST_DENOMINATOR
        fraction *= lentz_numerator * lentz_denominator
        coefficient = -(a + term_number) * (a + b + term_number) * x / (doubled_index * (doubled_index + 1.0))
        lentz_denominator = 1.0 / (1.0 + coefficient * lentz_denominator or _SMALLEST_DENOMINATOR)
        lentz_numerator = 1.0 + coefficient / lentz_numerator or _SMALLEST_DENOMINATOR
        factor = lentz_numerator * lentz_denominator
        fraction *= factor
        if -_FRACTION_TOLERANCE <= factor - 1.0 <= _FRACTION_TOLERANCE:
            break
    return fraction


def t_two_sided_p(t: float, df: float) -> float:
    """Return the two-sided p of Student's t: the chance of |T| ≥ |t| with `df` > 0 degrees of freedom.

    An infinite `t` has p = 0. Source: Abramowitz & Stegun 1964, 26.7.1 and 26.5.27.
    """
    t_squared = t * t
    if t_squared < df:  # near t = 0 the complement keeps its digits
        return 1.0 - regularised_beta(0.5, df / 2.0, t_squared / (df + t_squared))
    return regularised_beta(df / 2.0, 0.5, df / (df + t_squared))


def t_quantile(p: float, df: float) -> float:
    """Return the t below which Student's t with `df` > 0 lies with probability `p`, 0 ≤ p ≤ 1.

    `t_quantile(0.975, df)` is the multiplier of a 95 % interval. 0 and 1 give -inf and inf.
    """
    outside = 2.0 * min(p, 1.0 - p)  # the probability beyond -t and t
    if outside == 0.0:
        return copysign(inf, p - 0.5)
    low, high = 0.0, 1.0
    while t_two_sided_p(high, df) > outside:
        low, high = high, 2.0 * high
    for _ in range(_QUANTILE_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if t_two_sided_p(middle, df) > outside else (low, middle)
    return copysign(low, p - 0.5)


def compute_one_sample_t(values: Sequence[float]) -> tuple[float, int]:
    """Return t and its degrees of freedom for the question whether the mean of two or more `values` differs from 0.

    Equal values give an infinite t, or 0 when all are 0.
    """
    value_count = len(values)
    mean = sum(values) / value_count
    standard_deviation = sqrt(sum((value - mean) ** 2 for value in values) / (value_count - 1))
    if standard_deviation == 0.0:
        return (copysign(inf, mean) if mean else 0.0), value_count - 1
    return mean / (standard_deviation / sqrt(value_count)), value_count - 1


def adjust_benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """Return the adjusted p of each p in `ps`, in the same order.

    Telling those with an adjusted p ≤ q keeps the expected share of false ones among the told at q or less.
    Source: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289–300.
    """
    adjusted_ps = [1.0] * len(ps)
    smallest_adjusted_p = 1.0
    largest_p_first = sorted(range(len(ps)), key=ps.__getitem__, reverse=True)
    for rank, index in zip(range(len(ps), 0, -1), largest_p_first, strict=True):
        smallest_adjusted_p = min(smallest_adjusted_p, ps[index] * (len(ps) / rank))
        adjusted_ps[index] = smallest_adjusted_p
    return adjusted_ps


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
    grains = [round(difference * _GRAINS_PER_POINT) for difference in differences]
    ways_by_sum = {0: 1}
    for grain in grains:
        ways_by_longer_sum: dict[int, int] = {}
        for flipped_sum, way_count in ways_by_sum.items():
            ways_by_longer_sum[flipped_sum + grain] = ways_by_longer_sum.get(flipped_sum + grain, 0) + way_count
            ways_by_longer_sum[flipped_sum - grain] = ways_by_longer_sum.get(flipped_sum - grain, 0) + way_count
        ways_by_sum = ways_by_longer_sum
    least_extreme_sum = abs(sum(grains)) - len(grains)  # a third is not a whole number of grains: allow one each
    extreme_count = sum(
        way_count for flipped_sum, way_count in ways_by_sum.items() if abs(flipped_sum) >= least_extreme_sum
    )
    return SignFlipResult(extreme_count, 2 ** len(grains))


def compute_welch(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Return the difference of means and its two-sided p by Welch's t."""
    (mean_x, squared_error_x), (mean_y, squared_error_y) = _mean_and_error(xs), _mean_and_error(ys)
    if squared_error_x + squared_error_y <= 0.0:
        return mean_x - mean_y, 1.0 if mean_x == mean_y else 0.0
    degrees_of_freedom = (squared_error_x + squared_error_y) ** 2 / (
        squared_error_x**2 / (len(xs) - 1) + squared_error_y**2 / (len(ys) - 1)
    )
    t = (mean_x - mean_y) / sqrt(squared_error_x + squared_error_y)
    return mean_x - mean_y, t_two_sided_p(t, degrees_of_freedom)


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values)


_LARGEST_WEEKDAY_MEAN_LEFT = 1e-10  # in points of mood; smaller ones are as good as none
_MOST_CENTRING_ROUNDS = 60
_ZERO_WEEK_WEIGHT, _ZERO_WEEK_SCORE = 1e-9, 1e-12  # below these a weekly number is what the turns left over, not data


@dataclass(frozen=True, slots=True)
class WeeklyEffect:
    """What is left of a difference between days once weeks and weekdays are taken out.

    `effect` in points of mood, days with minus days without; `t`, `df`, `p` of the weekly test; `se`, `low`,
    `high` the standard error and 95 % interval of the effect; `n_yes`, `n_no` days; `mixed_weeks` hold both
    kinds of day; `week_scores`, `week_weights` of each week that counts, by week number. Nothing to compare: effect
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
    rows_by_week = _group_row_numbers((day - 1) // 7 for day in days)
    mood_residuals = _remove_fixed_effects(days, list(rows_by_week.values()), mood)
    marker_residuals = _remove_fixed_effects(days, list(rows_by_week.values()), marker)
    week_weights = {
        week: sum(marker_residuals[i] * marker_residuals[i] for i in rows) for week, rows in rows_by_week.items()
    }
    week_weights = {week: weight for week, weight in week_weights.items() if weight > _ZERO_WEEK_WEIGHT}
    week_scores = {
        week: sum(marker_residuals[i] * mood_residuals[i] for i in rows_by_week[week]) for week in week_weights
    }
    week_scores = {week: score if abs(score) > _ZERO_WEEK_SCORE else 0.0 for week, score in week_scores.items()}
    n_yes = sum(1 for value in marker if value)
    effect_without_test = WeeklyEffect(
        n_yes=n_yes,
        n_no=len(marker) - n_yes,
        mixed_weeks=sum(1 for rows in rows_by_week.values() if len({bool(marker[i]) for i in rows}) == 2),
        week_scores=week_scores,
        week_weights=week_weights,
    )
    week_count = len(week_weights)
    if week_count < 2:
        return effect_without_test
    total_weight = sum(week_weights.values())
    effect = sum(week_scores.values()) / total_weight
    t, df = compute_one_sample_t(list(week_scores.values()))
    squared_residual_scores = sum((week_scores[week] - effect * weight) ** 2 for week, weight in week_weights.items())
    se = sqrt(week_count / (week_count - 1) * squared_residual_scores) / total_weight
    half_interval = t_quantile(0.975, df) * se
    return replace(
        effect_without_test,
        effect=effect,
        t=t,
        df=df,
        p=t_two_sided_p(t, df),
        se=se,
        low=effect - half_interval,
        high=effect + half_interval,
    )


def _remove_fixed_effects(
    days: Sequence[int], rows_of_weeks: Sequence[list[int]], values: Sequence[float]
) -> list[float]:
    """Take week means and weekday means out of `values` by turns, until the largest weekday mean is next to none."""
    rows_of_weekdays = list(_group_row_numbers((day - 1) % 7 for day in days).values())
    residuals = list(values)
    for _ in range(_MOST_CENTRING_ROUNDS):
        _subtract_group_means(residuals, rows_of_weeks)
        if _subtract_group_means(residuals, rows_of_weekdays) < _LARGEST_WEEKDAY_MEAN_LEFT:
            break
    return residuals


def _subtract_group_means(values: list[float], rows_of_groups: Iterable[list[int]]) -> float:
    """Take out of `values` the mean of each group of rows, and return the size of the largest mean."""
    largest_mean = 0.0
    for rows in rows_of_groups:
        mean = sum([values[row] for row in rows]) / len(rows)
        for row in rows:
            values[row] -= mean
        largest_mean = max(largest_mean, abs(mean))
    return largest_mean


def _group_row_numbers(group_keys: Iterable[int]) -> dict[int, list[int]]:
    rows_by_group: dict[int, list[int]] = {}
    for row_number, group_key in enumerate(group_keys):
        rows_by_group.setdefault(group_key, []).append(row_number)
    return rows_by_group
