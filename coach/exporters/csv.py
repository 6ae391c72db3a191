"""Write tables as CSV in which no cell is run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from coach.domain.csv_cells import escape_formula


def write_csv(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table with every cell quoted and return the number of rows after the header.

    `file` is opened with `newline=""`, in UTF-8. None becomes an empty cell.
    """
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([escape_formula(name) for name in header])
    count = 0
    for row in rows:
        writer.writerow(["" if cell is None else escape_formula(str(cell).replace("\x00", "")) for cell in row])
        count += 1
    return count
