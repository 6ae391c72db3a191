"""Command coach goal: show, set, take or end the goal of the day."""

from __future__ import annotations

import re

import click

from coach.actions import goals as goal_actions
from coach.actions.backdate import backdate_by_trailing_time
from coach.actions.result import Action
from coach.advice.blocked_people import redact_blocked_names
from coach.advice.goals import DAY_OFF_TEMPLATE, explain_goal_offer, rank_goals
from coach.cli.common import (
    at_option,
    complete_words,
    get_typed_time,
    json_option,
    open_service,
    parse_time,
    print_json,
    print_line,
    run_action,
    take_trailing_time,
)
from coach.domain.goal import GOAL_STATES
from coach.domain.text import clean_text, find_closest_match
from coach.domain.wording import format_goal_state
from coach.errors import InvalidInput
from coach.views.day import GoalView

_OTHER_STATES = {"finished": "done", "did it": "done", "not done": "not today", "let it go": "let go"}


@click.command("goal")
@click.argument("words", nargs=-1, shell_complete=complete_words("take", "day off", "done", "not today", "let go"))
@click.option("--list", "listed", is_flag=True, help="List all goals suggested today, and why.")
@at_option
@json_option
@click.pass_context
def manage_goal(ctx: click.Context, words: tuple[str, ...], listed: bool, as_json: bool) -> None:
    """Show today's goal, set one, take a suggested one, or end it.

    To take one: coach goal take, take 2, take G13, or day off. To end it: done, not today, or let go. To set
    your own, type it in quotes. You can add "when …" (the moment you start), #thank or #profile (its kind), or a star
    at the end (it is saved for other days).
    """
    line = _take_time(ctx, " ".join(words).strip())
    if listed or line.lower() == "list":
        _print_offers(ctx, as_json=as_json)
    elif line:
        run_action(ctx, backdate_by_trailing_time(line, _parse_action))
    elif typed := get_typed_time(ctx):
        _print_past_goal(ctx, typed, as_json=as_json)
    else:
        _print_goal(open_service(ctx, read=True).build_day().goal, as_json=as_json)


def _take_time(ctx: click.Context, line: str) -> str:
    """Return how a goal ended without the time behind it, which counts as that of --at: "done yesterday"."""
    state = next((s for s in (*GOAL_STATES, *_OTHER_STATES) if line.lower().startswith(f"{s} ")), None)
    if state is None or get_typed_time(ctx):
        return line
    return take_trailing_time(ctx, line, lambda rest: rest.lower() == state)


def _parse_action(line: str) -> Action:
    """Return what a line asks for: to end the goal, take one, or set one in own words. Raises InvalidInput."""
    low = _OTHER_STATES.get(line.lower(), line.lower())
    if state := next((s for s in GOAL_STATES if s == low), None):
        return goal_actions.close_goal(state)
    if low == "take":
        return goal_actions.adopt_goal()
    if low == "day off":
        return goal_actions.adopt_goal(DAY_OFF_TEMPLATE)
    if taken := re.fullmatch(r"take (\d{1,3})", low):
        return goal_actions.adopt_offered_goal(int(taken[1]))
    if taken := re.fullmatch(r"take (\d+|g\d\d|elsewhere|[0-9a-f]{32})", low):
        return goal_actions.adopt_goal(taken[1])
    words = (*GOAL_STATES, "take")
    swapped = next((word for word in words if sorted(word) == sorted(low)), "")  # letters typed in another order
    if match := swapped or find_closest_match(low, words, 0.85):
        hint = f"Did you mean {match}? A goal is a few words of your own."
        raise InvalidInput(f'"{clean_text(line, 40)}" is not a goal.', hint=hint)
    return goal_actions.set_own_goal(line)


def _print_goal(goal: GoalView | None, *, as_json: bool) -> None:
    if as_json:
        print_json(goal and {"text": goal.text, "state": goal.state, "when": goal.trigger, "minutes": goal.minutes})
    elif goal is None:
        print_line('No goal today. coach goal "…" sets one.')
    else:
        cue = f", when {goal.trigger}" if goal.trigger else ""
        reason = f" ({goal.reason})" if goal.reason else ""
        print_line(f"{format_goal_state(goal.state)}: {goal.text}{cue}{reason}")
        if goal.easier_template:
            print_line(f"A smaller one, if you like: {goal.easier_text}. coach goal take {goal.easier_template}")


def _print_past_goal(ctx: click.Context, typed: str, *, as_json: bool) -> None:
    at = parse_time(ctx, typed)
    service = open_service(ctx, read=True)
    goal = goal_actions.find_goal_of_today(service.journal, at) if at else None
    if goal is None:
        unset = f'That day has no goal. coach goal "…" --at "{clean_text(typed, 40)}" sets one.'
        print_json(None) if as_json else print_line(unset)
        return
    text, cue = (redact_blocked_names(service.journal, each) for each in (goal.text, goal.cue))
    if as_json:
        print_json({"text": text, "state": goal.state, "when": cue, "minutes": goal.minutes})
    else:
        print_line(f"{format_goal_state(goal.state)}: {text}{f', when {cue}' if cue else ''}")


def _print_offers(ctx: click.Context, *, as_json: bool) -> None:
    service = open_service(ctx, read=True)
    journal, now = service.journal, parse_time(ctx, get_typed_time(ctx)) or service.now()
    offers = [
        (each, redact_blocked_names(journal, each.text), explain_goal_offer(journal, now, each))
        for each in rank_goals(journal, now)
    ]
    if as_json:
        fields = ("id", "kind", "serves", "minutes", "energy", "done_when")
        print_json([{"text": text, "why": reason} | {f: getattr(e, f) for f in fields} for e, text, reason in offers])
        return
    for n, (each, text, reason) in enumerate(offers, 1):
        size = f"{each.minutes} min, " if each.minutes else ""
        print_line(f"{n}. {text} ({size}{reason}) {'' if each.is_private and not each.name else each.id}".rstrip())
