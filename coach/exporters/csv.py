"""Write tables as CSV in which no cell is run as a formula, undo that at import, and name the columns of our own.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is run as a formula, also after spaces and
quotes (OWASP ASVS 5.0, 1.2.10; CWE-1236). Such a cell gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from coach.domain.record import Record

_FORMULA = re.compile(r"[\s'\"]*[=+\-@\t\r\n]")


def escape_formula(cell: str) -> str:
    """Return the cell with an apostrophe in front if a spreadsheet could run it."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Undo `escape_formula` for every text."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


CSV_LAST_FIELDS = ("key", "keys", "handles", "named", "imported", "changed_at", "device")
"""Fields that only an import needs: the last columns of a table."""
PERSON_ID_COLUMN = "person_id"
"""The id of the person whose name is in the column "person"."""
CSV_TABLES = ("moods", "goals", "blocks", "people", "messages", "notes")


def write_csv(csv_file: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with every cell quoted.

    `csv_file` is opened with `newline=""`, in UTF-8. None becomes an empty cell.
    """
    csv_writer = csv.writer(csv_file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    csv_writer.writerow([escape_formula(name) for name in header])
    for row in rows:
        csv_writer.writerow(["" if cell is None else escape_formula(str(cell).replace("\x00", "")) for cell in row])


def list_csv_columns(kind: type[Record]) -> list[str]:
    """Return the columns of a table: fields that people read, then those that only an import needs."""
    record_fields = kind.model_fields
    first_columns = [name for name in record_fields if name not in (*CSV_LAST_FIELDS, "deleted", "taken_back")]
    person_id_column = [PERSON_ID_COLUMN] if "person" in record_fields else []
    return [*first_columns, *person_id_column, *(name for name in CSV_LAST_FIELDS if name in record_fields)]
