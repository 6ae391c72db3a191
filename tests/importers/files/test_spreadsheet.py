"""Spreadsheets that hold a table the coach knows."""

# ruff: noqa: DTZ001  (wall times, zone unknown)

from __future__ import annotations

import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.importers.files import spreadsheet
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
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        packed.write(tmp_path / "c.xlsx", "tables/c.xlsx")
    for path in (tmp_path / "c.xlsx", tmp_path / "folder", tmp_path / "packed.zip"):
        (found,) = read_exports([path])
        (ana,) = found.contacts.values()
        assert (ana.name, ana.company, ana.connected_on) == ("Ana Lee", "ACME", date(2026, 9, 9))


def test_a_duration_of_more_than_a_day_is_one(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Description", "Start date", "Start time", "Duration"])
    book.active.append(["Letters", date(2026, 9, 9), time(9, 30), timedelta(hours=26, minutes=5)])
    book.save(tmp_path / "t.xlsx")
    (found,) = read_exports([tmp_path / "t.xlsx"])
    assert [(one.started_at, one.ended_at) for one in found.blocks] == [
        (datetime(2026, 9, 9, 9, 30), datetime(2026, 9, 10, 11, 35))
    ]


def test_a_spreadsheet_without_styles_is_read_without_a_remark_of_the_library(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["First Name", "Last Name", "Company", "Connected On"], ["Ana", "Lee", "ACME", "9 Sep 2026"]):
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "c.xlsx", "w") as plain:
        for name in whole.namelist():
            data = whole.read(name)
            plain.writestr(name, STYLES if name == "xl/styles.xml" else data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,) = read_exports([tmp_path / "c.xlsx"])
    assert [one.name for one in found.contacts.values()] == ["Ana Lee"]


def test_a_sheet_that_is_not_read_is_called_by_its_file(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Apples", "Pears"])
    book.save(tmp_path / "fruit.xlsx")
    with pytest.raises(CoachError, match=r"fruit\.xlsx"):
        read_exports([tmp_path / "fruit.xlsx"])
    book.create_sheet("Vegetables").append(["Leek", "Kale"])
    book.save(tmp_path / "garden.xlsx")
    with pytest.raises(CoachError, match=r"garden\.xlsx \((?:Sheet|Vegetables)\)"):
        read_exports([tmp_path / "garden.xlsx"])


STYLES = b"""<?xml version="1.0"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="1"><xf/></cellXfs></styleSheet>
"""
"""Styles without the default one, as other programs than Excel write them."""


def test_a_spreadsheet_of_moods_asks_for_its_columns(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["date", "mood", "note"], [datetime(2026, 9, 9), 4, None], [datetime(2026, 9, 10), 2, "rain"]):
        book.active.append(row)
    book.save(tmp_path / "m.xlsx")
    (found,) = read_exports([tmp_path / "m.xlsx"])
    assert "Columns: date, mood, note. For example: --map date=date --map value=mood" in found.warnings[0]
    assert found.ignored == {"row_without_columns": 2}


def test_sheets_and_rows_beyond_the_limits_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr(spreadsheet, "ROWS_LIMIT", 3)
    monkeypatch.setattr(spreadsheet, "SHEETS_LIMIT", 1)
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Second")):
        sheet.append(["First Name", "Last Name", "Company", "Connected On"])
        for number in range(4):
            sheet.append([f"Ana {number}", "Lee", "ACME", "9 Sep 2026"])
    book.save(tmp_path / "c.xlsx")
    (found,) = read_exports([tmp_path / "c.xlsx"])
    assert [one.name for one in found.contacts.values()] == ["Ana 0 Lee", "Ana 1 Lee"]
    assert found.warnings == (
        "c.xlsx has 2 sheets; the first 1 of them were read.",
        "c.xlsx is longer than can be read; the first 3 rows were taken.",
    )
