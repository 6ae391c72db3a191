"""Command coach import: read exports of other programs, show what they hold, and save it."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from coach.actions.imports.preview import ImportPreview, describe_preview
from coach.actions.undo import log_empty_import
from coach.cli.common import ask_for_consent, hides_names, open_service, print_json, print_line, print_lines
from coach.domain.text import HIDDEN_MARK, clean_text
from coach.errors import InvalidInput
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService

PROGRESS_BAR_AFTER_SECONDS = 1.0
"""Seconds after which a progress bar appears."""


@click.command("import")
@click.argument("paths", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Import without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print, as JSON, what was found.")
@click.option("--me", multiple=True, metavar="WHO", help="Your own name, profile or address in the export.")
@click.option("--keep-text", is_flag=True, help="Keep the texts of messages too, not just who and when.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="NAME=VALUE",
    help="Which column holds what (date=Day, Company=Firm), or a mood word as a number (great=5).",
)
@click.option(
    "--who",
    multiple=True,
    metavar="ADDRESS=ID",
    help="Who was in a meeting, if several have the same name: ana@example.org=1a2b3c4d, as --dry-run lists it.",
)
@click.pass_context
def import_history(
    ctx: click.Context, paths: tuple[str, ...], yes: bool, dry_run: bool, as_json: bool, me: tuple[str, ...],
    keep_text: bool, mapping: tuple[str, ...], who: tuple[str, ...],
) -> None:  # fmt: skip
    """Import your history: LinkedIn, X, mail, chats, contacts, calendars, mood diaries, timers.

    Messages: LinkedIn and X (the zip or single files), mbox, Maildir, .eml, WhatsApp, Telegram.

    Contacts: vCard, jCard, the CSV of Google, Outlook and LinkedIn. Meetings: iCalendar (.ics).

    Moods: Daylio, How We Feel, Pixels, Bearable, Day One, jrnl.

    Blocks: Toggl, Clockify, RescueTime, ActivityWatch, Timewarrior, Watson.

    Also an .xlsx of such a table, what the coach exported, and any other CSV with --map date=Day --map value=Mood.

    The format is detected from the content. Nothing is saved before you say
    yes to a preview.
    """
    if not all(map(str.strip, paths)):  # an unset variable, which would otherwise mean the folder one is in
        raise InvalidInput("A path is empty.", hint="Name a file or a folder; `.` is the folder you are in.")
    mappings = _parse_option_pairs(mapping, "--map takes NAME=VALUE, such as --map date=Day")
    who_usage = "--who takes ADDRESS=ID, such as --who ana@example.org=1a2b3c4d, as --dry-run lists it"
    chosen = _parse_option_pairs(who, who_usage)
    service = open_service(answers=False)
    repeated_options = [word for each in me for word in ("--me", each)] + ["--keep-text"] * keep_text
    repeated_options += [word for each in mapping for word in ("--map", each)]
    command = shlex.join(["coach", "import", *paths, *repeated_options])
    command = clean_text(command, 400) if len(command) <= 400 else ""
    hide = hides_names(service, as_json=as_json)

    def preview() -> ImportPreview:
        with _progress_bar(hidden=as_json or not sys.stderr.isatty()) as show_progress:
            options = ImportOptions(me, keep_text, mapping=mappings, progress=show_progress, command=command)
            return preview_import(service, paths, options, chosen=chosen)

    import_preview = preview()
    if import_preview.questions and not (yes or dry_run or as_json or hide) and sys.stdin.isatty():
        chosen |= _ask_who_attended(import_preview)
        import_preview = preview()
    _print_preview(import_preview, as_json, hide=hide)
    if import_preview.ask_owner and dry_run and not (as_json or hide):
        print_line(f"You may be one of these: {', '.join(import_preview.ask_owner[:3])}.")
    if import_preview.ask_owner and not dry_run:
        asked_preview = replace(import_preview, ask_owner=(HIDDEN_MARK,)) if hide else import_preview
        run_import(service, asked_preview)  # says what to do
    elif not dry_run and not _save_import(service, import_preview, yes=yes, quiet=as_json):
        ctx.exit(1)


def _parse_option_pairs(pairs: tuple[str, ...], usage: str) -> dict[str, str]:
    """Return NAME=VALUE pairs as a dictionary. Raises InvalidInput."""
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise InvalidInput(f'{usage}, not "{clean_text(pair, 60)}".')
        values[name] = value
    return values


def _save_import(service: CoachService, import_preview: ImportPreview, *, yes: bool, quiet: bool) -> bool:
    """Save what was found once the person agrees; return False if nothing of it was saved and nothing was here."""
    if import_preview.counts.is_empty and not import_preview.counts.known:
        return False
    if import_preview.counts.is_empty:
        if not run_import(service, import_preview).undoable:
            service.execute(log_empty_import())
    elif not yes and not ask_for_consent("Import it?", "In a script, --yes imports and --dry-run shows the changes."):
        print_line("Nothing was changed.")
    else:
        saved_import = run_import(service, import_preview)
        if not quiet:
            print_line(saved_import.message)
    return True


def _print_preview(import_preview: ImportPreview, as_json: bool, *, hide: bool) -> None:
    if as_json:
        print_json(import_preview.reports[0] if len(import_preview.reports) == 1 else import_preview.reports)
        return
    print_lines(describe_preview(import_preview, hide=hide))
    if import_preview.questions and not hide:
        question = import_preview.questions[0]
        listed = [f"--who {question.address}={each[:8]} for {label}" for each, label in question.choices.items()]
        print_line(f"Choose one: {'; '.join(listed)}.")


def _ask_who_attended(import_preview: ImportPreview) -> dict[str, str]:
    """Ask which of several namesakes sat in meetings. Return address → id, or "" for nobody."""
    attendee_ids: dict[str, str] = {}
    for question in import_preview.questions:
        choice = None
        while choice is None:
            choice = question.find_choice(click.prompt(f"{question.text}\nNumber", default="0", show_default=False))
        attendee_ids[question.address] = choice
    return attendee_ids


@contextmanager
def _progress_bar(*, hidden: bool) -> Iterator[Callable[[int, int], None]]:
    """Yield what draws a progress bar on the terminal, for imports that take more than a second."""
    started, is_shown = time.monotonic(), False

    def show(done: int, total: int) -> None:
        nonlocal is_shown
        if not hidden and total and time.monotonic() - started >= PROGRESS_BAR_AFTER_SECONDS:
            is_shown, part = True, min(1.0, done / total)
            click.echo(f"\r{'━' * round(30 * part):╌<30} {part:4.0%}  ctrl+c stops", nl=False, err=True)

    try:
        yield show
    finally:
        if is_shown:
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
