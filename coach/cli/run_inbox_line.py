"""Run a line of an inbox as a command of the shell, for `coach.sources.inbox_file`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from coach.actions.result import Action
from coach.cli.command_table import COMMANDS, HELP_OPTIONS, HIDDEN, INBOX_COMMANDS, INBOX_REFUSED_OPTIONS, load_command
from coach.cli.common import LONGEST_PRINTED_LINE, LineRun
from coach.cli.usage_errors import explain_usage_error
from coach.domain.text import clean_text, format_suggestion
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService

if TYPE_CHECKING:
    from coach.sources.inbox_file import InboxLine


def run_inbox_line(line: InboxLine, service: CoachService, adjust: Callable[[Action], Action]) -> str:
    """Run the command of a line and return what it printed. Each action it saves goes through `adjust`.

    Raises CoachError; a command that saves nothing has no place in an inbox.
    """
    command = _load_allowed_command(line.command)
    words = list(line.words)
    if line.is_dated and line.command == "focus":  # with a time, focus logs a block that is over
        words += ["--at", f"{line.at:%Y-%m-%d %H:%M}"]
    elif not line.has_options:
        words.insert(0, "--")  # whatever begins with a dash is text
    for word in words if line.has_options else ():
        if word.partition("=")[0] in INBOX_REFUSED_OPTIONS:
            raise InvalidInput(f"{word} can't be run from an inbox.", hint="Type it in the shell.")
    line_run = LineRun(service, adjust)
    root_context = click.Context(click.Group("coach"), info_name="coach", obj=line_run, help_option_names=HELP_OPTIONS)
    try:
        with command.make_context(line.command, words, parent=root_context) as ctx:
            command.invoke(ctx)
    except click.exceptions.Exit as error:
        if error.exit_code:
            problem_text = " ".join(line_run.output) or "This line could not be saved."
            raise CoachError(problem_text, hint="Type it in the shell to see why.") from error
    except click.ClickException as error:
        raise InvalidInput(explain_usage_error(error)) from error
    if not line_run.has_saved:
        problem_text = f"coach {line.command}, written like this, saves nothing."
        raise InvalidInput(problem_text, hint="An inbox takes commands that save something.")
    return clean_text(" ".join(dict.fromkeys(line_run.output)), LONGEST_PRINTED_LINE)


def _load_allowed_command(command_name: str) -> click.Command:
    if command_name in INBOX_COMMANDS and (command := load_command(command_name)) is not None:
        return command
    if command_name in COMMANDS or command_name in HIDDEN:
        raise InvalidInput(f"coach {command_name} can't be run from an inbox.", hint="Type it in the shell.")
    hint = format_suggestion(command_name, INBOX_COMMANDS, f"An inbox takes {', '.join(INBOX_COMMANDS)}.")
    raise InvalidInput(f'"{clean_text(command_name, 40)}" is not understood.', hint=hint)
