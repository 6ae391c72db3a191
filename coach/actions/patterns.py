"""Actions about patterns: the experiment, the own question, and the records of checks and withdrawn findings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import randbits

from coach.actions.result import Action, ActionResult, action
from coach.advice.patterns.day_markers import MARKERS, describe_marker
from coach.advice.patterns.experiments import (
    TESTABLE_MARKERS,
    find_running_experiment,
    last_day_of,
    plan_of_experiment,
)
from coach.advice.patterns.mood_patterns import newest_check
from coach.domain.advice_records import AdviceAnswer, ExperimentRecord, PatternCheck, was_asked
from coach.domain.journal import Journal
from coach.domain.text import clean_text, fold_text
from coach.domain.wording import format_date
from coach.errors import CoachError, InvalidInput

_WEEKEND_WEEKDAYS = {5, 6}
_FORMER_WORDS_OF_MARKERS = {"after_hours": "networking after hours"}
"""Marker → the words it had on screens before; people may still type them."""


def parse_marker(word: str, among: tuple[str, ...] = tuple(MARKERS)) -> str:
    """Return the marker that `word` names or begins, by its id or its words. Raises InvalidInput."""
    typed_marker = _strip_articles(fold_text(word).replace("_", " ").replace("-", " "))
    for marker in among:
        shown_marker = _strip_articles(fold_text(describe_marker(marker)).replace("-", " "))
        marker_words = (marker.replace("_", " "), shown_marker, _FORMER_WORDS_OF_MARKERS.get(marker, shown_marker))
        if typed_marker and any(marker_word.startswith(typed_marker) for marker_word in marker_words):
            return marker
    known_markers = ", ".join(marker.replace("_", " ") for marker in among)
    raise InvalidInput(f'There is no question "{clean_text(word, 40)}".', hint=f"Questions: {known_markers}.")


def _strip_articles(marker_words: str) -> str:
    return marker_words.removeprefix("a ").removeprefix("the ")


def start_experiment(marker: str) -> Action:
    """Start 14 pairs of days with a coin, from tomorrow on. Raises CoachError while another runs.

    Weekends take part if both of their days are work days. Raises InvalidInput for what no coin may decide.
    """
    experiment_marker = parse_marker(marker, TESTABLE_MARKERS)
    coin_seed = randbits(32)

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        today = journal.settings.day_of(now)
        if find_running_experiment(journal, today) is not None:
            raise CoachError("An experiment is running already.", hint="You can end it at any time.")
        weekends = set(journal.settings.work_days) >= _WEEKEND_WEEKDAYS
        experiment = ExperimentRecord(
            marker=experiment_marker, start=today + timedelta(days=1), seed=coin_seed, weekends=weekends
        )
        plan, tested = plan_of_experiment(experiment), describe_marker(experiment_marker)
        first, last = (format_date(date.fromordinal(day), weekday=True) for day in (plan[0].day, last_day_of(plan)))
        return ActionResult(f"From {first} to {last} a coin picks one of every two days for {tested}.", (experiment,))

    return run_action


@action
def end_experiment(journal: Journal, now: datetime) -> ActionResult:
    """End the running experiment. Nothing is computed, and nothing is asked."""
    today = journal.settings.day_of(now)
    experiment = find_running_experiment(journal, today)
    if experiment is None:
        raise CoachError(
            "No experiment is running.",
            hint="For example: coach experiment start voice (talking by voice or in person).",
        )
    return ActionResult("The experiment has ended.", (experiment.copy_with(ended_on=today),))


@action
def choose_question(journal: Journal, now: datetime, marker: str) -> ActionResult:
    """Choose the one question of one's own, before the first check; "" asks none.

    Once a check has taken place the question stays, because asking again and again is how chance gets in: then
    CoachError.
    """
    question = parse_marker(marker) if marker else ""
    settings = journal.settings
    if settings.question and settings.question != question and newest_check(journal) is not None:
        raise CoachError(
            f"Your question is {describe_marker(settings.question)}, and it has been tested already.",
            hint=(
                "Changing it now could make chance look like a pattern. "
                f"An experiment can test {', '.join(map(describe_marker, TESTABLE_MARKERS))}."
            ),
        )
    message = f"Your question: {describe_marker(question)}." if question else "No question chosen."
    return ActionResult(message, (settings.copy_with(question=question),))


@action
def record_withdrawal(journal: Journal, now: datetime, marker: str, check: date) -> ActionResult:
    """Remember that a withdrawal was shown, so that it is shown once."""
    topic, today = f"withdrawn {marker} {check}", journal.settings.day_of(now)
    return ActionResult("", (AdviceAnswer(topic=topic, at=now, day=today, outcome="shown"),), undoable=False)


def is_withdrawal_recorded(journal: Journal, marker: str, check: date) -> bool:
    """Tell whether this withdrawal was shown before."""
    return was_asked(journal, f"withdrawn {marker} {check}")


@action
def record_pattern_check(journal: Journal, now: datetime, check: PatternCheck) -> ActionResult:
    """Save a check, unless a later one was saved meanwhile. It shows no message and cannot be undone."""
    newest = newest_check(journal)
    return ActionResult("", () if newest is not None and newest.day > check.day else (check,), undoable=False)
