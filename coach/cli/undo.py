"""coach undo · coach redo"""

from __future__ import annotations

import click

from coach.cli.common import run_action


@click.command("undo")
@click.pass_context
def undo_action(ctx: click.Context) -> None:
    """Take the last action back."""
    from coach.acts.undo import undo as act

    run_action(ctx, act())


@click.command("redo")
@click.pass_context
def redo_action(ctx: click.Context) -> None:
    """Do what was undone again."""
    from coach.acts.undo import redo as act

    run_action(ctx, act())
