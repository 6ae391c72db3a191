"""Mood: `m` asks, a digit saves, then energy by a digit, words and a note by Tab."""

from __future__ import annotations

from coach.actions import moods as actions
from coach.domain.mood import parse_words_and_note
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session


def ask_mood(session: Session) -> None:
    """Ask how it is; the next digit saves."""
    session.question = "mood"


def save_mood(session: Session, value: int) -> None:
    """Save a mood, then offer energy."""
    pending = session.execute(actions.log_mood(value))
    if pending is not None:
        session.question, session.question_record_id = "energy", pending.change.record_id


def save_energy(session: Session, value: int) -> None:
    """Add energy to the mood just saved. Other digits are no answer and change nothing."""
    if 1 <= value <= 3:
        session.execute(actions.edit_mood(session.question_record_id, energy=value))


def ask_words_and_note(session: Session) -> None:
    """Ask for words and a note to the mood just saved."""
    mood_id, session.question = session.question_record_id, ""
    prompt = LinePrompt("Words and a note", hint="#tired #hopeful are words, the rest is the note · Enter saves")
    TextInputDialog(
        session, "mood.note", prompt, save=lambda line: actions.edit_mood(mood_id, **parse_words_and_note(line))
    ).ask()
