"""A comparison of days within the same weeks: two-way fixed effects, one observation per week.

Moods drift over weeks and differ by weekday, and so do habits; two drifting lines resemble each other by accident.
Only what differs inside a week, beyond its weekdays, is compared, and a week counts once however many days it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, sqrt

from coach.advice.statistics import compute_one_sample_t, t_quantile, t_two_sided_p

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
