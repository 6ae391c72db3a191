"""The command line: finds the command, opens its room, and turns every error into one calm line.

Commands are listed by name and imported when they are called, so `coach mood 3` loads the mood and nothing
else. Exit codes: 0 done, 1 trouble with the world (disk, lock), 2 a word that is not understood.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from coach import __version__
from coach.errors import CoachError, NotUnderstood

COMMANDS: dict[str, tuple[str, str]] = {  # a command that says nothing of itself is not listed
    "mood": ("mood", "Save how you are, 1 to 5"),
    "sent": ("outreach", "I wrote to somebody"),
    "wrote": ("outreach", "Somebody wrote to me"),
    "answered": ("outreach", "They answered, or I gave what I owed"),
    "rest": ("outreach", "Let a thread rest"),
    "later": ("outreach", "Put a thread off; without a name, the coach's line"),
    "no": ("outreach", "They said no"),
    "met": ("outreach", "We met or talked"),
    "wait": ("outreach", "Wait 30 days with a thread"),
    "keep": ("outreach", "Keep a thread in the list"),
    "promised": ("outreach", "I promised somebody something"),
    "waiting": ("outreach", "Who has not answered, and whom I owe"),
    "owe": ("outreach", "What I owe"),
    "requests": ("outreach", "Requests of others to look at"),
    "accept": ("outreach", "Accept a request"),
    "decline": ("outreach", "Decline a request, quietly"),
    "people": ("people", "Everybody, by name"),
    "person": ("people", "One person: where it stands, the thread; or change what is known"),
    "same": ("people", "Two entries are one person"),
    "find": ("people", "Find people, notes and texts"),
    "note": ("people", "Keep a note"),
    "takeaway": ("people", "Keep what was worth reading"),
    "learned": ("people", "Keep what I learned"),
    "gave": ("people", "Help I gave somebody"),
    "got": ("people", "Help I got from somebody"),
    "opportunity": ("people", "An opening with its next step: list, keep, close"),
    "draft": ("draft", "Remarks on a text; let it wait till tomorrow"),
    "texts": ("draft", "Texts to ask again with"),
    "goal": ("goal", "Today's goal: show, set, or end it"),
    "focus": ("focus", "Start, stop or change a block"),
    "evening": ("review", "Close the day"),
    "check": ("review", "A short list to look through: privacy, reputation, post, request"),
    "why": ("advice", "Why the coach says what it says"),
    "mute": ("advice", "The coach keeps a line to itself: four weeks, or for good"),
    "unmute": ("advice", "Let a muted line in again"),
    "help-me": ("advice", "Where help is on a hard day"),
    "hours": ("hours", "When you network: show or set"),
    "away": ("away", "Step away: tonight, tomorrow, monday or a date"),
    "back": ("away", "Come back from being away"),
    "boundary": ("boundary", "Somebody crossed a line: take them off every list"),
    "boundaries": ("boundary", "All boundaries, the one place that lists them"),
    "status": ("status", "One line for prompts and bars"),
    "today": ("today", "Today in plain text"),
    "week": ("week", "The week, and one change for the next one"),
    "trends": ("trends", "Mood, focus and outreach over weeks, months or years"),
    "patterns": ("patterns", "What went together with your mood"),
    "experiment": ("patterns", "Let a coin decide on which days: show, start or end"),
    "undo": ("undo", "Take the last action back"),
    "redo": ("undo", "Do it again"),
    "export": ("export", "Everything in a form that others can read"),
    "import": ("import_history", "Bring your history in from an export"),
    "backup": ("backup", "Copy the data file now"),
    "restore": ("backup", "List the copies, or put one back"),
    "merge": ("backup", "Join another copy of the data with this one"),
    "forget": ("backup", "Remove a person from every file"),
    "erase": ("backup", "Remove everything"),
    "move-data": ("sync", "Move the data to another folder"),
    "git-setup": ("sync", "Let git merge the data record by record"),
    "merge-driver": ("sync", ""),
    "set": ("settings", "List or change settings"),
    "where": ("paths", "Where the data is"),
    "completion": ("completion", "What bash, zsh or fish needs to complete commands and names"),
    "keys": ("paths", "All keys of the full screen"),
}
_FUNCTIONS = {"import": "import_", "set": "set_", "help-me": "help_me", "move-data": "move_data",
              "git-setup": "git_setup", "merge-driver": "merge_driver"}  # fmt: skip
"""Commands whose name is no name for a function."""


class Rooms(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        room = import_module(f"coach.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(room, _FUNCTIONS.get(cmd_name, cmd_name))
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Offer the commands by their names, without opening their rooms."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem

        found = ((name, says) for name, (_, says) in COMMANDS.items() if says and name.startswith(incomplete))
        return [CompletionItem(name, help=says) for name, says in found]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items() if says])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name == "help":  # as git and others have it
            name, args = (args[1], [args[1], "--help"]) if args[1:] else ("", args)
        if not name:
            click.echo(ctx.get_help())
            ctx.exit()
        if name not in COMMANDS and not ctx.resilient_parsing:
            from coach.cli.suggestions import meant

            hint = meant(name, COMMANDS, "coach --help lists them all.")
            raise click.UsageError(f'There is no command "{_short(name)}". {hint}')
        return super().resolve_command(ctx, args)


@click.group(cls=Rooms, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", metavar="DIR", help="The data folder (or set COACH_DATA_DIR).")
@click.option("--demo", is_flag=True, help="Open on invented data in a throw-away folder.")
@click.option("--tour", is_flag=True, help="Six things to try on invented data, in a minute; Esc leaves.")
@click.option("--hide", is_flag=True, help="Start with names and notes hidden.")
@click.version_option(__version__, message="%(prog)s %(version)s", prog_name="coach")
@click.pass_context
def coach(ctx: click.Context, data: str | None, demo: bool, hide: bool, tour: bool) -> None:
    """A calm daily coach for people who network for their career.

    Without a command, opens the full screen.
    """
    if data is not None and not data.strip():
        raise NotUnderstood("The data folder is empty.", hint="Like this: coach --data ~/coach mood 3.")
    ctx.obj = data
    if ctx.invoked_subcommand is not None:
        return
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        raise CoachError("The full screen needs a terminal.", hint="In a script or pipe, coach today prints the day.")
    if os.environ.get("TERM") == "dumb":
        raise CoachError("This terminal (TERM=dumb) draws no pages.", hint="coach today prints the day.")
    from coach.fullscreen import open_full_screen

    ctx.exit(open_full_screen(data, demo=demo, hide=hide, tour=tour))


def run(words: Sequence[str]) -> int:
    """Run the command that `words` name; print one line for any error; return the exit code."""
    try:
        result = coach.main(args=list(words), prog_name="coach", standalone_mode=False)
    except CoachError as error:
        return _tell(str(error), error.code)
    except click.Abort:
        return _tell("Stopped. Nothing was changed.", 130)
    except click.ClickException as error:
        from coach.cli.suggestions import told

        return _tell(told(error), 2)
    except (BrokenPipeError, SystemExit):  # click leaves by SystemExit when a pipe is closed
        _print_no_more()  # whoever read our output has seen enough
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
            _print_no_more()
            return _tell("The disk is full, so this cannot be printed. What was saved is safe.", 1)
        from coach.crash_log import note

        return _tell(note(error), 1)
    return result if isinstance(result, int) else 0


def _print_no_more() -> None:
    """Keep Python from writing the rest at exit, and from complaining that it could not."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(text: str, code: int) -> int:
    from coach.domain.text import clean

    click.echo(f"coach: {clean(text, 1000)}", err=True)
    return code


def _short(word: str) -> str:
    from coach.domain.text import clean

    return clean(word, 40)
