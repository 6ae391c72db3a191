"""Command coach goal: show, set, take or end the goal of the day."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from coach.acts import goal as goal_actions
from coach.advice.boundary import hushed
from coach.advice.goals import pick, why
from coach.cli import completion
from coach.cli.common import json_option, open_service, print_json, print_line, run_action
from coach.domain.goal import STATES
from coach.domain.text import clean, closest_match
from coach.errors import NotUnderstood

DAY_OFF = "G38"


@click.command("goal")
@click.argument(
    "words", nargs=-1, shell_complete=completion.complete_words("take", "day off", "done", "not today", "let go")
)
@click.option("--list", "listed", is_flag=True, help="List all goals offered today, and why.")
@json_option
@click.pass_context
def manage_goal(ctx: click.Context, words: tuple[str, ...], listed: bool, as_json: bool) -> None:
    """Show today's goal, set one, take an offered one, or end it.

    Take one: take, take 2, take G13, day off. End it: done, not today, let go. In words of your own: "… when …"
    gives it a moment, #thank or #profile a kind, and a star at its end keeps it for other days.
    """
    line = " ".join(words).strip()
    if listed:
        _print_offers(ctx, as_json=as_json)
        return
    taken = re.fullmatch(r"take (\d+|g\d\d|[0-9a-f]{32})", line.lower())
    state = next((s for s in STATES if s == line.lower()), None)
    if state is not None:
        run_action(ctx, goal_actions.close(state))
    elif line.lower() == "take":
        run_action(ctx, goal_actions.take())
    elif line.lower() == "day off":
        run_action(ctx, goal_actions.take(DAY_OFF))
    elif taken:
        run_action(
            ctx,
            goal_actions.take_number(int(taken[1]))
            if len(taken[1]) < 4 and taken[1].isdigit()
            else goal_actions.take(taken[1]),
        )
    elif match := _find_typo(line.lower(), (*STATES, "take")):
        hint = f"Did you mean {match}? A goal of your own is a few words."
        raise NotUnderstood(f'"{clean(line, 40)}" is not a goal.', hint=hint)
    elif line:
        run_action(ctx, goal_actions.own(line))
    else:
        day = open_service(ctx, read=True).day()
        if as_json:
            view = day.goal
            print_json(view and {"text": view.text, "state": view.state, "when": view.cue, "minutes": view.minutes})
        elif day.goal is None:
            print_line('No goal today. coach goal "…" sets one.')
        else:
            cue = f", when {day.goal.cue}" if day.goal.cue else ""
            reason = f" ({day.goal.why})" if day.goal.why else ""
            print_line(f"{day.goal.state}: {day.goal.text}{cue}{reason}")
            if day.goal.easier:
                print_line(f"A smaller one, if you like: {day.goal.easier_text}. coach goal take {day.goal.easier}")


def _find_typo(typed: str, words: Sequence[str]) -> str:
    """Return the word that was mistyped by a letter or by swapped letters, "" if there is none."""
    swapped = (word for word in words if sorted(word) == sorted(typed))
    return next(swapped, "") or closest_match(typed, words, 0.85)


def _print_offers(ctx: click.Context, *, as_json: bool) -> None:
    service = open_service(ctx, read=True)
    book, now = service.book, service.now()
    offers = [(each, hushed(book, each.text), why(book, now, each)) for each in pick(book, now)]
    if as_json:
        fields = ("id", "kind", "serves", "minutes", "energy", "done_when")
        print_json([{"text": text, "why": reason} | {f: getattr(e, f) for f in fields} for e, text, reason in offers])
        return
    for n, (each, text, reason) in enumerate(offers, 1):
        size = f"{each.minutes} min, " if each.minutes else ""
        print_line(f"{n}. {text} ({size}{reason}) {each.id if each.id.startswith('G') else ''}".rstrip())
