"""The coach's line: why it says what it says, and which advice is muted."""

from __future__ import annotations

from coach.acts import asked as acts
from coach.advice.hours import TOPIC
from coach.advice.words import name_of
from coach.ui.dialogs.choice import ChoiceDialog
from coach.ui.session import Session

MOST_MUTED = 7
"""Muted rules that are listed, the others being few."""


def show_reasons(session: Session) -> None:
    """Show the reasons for the line and the goal on offer, or the line again."""
    day = session.day
    if day is None or not (day.line or (day.goal and day.goal.why)):
        session.notify("The coach has nothing to say just now.")
    else:
        session.toggle_reasons()


def ask_what_to_mute(session: Session) -> None:
    """Mute advice like this for four weeks or for good, or unmute what is muted."""
    day = session.day
    rule = day.rule if day and day.rule != TOPIC else ""
    muted = acts.muted(session.journal, session.now())[:MOST_MUTED]
    if not rule and not muted:
        session.notify("There is no line to mute, and none is muted.")
        return
    choices = [("", f"{name_of(rule)}: not for {acts.MUTED_FOR} days"), ("for good", "not again")] if rule else []
    choices += [(key, f"{name}: may speak again (muted {until})") for key, name, until in muted]

    def answer(word: str | None) -> None:
        if word in ("", "for good"):
            session.execute(acts.mute(rule, None if word else acts.MUTED_FOR))
        elif word is not None:
            session.execute(acts.unmute(word))

    session.push(ChoiceDialog("What the coach keeps to itself", choices), answer)
