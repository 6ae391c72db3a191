"""coach evening · coach check privacy"""

from __future__ import annotations

import click

from coach.cli import completion
from coach.cli.common import desk, do, edit, say, say_list
from coach.errors import NotUnderstood

CHECKS = ("privacy", "reputation", "post", "request")


@click.command()
@click.option("--goal", "state", metavar="STATE", help="done, not today or let go.")
@click.option("--mood", "value", type=int, metavar="1-5", help="How you are.")
@click.option("--tomorrow", metavar="TEXT", help="A goal for tomorrow; take for the one on offer.")
@click.option("--nice", metavar="NAME", help="Who was nice to talk to.")
@click.pass_context
def evening(ctx: click.Context, state: str | None, value: int | None, tomorrow: str | None, nice: str | None) -> None:
    """Close the day; every part is optional."""
    from coach.acts import goal, mood, reviews
    from coach.domain.goal import STATES

    if state is not None:
        known = next((s for s in STATES if s == state.lower()), None)
        if known is None:
            raise NotUnderstood(f"A goal ends as {', '.join(STATES[:-1])} or {STATES[-1]}.")
        do(ctx, goal.close(known))
    if value is not None:
        do(ctx, mood.log(value))
    if tomorrow is not None:
        do(ctx, reviews.tomorrow() if tomorrow.lower() == "take" else reviews.tomorrow(line=tomorrow))
    do(ctx, reviews.looked("evening", {"nice": nice} if nice else None))


@click.command()
@click.argument("which", default="", shell_complete=completion.words(*CHECKS))
@click.option("--done", is_flag=True, help="Log that it was looked through.")
@edit
@click.pass_context
def check(ctx: click.Context, which: str, done: bool, to_edit: bool) -> None:
    """Show a short list to look through: privacy, reputation, post, request."""
    from coach.acts.reviews import looked
    from coach.advice.words import checklist
    from coach.cli.suggestions import meant

    if to_edit:
        say_list(ctx, "checks")
        return
    if not which:
        say(f"Checks: {', '.join(CHECKS)}. coach check privacy shows one.")
        return
    if which not in CHECKS:
        raise NotUnderstood(f'There is no check "{which}".', meant(which, CHECKS), f"Checks: {', '.join(CHECKS)}.")
    if done and which in ("privacy", "reputation"):
        do(ctx, looked("privacy" if which == "privacy" else "reputation"))
        return
    found = checklist(which, folder=desk(ctx).folder)
    say(f"{found.title} (written on {found.written_on:%Y-%m-%d})")
    for line in found.lines:
        say(f"- {line}")
