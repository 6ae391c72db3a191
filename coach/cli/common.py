"""What the shell twins share: opening the desk, saying what was saved, and printing values as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from coach.acts.change import Act, Change
from coach.desk import Desk
from coach.domain.action import Action
from coach.domain.text import clean

_JSON = "coach.json"
F = TypeVar("F", bound=Callable[..., Any])

plain = click.option("--plain", is_flag=True, expose_value=False, help="Plain text (it always is).")
edit = click.option("--edit", "to_edit", is_flag=True, help="Put the list into the data folder, to be edited there.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
said_as_json = click.option(
    "--json", is_flag=True, expose_value=False, help="Print what was saved as JSON.",
    callback=lambda ctx, _, given: ctx.meta.__setitem__(_JSON, given),
)  # fmt: skip
"""For commands that save something: `do` prints what it saved in place of the line that says so."""


def desk(ctx: click.Context, *, read: bool = False) -> Desk:
    """Return the desk of the chosen folder; with `read`, with the data in it."""
    made = Desk(ctx.find_root().obj)
    return made.open() if read else made


def do(ctx: click.Context, act: Act, *, as_json: bool = False) -> Change:
    """Carry out an act and print the line that says so; or, as JSON, that line and the records that were saved.

    Without the disk's word for it, exits with code 1.
    """
    made = desk(ctx)
    change = made.do(act)
    doubt = made.store.doubt if change.puts else ""
    if as_json or ctx.meta.get(_JSON):
        saved = [{"table": r.table, **r.doc()} for r in change.puts if r.table != Action.table]
        show_json({"says": doubt or change.says, "saved": saved})
    else:
        say(doubt or change.says)
    if doubt:
        ctx.exit(1)
    return change


def say(text: str) -> None:
    """Print one cleaned line. Click drops colour in pipes; we print none."""
    click.echo(clean(text, 1000))


def say_list(ctx: click.Context, name: str) -> None:
    """Put a shipped list into the data folder and say where it is."""
    from coach.advice.words import list_to_edit
    from coach.errors import CoachError

    try:
        say(f"Yours to edit: {list_to_edit(name, desk(ctx).folder)}")
    except OSError:
        raise CoachError("The list could not be written.", hint="coach where names the data folder.") from None


def show_json(value: Any) -> None:
    """Print a value as JSON, readable, in UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
