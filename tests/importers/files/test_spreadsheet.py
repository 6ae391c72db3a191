"""Spreadsheets that hold a table the coach knows."""

# ruff: noqa: DTZ001  (wall times, zone unknown)

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from coach.importers.read_exports import read_exports


def test_a_spreadsheet_of_a_known_table(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["First Name", "Last Name", "URL", "Company", "Position", "Connected On"],
        ["Ana", "Lee", "https://www.linkedin.com/in/ana-lee", "ACME", "CTO", datetime(2026, 9, 9)],
    ):
        book.active.append(row)
    book.save(tmp_path / "c.xlsx")
    (tmp_path / "folder").mkdir()
    book.save(tmp_path / "folder" / "c.xlsx")
    for path in (tmp_path / "c.xlsx", tmp_path / "folder"):
        (found,) = read_exports([path])
        (ana,) = found.contacts.values()
        assert (ana.name, ana.company, ana.connected_on) == ("Ana Lee", "ACME", date(2026, 9, 9))
