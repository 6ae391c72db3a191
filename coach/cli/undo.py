"""coach undo · coach redo"""

from __future__ import annotations

import click

from coach.cli.common import do


@click.command()
@click.pass_context
def undo(ctx: click.Context) -> None:
    """Take the last action back."""
    from coach.acts.undo import undo as act

    do(ctx, act())


@click.command()
@click.pass_context
def redo(ctx: click.Context) -> None:
    """Do what was undone again."""
    from coach.acts.undo import redo as act

    do(ctx, act())
