"""Commands for notes: coach note, takeaway, learned, gave, got."""

from __future__ import annotations

from typing import Any

import click

from coach.actions import notes as note_actions
from coach.cli import completion
from coach.cli.common import at_option, run_action, saved_json_option
from coach.cli.name_argument import name_and_text_arguments

text_argument = click.argument("text", nargs=-1, required=True)


about_option = click.option(
    "--about", metavar="NAME", default="", help="The person it is about.", shell_complete=completion.complete_people
)


@click.command("note")
@text_argument
@about_option
@at_option
@saved_json_option
@click.pass_context
def add_note(ctx: click.Context, text: tuple[str, ...], about: str) -> None:
    """Add a note, about someone or on its own."""
    _write_note(ctx, "note", text, about)


@click.command("takeaway")
@text_argument
@about_option
@at_option
@saved_json_option
@click.pass_context
def add_takeaway(ctx: click.Context, text: tuple[str, ...], about: str) -> None:
    """Add a takeaway from what you read."""
    _write_note(ctx, "takeaway", text, about)


@click.command("learned")
@text_argument
@about_option
@at_option
@saved_json_option
@click.pass_context
def add_learning(ctx: click.Context, text: tuple[str, ...], about: str) -> None:
    """Add something you learned."""
    _write_note(ctx, "learned", text, about)


@click.command("gave")
@name_and_text_arguments
@at_option
@saved_json_option
@click.pass_context
def log_help_given(ctx: click.Context, words: tuple[str, str]) -> None:
    """Log help you gave: coach gave Ana the reading list."""
    _write_note(ctx, "gave", (words[1],), words[0])


@click.command("got")
@name_and_text_arguments
@at_option
@saved_json_option
@click.pass_context
def log_help_received(ctx: click.Context, words: tuple[str, str]) -> None:
    """Log help you got: coach got Ana an intro."""
    _write_note(ctx, "got", (words[1],), words[0])


def _write_note(ctx: click.Context, kind: Any, words: tuple[str, ...], who: str) -> None:
    run_action(ctx, note_actions.write_note(kind, " ".join(words), who=who))
