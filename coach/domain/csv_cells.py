"""Keep spreadsheets from running a cell of a CSV file as a formula, and undo that at import.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is run as a formula, also after spaces and
quotes (OWASP ASVS 5.0, 1.2.10; CWE-1236). Such a cell gets an apostrophe in front.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\s'\"]*[=+\-@\t\r\n]")


def escape_formula(cell: str) -> str:
    """Return the cell with an apostrophe in front if a spreadsheet could run it."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Undo `escape_formula` for every text."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell
