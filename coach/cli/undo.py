"""Commands coach undo and coach redo."""

from __future__ import annotations

import click

from coach.actions import undo as undo_actions
from coach.cli.common import run_action


@click.command("undo")
def undo_action() -> None:
    """Undo the last action."""
    run_action(undo_actions.undo_last_action())


@click.command("redo")
def redo_action() -> None:
    """Redo what you undid."""
    run_action(undo_actions.redo_last_action())
