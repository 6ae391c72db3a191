"""Trends: `t` opens the page; on it, one's own question, the experiment, and withdrawn patterns, shown once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from coach.actions import patterns as actions
from coach.actions.result import Action
from coach.advice.patterns import experiments
from coach.advice.patterns.day_markers import MARKERS, describe_marker
from coach.advice.patterns.experiments import TESTABLE_MARKERS
from coach.advice.patterns.mood_patterns import CheckSummary
from coach.tui.dialogs.choice import ask_choice, offer_actions
from coach.tui.session import Session


def choose_own_question(session: Session) -> None:
    """Choose the one question of one's own."""
    ask_choice(
        session,
        "When is your mood higher or lower?",
        [*MARKERS.items(), ("", "no question")],
        lambda marker_name: session.execute(actions.choose_question(marker_name)),
        hint="Pick one of six to test first; you can't change it after the first result.",
    )


def choose_experiment(session: Session) -> None:
    """Start an experiment, or end the running one without a word."""
    journal = session.journal
    running_experiment = experiments.find_running_experiment(journal, journal.settings.day_of(session.now()))
    if running_experiment is not None:
        title = f"A coin picks the days for {describe_marker(running_experiment.marker)}"
        end_experiment = partial(session.execute, actions.end_experiment())
        offer_actions(session, title, [("go on", lambda: None), ("end it", end_experiment)])
        return
    ask_choice(
        session,
        "Try something out, and let a coin choose the days",
        [(marker_name, describe_marker(marker_name)) for marker_name in TESTABLE_MARKERS],
        lambda marker_name: session.execute(actions.start_experiment(marker_name)),
        hint="Of every two days the coach picks one by a coin flip: you do it then, not on the other day. "
        "14 pairs take five to seven weeks.",
    )


def run_due_check(session: Session) -> None:
    """Run the check of the patterns that is due in a thread, one at a time. What isn't saved waits for another day."""
    service, history = session.service, session.service.history

    def find_check_day() -> tuple[date, date | None]:
        known_series = history.cached_series()
        return service.journal.settings.day_of(service.now()), known_series.first_mood_day if known_series else None

    if history.is_checking or find_check_day() == history.tried_check:
        return
    history.is_checking = True

    def save_check(due_check: Action | None) -> None:
        history.is_checking, history.tried_check = False, find_check_day()  # by now the first day is known
        if due_check is not None:
            session.save_silently(due_check)
            session.refresh_day()
        # The first word with people of whom no day is known: it reads all years too, and is as seldom of use.
        session.run_in_thread(history.find_first_talks, save_first_talks)

    def save_first_talks(first_talks: Action | None) -> None:
        if first_talks is not None:
            session.save_silently(first_talks)

    session.run_in_thread(history.run_due_check, save_check)


def drop_shown_withdrawals(session: Session, findings: CheckSummary, shown: set[str]) -> CheckSummary:
    """Return the findings without withdrawals that were shown on an earlier day, and record those shown now.

    `shown` has the names of the withdrawals that this page has shown; new ones are added.
    """
    if findings.checked_on is None or not findings.withdrawn:
        return findings
    journal = session.journal
    new_withdrawals = []
    for pattern in findings.withdrawn:
        if pattern.name not in shown and actions.is_withdrawal_recorded(journal, pattern.name, findings.checked_on):
            continue
        new_withdrawals.append(pattern)
        if pattern.name not in shown and not journal.read_only:
            shown.add(pattern.name)
            session.execute(actions.record_withdrawal(pattern.name, findings.checked_on))
    return replace(findings, withdrawn=tuple(new_withdrawals))
