"""Commands for notes: coach note, takeaway, learned, gave, got."""

from __future__ import annotations

import click

from coach.actions.backdate import backdate_by_trailing_time
from coach.actions.notes import write_note
from coach.cli.common import at_option, run_action, saved_json_option
from coach.cli.complete_names import complete_people
from coach.cli.name_argument import name_and_text_arguments
from coach.domain.note import NoteKind


def _make_note_command(kind: NoteKind, summary: str) -> click.Command:
    """Return a command that keeps a text, about someone or nobody."""

    @click.command(kind, help=summary)
    @click.argument("text", nargs=-1, required=True)
    @click.option("--about", metavar="NAME", default="", help="The person it is about.", shell_complete=complete_people)
    @at_option
    @saved_json_option
    @click.pass_context
    def run(ctx: click.Context, text: tuple[str, ...], about: str) -> None:
        run_action(ctx, backdate_by_trailing_time(" ".join(text), lambda line: write_note(kind, line, who=about)))

    return run


def _make_help_command(kind: NoteKind, summary: str) -> click.Command:
    """Return a command that keeps what somebody did for somebody, whose name comes first."""

    @click.command(kind, help=summary)
    @name_and_text_arguments
    @at_option
    @saved_json_option
    @click.pass_context
    def run(ctx: click.Context, words: tuple[str, str]) -> None:
        run_action(ctx, backdate_by_trailing_time(words[1], lambda line: write_note(kind, line, who=words[0])))

    return run


add_note = _make_note_command("note", "Add a note, about someone or on its own.")
add_takeaway = _make_note_command("takeaway", "Add a takeaway from what you read.")
add_learning = _make_note_command("learned", "Add something you learned.")
log_help_given = _make_help_command("gave", "Log help you gave someone: coach gave Ana the reading list.")
log_help_received = _make_help_command("got", "Log help you got from someone: coach got Ana an intro.")
