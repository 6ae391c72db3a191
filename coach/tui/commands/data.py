"""The data as a whole: undo, redo, and importing a history."""

from __future__ import annotations

from coach.actions import undo as actions
from coach.tui.session import Session


def undo_last_action(session: Session) -> None:
    """Undo the last action."""
    session.execute(actions.undo_last_action())


def redo_last_action(session: Session) -> None:
    """Do it again."""
    session.execute(actions.redo_last_action())


def open_import(session: Session) -> None:
    """Pick an export and import it."""
    session.pages.open_import()
