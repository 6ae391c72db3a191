"""Command coach export: everything as JSON, CSV, Markdown, calendar or Daylio."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from coach import run_export
from coach.atomic_file import write_private_file
from coach.cli.common import complete_words, open_service, print_line, write_output_file
from coach.cli.encryption import encrypt_option, encrypt_output, to_option
from coach.domain.journal import Journal
from coach.domain.text import clean_text, format_suggestion
from coach.domain.wording import format_count
from coach.errors import CoachError, InvalidInput
from coach.exporters.csv import CSV_TABLES
from coach.exporters.markdown_vault import VaultPage, name_records_file, update_vault
from coach.paths import expand_path
from coach.service import CoachService
from coach.store import Store
from coach.store.address_book_and_accounts import load_address_book

EXPORT_FORMATS = ("json", "csv", "markdown", "calendar", "daylio", "org", "todo.txt", "taskwarrior", "vault")


@click.command("export")
@click.argument("form", default="json", metavar="[FORMAT]", shell_complete=complete_words(*EXPORT_FORMATS))
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON (the default).")
@click.option("--table", metavar="NAME", help="With csv: moods, goals, blocks, people, messages, notes.")
@click.option("--todo", is_flag=True, help="With calendar: follow-ups as to-dos instead of events.")
@click.option(
    "--by", type=click.Choice(["day", "person"]), default="day", help="With vault: a file for each day or person."
)
@click.option("--out", metavar="FILE", help="Write to a file that only you can read, instead of printing.")
@encrypt_option
@to_option
def export_records(
    form: str, folder: str | None, as_json: bool, table: str | None, todo: bool, by: str,
    out: str | None, encrypt: bool, keys: tuple[str, ...],
) -> None:  # fmt: skip
    """Export everything for other programs: json, csv, markdown, calendar or daylio.

    Follow-ups alone: org, todo.txt or taskwarrior. coach export vault DIR keeps a section in the Markdown files of a
    folder, by day or by person, and leaves all other text there as it is.
    """
    out = None if out == "-" else out
    if form not in EXPORT_FORMATS:
        known_formats = f"Formats: {', '.join(EXPORT_FORMATS)}."
        raise InvalidInput(f'There is no format "{form}".', format_suggestion(form, EXPORT_FORMATS), known_formats)
    if (form == "vault") != (folder is not None):
        problem_text = "The vault needs a folder." if form == "vault" else f"{form} takes no folder; vault takes one."
        raise InvalidInput(problem_text, hint="Like this: coach export vault ~/notes/daily")
    if (encrypt or keys) and (out is None or folder is not None):
        raise InvalidInput("An encrypted export needs a file.", hint="coach export --encrypt --out coach.json.age")
    service = open_service()
    if folder is not None:
        _export_vault(service, expand_path(folder), by)
        return

    text = service.with_all_years(
        lambda journal, now: _format_export(journal, now, form, table=table, todo=todo, store=service.store)
    )
    service.collect_notices()
    if service.is_incomplete and ((out and expand_path(out).exists()) or not service.has_data):
        problem = "Nothing was written, because part of the data cannot be read."
        raise CoachError(problem, hint="coach restore lists the backups.")
    if out is None:
        click.echo(text, nl=False)
        return
    is_encrypted, records_note = encrypt or bool(keys), ""
    data = text.encode("utf-8", "surrogateescape")
    write_output_file(expand_path(out), encrypt_output(data, keys) if is_encrypted else data)
    if form == "todo.txt" and not is_encrypted:  # its records in a file of their own, because people read its lines
        name = name_records_file("todo")
        write_output_file(expand_path(out).parent / name, service.with_all_years(run_export.export_todo_records))
        records_note = f", and beside it {name}; an import needs both for all your texts"
    print_line(f"Written: {out}{records_note}.")


def _format_export(journal: Journal, now: datetime, form: str, *, table: str | None, todo: bool, store: Store) -> str:
    """Return everything in a format. Raises InvalidInput for a table that there is not."""
    if form == "csv":
        if table not in CSV_TABLES:
            problem_text = f'There is no table "{clean_text(table, 40)}".' if table else "CSV needs a table."
            raise InvalidInput(problem_text, hint=f"--table {', '.join(CSV_TABLES)}.")
        return run_export.export_csv(journal, table)
    if form == "calendar":
        return run_export.export_calendar(journal, now, todo=todo)
    if form == "json":
        return run_export.export_json(journal, now, load_address_book(store))
    return run_export.WRITERS[form](journal, now)


def _export_vault(service: CoachService, folder: Path, kind: str) -> None:
    """Bring the sections in the Markdown files of `folder` up to date; new files are for the owner only."""
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder {folder}.", hint="Make it first, or name your vault.")

    def build_pages_and_records(journal: Journal, now: datetime) -> tuple[tuple[VaultPage, ...], bytes]:
        pages = run_export.list_vault_pages(journal, now, kind)
        return pages, run_export.export_vault_records(journal, pages, kind).encode("utf-8", "surrogateescape")

    pages, records = service.with_all_years(build_pages_and_records)
    records_file = folder / name_records_file(kind)
    try:
        markdown_files = {path.name: path.read_bytes() for path in folder.glob("*.md") if path.is_file()}
        changes = update_vault(markdown_files, pages, kind)
        file_count = len(changes.files)
        if not records_file.is_file() or records_file.read_bytes() != records:
            write_private_file(records_file, records)
        for page_name, file_content in changes.files.items():
            page_path = folder / page_name
            if file_content is None:
                page_path.unlink()
                continue
            file_mode = page_path.stat().st_mode & 0o777 if page_name in markdown_files else None
            write_private_file(page_path, file_content)
            if file_mode is not None:
                page_path.chmod(file_mode)  # a file that was there stays as open as its owner made it
    except OSError as error:
        raise CoachError(f"{error.filename or folder} could not be written: {error.strerror}.") from error
    written_text = f"{format_count(file_count, 'file')} written" if file_count else "Everything was up to date"
    print_line(f"{written_text}: {format_count(len(pages), 'section')} in {folder.resolve()}.")
    for page_name in changes.damaged:
        missing_line = "A line that begins or ends the coach's part is missing. Delete the rest of that part."
        print_line(f"Not changed: {page_name}. {missing_line}")
