"""Tables as CSV that no spreadsheet takes for a program.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is run as a formula by spreadsheets, also
after spaces and quotes (OWASP ASVS 5.0, 1.2.10; CWE-1236). Such cells get an apostrophe in front, and every
cell is quoted. The apostrophe comes off again with `unguarded`, so nothing changes on the way out and back:
a cell that had an apostrophe before a formula of its own gets a second one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

_DANGEROUS = re.compile(r"[\s'\"]*[=+\-@\t\r\n]")
NOTE = "Cells that a spreadsheet could take for a formula begin with an apostrophe; it comes off at import."
"""What people are told beside the file."""


def guarded(cell: str) -> str:
    """Return `cell` with an apostrophe in front if a spreadsheet could run it."""
    return "'" + cell if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Undo `guarded`: `unguarded(guarded(x)) == x` for every text."""
    return cell[1:] if cell[:1] == "'" and _DANGEROUS.match(cell[1:]) else cell


def write_csv(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table and return the number of rows after the header.

    `file` has to be opened with `newline=""`, in UTF-8. None becomes an empty cell; everything else its `str`.
    """
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in header])
    count = 0
    for row in rows:
        writer.writerow(["" if cell is None else guarded(str(cell).replace("\x00", "")) for cell in row])
        count += 1
    return count
