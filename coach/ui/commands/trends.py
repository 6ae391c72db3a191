"""Trends: `t` opens the page; on it, the own question, the experiment, and what is said once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.ui.screens.today import TodayScreen

if TYPE_CHECKING:
    from coach.acts.change import Act
    from coach.advice.looks import Findings
    from coach.ui.screens.trends import TrendsScreen


def show(screen: TodayScreen) -> None:
    """Open the page."""
    from coach.ui.screens.trends import TrendsScreen

    screen.app.push_screen(TrendsScreen(screen))


def ask(page: TrendsScreen) -> None:
    """Choose the one question of one's own."""
    from coach.acts.experiment import ask as act
    from coach.advice.patterns import MARKERS
    from coach.ui.dialogs.choice import ChoiceDialog

    def chosen(name: str | None) -> None:
        if name is not None:
            page.do(act("" if name == "none" else name))

    choices = [*MARKERS.items(), ("none", "no question of my own")]
    hint = "One of the six is yours and is heard sooner. It stays once a look was taken."
    page.app.push_screen(ChoiceDialog("What goes with your mood?", choices, hint=hint), chosen)


def experiment(page: TrendsScreen) -> None:
    """Start an experiment, or end the running one without a word."""
    from coach.acts.experiment import end, start
    from coach.advice import experiment as trials
    from coach.advice.experiment import CHOICES
    from coach.advice.patterns import phrase
    from coach.domain.clock import day_of
    from coach.ui.dialogs.choice import ChoiceDialog

    book = page.today.desk.book
    running = trials.running(book, day_of(page.today.now(), book.settings.day_ends))

    def chosen(name: str | None) -> None:
        if name == "end":
            page.do(end())
        elif name is not None and name != "go on":
            page.do(start(name))

    if running is not None:
        choices = [("go on", "go on"), ("end", "end it, without a word")]
        dialog = ChoiceDialog(f"A coin decides about {phrase(running.marker)}", choices)
    else:
        choices = [(name, phrase(name)) for name in CHOICES]
        hint = "A coin says on which of two days. 14 pairs, five to seven weeks; the end is fixed now."
        dialog = ChoiceDialog("What may a coin decide?", choices, hint=hint)
    page.app.push_screen(dialog, chosen)


def look(screen: TodayScreen) -> None:
    """Take the look at what went together that is due, in a thread. What cannot be saved waits for another day."""
    from coach.domain.clock import day_of

    desk = screen.desk
    known = desk.past.known()
    about = (day_of(desk.now(), desk.book.settings.day_ends), known.first_mood if known else None)
    if about == desk.past.tried:
        return
    desk.past.tried = about

    def work() -> None:
        act = desk.past.look()
        if act is not None:
            screen.app.call_from_thread(taken, act)

    def taken(act: Act) -> None:
        screen.note(act)
        screen.refresh_day()

    screen.run_worker(work, thread=True, group="look")


def unsaid(page: TrendsScreen, found: Findings) -> Findings:
    """Return the findings without what was taken back on an earlier day, and remember what is said now."""
    from coach.acts.experiment import is_said, said

    if found.looked is None or not found.withdrawn:
        return found
    book = page.today.desk.book
    fresh = []
    for pattern in found.withdrawn:
        if pattern.name not in page.told and is_said(book, pattern.name, found.looked):
            continue
        fresh.append(pattern)
        if pattern.name not in page.told and not book.read_only:
            page.told.add(pattern.name)
            page.today.do(said(pattern.name, found.looked))
    return replace(found, withdrawn=tuple(fresh))
