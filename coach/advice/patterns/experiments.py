"""An experiment with one's own days: a coin decides which of two neighbouring days has something.

The coin, not the person, chooses, the end is fixed at the start, and the test counts every other way the coin could
have fallen, so this is the one module whose sentences may say "because". A plan is a pure function of its start and
seed. Nothing is computed before the last day is over. Days are day ordinals, ratings are moods from 1 to 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random

from coach.advice.patterns.day_markers import describe_marker
from coach.advice.patterns.mood_patterns import higher_or_lower
from coach.advice.statistics import SignFlipResult, run_sign_flip_test
from coach.domain.advice_records import ExperimentRecord
from coach.domain.journal import Journal
from coach.domain.wording import format_date

PAIR_COUNT = 14
SIGNIFICANCE_LEVEL = 0.05
FEWEST_PAIRS = 6  # with five pairs even the clearest answer has p = 2/32, which is above the level
# What a coin may decide: a reply is another person's doing, and no coin asks anybody past a limit or hours.
TESTABLE_MARKERS = ("screen_free_break", "goal_done", "voice")
# Monday–Tuesday, Wednesday–Thursday, Saturday–Sunday. Friday stands alone: work and a day off are no pair.
_PAIR_START_WEEKDAYS = (0, 2, 5)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of the plan: `pair` counts from 1, `with_it` says which side of the coin the day has."""

    day: int
    pair: int
    has_marker: bool


ExperimentPlan = tuple[PlannedDay, ...]
MoodsByDay = Mapping[int, Sequence[int]]
"""Day ordinal → the values of that day."""


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """What `pairs` whole pairs say: `effect` is the mean difference in mood points, with minus without."""

    pairs: int
    effect: float
    test: SignFlipResult

    @property
    def is_significant(self) -> bool:
        """Whether chance alone would do this in at most 5 of 100 experiments."""
        return self.test.p_value <= SIGNIFICANCE_LEVEL


def draw_plan(start: date, seed: int, *, weekends: bool = True) -> ExperimentPlan:
    """Return the 28 days of 14 pairs from `start` on, in order; the same start and seed give the same days.

    A pair is Monday–Tuesday, Wednesday–Thursday or Saturday–Sunday, never Friday–Saturday; 14 of them take
    about five weeks, or seven without `weekends`.
    """
    starts = _PAIR_START_WEEKDAYS if weekends else _PAIR_START_WEEKDAYS[:2]
    coin = Random(seed)
    days: list[PlannedDay] = []
    for day in count(start.toordinal()):
        pair = len(days) // 2 + 1
        if pair > PAIR_COUNT:
            break
        if (day - 1) % 7 in starts:
            first = coin.random() < 0.5  # random() is the call that gives the same numbers in every Python
            days += [PlannedDay(day, pair, first), PlannedDay(day + 1, pair, not first)]
    return tuple(days)


def last_day_of(days: ExperimentPlan) -> int:
    """Return the last day of a plan: fixed at the start, and nothing is computed before it is over."""
    return days[-1].day


def find_planned_day(days: ExperimentPlan, today: date) -> PlannedDay | None:
    """Return what the coin said for `today`, or None on a day that is not part of the plan."""
    return next((each for each in days if each.day == today.toordinal()), None)


def compute_differences(days: ExperimentPlan, ratings: Mapping[int, Sequence[float]]) -> list[float]:
    """Return with minus without for each whole pair; days count as the coin said, whatever was done.

    A day's value is the mean of its ratings (two are asked for, one counts too). A pair with an unrated day
    is dropped.
    """
    found = []
    for one, other in zip(days[::2], days[1::2], strict=True):
        with_it, without = (one, other) if one.has_marker else (other, one)
        if ratings.get(with_it.day) and ratings.get(without.day):
            found.append(_mean_value(ratings[with_it.day]) - _mean_value(ratings[without.day]))
    return found


def evaluate_experiment(
    days: ExperimentPlan, ratings: Mapping[int, Sequence[float]], today: date
) -> ExperimentResult | None:
    """Return what the experiment found, or None until its last day is over. `ratings`: day → its moods."""
    if today.toordinal() <= last_day_of(days):
        return None
    found = compute_differences(days, ratings)
    return ExperimentResult(len(found), _mean_value(found) if found else 0.0, run_sign_flip_test(found))


def describe_planned_day(today: PlannedDay, marker: str) -> str:
    """Return the line for the goal panel."""
    word = "with" if today.has_marker else "without"
    return f"Today {word} {describe_marker(marker)} · coin flip {today.pair} of {PAIR_COUNT}"


def describe_result(found: ExperimentResult, marker: str) -> str:
    """Return the result in words. Only here, and only when the test allows it, stands "because"."""
    if found.pairs < FEWEST_PAIRS:
        return f"Complete pairs of days: {found.pairs}. A result needs {FEWEST_PAIRS} pairs."
    if not found.is_significant:
        return f"{found.pairs} pairs of days: chance alone can explain the difference, so the result is open."
    return (
        f"Your mood was about {abs(found.effect):.1f} points (of 5) {higher_or_lower(found.effect)}, "
        f"probably because of {describe_marker(marker)}. "
        f"A coin chose the day in {found.pairs} pairs; chance alone shows such a result "
        f"{_format_share(found.test.p_value)} times."
    )


def plan_of_experiment(experiment: ExperimentRecord) -> ExperimentPlan:
    """Return the 28 days of an experiment."""
    return draw_plan(experiment.start, experiment.seed, weekends=experiment.weekends)


def find_running_experiment(journal: Journal, today: date) -> ExperimentRecord | None:
    """Return the experiment whose last day is not over and that nobody has ended, or None."""
    open_ones = [
        t
        for t in journal.list_records(ExperimentRecord)
        if t.ended_on is None and last_day_of(plan_of_experiment(t)) >= today.toordinal()
    ]
    return max(open_ones, key=lambda t: (t.start, t.changed_at, t.id), default=None)


def find_finished_experiment(
    journal: Journal, today: date, moods: MoodsByDay
) -> tuple[ExperimentRecord, ExperimentResult] | None:
    """Return the newest experiment that came to its end, with what it found, or None. `moods` are of all years."""
    over = [
        t
        for t in journal.list_records(ExperimentRecord)
        if t.ended_on is None and last_day_of(plan_of_experiment(t)) < today.toordinal()
    ]
    newest = max(over, key=lambda t: (t.start, t.changed_at, t.id), default=None)
    if newest is None:
        return None
    outcome = evaluate_experiment(plan_of_experiment(newest), moods, today)
    return None if outcome is None else (newest, outcome)


def describe_today(journal: Journal, today: date) -> str:
    """Return the line for the goal panel: which side today has, a day off, or "" without an experiment."""
    experiment = find_running_experiment(journal, today)
    if experiment is None:
        return ""
    days = plan_of_experiment(experiment)
    chosen = find_planned_day(days, today)
    if chosen is not None:
        return describe_planned_day(chosen, experiment.marker)
    following = next((each for each in days if each.day > today.toordinal()), None)
    if following is None:
        return ""
    return f"Nothing to test today · coin flip {following.pair} of {PAIR_COUNT} comes next"


def describe_last_result(journal: Journal, today: date, moods: MoodsByDay) -> str:
    """Return what the newest finished experiment found, in words, or ""."""
    found = find_finished_experiment(journal, today, moods)
    return describe_result(found[1], found[0].marker) if found else ""


def describe_running_experiment(journal: Journal, today: date) -> str:
    """Return what runs and when it ends, or ""."""
    experiment = find_running_experiment(journal, today)
    if experiment is None:
        return ""
    last = date.fromordinal(last_day_of(plan_of_experiment(experiment)))
    what = describe_marker(experiment.marker)
    until = format_date(last)
    return (
        f"Until {until} a coin picks the days for {what}. "
        "Log your mood twice a day; the result comes when the experiment ends."
    )


def list_experiment_messages(journal: Journal, today: date, moods: MoodsByDay) -> tuple[str, ...]:
    """Return all there is to say: today's side, what runs until when, and what the last one found."""
    lines = (
        describe_today(journal, today),
        describe_running_experiment(journal, today),
        describe_last_result(journal, today, moods),
    )
    return tuple(line for line in lines if line)


def _format_share(p: float) -> str:
    return "fewer than 1 in 100" if p < 0.01 else f"about {round(100 * p)} in 100"


def _mean_value(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers)
