"""Trends: `t` opens the page; on it, one's own question, the experiment, and what is said once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.acts import experiment as acts
from coach.advice import experiment as trials
from coach.advice.experiment import CHOICES
from coach.advice.patterns import MARKERS, phrase
from coach.domain.clock import day_of
from coach.ui.dialogs.choice import ChoiceDialog
from coach.ui.session import Session

if TYPE_CHECKING:
    from coach.acts.change import Act
    from coach.advice.looks import Findings


def open_trends(session: Session) -> None:
    """Open the trends."""
    session.pages.open_trends()


def choose_own_question(session: Session) -> None:
    """Choose the one question of one's own."""

    def answer(name: str | None) -> None:
        if name is not None:
            session.execute(acts.ask("" if name == "none" else name))

    choices = [*MARKERS.items(), ("none", "no question of my own")]
    hint = "One of the six is yours and is heard sooner. It stays once a look was taken."
    session.push(ChoiceDialog("What goes with your mood?", choices, hint=hint), answer)


def choose_experiment(session: Session) -> None:
    """Start an experiment, or end the running one without a word."""
    journal = session.journal
    running = trials.running(journal, day_of(session.now(), journal.settings.day_ends))

    def answer(name: str | None) -> None:
        if name == "end":
            session.execute(acts.end())
        elif name is not None and name != "go on":
            session.execute(acts.start(name))

    if running is not None:
        choices = [("go on", "go on"), ("end", "end it, without a word")]
        dialog = ChoiceDialog(f"A coin decides about {phrase(running.marker)}", choices)
    else:
        choices = [(name, phrase(name)) for name in CHOICES]
        hint = "A coin says on which of two days. 14 pairs, five to seven weeks; the end is fixed now."
        dialog = ChoiceDialog("What may a coin decide?", choices, hint=hint)
    session.push(dialog, answer)


def run_due_check(session: Session) -> None:
    """Run the check of the patterns that is due, in a thread. What cannot be saved waits for another day."""
    service = session.service
    known = service.past.known()
    about = (day_of(service.now(), service.book.settings.day_ends), known.first_mood if known else None)
    if about == service.past.tried:
        return
    service.past.tried = about

    def save_check(act: Act | None) -> None:
        if act is not None:
            session.record(act)
            session.refresh()

    session.run_in_thread(service.past.look, save_check)


def drop_told_withdrawals(session: Session, found: Findings, told: set[str]) -> Findings:
    """Return the findings without what was taken back on an earlier day, and remember what is said now.

    `told` holds the names of the withdrawals that were said on the page.
    """
    if found.looked is None or not found.withdrawn:
        return found
    journal = session.journal
    fresh = []
    for pattern in found.withdrawn:
        if pattern.name not in told and acts.is_said(journal, pattern.name, found.looked):
            continue
        fresh.append(pattern)
        if pattern.name not in told and not journal.read_only:
            told.add(pattern.name)
            session.execute(acts.said(pattern.name, found.looked))
    return replace(found, withdrawn=tuple(fresh))
