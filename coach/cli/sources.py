"""Commands coach sources and coach inbox: connect what the coach reads by itself, and run the lines of an inbox."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from coach.actions.result import Action
from coach.cli.command_table import COMMANDS, HELP_OPTIONS, HIDDEN, INBOX_COMMANDS, INBOX_REFUSED_OPTIONS, load_command
from coach.cli.common import (
    LONGEST_LINE,
    LineRun,
    ask_for_consent,
    complete_words,
    json_option,
    open_service,
    print_json,
    print_line,
    print_lines,
)
from coach.cli.usage_errors import explain_usage_error
from coach.crash_log import log_crash
from coach.domain.text import clean_text, decode_file_text, format_suggestion
from coach.domain.wording import format_count, format_date
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources.calendar import list_coming
from coach.sources.inbox import InboxLine
from coach.sources.source import SourceReport

WORDS = ("add", "remove", "read", "people", "list")
_COMING_LIMIT = 5
_PIPE_LIMIT = 1 << 20
"""Bytes that are read of a pipe."""


@click.command("sources")
@click.argument("words", nargs=-1, shell_complete=complete_words(*WORDS, *sources.READERS))
@click.option("--me", multiple=True, metavar="ADDRESS", help="One of your e-mail addresses; can be used several times.")
@click.option("--yes", is_flag=True, help="Connect without asking.")
@json_option
@click.pass_context
def manage_sources(ctx: click.Context, words: tuple[str, ...], me: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """List what the coach reads by itself, or connect more: coach sources add mail ~/Mail.

    Kinds: mail, calendar, contacts, downloads, inbox, activitywatch. coach sources remove 1 disconnects the first,
    coach sources read reads them all now.

    coach sources people lists people you wrote to that the coach does not know yet. Then coach sources people add 1 3
    adds two of them, people not 2 leaves one out for good, people later asks again in two weeks.
    """
    first, rest = (words[0].lower(), words[1:]) if words else ("list", ())
    service = open_service(ctx, read=True, answers=first == "list" or words == ("people",))
    if first == "list":
        _print_sources(service, as_json)
    elif first == "add":
        if not rest:
            raise InvalidInput("Which kind?", hint=f"coach sources add KIND PATH; kinds: {', '.join(sources.READERS)}.")
        _add_source(service, rest[0], " ".join(rest[1:]), me, yes, as_json)
    elif first == "remove":
        source = sources.remove_source(service, " ".join(rest))
        print_line(f"Disconnected: {source.kind}. What came from it stays.")
    elif first == "read":
        only = {sources.find_source(service, " ".join(rest)).id} if rest else set()
        reports = sources.read_sources(
            service, only=only, limit=sources.LARGE_READING, force=True, run_line=run_inbox_line
        )
        print_reports(service, reports, as_json)
    elif first == "people":
        _manage_people(service, rest, as_json)
    else:
        raise InvalidInput(
            f'"{clean_text(first, 40)}" is not understood.', hint="Use coach sources add, remove, read, people or list."
        )


def read_after_command(ctx: click.Context) -> None:
    """Read some of what is new, and say so on the terminal. Never raises: the command is done."""
    try:
        service = CoachService(ctx.find_root().obj)
        reports = sources.read_sources(service, limit=sources.SMALL_READING, run_line=run_inbox_line)
        lines = [line for report in reports for line in (*report.messages, *report.notices)]
        offered = _announce_offers(service) if sys.stderr.isatty() else ""
    except Exception as error:
        log_crash(error)
        return
    if sys.stderr.isatty():
        for line in [*lines, *([offered] if offered else [])]:
            click.echo(clean_text(line, 400), err=True)


def _announce_offers(service: CoachService) -> str:
    """Return the line about people to add, once; "" if there is nobody new."""
    offered = sources.announce_offers(service)
    return f"{offered} To add them: coach sources people." if offered else ""


def _print_sources(service: CoachService, as_json: bool) -> None:
    found = sources.find_sources(service)
    if as_json:
        print_json([sources.serialize_source(source, number) for number, source in enumerate(found, 1)])
        return
    for number, source in enumerate(found, 1):
        print_line(f"{number}  {sources.describe_source(source, service.now())}")
    if not found:
        kinds = ", ".join(sources.READERS)
        print_line(f"No source is connected. coach sources add mail ~/Mail connects one; kinds: {kinds}.")
    if any(source.kind == "calendar" for source in found):
        for at, title, names in list_coming(found, service.journal, service.now())[:_COMING_LIMIT]:
            day = format_date(at.date(), weekday=True)
            print_line(f"{day} {at:%H:%M}: {', '.join(names)}{title and f' ({title})'}")
    if count := len(sources.list_offers(service)):
        print_line(f"{format_count(count, 'new name')} to go through: coach sources people")


def _add_source(service: CoachService, kind: str, path: str, me: Sequence[str], yes: bool, as_json: bool) -> None:
    preview = sources.preview_source(service, kind, path, me)
    if not as_json:
        print_lines(preview.lines)
    if not yes and not ask_for_consent("Connect it?", "In a script, --yes connects it."):
        print_line("Nothing was changed.")
        return
    report = sources.add_source(service, preview, run_line=run_inbox_line)
    if as_json:
        print_json(sources.serialize_source(report.source, len(sources.find_sources(service))))
        return
    kind = report.source.kind
    print_line(f"Connected: {kind}, {sources.format_amount(kind, report.source.came)} so far.")
    print_reports(service, [report], False)


def print_reports(service: CoachService, reports: Sequence[SourceReport], as_json: bool) -> None:
    offered = _announce_offers(service)
    if as_json:
        print_json(
            [
                {"id": r.source.id, "kind": r.source.kind, "says": [*r.messages, *r.notices],
                 "problem": r.problem or None, "complete": r.is_complete}
                for r in reports
            ]
        )  # fmt: skip
        return
    lines = [line for report in reports for line in (*report.messages, *report.notices)]
    lines += [report.problem for report in reports if report.problem and report.problem not in lines]
    print_lines([*lines, *([offered] if offered else [])])
    if not lines and not offered:
        print_line("Nothing new.")


def _manage_people(service: CoachService, words: Sequence[str], as_json: bool) -> None:
    offers = sources.list_offers(service)
    if not words:
        if as_json:
            print_json(
                [
                    {"number": number, "name": offer["name"] or None, "address": offer["address"],
                     "letters": offer["letters"], "last": offer["last"]}
                    for number, offer in enumerate(offers, 1)
                ]
            )  # fmt: skip
            return
        for number, offer in enumerate(offers, 1):
            print_line(f"{number}  {offer['name'] or offer['address']}  {offer['address']}  {offer['letters']} sent")
        nobody = "Nobody new: you have added or left out everyone you wrote to."
        print_line("coach sources people add 1, people not 2 (never again), people later." if offers else nobody)
        return
    first, chosen = words[0].lower(), _choose_offers(offers, words[1:])
    if first == "add":
        print_line(sources.adopt_people(service, chosen))
    elif first in ("not", "never"):
        print_line(sources.refuse_people(service, chosen))
    elif first == "later":
        print_line(sources.refuse_people(service, chosen, later=True))
    else:
        raise InvalidInput(
            f'"{clean_text(first, 40)}" is not understood.',
            hint="Use coach sources people add, people not or people later.",
        )


def _choose_offers(offers: Sequence[Mapping[str, Any]], numbers: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return the offers with these numbers, all without any. Raises InvalidInput."""
    if not offers:
        raise InvalidInput("There are no new names.", hint="coach sources read looks for new e-mail.")
    for word in numbers:
        if not word.isdecimal() or not 0 < int(word) <= len(offers):
            raise InvalidInput(
                f'No name in the list has the number "{clean_text(word, 20)}".',
                hint="coach sources people shows the list.",
            )
    return [offers[int(word) - 1] for word in numbers] or list(offers)


@click.command("inbox")
@click.argument("path", required=False, type=str)
@click.pass_context
def take_inbox(ctx: click.Context, path: str | None) -> None:
    """Run each line of an inbox (a text file) as a command now; `coach inbox -` reads a pipe.

    A line may have a date in front: 2026-11-28 14:05 sent Ana @linkedin.
    """
    service = open_service(ctx, read=True, answers=False)
    if path == "-":
        _take_pipe(ctx, service)
        return
    known = [s for s in sources.find_sources(service) if s.kind == "inbox"]
    if path is not None or not known:
        preview = sources.preview_inbox(service, path or "")
        print_reports(service, [sources.read_once(service, preview, run_line=run_inbox_line)], False)
        return
    print_reports(service, sources.read_sources(service, only={s.id for s in known}, run_line=run_inbox_line), False)


def _take_pipe(ctx: click.Context, service: CoachService) -> None:
    from coach.sources.inbox import take_lines  # brings every action that a line may be

    text = sys.stdin.buffer.read(_PIPE_LIMIT + 1)
    if len(text) > _PIPE_LIMIT:
        raise InvalidInput("The text is larger than 1 MB.", hint="Nothing was saved. Split it into smaller parts.")
    result = take_lines(service.open_folder(), decode_file_text(text).splitlines(), run_line=run_inbox_line)
    print_lines(result.messages)
    for line in result.remarks:
        click.echo(f"coach: {clean_text(line, 400)}", err=True)
    if result.remarks:
        ctx.exit(2)


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
    run = LineRun(service, adjust)
    root = click.Context(click.Group("coach"), info_name="coach", obj=run, help_option_names=HELP_OPTIONS)
    try:
        with command.make_context(line.command, words, parent=root) as ctx:
            command.invoke(ctx)
    except click.exceptions.Exit as error:
        if error.exit_code:
            problem = " ".join(run.output) or "This line could not be saved."
            raise CoachError(problem, hint="Type it in the shell to see why.") from error
    except click.ClickException as error:
        raise InvalidInput(explain_usage_error(error)) from error
    if not run.has_saved:
        problem = f"coach {line.command}, written like this, saves nothing."
        raise InvalidInput(problem, hint="An inbox takes commands that save something.")
    return clean_text(" ".join(dict.fromkeys(run.output)), LONGEST_LINE)


def _load_allowed_command(name: str) -> click.Command:
    if name in INBOX_COMMANDS and (command := load_command(name)) is not None:
        return command
    if name in COMMANDS or name in HIDDEN:
        raise InvalidInput(f"coach {name} can't be run from an inbox.", hint="Type it in the shell.")
    hint = format_suggestion(name, INBOX_COMMANDS, f"An inbox takes {', '.join(INBOX_COMMANDS)}.")
    raise InvalidInput(f'"{clean_text(name, 40)}" is not understood.', hint=hint)
