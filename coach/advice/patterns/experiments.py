"""An experiment with one's own days: a coin decides which of two neighbouring days has something.

The coin, not the person, chooses, the end is fixed at the start, and the test counts every other way the coin could
have fallen, so this is the one module whose sentences may say "because". A plan is a pure function of its start and
seed. Nothing is computed before the last day is over. Days are day ordinals, ratings are moods from 1 to 5."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random
from statistics import fmean

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
    """One day of the plan: `pair` counts from 1, `has_marker` says which side of the coin it has."""

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


def compute_differences(plan: ExperimentPlan, ratings: Mapping[int, Sequence[float]]) -> list[float]:
    """Return with minus without for each whole pair; days count as the coin said, whatever was done.

    A day's value is the mean of its ratings (two are asked for, one counts too). A pair with an unrated day
    is dropped.
    """
    differences = []
    for first_day, second_day in zip(plan[::2], plan[1::2], strict=True):
        day_with, day_without = (first_day, second_day) if first_day.has_marker else (second_day, first_day)
        if ratings.get(day_with.day) and ratings.get(day_without.day):
            differences.append(fmean(ratings[day_with.day]) - fmean(ratings[day_without.day]))
    return differences


def evaluate_experiment(
    plan: ExperimentPlan, ratings: Mapping[int, Sequence[float]], today: date
) -> ExperimentResult | None:
    """Return what the experiment found, or None until its last day is over. `ratings`: day → its moods."""
    if today.toordinal() <= last_day_of(plan):
        return None
    differences = compute_differences(plan, ratings)
    mean_difference = fmean(differences) if differences else 0.0
    return ExperimentResult(len(differences), mean_difference, run_sign_flip_test(differences))


def describe_result(result: ExperimentResult, marker: str) -> str:
    """Return the result in words. Only here, and only when the test allows it, stands "because"."""
    if result.pairs < FEWEST_PAIRS:
        return f"Complete pairs of days: {result.pairs}. A result needs {FEWEST_PAIRS} pairs."
    if not result.is_significant:
        return f"{result.pairs} pairs of days: chance alone can explain the difference, so the result is open."
    p = result.test.p_value
    times_by_chance = "fewer than 1 in 100" if p < 0.01 else f"about {round(100 * p)} in 100"
    return (
        f"Your mood was about {abs(result.effect):.1f} points (of 5) {higher_or_lower(result.effect)}, "
        f"probably because of {describe_marker(marker)}. "
        f"A coin chose the day in {result.pairs} pairs; chance alone shows such a result {times_by_chance} times."
    )


def plan_of_experiment(experiment: ExperimentRecord) -> ExperimentPlan:
    """Return the 28 days of an experiment."""
    return draw_plan(experiment.start, experiment.seed, weekends=experiment.weekends)


def find_running_experiment(journal: Journal, today: date) -> ExperimentRecord | None:
    """Return the experiment whose last day is not over and that nobody has ended, or None."""
    return _newest_experiment(journal, lambda last_day: last_day >= today.toordinal())


def find_finished_experiment(
    journal: Journal, today: date, moods: MoodsByDay
) -> tuple[ExperimentRecord, ExperimentResult] | None:
    """Return the newest experiment that came to its end, with what it found, or None. `moods` are of all years."""
    experiment = _newest_experiment(journal, lambda last_day: last_day < today.toordinal())
    result = evaluate_experiment(plan_of_experiment(experiment), moods, today) if experiment else None
    return (experiment, result) if experiment and result else None


def _newest_experiment(journal: Journal, is_wanted: Callable[[int], bool]) -> ExperimentRecord | None:
    """Return the newest of the experiments that nobody has ended and whose last day is wanted."""
    experiments = [
        experiment
        for experiment in journal.list_records(ExperimentRecord)
        if experiment.ended_on is None and is_wanted(last_day_of(plan_of_experiment(experiment)))
    ]
    return max(experiments, key=lambda each: (each.start, each.changed_at, each.id), default=None)


def describe_today(journal: Journal, today: date) -> str:
    """Return the line for the goal panel: which side today has, a day off, or "" without an experiment."""
    experiment = find_running_experiment(journal, today)
    if experiment is None:
        return ""
    planned_day = next(each for each in plan_of_experiment(experiment) if each.day >= today.toordinal())
    if planned_day.day > today.toordinal():
        return f"Nothing to test today · coin flip {planned_day.pair} of {PAIR_COUNT} comes next"
    with_or_without = "with" if planned_day.has_marker else "without"
    marker_words = describe_marker(experiment.marker)
    return f"Today {with_or_without} {marker_words} · coin flip {planned_day.pair} of {PAIR_COUNT}"


def list_experiment_messages(journal: Journal, today: date, moods: MoodsByDay) -> tuple[str, ...]:
    """Return all there is to say: today's side, what runs until when, and what the last one found."""
    messages = []
    running_experiment = find_running_experiment(journal, today)
    if running_experiment is not None:
        last_day = date.fromordinal(last_day_of(plan_of_experiment(running_experiment)))
        messages += [
            describe_today(journal, today),
            f"Until {format_date(last_day)} a coin picks the days for {describe_marker(running_experiment.marker)}. "
            "Log your mood twice a day; the result comes when the experiment ends.",
        ]
    finished_experiment = find_finished_experiment(journal, today, moods)
    if finished_experiment is not None:
        messages.append(describe_result(finished_experiment[1], finished_experiment[0].marker))
    return tuple(messages)
