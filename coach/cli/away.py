"""Commands for time away: coach away, back."""

from __future__ import annotations

import click

from coach.actions import away as away_actions
from coach.cli.common import run_action, run_hook
from coach.cli.complete_words import complete_words


@click.command("away")
@click.argument("until", nargs=-1, shell_complete=complete_words("tonight", "tomorrow", "monday"))
@click.pass_context
def step_away(ctx: click.Context, until: tuple[str, ...]) -> None:
    """Step away until tonight, tomorrow (the default), a weekday or a date. Due dates move too."""
    run_action(ctx, away_actions.step_away(" ".join(until) or "tomorrow"))
    run_hook("on_step_away")


@click.command("back")
@click.pass_context
def come_back(ctx: click.Context) -> None:
    """Come back before the time away is over."""
    run_action(ctx, away_actions.come_back())
    run_hook("on_back", {"kind": "break", "minutes": 0})
