"""Command coach export: everything as JSON, CSV, Markdown, calendar or Daylio."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from coach import export_service
from coach.cli import completion
from coach.cli.common import open_service, print_line, write_output_file
from coach.domain.journal import Journal
from coach.domain.text import format_suggestion
from coach.errors import CoachError, InvalidInput
from coach.store.address_book import load_address_book

FORMATS = ("json", "csv", "markdown", "calendar", "daylio")


@click.command("export")
@click.argument("form", default="json", shell_complete=completion.complete_words(*FORMATS))
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON (the default).")
@click.option("--table", metavar="NAME", help="With csv: moods, goals, blocks, people, messages, notes.")
@click.option("--todo", is_flag=True, help="With calendar: follow-ups as to-dos instead of events.")
@click.option("--out", metavar="FILE", help="Write to a file that only you can read, instead of printing.")
@click.pass_context
def export_records(
    ctx: click.Context, form: str, as_json: bool, table: str | None, todo: bool, out: str | None
) -> None:
    """Export everything in a format of other programs: json, csv, markdown, calendar or daylio."""
    if form not in FORMATS:
        known = f"Formats: {', '.join(FORMATS)}."
        raise InvalidInput(f'There is no format "{form}".', format_suggestion(form, FORMATS), known)
    service = open_service(ctx, read=True)

    def write(journal: Journal, now: datetime) -> str:
        if form == "csv":
            if table not in export_service.CSV_TABLES:
                raise InvalidInput("CSV needs a table.", hint=f"--table {', '.join(export_service.CSV_TABLES)}.")
            return export_service.export_csv(journal, table)
        if form == "calendar":
            return export_service.export_calendar(journal, now, todo=todo)
        if form == "json":
            return export_service.export_json(journal, now, load_address_book(service.store))
        return export_service.WRITERS[form](journal, now)

    text = service.with_all_years(write)
    service.collect_notices()
    if service.is_incomplete and ((out and Path(out).expanduser().exists()) or not service.has_data):
        raise CoachError(
            "Nothing was written, because it would lack something.", hint="coach restore lists the backups."
        )
    if out is None:
        click.echo(text, nl=False)
        return
    write_output_file(Path(out).expanduser(), text)
    print_line(f"Written: {out}.")
