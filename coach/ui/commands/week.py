"""The week: `w` opens it; its one change, who was nice to talk to, and a copy as Markdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.acts import week as acts
from coach.advice.week import change_for, markdown, proposed
from coach.ui.dialogs.choice import ChoiceDialog
from coach.ui.dialogs.line import LineDialog
from coach.ui.session import Session
from coach.ui.text import HIDDEN

if TYPE_CHECKING:
    from coach.advice.week import Week


def open_week(session: Session) -> None:
    """Open the week."""
    session.pages.open_week()


def take_proposal(session: Session, week: Week, number: int) -> bool:
    """Take a proposal, counted from 1, as the one change; return whether that was possible."""
    if not week.open or number > len(week.proposals):
        return False
    return session.execute(acts.take(week.proposals[number - 1])) is not None


def write_change(session: Session, week: Week, done: Callable[[], object]) -> None:
    """Ask for the one change in one's own words; call `done` once it is saved."""
    if not week.open:
        return

    def answer(line: str | None) -> None:
        if line is not None:
            done()

    session.push(
        LineDialog(
            "week.change",
            f"One change for {change_for(week)}",
            placeholder="write to Ana when coffee is made",
            hint='"… when …" gives it a moment · Enter saves · Esc back',
            accept=lambda line: session.execute(acts.own(line), raises=True),
        ),
        answer,
    )


def choose_change(session: Session, week: Week, done: Callable[[], object]) -> None:
    """Offer the changes as a list, for the mouse; call `done` once one is saved."""
    choices = [(str(n), proposed(each, hide=session.hidden)) for n, each in enumerate(week.proposals, 1)]

    def answer(word: str | None) -> None:
        if word == "own":
            write_change(session, week, done)
        elif word is not None and take_proposal(session, week, int(word)):
            done()

    dialog = ChoiceDialog(f"One change for {change_for(week)}", [*choices, ("own", "in your own words")])
    session.push(dialog, answer)


def choose_nice_person(session: Session, week: Week) -> None:
    """Ask who was nice to talk to; choosing somebody again takes it back."""
    if not week.open or not week.talks:
        return
    choices = [(t.person, f"{HIDDEN if session.hidden else t.name}{'  ✓' if t.nice else ''}") for t in week.talks]

    def answer(person_id: str | None) -> None:
        if person_id is not None:
            session.execute(acts.nice(person_id))

    session.push(ChoiceDialog("Who was nice to talk to?", choices), answer)


def copy_week(session: Session, week: Week) -> None:
    """Copy the week as Markdown."""
    session.copy_text(markdown(week, hide=session.hidden))
    session.notify("Copied as Markdown, if the terminal allows it. coach week --md prints it.")
