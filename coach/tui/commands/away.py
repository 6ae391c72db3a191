"""Stepping away: `s` asks until when; then the away page covers every screen until the time is over or `s` ends it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from coach.actions import away as actions
from coach.actions.away import EVENING_BEGINS
from coach.tui.dialogs.choice import ask_choice
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session


def ask_until_when(session: Session) -> None:
    """Ask until when, or come back."""
    day, now = session.day, session.now()
    if day is None:
        return
    if day.away_until is not None:
        if session.execute(actions.come_back()) is not None:
            session.notifier.run_hook("on_back", kind="break", minutes=0)
        return
    choices = [("tomorrow", "tomorrow")]
    if now.time() < EVENING_BEGINS and now.date() == day.date:
        choices.insert(0, ("tonight", "tonight"))
    if (day.date + timedelta(days=1)).weekday() != 0:
        choices.append(("monday", "Monday"))
    choices.append(("date", "a day …"))

    def answer(word: str) -> None:
        if word == "date":
            days = "a day: Thursday, in 2 weeks, 12 March · Enter saves"
            prompt = LinePrompt("Step away until", hint=days, placeholder="Thursday")
            accept = partial(_step_away, session, raises=True)
            TextInputDialog(session, "away.until", prompt, accept=accept).ask()
        else:
            _step_away(session, word)

    hint = "Nothing will remind you until then; due dates move by as many days."
    ask_choice(session, "Step away until …", choices, answer, hint=hint)


def _step_away(session: Session, word: str, *, raises: bool = False) -> None:
    if session.execute(actions.step_away(word), raises=raises) is not None:
        session.notifier.run_hook("on_step_away")
