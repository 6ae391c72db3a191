"""Command coach focus: start, stop and change focus blocks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta

import click

from coach import hooks
from coach.acts import after as break_actions
from coach.acts import focus as focus_actions
from coach.acts.change import Act
from coach.advice.hours import outside, outside_line
from coach.cli import completion
from coach.cli.common import open_service, parse_time, print_line, run_action
from coach.desk import Desk
from coach.domain.clock import day_of
from coach.domain.focus import NETWORKING, Block, Form, Kind, count_minutes, time_by_day
from coach.domain.text import clean, closest_match
from coach.domain.times import span
from coach.errors import NotUnderstood

WORDS = ("stop", "pause", "more", "drift", "felt", "chore", "break", "amend",
         "messages", "read", "write", "meet", "search", "deep work")  # fmt: skip


@click.command("focus")
@click.argument("words", nargs=-1, shell_complete=completion.complete_words(*WORDS))
@click.option("--for", "intention", metavar="TEXT", default=None, help="What the block is for.")
@click.option("--ago", metavar="TIME", help="It began earlier: 10m.")
@click.option("--flow", is_flag=True, help="Work until you stop; the break is a fifth of the time.")
@click.option("--free", is_flag=True, help="Without an end; coach focus stop ends it.")
@click.option("--all", "all_of_it", is_flag=True, help="With stop: count all of the overtime.")
@click.option("--start", metavar="TIME", help="With amend: when it began, 10:05.")
@click.option("--end", metavar="TIME", help="With amend: when it ended, 10:30.")
@click.pass_context
def manage_focus(
    ctx: click.Context, words: tuple[str, ...], intention: str | None, ago: str | None, flow: bool, free: bool,
    all_of_it: bool, start: str | None, end: str | None,
) -> None:  # fmt: skip
    """Start a block (coach focus 25 messages), or: stop, pause, more, drift, felt 1-5, chore 1-5, break away,
    amend (coach focus amend 40 read --start 10:05 --end 10:45 --for "one article")."""
    first, rest = (words[0].lower(), words[1:]) if words else ("", ())
    if first in ("stop", "end"):
        _stop_block(ctx, focus_actions.stop(all_of_it=all_of_it))
    elif first in ("pause", "resume"):
        run_action(ctx, focus_actions.pause())
    elif first == "more":
        run_action(ctx, focus_actions.more())
    elif first in ("drift", "drifted"):
        run_action(ctx, focus_actions.drift())
    elif first == "felt":
        run_action(ctx, focus_actions.felt(_parse_number(rest, "How it felt", "coach focus felt 4")))
    elif first == "chore":
        run_action(ctx, break_actions.chore(_parse_number(rest, "A chore", "coach focus chore 2")))
    elif first == "break":
        run_action(ctx, break_actions.rest("screen" if rest[:1] == ("screen",) else "away"))
    elif first == "amend":
        kind, minutes = _parse_kind_and_minutes(rest)
        began = parse_time(f"{ago} ago" if ago else start)
        run_action(
            ctx,
            focus_actions.amend(kind=kind, minutes=minutes, started=began, ended=parse_time(end), intention=intention),
        )
    else:
        kind, minutes = _parse_kind_and_minutes(words)
        form: Form = "flow" if flow else "free" if free else "timed"
        _start_block(ctx, kind, minutes, form, intention or "", ago)


def _start_block(
    ctx: click.Context, kind: Kind | None, minutes: int | None, form: Form, intention: str, ago: str | None
) -> None:
    """Start a block. Outside the networking hours, say so first and, in a terminal, wait for Enter."""

    act = focus_actions.start(kind, minutes, intention=intention, form=form, ago=span(ago) if ago else timedelta(0))
    service = open_service(ctx, read=True)
    settings, now = service.book.settings, service.now()
    if outside(settings, now, kind or focus_actions.last_kind(service.book)):
        print_line(outside_line(settings, now))
        if sys.stdin.isatty():
            click.prompt("Enter starts anyway, ctrl+c leaves it", default="", show_default=False, prompt_suffix=" ")
    print_line(service.do(act).says)


def _stop_block(ctx: click.Context, act: Act) -> None:
    """Stop the block, then run the hooks on_block_end and, when the limit was reached, on_limit."""
    service = open_service(ctx, read=True)
    block, before = service.day().block, _finished_minutes(service)
    print_line(service.do(act).says)
    after = service.day()
    lines = [hooks.run_hook("on_block_end", {"kind": block.kind if block else ""})]
    if before < after.limit_minutes <= after.networking_minutes:
        lines.append(hooks.run_hook("on_limit", {"minutes": after.networking_minutes}))
    for line in filter(None, lines):
        print_line(line)


def _finished_minutes(service: Desk) -> int:
    """Return the networking minutes of today's blocks that have ended."""
    now, ends = service.now(), service.book.settings.day_ends
    ended = [block for block in service.book.all(Block) if block.ended_at is not None]
    return count_minutes(time_by_day(ended, now, ends).get(day_of(now, ends), {}), NETWORKING)


def _parse_kind_and_minutes(words: Sequence[str]) -> tuple[Kind | None, int | None]:
    numbers = [word for word in words if word.isdecimal()]
    named = " ".join(word for word in words if not word.isdecimal())
    try:
        kind = focus_actions.kind_named(named) if named else None
    except NotUnderstood:
        match = closest_match(named, WORDS, 0.7)
        if not match:
            raise
        raise NotUnderstood(f'"{clean(named, 40)}" is not a kind of block.', hint=f"Did you mean {match}?") from None
    return kind, int(numbers[0]) if numbers else None


def _parse_number(words: Sequence[str], what: str, hint: str) -> int:
    if not words or not words[0].isdecimal():
        raise NotUnderstood(f"{what} is a number from 1 to 5.", hint=hint)
    return int(words[0])
