"""Commands coach undo and coach redo."""

from __future__ import annotations

import click

from coach.actions import undo as undo_actions
from coach.cli.common import run_action


@click.command("undo")
@click.pass_context
def undo_action(ctx: click.Context) -> None:
    """Undo the last action."""
    run_action(ctx, undo_actions.undo_last_action())


@click.command("redo")
@click.pass_context
def redo_action(ctx: click.Context) -> None:
    """Redo what you undid."""
    run_action(ctx, undo_actions.redo_last_action())
