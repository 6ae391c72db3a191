"""Undo and redo."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def undo(screen: TodayScreen) -> None:
    """Take the last action back."""
    from coach.acts.undo import undo as act

    screen.do(act())


def redo(screen: TodayScreen) -> None:
    """Do it again."""
    from coach.acts.undo import redo as act

    screen.do(act())
