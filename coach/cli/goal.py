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
    hides_names,
    json_option,
    open_service,
    parse_time,
    print_answer,
    run_action,
    take_trailing_time,
)
from coach.domain.goal import GOAL_STATES
from coach.domain.text import HIDDEN_MARK, clean_text, find_closest_match
from coach.domain.wording import format_goal_state
from coach.errors import InvalidInput
from coach.views.day import GoalView

_GOAL_STATE_SYNONYMS = {"finished": "done", "did it": "done", "not done": "not today", "let it go": "let go"}


@click.command("goal")
@click.argument("words", nargs=-1, shell_complete=complete_words("take", "day off", "done", "not today", "let go"))
@click.option("--list", "listed", is_flag=True, help="List all goals suggested today, and why.")
@at_option
@json_option
def manage_goal(words: tuple[str, ...], listed: bool, as_json: bool) -> None:
    """Show today's goal, set one, take a suggested one, or end it.

    To take one: coach goal take, take 2, take G13 (or 2 or G13 alone), or day off. To end it: done, not today, or let
    go. To set your own, type it in quotes. You can add "when …" (the moment you start), #thank or #profile (its kind),
    or a star at the end (it is saved for other days).
    """
    goal_line = _take_goal_time(" ".join(words).strip())
    if listed or goal_line.lower() == "list":
        _print_goal_offers(as_json=as_json)
    elif goal_line:
        run_action(backdate_by_trailing_time(goal_line, _parse_goal_action))
    elif typed_time := get_typed_time():
        _print_past_goal(typed_time, as_json=as_json)
    else:
        service = open_service()
        _print_goal(service.build_day().goal, as_json=as_json, hide=hides_names(service, as_json=as_json))


def _take_goal_time(line: str) -> str:
    """Return how a goal ended without the time behind it, which counts as that of --at: "done yesterday"."""
    state = next((s for s in (*GOAL_STATES, *_GOAL_STATE_SYNONYMS) if line.lower().startswith(f"{s} ")), None)
    if state is None or get_typed_time():
        return line
    return take_trailing_time(line, lambda rest: rest.lower() == state)


def _parse_goal_action(goal_line: str) -> Action:
    """Return what a line asks for: to end the goal, take one, or set one in own words. Raises InvalidInput."""
    lower_line = _GOAL_STATE_SYNONYMS.get(goal_line.lower(), goal_line.lower())
    if state := next((s for s in GOAL_STATES if s == lower_line), None):
        return goal_actions.close_goal(state)
    if lower_line == "take":
        return goal_actions.adopt_goal()
    if lower_line == "day off":
        return goal_actions.adopt_goal(DAY_OFF_TEMPLATE)
    if taken_match := re.fullmatch(r"(?:take )?(\d{1,3})", lower_line):
        return goal_actions.adopt_offered_goal(int(taken_match[1]))
    if taken_match := re.fullmatch(r"(?=take |g\d)(?:take )?(\d+|g\d\d|elsewhere|[0-9a-f]{32})", lower_line):
        return goal_actions.adopt_goal(taken_match[1])
    words = (*GOAL_STATES, "take")
    swapped = next((word for word in words if sorted(word) == sorted(lower_line)), "")  # letters typed in another order
    if closest_word := swapped or find_closest_match(lower_line, words, 0.85):
        hint = f"Did you mean {closest_word}? A goal is a few words of your own."
        raise InvalidInput(f'"{clean_text(goal_line, 40)}" is not a goal.', hint=hint)
    return goal_actions.set_own_goal(goal_line)


def _print_goal(goal: GoalView | None, *, as_json: bool, hide: bool) -> None:
    if goal is None:
        print_answer(as_json, None, ['No goal today. coach goal "…" sets one.'])
        return
    value = {"text": goal.text, "state": goal.state, "when": goal.trigger, "minutes": goal.minutes}
    reason_text = f" ({goal.reason})" if goal.reason else ""
    cue = HIDDEN_MARK if hide and goal.trigger else goal.trigger
    lines = [_format_goal(goal.state, goal.displayed_text(hide=hide), cue) + reason_text]
    if goal.easier_template:
        lines.append(f"A smaller one, if you like: {goal.easier_text}. coach goal take {goal.easier_template}")
    print_answer(as_json, value, lines)


def _print_past_goal(typed_time: str, *, as_json: bool) -> None:
    moment_of_day = parse_time(typed_time)
    service = open_service()
    goal = goal_actions.find_goal_of_today(service.journal, moment_of_day) if moment_of_day else None
    if goal is None:
        no_goal = f'That day has no goal. coach goal "…" --at "{clean_text(typed_time, 40)}" sets one.'
        print_answer(as_json, None, [no_goal])
        return
    text, cue = (redact_blocked_names(service.journal, private_text) for private_text in (goal.text, goal.cue))
    value = {"text": text, "state": goal.state, "when": cue, "minutes": goal.minutes}
    if hides_names(service, as_json=as_json):
        text, cue = HIDDEN_MARK, HIDDEN_MARK if cue else ""
    print_answer(as_json, value, [_format_goal(goal.state, text, cue)])


def _format_goal(state: str, text: str, cue: str) -> str:
    return f"{format_goal_state(state)}: {text}{f', when {cue}' if cue else ''}"


def _print_goal_offers(*, as_json: bool) -> None:
    service = open_service()
    journal, now = service.journal, parse_time(get_typed_time()) or service.now()
    offers = [
        (goal, redact_blocked_names(journal, goal.text), explain_goal_offer(journal, now, goal))
        for goal in rank_goals(journal, now)
    ]
    fields = ("id", "kind", "serves", "minutes", "energy", "done_when")
    values = [{"text": text, "why": reason} | {f: getattr(goal, f) for f in fields} for goal, text, reason in offers]
    lines, hide = [], hides_names(service, as_json=as_json)
    for n, (goal, text, reason) in enumerate(offers, 1):
        shown_text = HIDDEN_MARK if hide and goal.is_private else text
        length_text = f"{goal.minutes} min, " if goal.minutes else ""
        goal_id = "" if goal.is_private and not goal.name else f" {goal.id}"
        lines.append(f"{n}. {shown_text} ({length_text}{reason}){goal_id}")
    print_answer(as_json, values, lines)
