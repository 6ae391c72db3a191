"""Commands coach evening and coach check."""

from __future__ import annotations

import click

from coach.actions import goals as goal_actions
from coach.actions import moods as mood_actions
from coach.actions import reviews as review_actions
from coach.advice.sentences import load_checklist
from coach.cli import completion
from coach.cli.common import at_option, copy_list_to_edit, edit_option, open_service, print_line, run_action
from coach.domain.goal import GOAL_STATES
from coach.domain.text import format_suggestion
from coach.errors import InvalidInput

CHECKS = ("privacy", "privacy-linkedin", "privacy-x", "privacy-e-mail", "reputation", "post", "request")


@click.command("evening")
@click.option("--goal", "state", metavar="STATE", help="done, not today or let go.")
@click.option("--mood", "value", type=int, metavar="1-5", help="How you are.")
@click.option("--tomorrow", metavar="TEXT", help="A goal for tomorrow; take for the offered one.")
@click.option("--nice", metavar="NAME", help="Who was nice to talk to.")
@at_option
@click.pass_context
def close_day(ctx: click.Context, state: str | None, value: int | None, tomorrow: str | None, nice: str | None) -> None:
    """Close the day; every part is optional."""
    if state is not None:
        known = next((s for s in GOAL_STATES if s == state.lower()), None)
        if known is None:
            raise InvalidInput(f"A goal ends with {', '.join(GOAL_STATES[:-1])} or {GOAL_STATES[-1]}.")
        run_action(ctx, goal_actions.close_goal(known))
    if value is not None:
        run_action(ctx, mood_actions.log_mood(value))
    if tomorrow is not None:
        run_action(
            ctx,
            review_actions.set_goal_of_tomorrow()
            if tomorrow.lower() == "take"
            else review_actions.set_goal_of_tomorrow(line=tomorrow),
        )
    run_action(ctx, review_actions.log_review("evening", {"nice": nice} if nice else None))


@click.command("check")
@click.argument("which", default="", shell_complete=completion.complete_words(*CHECKS))
@click.option("--done", is_flag=True, help="Log that you went through it.")
@at_option
@edit_option
@click.pass_context
def show_checklist(ctx: click.Context, which: str, done: bool, to_edit: bool) -> None:
    """Show a short list to go through: privacy (and step by step for a site), reputation, post or request."""
    if to_edit:
        copy_list_to_edit(ctx, "checks")
        return
    if not which:
        print_line(f"Checks: {', '.join(CHECKS)}. coach check privacy shows one.")
        return
    if which not in CHECKS:
        raise InvalidInput(
            f'There is no check "{which}".', format_suggestion(which, CHECKS), f"Checks: {', '.join(CHECKS)}."
        )
    if done and which.startswith(("privacy", "reputation")):
        run_action(ctx, review_actions.log_review("privacy" if which.startswith("privacy") else "reputation"))
        return
    found = load_checklist(which, folder=open_service(ctx).folder)
    print_line(f"{found.title} (written on {found.written_on:%Y-%m-%d})")
    for line in found.lines:
        print_line(f"- {line}")
