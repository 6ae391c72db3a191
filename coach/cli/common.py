"""What the shell twins share: opening the desk, saying what was saved, and printing values as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from coach.acts.change import Act, Change
from coach.desk import Desk
from coach.domain.text import clean

F = TypeVar("F", bound=Callable[..., Any])

plain = click.option("--plain", is_flag=True, expose_value=False, help="Plain text (it always is).")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def desk(ctx: click.Context, *, read: bool = False) -> Desk:
    """Return the desk of the chosen folder; with `read`, with the data in it."""
    made = Desk(ctx.find_root().obj)
    return made.open() if read else made


def do(ctx: click.Context, act: Act) -> Change:
    """Carry out an act and print the line that says so; without the disk's word for it, exit with code 1."""
    made = desk(ctx)
    change = made.do(act)
    if made.store.doubt and change.puts:
        say(made.store.doubt)
        ctx.exit(1)
    say(change.says)
    return change


def say(text: str) -> None:
    """Print one cleaned line. Click drops colour in pipes; we print none."""
    click.echo(clean(text, 1000))


def show_json(value: Any) -> None:
    """Print a value as JSON, readable, in UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
