"""coach sent Ana · coach wrote Ana · coach answered Ana · coach rest Ana · coach waiting · coach requests"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from coach.acts import outreach as acts
from coach.cli import completion
from coach.cli.common import as_json, desk, do, plain, said_as_json, say, show_json

if TYPE_CHECKING:
    from coach.advice.waiting import Waiting

name = click.argument("name", nargs=-1, required=True, shell_complete=completion.people)


def _contact(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that a logged message may have."""
    for option in (
        click.option("--via", metavar="CHANNEL", default="", help="linkedin, x, e-mail, …"),
        click.option("--tie", metavar="TIE", default="", help="cold, warm, dormant or strong."),
        click.option("--text", metavar="TEXT", default="", help="A few words on what it was about."),
        click.option("--at", metavar="TIME", help="When it was: 14:30, yesterday 21:00, 2026-11-20 09:00."),
        click.option("--new", is_flag=True, help="Somebody new, even if the name is known."),
        said_as_json,
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
@said_as_json
@click.pass_context
def answered(ctx: click.Context, name: tuple[str, ...]) -> None:
    """They answered, or you gave what you owed."""
    do(ctx, acts.answered(" ".join(name)))


@click.command()
@name
@said_as_json
@click.pass_context
def rest(ctx: click.Context, name: tuple[str, ...]) -> None:
    """Let a thread rest."""
    do(ctx, acts.rest(" ".join(name)))


@click.command()
@click.argument("name", nargs=-1, shell_complete=completion.people)
@click.option("--until", metavar="DAY", help="tomorrow, friday, 2026-12-01 (three working days unless said).")
@said_as_json
@click.pass_context
def later(ctx: click.Context, name: tuple[str, ...], until: str | None) -> None:
    """Put a thread, or a request, off for some days; without a name, what the coach says now."""
    from coach.domain.clock import SystemClock
    from coach.domain.times import coming_day

    if not name and not until:
        from coach.acts.asked import put_off

        do(ctx, put_off())
        return
    do(ctx, acts.later(" ".join(name), coming_day(until, SystemClock().now().date()) if until else None))


@click.command()
@name
@said_as_json
@click.pass_context
def wait(ctx: click.Context, name: tuple[str, ...]) -> None:
    """Wait 30 days with a thread, out of sight."""
    do(ctx, acts.wait(" ".join(name)))


@click.command()
@name
@said_as_json
@click.pass_context
def keep(ctx: click.Context, name: tuple[str, ...]) -> None:
    """Keep a thread in the list although it may rest."""
    do(ctx, acts.keep(" ".join(name)))


@click.command()
@name
@click.option("--learned", metavar="TEXT", default="", help="What you learned; may stay empty.")
@said_as_json
@click.pass_context
def no(ctx: click.Context, name: tuple[str, ...], learned: str) -> None:
    """They said no: an answer like any other."""
    do(ctx, acts.no(" ".join(name), learned=learned))


@click.command()
@name
@said_as_json
@click.pass_context
def met(ctx: click.Context, name: tuple[str, ...]) -> None:
    """You met or talked."""
    do(ctx, acts.met(" ".join(name)))


@click.command()
@click.argument("who", shell_complete=completion.people)
@click.argument("what", nargs=-1)
@click.option("--they", is_flag=True, help="They promised it to you.")
@said_as_json
@click.pass_context
def promised(ctx: click.Context, who: str, what: tuple[str, ...], they: bool) -> None:
    """You promised somebody something: coach promised Sam an intro."""
    do(ctx, acts.promised(who, " ".join(what), way="in" if they else "out"))


@click.command()
@plain
@as_json
@click.pass_context
def waiting(ctx: click.Context, as_json: bool) -> None:
    """Who has not answered, and whom you owe."""
    _list(ctx, as_json, lambda row: True, "Nobody is kept waiting. coach sent NAME logs a message you sent.")


@click.command()
@plain
@as_json
@click.pass_context
def owe(ctx: click.Context, as_json: bool) -> None:
    """What you owe: promises, and answers that are yours to give."""
    _list(ctx, as_json, lambda row: row.owed, "You owe nothing.")


@click.command()
@as_json
@click.pass_context
def requests(ctx: click.Context, as_json: bool) -> None:
    """Requests of others to look at: coach accept NAME, coach decline NAME, coach later NAME."""
    from coach.advice.waiting import requests as found

    open_desk = desk(ctx, read=True)
    rows = found(open_desk.book, open_desk.now())
    if as_json:
        show_json([{"name": p.name, "asks": r.text, "at": r.at.isoformat()} for p, r in rows])
        return
    if not rows:
        say('No request waits for a look. coach wrote "NAME ? what" logs one.')
    for person, request in rows:
        say(f"{person.name} asks: {request.text or 'something of you'}")


@click.command()
@name
@said_as_json
@click.pass_context
def accept(ctx: click.Context, name: tuple[str, ...]) -> None:
    """Accept a request."""
    do(ctx, acts.decide(" ".join(name), accept=True))


@click.command()
@name
@said_as_json
@click.pass_context
def decline(ctx: click.Context, name: tuple[str, ...]) -> None:
    """Decline a request, quietly."""
    do(ctx, acts.decide(" ".join(name), accept=False))


def _list(ctx: click.Context, as_json: bool, wanted: Callable[[Waiting], bool], nobody: str) -> None:
    from coach.advice.waiting import waiting as rows
    from coach.cli.today import days_of, row_values, says_of
    from coach.today import row as line_of

    open_desk = desk(ctx, read=True)
    found = [w for w in rows(open_desk.book, open_desk.now()) if wanted(w)]
    if as_json:
        show_json([row_values(line_of(w)) | chances(w) for w in found])
        return
    if not found:
        say(nobody)
    for r in map(line_of, found):
        parts = [
            r.name,
            r.what if r.owed else r.channel,
            days_of(r),
            says_of(r),
        ]
        say(f"{'you owe' if r.owed else 'waiting'}: " + ", ".join(part for part in parts if part))


def chances(w: Waiting) -> dict[str, Any]:
    """Return what may be said about a silence: chances are between 0 and 1, with an 80 % range."""
    if w.chance is None:
        return {"since": w.since.isoformat()}
    mean, low, high = (round(p, 3) for p in w.chance)
    return {
        "since": w.since.isoformat(), "state": w.what, "tie": w.kind, "follow_ups": w.attempts, "line_is_fine": w.due,
        "may_rest": w.may_rest, "chance": mean, "chance_low": low, "chance_high": high,
    }  # fmt: skip


def _moment(at: str | None) -> datetime | None:
    if not at:
        return None
    from coach.domain.clock import SystemClock
    from coach.domain.times import moment

    return moment(at, SystemClock().now())
