"""coach goal · coach goal "write to Ana when coffee is made" · coach goal done"""

from __future__ import annotations

import click

from coach.cli import completing
from coach.cli.common import as_json, desk, do, say, show_json


@click.command()
@click.argument("words", nargs=-1, shell_complete=completing.words("take", "done", "not today", "let go"))
@as_json
@click.pass_context
def goal(ctx: click.Context, words: tuple[str, ...], as_json: bool) -> None:
    """Show today's goal, set one, take the one on offer (take), or end it (done, not today, let go)."""
    from coach.acts import goal as acts
    from coach.domain.goal import STATES

    line = " ".join(words).strip()
    state = next((s for s in STATES if s == line.lower()), None)
    if state is not None:
        do(ctx, acts.close(state))
    elif line.lower() == "take":
        do(ctx, acts.take())
    elif line:
        do(ctx, acts.own(line))
    else:
        day = desk(ctx, read=True).day()
        if as_json:
            view = day.goal
            show_json(view and {"text": view.text, "state": view.state, "when": view.cue, "minutes": view.minutes})
        elif day.goal is None:
            say('No goal today. coach goal "…" sets one.')
        else:
            cue = f", when {day.goal.cue}" if day.goal.cue else ""
            say(f"{day.goal.state}: {day.goal.text}{cue}")
