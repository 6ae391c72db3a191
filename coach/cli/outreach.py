"""coach sent Ana · coach wrote Ana · coach answered Ana · coach rest Ana · coach waiting"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from coach.acts import outreach as acts
from coach.cli.common import as_json, desk, do, say, show_json

name = click.argument("name", nargs=-1, required=True)


def _contact(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that a logged message may have."""
    for option in (
        click.option("--via", metavar="CHANNEL", default="", help="linkedin, x, e-mail, …"),
        click.option("--tie", metavar="TIE", default="", help="cold, warm, dormant or strong."),
        click.option("--text", metavar="TEXT", default="", help="A few words on what it was about."),
        click.option("--at", metavar="TIME", help="When it was: 14:30, yesterday 21:00, 2026-11-20 09:00."),
        click.option("--new", is_flag=True, help="Somebody new, even if the name is known."),
    ):
        function = option(function)
    return function


@click.command()
@name
@_contact
@click.pass_context
def sent(ctx: click.Context, name: tuple[str, ...], via: str, tie: str, text: str, at: str | None, new: bool) -> None:
    """Log a message you sent: coach sent Ana --via linkedin."""
    do(ctx, acts.sent(" ".join(name), via=via, tie=tie, text=text, new=new, at=_moment(at)))


@click.command()
@name
@_contact
@click.pass_context
def wrote(ctx: click.Context, name: tuple[str, ...], via: str, tie: str, text: str, at: str | None, new: bool) -> None:
    """Log that they wrote to you."""
    do(ctx, acts.wrote(" ".join(name), via=via, tie=tie, text=text, new=new, at=_moment(at)))


@click.command()
@name
@click.pass_context
def answered(ctx: click.Context, name: tuple[str, ...]) -> None:
    """They answered, or you gave what you owed."""
    do(ctx, acts.answered(" ".join(name)))


@click.command()
@name
@click.pass_context
def rest(ctx: click.Context, name: tuple[str, ...]) -> None:
    """Let a thread rest."""
    do(ctx, acts.rest(" ".join(name)))


@click.command()
@name
@click.option("--until", metavar="DAY", help="tomorrow, friday, 2026-12-01 (three working days unless said).")
@click.pass_context
def later(ctx: click.Context, name: tuple[str, ...], until: str | None) -> None:
    """Put a thread off for some days."""
    from coach.domain.clock import SystemClock
    from coach.domain.times import coming_day

    do(ctx, acts.later(" ".join(name), coming_day(until, SystemClock().now().date()) if until else None))


@click.command()
@name
@click.pass_context
def no(ctx: click.Context, name: tuple[str, ...]) -> None:
    """They said no: an answer like any other."""
    do(ctx, acts.no(" ".join(name)))


@click.command()
@name
@click.pass_context
def met(ctx: click.Context, name: tuple[str, ...]) -> None:
    """You met or talked."""
    do(ctx, acts.met(" ".join(name)))


@click.command()
@click.argument("who")
@click.argument("what", nargs=-1)
@click.pass_context
def promised(ctx: click.Context, who: str, what: tuple[str, ...]) -> None:
    """You promised somebody something: coach promised Sam an intro."""
    do(ctx, acts.promised(who, " ".join(what)))


@click.command()
@as_json
@click.pass_context
def waiting(ctx: click.Context, as_json: bool) -> None:
    """Who has not answered, and whom you owe."""
    from coach.advice.waiting import waiting as rows
    from coach.cli.today import row_values
    from coach.today import row as line_of

    open_desk = desk(ctx, read=True)
    found = [line_of(w) for w in rows(open_desk.book, open_desk.now())]
    if as_json:
        show_json([row_values(row) for row in found])
        return
    if not found:
        say("Nobody is kept waiting. coach sent NAME logs a message you sent.")
    for r in found:
        parts = [
            r.name,
            r.what if r.owed else r.channel,
            "today" if r.days == 0 else f"{r.days} working days",
            r.says,
        ]
        say(f"{'you owe' if r.owed else 'waiting'}: " + ", ".join(part for part in parts if part))


def _moment(at: str | None) -> datetime | None:
    if not at:
        return None
    from coach.domain.clock import SystemClock
    from coach.domain.times import moment

    return moment(at, SystemClock().now())
