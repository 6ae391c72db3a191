"""coach away monday · coach back"""

from __future__ import annotations

import click

from coach.cli import completion
from coach.cli.common import do, say


@click.command()
@click.argument("until", nargs=-1, shell_complete=completion.words("tonight", "tomorrow", "monday"))
@click.pass_context
def away(ctx: click.Context, until: tuple[str, ...]) -> None:
    """Step away until tonight, tomorrow (unless said), a weekday or a date. What is due moves with it."""
    from coach import hooks
    from coach.acts.away import away as act

    do(ctx, act(" ".join(until) or "tomorrow"))
    if line := hooks.run("on_step_away"):
        say(line)


@click.command()
@click.pass_context
def back(ctx: click.Context) -> None:
    """Come back before the time away is over."""
    from coach.acts.away import back as act

    do(ctx, act())
