"""Command coach evening: close the day."""

from __future__ import annotations

import click

from coach.actions import goals as goal_actions
from coach.actions import moods as mood_actions
from coach.actions import reviews as review_actions
from coach.cli.common import at_option, open_service, run_action
from coach.cli.mood import parse_mood
from coach.domain.goal import GOAL_STATES
from coach.errors import InvalidInput


@click.command("evening")
@click.option("--goal", "state", metavar="STATE", help="done, not today or let go.")
@click.option(
    "--mood", "value", callback=parse_mood, metavar="1-5", help="How you are: 1 heavy, 2 low, 3 okay, 4 good, 5 bright."
)
@click.option("--tomorrow", metavar="TEXT", help='A goal for the day after, or "take" for the suggested one.')
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
        line = "" if tomorrow.lower() == "take" else tomorrow
        run_action(ctx, goal_actions.set_goal_of_tomorrow(line=line))
    who = review_actions.find_nice_person(open_service(ctx).journal, nice) if nice else ""
    run_action(ctx, review_actions.log_review("evening", {"nice": who} if who else None))
