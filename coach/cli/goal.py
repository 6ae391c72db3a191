"""coach goal · coach goal "write to Ana when coffee is made" · coach goal --list · coach goal take 2"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

import click

from coach.cli import completion
from coach.cli.common import as_json, desk, do, say, show_json
from coach.domain.text import clean
from coach.errors import NotUnderstood

DAY_OFF = "G38"


@click.command()
@click.argument("words", nargs=-1, shell_complete=completion.words("take", "day off", "done", "not today", "let go"))
@click.option("--list", "listed", is_flag=True, help="All goals on offer today, and why.")
@as_json
@click.pass_context
def goal(ctx: click.Context, words: tuple[str, ...], listed: bool, as_json: bool) -> None:
    """Show today's goal, set one, take one on offer, or end it.

    Take one: take, take 2, take G13, day off. End it: done, not today, let go. In words of your own: "… when …"
    gives it a moment, #thank or #profile a kind, and a star at its end keeps it for other days.
    """
    from coach.acts import goal as acts
    from coach.domain.goal import STATES

    line = " ".join(words).strip()
    if listed:
        _list(ctx, as_json=as_json)
        return
    taken = re.fullmatch(r"take (\d+|g\d\d|[0-9a-f]{32})", line.lower())
    state = next((s for s in STATES if s == line.lower()), None)
    if state is not None:
        do(ctx, acts.close(state))
    elif line.lower() == "take":
        do(ctx, acts.take())
    elif line.lower() == "day off":
        do(ctx, acts.take(DAY_OFF))
    elif taken:
        do(ctx, acts.take_number(int(taken[1])) if len(taken[1]) < 4 and taken[1].isdigit() else acts.take(taken[1]))
    elif meant := _slip(line.lower(), (*STATES, "take")):
        hint = f"Did you mean {meant}? A goal of your own is a few words."
        raise NotUnderstood(f'"{clean(line, 40)}" is no goal.', hint=hint)
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
            reason = f" ({day.goal.why})" if day.goal.why else ""
            say(f"{day.goal.state}: {day.goal.text}{cue}{reason}")
            if day.goal.easier:
                say(f"A smaller one, if you like: {day.goal.easier_text}. coach goal take {day.goal.easier}")


def _slip(typed: str, words: Sequence[str]) -> str:
    """Return the word that was meant, "" if it is none: a letter more or less, or two of them in each other's place."""
    swapped = (word for word in words if sorted(word) == sorted(typed))
    return next(swapped, "") or next(iter(get_close_matches(typed, words, 1, 0.85)), "")


def _list(ctx: click.Context, *, as_json: bool) -> None:
    from coach.advice.boundary import hushed
    from coach.advice.goals import pick, why

    open_desk = desk(ctx, read=True)
    book, now = open_desk.book, open_desk.now()
    offers = [(each, hushed(book, each.text), why(book, now, each)) for each in pick(book, now)]
    if as_json:
        fields = ("id", "kind", "serves", "minutes", "energy", "done_when")
        show_json([{"text": text, "why": reason} | {f: getattr(e, f) for f in fields} for e, text, reason in offers])
        return
    for n, (each, text, reason) in enumerate(offers, 1):
        size = f"{each.minutes} min, " if each.minutes else ""
        say(f"{n}. {text} ({size}{reason}) {each.id if each.id.startswith('G') else ''}".rstrip())
