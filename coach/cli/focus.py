"""coach focus 25 messages · coach focus stop"""

from __future__ import annotations

import click

from coach.cli.common import do


@click.command()
@click.argument("words", nargs=-1)
@click.option("--for", "intention", metavar="TEXT", default="", help="What the block is for.")
@click.option("--ago", metavar="TIME", help="It began earlier: 10m.")
@click.option("--free", is_flag=True, help="No end; coach focus stop ends it.")
@click.option("--all", "all_of_it", is_flag=True, help="With stop: count all of the overtime.")
@click.pass_context
def focus(
    ctx: click.Context, words: tuple[str, ...], intention: str, ago: str | None, free: bool, all_of_it: bool
) -> None:
    """Start a block (coach focus 25 messages), or: stop, pause, more, drift, felt 1-5."""
    from datetime import timedelta

    from coach.acts import focus as acts
    from coach.domain.times import span
    from coach.errors import NotUnderstood

    first = words[0].lower() if words else ""
    if first in ("stop", "end"):
        do(ctx, acts.stop(all_of_it=all_of_it))
    elif first in ("pause", "resume"):
        do(ctx, acts.pause())
    elif first == "more":
        do(ctx, acts.more())
    elif first in ("drift", "drifted"):
        do(ctx, acts.drift())
    elif first == "felt":
        if len(words) < 2 or not words[1].isdecimal():
            raise NotUnderstood("How it felt is a number from 1 to 5.", hint="coach focus felt 4")
        do(ctx, acts.felt(int(words[1])))
    else:
        numbers = [word for word in words if word.isdecimal()]
        kind = acts.kind_named(" ".join(w for w in words if not w.isdecimal())) if len(numbers) < len(words) else None
        do(
            ctx,
            acts.start(
                kind,
                int(numbers[0]) if numbers else None,
                intention=intention,
                form="free" if free else "timed",
                ago=span(ago) if ago else timedelta(0),
            ),
        )
