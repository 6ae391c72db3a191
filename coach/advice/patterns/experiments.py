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
    pair_start_weekdays = _PAIR_START_WEEKDAYS if weekends else _PAIR_START_WEEKDAYS[:2]
    coin = Random(seed)
    planned_days: list[PlannedDay] = []
    for day_ordinal in count(start.toordinal()):
        pair_number = len(planned_days) // 2 + 1
        if pair_number > PAIR_COUNT:
            break
        if (day_ordinal - 1) % 7 in pair_start_weekdays:
            first_has_marker = coin.random() < 0.5  # random() is the call that gives the same numbers in every Python
            planned_days += [
                PlannedDay(day_ordinal, pair_number, first_has_marker),
                PlannedDay(day_ordinal + 1, pair_number, not first_has_marker),
            ]
    return tuple(planned_days)


def last_day_of(plan: ExperimentPlan) -> int:
    """Return the last day of a plan: fixed at the start, and nothing is computed before it is over."""
    return plan[-1].day


def find_planned_day(plan: ExperimentPlan, today: date) -> PlannedDay | None:
    """Return what the coin said for `today`, or None on a day that is not part of the plan."""
    return next((planned_day for planned_day in plan if planned_day.day == today.toordinal()), None)


def compute_differences(plan: ExperimentPlan, ratings: Mapping[int, Sequence[float]]) -> list[float]:
    """Return with minus without for each whole pair; days count as the coin said, whatever was done.

    A day's value is the mean of its ratings (two are asked for, one counts too). A pair with an unrated day
    is dropped.
    """
    differences = []
    for first_day, second_day in zip(plan[::2], plan[1::2], strict=True):
        day_with, day_without = (first_day, second_day) if first_day.has_marker else (second_day, first_day)
        if ratings.get(day_with.day) and ratings.get(day_without.day):
            differences.append(_mean_value(ratings[day_with.day]) - _mean_value(ratings[day_without.day]))
    return differences


def evaluate_experiment(
    plan: ExperimentPlan, ratings: Mapping[int, Sequence[float]], today: date
) -> ExperimentResult | None:
    """Return what the experiment found, or None until its last day is over. `ratings`: day → its moods."""
    if today.toordinal() <= last_day_of(plan):
        return None
    differences = compute_differences(plan, ratings)
    return ExperimentResult(
        len(differences), _mean_value(differences) if differences else 0.0, run_sign_flip_test(differences)
    )


def describe_planned_day(planned_day: PlannedDay, marker: str) -> str:
    """Return the line for the goal panel."""
    with_or_without = "with" if planned_day.has_marker else "without"
    return f"Today {with_or_without} {describe_marker(marker)} · coin flip {planned_day.pair} of {PAIR_COUNT}"


def describe_result(result: ExperimentResult, marker: str) -> str:
    """Return the result in words. Only here, and only when the test allows it, stands "because"."""
    if result.pairs < FEWEST_PAIRS:
        return f"Complete pairs of days: {result.pairs}. A result needs {FEWEST_PAIRS} pairs."
    if not result.is_significant:
        return f"{result.pairs} pairs of days: chance alone can explain the difference, so the result is open."
    return (
        f"Your mood was about {abs(result.effect):.1f} points (of 5) {higher_or_lower(result.effect)}, "
        f"probably because of {describe_marker(marker)}. "
        f"A coin chose the day in {result.pairs} pairs; chance alone shows such a result "
        f"{_format_share(result.test.p_value)} times."
    )


def plan_of_experiment(experiment: ExperimentRecord) -> ExperimentPlan:
    """Return the 28 days of an experiment."""
    return draw_plan(experiment.start, experiment.seed, weekends=experiment.weekends)


def find_running_experiment(journal: Journal, today: date) -> ExperimentRecord | None:
    """Return the experiment whose last day is not over and that nobody has ended, or None."""
    running_experiments = [
        experiment
        for experiment in journal.list_records(ExperimentRecord)
        if experiment.ended_on is None and last_day_of(plan_of_experiment(experiment)) >= today.toordinal()
    ]
    return max(
        running_experiments,
        key=lambda experiment: (experiment.start, experiment.changed_at, experiment.id),
        default=None,
    )


def find_finished_experiment(
    journal: Journal, today: date, moods: MoodsByDay
) -> tuple[ExperimentRecord, ExperimentResult] | None:
    """Return the newest experiment that came to its end, with what it found, or None. `moods` are of all years."""
    finished_experiments = [
        experiment
        for experiment in journal.list_records(ExperimentRecord)
        if experiment.ended_on is None and last_day_of(plan_of_experiment(experiment)) < today.toordinal()
    ]
    newest_experiment = max(
        finished_experiments,
        key=lambda experiment: (experiment.start, experiment.changed_at, experiment.id),
        default=None,
    )
    if newest_experiment is None:
        return None
    experiment_result = evaluate_experiment(plan_of_experiment(newest_experiment), moods, today)
    return None if experiment_result is None else (newest_experiment, experiment_result)


def describe_today(journal: Journal, today: date) -> str:
    """Return the line for the goal panel: which side today has, a day off, or "" without an experiment."""
    experiment = find_running_experiment(journal, today)
    if experiment is None:
        return ""
    plan = plan_of_experiment(experiment)
    planned_day = find_planned_day(plan, today)
    if planned_day is not None:
        return describe_planned_day(planned_day, experiment.marker)
    next_planned_day = next((later_day for later_day in plan if later_day.day > today.toordinal()), None)
    if next_planned_day is None:
        return ""
    return f"Nothing to test today · coin flip {next_planned_day.pair} of {PAIR_COUNT} comes next"


def describe_last_result(journal: Journal, today: date, moods: MoodsByDay) -> str:
    """Return what the newest finished experiment found, in words, or ""."""
    finished_experiment = find_finished_experiment(journal, today, moods)
    return describe_result(finished_experiment[1], finished_experiment[0].marker) if finished_experiment else ""


def describe_running_experiment(journal: Journal, today: date) -> str:
    """Return what runs and when it ends, or ""."""
    experiment = find_running_experiment(journal, today)
    if experiment is None:
        return ""
    last_day = date.fromordinal(last_day_of(plan_of_experiment(experiment)))
    marker_words = describe_marker(experiment.marker)
    last_day_in_words = format_date(last_day)
    return (
        f"Until {last_day_in_words} a coin picks the days for {marker_words}. "
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
