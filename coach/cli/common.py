"""Shared by all commands: open the data, run an action, print text or JSON, and the options that many have."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from errno import ENOENT
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.actions.backdate import backdate_to_typed_time
from coach.actions.result import Action, ActionResult
from coach.atomic_file import write_private_file
from coach.cli.command_table import HIDES_NAMES, NOTICES
from coach.domain.text import clean_text, format_json
from coach.domain.typed_times import continues_time, parse_coming_day, parse_past_time, split_trailing_time
from coach.domain.undo_entry import UndoEntry
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

_PRINTS_SAVED_AS_JSON = "coach.json"
_TYPED_TIME = "coach.at"
LONGEST_PRINTED_LINE = 1000


def _store_typed_time(ctx: click.Context, param: click.Parameter, typed: str | None) -> None:
    if typed is not None and not typed.strip():
        raise InvalidInput("The time after --at is empty.", hint="Try 14:30, yesterday or 2026-11-20.")
    ctx.meta[_TYPED_TIME] = typed


plain_option = click.option("--plain", is_flag=True, expose_value=False, help="Plain text (the default).")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
saved_json_option = click.option(
    "--json", is_flag=True, expose_value=False, help="Print, as JSON, what was saved.",
    callback=lambda ctx, _, given: ctx.meta.__setitem__(_PRINTS_SAVED_AS_JSON, given),
)  # fmt: skip
"""For commands that save something: `run_action` prints the saved records in place of its line."""
at_option = click.option(
    "--at", metavar="TIME", expose_value=False, is_eager=True,
    help="When it was: 14:30, yesterday, last Friday 9:00, 2026-11-20.",
    callback=_store_typed_time,
)  # fmt: skip
"""For commands that save something: `run_action` logs it for that time."""


@dataclass(slots=True)
class LineRun:
    """A command that comes from a line of an inbox: nobody can be asked, and its output is collected."""

    service: CoachService
    adjust: Callable[[Action], Action]
    output: list[str] = field(default_factory=list)
    has_saved: bool = False


@dataclass(slots=True)
class _Notices:
    """What is noticed about the data that a command reads; each notice is printed on stderr once."""

    opened_services: dict[CoachService, bool] = field(default_factory=dict)
    """The services of the command, and whether it answers from the data of each."""
    printed: set[str] = field(default_factory=set)
    stand_before_text: bool = False

    def print(self) -> int:
        """Print what is new; return the exit code, 1 if an answer may be incomplete."""
        for notice in [notice for service in self.opened_services for notice in service.collect_notices()]:
            if notice not in self.printed:
                self.printed.add(notice)
                print_notice(notice)
        return int(any(answers and service.is_incomplete for service, answers in self.opened_services.items()))


def get_chosen_folder() -> str | None:
    """Return the data folder that --data names, None without it."""
    folder: str | None = click.get_current_context().find_root().obj
    return folder


def _find_line_run() -> LineRun | None:
    """Return the run of a line of an inbox, None for a command that somebody typed."""
    root_object = click.get_current_context().find_root().obj
    return root_object if isinstance(root_object, LineRun) else None


def open_service(*, read: bool = True, answers: bool = True, require_data: bool = True) -> CoachService:
    """Return the service for the chosen data folder, with the data loaded unless `read` is False.

    Exits with code 1 if there is data and none of it can be read, unless `require_data` is False: an empty answer
    would be untrue. `answers` is False for a command that saves something, whose code tells whether it did.
    """
    if line_run := _find_line_run():
        return line_run.service.open_folder() if read else line_run.service
    ctx, service = click.get_current_context(), CoachService(get_chosen_folder())
    notices: _Notices = ctx.meta.setdefault(NOTICES, _Notices())
    notices.opened_services[service] = read and answers
    if read and service.open_folder().is_unreadable and require_data:
        ctx.exit(1)
    return service


def hides_names(service: CoachService, *, as_json: bool) -> bool:
    """Return whether text names nobody: after --hide, or by the setting. Raises InvalidInput for JSON after --hide."""
    hide = bool(click.get_current_context().meta.get(HIDES_NAMES))
    if hide and as_json:
        raise InvalidInput("--json prints every name, so it cannot be used with --hide.", hint="Leave one of them out.")
    return hide or service.journal.settings.hide


def run_action(action: Action, *, as_json: bool = False) -> ActionResult:
    """Run an action and print its message, or the message and the saved records as JSON.

    Exits with code 1 when the disk did not confirm the save.
    """
    ctx, service = click.get_current_context(), open_service(read=False)
    change = execute_action(date_action(action), service)
    save_doubt = service.store.doubt if change.upserts else ""
    if as_json or ctx.meta.get(_PRINTS_SAVED_AS_JSON):
        saved = [{"table": r.table, **r.to_document()} for r in change.upserts if r.table != UndoEntry.table]
        print_json({"says": save_doubt or change.message, "saved": saved})
    else:
        print_line(save_doubt or change.describe(hide=bool(ctx.meta.get(HIDES_NAMES))))
    if save_doubt:
        ctx.exit(1)
    return change


def date_action(action: Action) -> Action:
    """Return an action that logs for the time of --at, if that was given."""
    typed_time = get_typed_time()
    return backdate_to_typed_time(action, typed_time) if typed_time else action


def execute_action(action: Action, service: CoachService) -> ActionResult:
    """Execute an action and return its result. Raises CoachError."""
    line_run = _find_line_run()
    if line_run is None:
        return service.execute(action)
    line_run.has_saved = True
    return service.execute(line_run.adjust(action))


def can_ask() -> bool:
    """Return whether somebody at a terminal can answer a question."""
    return _find_line_run() is None and sys.stdin is not None and sys.stdin.isatty()


def get_typed_time() -> str:
    """Return what --at was given, or ""."""
    return click.get_current_context().meta.get(_TYPED_TIME) or ""


def take_trailing_time(line: str, fits: Callable[[str], bool]) -> str:
    """Return a line without the time at its end, which counts as that of --at; all of it if the rest does not fit."""
    service = open_service()
    before, when = split_trailing_time(line, service.now(), service.journal.settings.day_ends, bare=True)
    if when is None or not fits(before):
        return line
    click.get_current_context().meta[_TYPED_TIME] = line[len(before) :].strip().removeprefix("@")
    return before


def refuse_parted_time(typed_time: str, words: list[str]) -> None:
    """Raise InvalidInput if a word goes on with the time after --at, which has no quotes: --at yesterday evening."""
    word_of_time = next((word for word in (words[:1] + words[-1:]) if continues_time(typed_time, word)), "")
    if word_of_time:
        hint = f'Put them in quotes: --at "{clean_text(typed_time, 40)} {clean_text(word_of_time, 40)}".'
        raise InvalidInput("The time after --at has several words.", hint=hint)


def parse_time(text: str | None) -> datetime | None:
    """Return the past moment that an option names, None without one. Raises InvalidInput."""
    if not text:
        return None
    service = open_service()
    return parse_past_time(text, service.now(), service.journal.settings.day_ends).at


def parse_day(text: str | None) -> date | None:
    """Return the coming day that an option names, None without one. Raises InvalidInput."""
    if not text:
        return None
    service = open_service()
    return parse_coming_day(text, service.journal.settings.day_of(service.now()))


def print_notice(text: str) -> None:
    """Print a line on stderr, with the name of the program."""
    click.echo(f"coach: {clean_text(text, LONGEST_PRINTED_LINE)}", err=True)


def print_line(text: str) -> None:
    """Print one line without control characters."""
    print_text(clean_text(text, LONGEST_PRINTED_LINE))


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print_line(line)


def run_hook(event: str, facts: Mapping[str, object] | None = None) -> None:
    """Run the person's hook for an event, and print what went wrong with it, if anything did."""
    from coach import hooks  # most commands run none

    if problem := hooks.run_hook(event, facts or {}):
        print_line(problem)


def print_text(text: str) -> None:
    """Print text as it is, or collect it where a line of an inbox runs.

    What was noticed about the data goes before the first text: "Nothing found" is read in the light of it.
    """
    if line_run := _find_line_run():
        line_run.output.append(text)
        return
    notices: _Notices | None = click.get_current_context().meta.get(NOTICES)
    if notices and not notices.stand_before_text:
        notices.stand_before_text = True
        notices.print()
    click.echo(text)


def print_json(value: Any) -> None:
    """Print a value as indented JSON in UTF-8, days and times in ISO 8601, without control characters."""
    print_text(format_json(value, indent=2, default=lambda moment: moment.isoformat()))


def print_answer(as_json: bool, value: Any, lines: Iterable[str]) -> None:
    """Print a value as JSON, or lines for people."""
    if as_json:
        print_json(value)
    else:
        print_lines(lines)


def write_output_file(path: Path, text: str | bytes) -> None:
    """Write `text` to the file that somebody named, readable by its owner only. Raises CoachError.

    A regular file is replaced in one step; a device or a pipe that somebody reads is written to.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    try:
        if path.exists() and not path.is_file():
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe without a reader: ENXIO
            os.set_blocking(descriptor, True)
            with os.fdopen(descriptor, "wb") as device:
                device.write(data)
            return
        if not path.parent.is_dir():
            raise FileNotFoundError(ENOENT, "there is no such folder")
        write_private_file(path, data)
    except OSError as error:
        raise CoachError(f"{path} could not be written: {error.strerror}.", hint="Try another folder.") from error


def ask_for_consent(question: str, hint: str = "In a script, add --yes.") -> bool:
    """Ask a question and return whether the answer is yes. Raises CoachError with `hint` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise CoachError("Nothing was changed.", hint=hint)
    return click.confirm(question, default=False)


def require_consent(yes: bool, question: str) -> None:
    """Return after a yes. Raises CoachError without one."""
    if not yes and not ask_for_consent(question):
        raise CoachError("Nothing was changed.")


def complete_words(*known: str | tuple[str, str]) -> Complete:
    """Return a completer for fixed words, each with or without its meaning."""
    pairs = [(word, "") if isinstance(word, str) else word for word in known]

    def complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
        return [] if ctx.params.get(param.name or "") else match_words(pairs, typed)

    return complete


def match_words(known: Iterable[tuple[str, str]], typed: str) -> list[CompletionItem]:
    """Return the words that begin with what was typed, each with its meaning."""
    from click.shell_completion import CompletionItem  # every command loads this module, and only Tab needs that

    return [CompletionItem(word, help=meaning or None) for word, meaning in known if word.startswith(typed.lower())]
