"""The command line: finds the command, imports its module, runs it, and turns every error into one calm line.

Exit codes: 0 done, 1 trouble outside the program (disk, lock, terminal), 2 input that was not understood, 130 stopped
with ctrl+c.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from coach import __version__
from coach.cli.command_table import (
    COMMANDS,
    FIRST,
    GROUPS,
    HELP_OPTIONS,
    HIDDEN,
    HIDES_NAMES,
    NAMING_COMMANDS,
    NOTICES,
    OTHER_WORDS,
    load_command,
)
from coach.cli.usage_errors import explain_usage_error
from coach.crash_log import log_crash
from coach.domain.text import clean_text, format_suggestion
from coach.errors import CoachError, InvalidInput
from coach.paths import find_data_folder
from coach.terminal import can_open_full_screen

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SHOWS_ALL_COMMANDS = "coach.all"
_ALL_COMMANDS_HINT = "coach --all lists them all."


def _suggest_command(name: str, other_words: Sequence[str]) -> str:
    """Return what may be meant by words that begin with no command: "log mood 3", or a whole line in quotes."""
    first_word, *words_inside = name.split() or [""]
    if words_inside and first_word.lower() in COMMANDS:
        return f"Type it without quotes: coach {clean_text(name, 40)}"
    meant = OTHER_WORDS.get(name.lower())
    if name.lower() in ("log", "add", "new", "save") and other_words and other_words[0].lower() in COMMANDS:
        meant = other_words[0].lower()
    return f"Did you mean {meant}?" if meant else format_suggestion(name, COMMANDS, _ALL_COMMANDS_HINT, 0.6)


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is called.

    This is the pattern of click's documentation ("Lazily Loading Subcommands"), and the one place of `coach.cli` that
    imports by name: all modules together would take longer than most commands run.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note `--all` before `--help`, which is carried out first, can print."""
        ctx.meta[_SHOWS_ALL_COMMANDS] = "--all" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; then print what was noticed about the data, however the command ended."""
        exit_code = 0
        try:
            result = super().invoke(ctx)
        finally:
            if NOTICES in ctx.meta:
                exit_code = ctx.meta[NOTICES].print()
        return exit_code or result

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load_command(cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command that is called; `coach help NAME` is `coach NAME --help`."""
        name = args[0]
        if name == "help":
            named_commands = [word for word in args[1:] if not word.startswith("-")]
            if not named_commands:
                click.echo(ctx.get_help())
                ctx.exit()
            name, args = named_commands[0], [named_commands[0], "--help"]
        if name not in COMMANDS and name.lower() in COMMANDS:
            name, args = name.lower(), [name.lower(), *args[1:]]
        if name not in COMMANDS and name not in HIDDEN and not ctx.resilient_parsing:
            hint = _suggest_command(name, args[1:])
            raise click.UsageError(f'There is no command "{clean_text(name, 40)}". {hint}')
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands by name without importing their modules."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem  # a command that runs completes nothing

        commands = ((name, command.summary) for name, command in COMMANDS.items() if name.startswith(incomplete))
        return [CompletionItem(name, help=summary) for name, summary in commands]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the twelve commands to begin with on one small page or, with --all, every command and option."""
        if ctx.meta[_SHOWS_ALL_COMMANDS]:
            super().format_help(ctx, formatter)
            return
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        formatter.write_paragraph()
        widest = max(len(name) for names in FIRST.values() for name in names)
        for heading, names in FIRST.items():
            formatter.write_heading(heading)
            with formatter.indentation():
                formatter.write_dl([(name.ljust(widest), COMMANDS[name].summary) for name in names])
        formatter.write_paragraph()
        formatter.write_text("coach completion install lets Tab complete commands and names.")
        formatter.write_text("coach --all lists every command; coach mood --help explains one.")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write all commands, grouped by what people do."""
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, command.summary) for name, command in commands.items()])


def _print_all_commands(ctx: click.Context, _: click.Parameter, given: bool) -> None:
    if given and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": HELP_OPTIONS})
@click.option("--data", metavar="DIR", help="The data folder (or set COACH_DATA_DIR).")
@click.option("--demo", is_flag=True, help="Open with invented data in a temporary folder.")
@click.option("--tour", is_flag=True, help="Six things to try with invented data; it takes about a minute. Esc leaves.")
@click.option(
    "--hide",
    is_flag=True,
    help="Hide names and notes on the screen (coach --hide), or in what a command prints (coach --hide today).",
)
@click.option(
    "--all", is_flag=True, is_eager=True, expose_value=False, callback=_print_all_commands, help="List all commands."
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s", prog_name="coach")
@click.pass_context
def coach(ctx: click.Context, data: str | None, demo: bool, hide: bool, tour: bool) -> None:
    """A calm daily coach for people who network for their career. Without a command, the full screen opens."""
    if data is not None and not data.strip():
        raise InvalidInput("--data has no folder after it.", hint="Like this: coach --data ~/coach mood 3.")
    ctx.obj = data
    if ctx.invoked_subcommand is not None:
        if demo or tour:  # the command would change the person's own data
            name = "--demo" if demo else "--tour"
            raise InvalidInput(f"{name} opens the full screen, and takes no command.", hint=f"Like this: coach {name}.")
        if hide and ctx.invoked_subcommand in NAMING_COMMANDS:
            problem = f"coach {ctx.invoked_subcommand} shows names and notes, so it cannot be used with --hide."
            raise InvalidInput(problem, hint="coach --hide today and coach --hide week hide them.")
        ctx.meta[HIDES_NAMES] = hide
        return
    if not can_open_full_screen():
        if os.isatty(0) and os.isatty(1):
            problem, hint = "This terminal (TERM=dumb) cannot show the full screen.", "coach today prints the day."
            raise CoachError(problem, hint=hint)
        raise CoachError("The full screen needs a terminal.", hint="In a script or pipe, coach today prints the day.")
    from coach.tui.app import open_full_screen  # brings Textual, which no command needs

    ctx.exit(open_full_screen(data, demo=demo, hide=hide, tour=tour))


READS_SOURCES = frozenset(
    name for heading in ("Every day", "Messages", "People and notes", "Looking back") for name in GROUPS[heading]
)
"""Commands after which the sources are read: what people look at or save."""


@coach.result_callback()
@click.pass_context
def read_sources_afterwards(ctx: click.Context, result: object, /, **_: object) -> object:
    """Read a little of what has changed in the sources, once the output is there."""
    if ctx.invoked_subcommand in READS_SOURCES and (find_data_folder(ctx.obj) / "coach-sources.json").exists():
        if sys.stdout is not None:
            sys.stdout.flush()
        from coach.cli.sources import read_sources_after_command  # nobody without a source needs it

        read_sources_after_command()
    return result


_DISK_ERRNOS = frozenset(
    {errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ESTALE, errno.ENODEV, errno.ENXIO}
)
"""Errors of a disk that does not answer or may not be written to, which are no bugs of the program."""


def run_command_line(words: Sequence[str]) -> int:
    """Run the command that `words` name; print one line for any error; return the exit code."""
    try:
        result = coach.main(args=list(words), prog_name="coach", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a closed pipe or a full disk is answered, not at exit
    except CoachError as error:
        return _print_error(str(error), error.code)
    except (click.Abort, KeyboardInterrupt):
        return _print_error("Stopped. Nothing was changed.", 130)
    except click.ClickException as error:
        return _print_error(explain_usage_error(error), 2)
    except (BrokenPipeError, SystemExit):  # click exits with SystemExit when a pipe is closed
        _discard_output()
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
            _discard_output()
            return _print_error("The disk is full, so this cannot be printed. What was saved is safe.", 1)
        logged_text = "" if isinstance(error, OSError) and error.errno in _DISK_ERRNOS else log_crash(error)
        if isinstance(error, FileNotFoundError) and not error.filename:
            return _print_error("The folder you are in is gone. Go to another one, then try again.", 1)
        if isinstance(error, OSError) and error.strerror:
            problem = "The disk did not answer"
            if error.filename:
                path = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else str(error.filename)
                path = path if len(path) <= 200 else f"{path[:100]}…{path[-60:]}"
                problem = f"{path} could not be used"
            advice_text = "Check the path and the disk" if logged_text else "Check the disk"
            return _print_error(f"{problem}: {error.strerror}. {advice_text}, then try again.", 1)
        return _print_error(logged_text, 1)
    return result if isinstance(result, int) else 0


def _discard_output() -> None:
    """Send what is still buffered to /dev/null, because Python would complain at exit that it cannot be written."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_error(text: str, code: int) -> int:
    click.echo(f"coach: {clean_text(text, 1000)}", err=True)
    return code
