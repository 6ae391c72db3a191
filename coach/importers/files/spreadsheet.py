"""Read the first sheet of an .xlsx as the CSV table that it was made from.

People keep LinkedIn's tables as spreadsheets. openpyxl is a dependency, because whoever has such a file can hardly be
told to install the coach anew; it is loaded when a spreadsheet is read.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import BinaryIO

from coach.importers.files.archive_members import DAMAGE, MEMBER_LIMIT, Member, Source, is_likely_bomb

ROWS_LIMIT, SHEETS_LIMIT = 300_000, 20
"""Rows of a sheet that are read, and sheets of a file."""
_COLUMNS_LIMIT = 300


def is_spreadsheet(names: list[str]) -> bool:
    """Return whether the members of a zip are those of an .xlsx."""
    return "[Content_Types].xml" in names and any(
        name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names
    )


def open_spreadsheet(source: Source, data: BinaryIO) -> None:
    """Add each sheet that holds a table to `source` as a CSV member, called by the file. Damage becomes a warning."""
    try:
        with zipfile.ZipFile(data) as archive:
            sizes = [(info.file_size, info.compress_size) for info in archive.infolist()]
        if any(size > MEMBER_LIMIT or is_likely_bomb(size, packed) for size, packed in sizes):
            source.warn(f"{source.name} would grow far too large when unpacked and was left out.")
            return
        data.seek(0)
        sheets = _read_sheets(source, data)
    except (*DAMAGE, KeyError, TypeError, AttributeError, SyntaxError):  # what the library raises on damaged files
        source.warn(f"{source.name} is a damaged spreadsheet. Save it as CSV, and give that.")
        return
    for title, text in sheets:
        name = source.name if len(sheets) == 1 else f"{source.name} ({title})"
        content = text.encode("utf-8", "replace")
        source.members.append(Member(name, source, partial(io.BytesIO, content), len(content)))
    if not sheets:
        source.warn(
            f"{source.name} is a spreadsheet, but no table was found in it. Save the sheet as CSV, and give that."
        )


def _read_sheets(source: Source, data: BinaryIO) -> list[tuple[str, str]]:
    """Return (title, CSV) of every sheet with rows. What is beyond a limit is left out, with a warning."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # slow to load, and needed for .xlsx only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which no table needs
        book = load_workbook(data, read_only=True, data_only=True)
    try:
        found = []
        if len(book.worksheets) > SHEETS_LIMIT:
            source.warn(
                f"{source.name} has {len(book.worksheets):,} sheets; the first {SHEETS_LIMIT} of them were read."
            )
        for sheet in book.worksheets[:SHEETS_LIMIT]:
            cells = sheet.iter_rows(max_row=ROWS_LIMIT + 1, max_col=_COLUMNS_LIMIT, values_only=True)
            rows = [[_format_cell(cell) for cell in row] for row in cells]
            if len(rows) > ROWS_LIMIT:
                source.warn(f"{source.name} is longer than can be read; the first {ROWS_LIMIT:,} rows were taken.")
                del rows[ROWS_LIMIT:]
            width = max((place for row in rows for place, cell in enumerate(row, start=1) if cell), default=0)
            file = io.StringIO(newline="")
            csv.writer(file).writerows(row[:width] for row in rows)
            if width:
                found.append((sheet.title.replace("/", "-"), file.getvalue()))
        return found
    finally:
        book.close()


def _format_cell(cell: object) -> str:
    """Return a cell as a CSV export would write it; a day without a time is an ISO date."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
