"""Mood: `m` asks, a digit saves, then energy by a digit, words and a note by Tab."""

from __future__ import annotations

from coach.acts import mood as acts
from coach.ui.dialogs.line import LineDialog
from coach.ui.dialogs.moods import MoodsDialog, parse_words_and_note
from coach.ui.session import Session


def ask_mood(session: Session) -> None:
    """Ask how it is; the next digit saves."""
    session.question = "mood"


def save_mood(session: Session, value: int) -> None:
    """Save a mood, then offer energy."""
    pending = session.execute(acts.log(value))
    if pending is not None:
        session.question, session.question_about = "energy", pending.change.about


def save_energy(session: Session, value: int) -> None:
    """Add energy to the mood just saved. Other digits are no answer and change nothing."""
    if 1 <= value <= 3:
        session.execute(acts.edit(session.question_about, energy=value))


def ask_words_and_note(session: Session) -> None:
    """Ask for words and a note to the mood just saved."""
    mood_id, session.question = session.question_about, ""
    session.push(
        LineDialog(
            "mood.note",
            "Words and a note",
            hint="#tired #hopeful for words, anything else is the note · Enter saves · Esc back",
            accept=lambda line: session.execute(acts.edit(mood_id, **parse_words_and_note(line)), raises=True),
        )
    )


def open_earlier_moods(session: Session) -> None:
    """Show earlier entries, to change, back-date or take out."""
    session.push(MoodsDialog(session))
