"""The data as a whole: undo, redo, and importing a history."""

from __future__ import annotations

from coach.acts import undo as acts
from coach.ui.session import Session


def undo_last_action(session: Session) -> None:
    """Undo the last action."""
    session.execute(acts.undo())


def redo_last_action(session: Session) -> None:
    """Do it again."""
    session.execute(acts.redo())


def open_import(session: Session) -> None:
    """Pick an export and import it."""
    session.pages.open_import()
