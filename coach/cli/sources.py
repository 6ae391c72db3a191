"""Commands coach sources and coach inbox: connect what the coach reads by itself, and run the lines of an inbox."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from coach.cli.common import (
    ask_for_consent,
    complete_words,
    get_chosen_folder,
    json_option,
    open_service,
    print_answer,
    print_json,
    print_line,
    print_lines,
    print_notice,
)
from coach.crash_log import log_crash
from coach.domain.record import Document
from coach.domain.text import clean_text, decode_file_text
from coach.domain.wording import format_count, format_date
from coach.errors import InvalidInput
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources.calendar import list_coming
from coach.sources.inbox_file import take_lines
from coach.sources.source import Source, SourceReport

SOURCES_WORDS = ("add", "remove", "read", "people", "list")
_MOST_COMING_MEETINGS = 5
_MOST_PIPE_BYTES = 1 << 20
"""Bytes that are read of a pipe."""


@click.command("sources")
@click.argument("words", nargs=-1, shell_complete=complete_words(*SOURCES_WORDS, *sources.SOURCE_READERS))
@click.option("--me", multiple=True, metavar="ADDRESS", help="One of your e-mail addresses; can be used several times.")
@click.option("--yes", is_flag=True, help="Connect without asking.")
@json_option
def manage_sources(words: tuple[str, ...], me: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """List what the coach reads by itself, or connect more: coach sources add mail ~/Mail.

    Kinds: mail, calendar, contacts, downloads, inbox, activitywatch. coach sources remove 1 disconnects the first,
    coach sources read reads them all now.

    coach sources people lists people you wrote to that the coach does not know yet. Then coach sources people add 1 3
    adds two of them. Instead of add: not leaves them out for good, later asks again in two weeks.
    """
    sources_word, following_words = (words[0].lower(), words[1:]) if words else ("list", ())
    service = open_service(answers=sources_word == "list" or words == ("people",))
    if sources_word == "list":
        _print_sources(service, as_json)
    elif sources_word == "add":
        if not following_words:
            hint = f"coach sources add KIND PATH; kinds: {', '.join(sources.SOURCE_READERS)}."
            raise InvalidInput("Which kind?", hint=hint)
        _add_source(service, following_words[0], " ".join(following_words[1:]), me, yes, as_json)
    elif sources_word == "remove":
        source = sources.remove_source(service, " ".join(following_words))
        print_line(f"Disconnected: {source.kind}. What came from it stays.")
    elif sources_word == "read":
        source_ids = {sources.find_source(service, " ".join(following_words)).id} if following_words else set()
        reports = sources.read_sources(
            service, only_source_ids=source_ids, limit=sources.LARGE_READING_LIMIT, force=True
        )
        print_reports(service, reports, as_json)
    elif sources_word == "people":
        _manage_people(service, following_words, as_json)
    else:
        hint = "Use coach sources add, remove, read, people or list."
        raise InvalidInput(f'"{clean_text(sources_word, 40)}" is not understood.', hint=hint)


def read_sources_after_command() -> None:
    """Read some of what is new, and say so on the terminal. Never raises: the command is done."""
    try:
        service = CoachService(get_chosen_folder())
        reports = sources.read_sources(service, limit=sources.SMALL_READING_LIMIT)
        lines = [*_list_messages(reports), *_announce_offers(service)] if sys.stderr.isatty() else []
    except Exception as error:
        log_crash(error)
        return
    for line in lines:
        click.echo(clean_text(line, 400), err=True)


def _list_messages(reports: Iterable[SourceReport]) -> list[str]:
    return [line for report in reports for line in (*report.messages, *report.notices)]


def _announce_offers(service: CoachService) -> list[str]:
    """Return the line about people to add, once; nothing if there is nobody new."""
    offer_line = sources.announce_offers(service)
    return [f"{offer_line} To add them: coach sources people."] if offer_line else []


def _print_sources(service: CoachService, as_json: bool) -> None:
    connected_sources = sources.find_sources(service)
    lines = [f"{n}  {sources.describe_source(source, service.now())}" for n, source in enumerate(connected_sources, 1)]
    if not connected_sources:
        kinds = ", ".join(sources.SOURCE_READERS)
        lines.append(f"No source is connected. coach sources add mail ~/Mail connects one; kinds: {kinds}.")
    if any(source.kind == "calendar" for source in connected_sources):
        for at, title, names in list_coming(connected_sources, service.journal, service.now())[:_MOST_COMING_MEETINGS]:
            day = format_date(at.date(), weekday=True)
            lines.append(f"{day} {at:%H:%M}: {', '.join(names)}{title and f' ({title})'}")
    if count := len(sources.list_offers(service)):
        lines.append(f"{format_count(count, 'new name')} to go through: coach sources people")
    values = [_serialize_source(source, number) for number, source in enumerate(connected_sources, 1)]
    print_answer(as_json, values, lines)


def _serialize_source(source: Source, number: int) -> dict[str, Any]:
    return {
        "number": number, "id": source.id, "kind": source.kind, "path": source.path, "added_at": source.added_at,
        "read_at": source.read_at or None, "came": source.came, "unit": sources.UNITS_BY_KIND[source.kind][1],
        "own": list(source.own), "problem": source.problem or None,
    }  # fmt: skip


def _add_source(service: CoachService, kind: str, path: str, me: Sequence[str], yes: bool, as_json: bool) -> None:
    source = sources.build_source(service, kind, path, me)
    if not as_json:
        print_lines(sources.preview_source(source))
    if not yes and not ask_for_consent("Connect it?", "In a script, --yes connects it."):
        print_line("Nothing was changed.")
        return
    report = sources.add_source(service, source)
    if as_json:
        print_json(_serialize_source(report.source, len(sources.find_sources(service))))
        return
    kind = report.source.kind
    print_line(f"Connected: {kind}, {sources.format_amount(kind, report.source.came)} so far.")
    print_reports(service, [report], False)


def print_reports(service: CoachService, reports: Sequence[SourceReport], as_json: bool) -> None:
    offer_lines = _announce_offers(service)
    values = [
        {"id": r.source.id, "kind": r.source.kind, "says": [*r.messages, *r.notices], "problem": r.problem or None,
         "complete": r.is_complete}
        for r in reports
    ]  # fmt: skip
    lines = _list_messages(reports)
    lines += [report.problem for report in reports if report.problem and report.problem not in lines]
    print_answer(as_json, values, [*lines, *offer_lines] or ["Nothing new."])


def _manage_people(service: CoachService, words: Sequence[str], as_json: bool) -> None:
    offers = sources.list_offers(service)
    if not words:
        values = [
            {"number": number, "name": offer["name"] or None, "address": offer["address"],
             "letters": offer["letters"], "last": offer["last"]}
            for number, offer in enumerate(offers, 1)
        ]  # fmt: skip
        lines = [
            f"{n}  {o['name'] or o['address']}  {o['address']}  {o['letters']} sent" for n, o in enumerate(offers, 1)
        ]
        how_to_add = "coach sources people add 1 adds the first. Instead of add: not (never again), later."
        lines.append(how_to_add if offers else "Nobody new: you have added or left out everyone you wrote to.")
        print_answer(as_json, values, lines)
        return
    people_word, chosen_offers = words[0].lower(), _choose_offers(offers, words[1:])
    if people_word == "add":
        print_line(sources.adopt_people(service, chosen_offers))
    elif people_word in ("not", "never", "later"):
        print_line(sources.refuse_people(service, chosen_offers, later=people_word == "later"))
    else:
        hint = "After coach sources people comes add, not or later."
        raise InvalidInput(f'"{clean_text(people_word, 40)}" is not understood.', hint=hint)


def _choose_offers(offers: Sequence[Document], numbers: Sequence[str]) -> list[Document]:
    """Return the offers with these numbers, all without any. Raises InvalidInput."""
    if not offers:
        raise InvalidInput("There are no new names.", hint="coach sources read looks for new e-mail.")
    for typed_number in numbers:
        if not typed_number.isdecimal() or not 0 < int(typed_number) <= len(offers):
            problem = f'No name in the list has the number "{clean_text(typed_number, 20)}".'
            raise InvalidInput(problem, hint="coach sources people shows the list.")
    return [offers[int(typed_number) - 1] for typed_number in numbers] or list(offers)


@click.command("inbox")
@click.argument("path", required=False, type=str)
def take_inbox(path: str | None) -> None:
    """Run each line of an inbox (a text file) as a command now; `coach inbox -` reads a pipe.

    A line may have a date in front: 2026-11-28 14:05 sent Ana @linkedin.
    """
    service = open_service(answers=False)
    if path == "-":
        _take_inbox_pipe(service)
        return
    inbox_ids = {source.id for source in sources.find_sources(service) if source.kind == "inbox"}
    if path is not None or not inbox_ids:
        reports = [sources.read_once(service, sources.find_inbox(service, path or ""))]
    else:
        reports = sources.read_sources(service, only_source_ids=inbox_ids)
    print_reports(service, reports, False)


def _take_inbox_pipe(service: CoachService) -> None:
    text = sys.stdin.buffer.read(_MOST_PIPE_BYTES + 1)
    if len(text) > _MOST_PIPE_BYTES:
        raise InvalidInput("The text is larger than 1 MB.", hint="Nothing was saved. Split it into smaller parts.")
    taken = take_lines(service.open_folder(), decode_file_text(text).splitlines())
    print_lines(taken.messages)
    for remark in taken.remarks:
        print_notice(clean_text(remark, 400))
    if taken.remarks:
        click.get_current_context().exit(2)
