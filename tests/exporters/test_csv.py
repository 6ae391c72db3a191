"""Tables that no spreadsheet runs, and that come back unchanged."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.mood import Mood
from coach.exporters.csv import escape_formula, unescape_formula, write_csv
from coach.exporters.daylio import write_daylio
from coach.importers.diaries import daylio
from coach.importers.options import ImportOptions
from tests.importers.make_mail import member


def test_cells_that_a_spreadsheet_could_run_are_guarded() -> None:
    for cell in ["=1+1", "+49", "-x", "@cmd", "\tx", "\r=x", " =x", "'=x", '"=x', "'\"  -x", "\n=x"]:
        assert escape_formula(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Ana", "it's", "'tis", "a=b", "1-2", "“=x”"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert escape_formula(cell) == cell


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\r\n\"aÖ"), max_size=8) | st.text(max_size=40))
def test_the_guard_comes_off_without_a_trace(cell: str) -> None:
    assert unescape_formula(escape_formula(cell)) == cell
    assert escape_formula(cell).lstrip(" '\"")[:1] not in set("=+-@") or escape_formula(cell).startswith("'")


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\x00\r"), max_size=20), min_size=2, max_size=2)))
def test_a_table_comes_back_as_it_was(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    write_csv(file, ("a", "=b"), rows)
    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert [[unescape_formula(cell) for cell in row] for row in read] == [["a", "=b"], *rows]


def test_every_cell_is_quoted_and_nothing_is_an_empty_cell() -> None:
    file = io.StringIO(newline="")
    write_csv(file, ("a", "b"), [(1, None)])
    assert file.getvalue() == '"a","b"\r\n"1",""\r\n'


# Daylio's table.

MOODS = [
    Mood(
        at=datetime(2026, 2, 8, 0, 5, tzinfo=UTC), value=1, words=("walk", "tea | coffee"), note="=SUM(A1)\nnext line"
    ),
    Mood(at=datetime(2026, 2, 8, 16, 4, tzinfo=UTC), value=5, words=(), note='She said "maybe", so'),
    Mood(at=datetime(2026, 2, 9, 12, 0, tzinfo=UTC), value=3, words=("面接",), note="'=x"),
]


def written(moods: list[Mood]) -> str:
    file = io.StringIO(newline="")
    write_daylio(file, [(mood, "") for mood in moods])
    return file.getvalue()


def test_moods_come_back_through_daylios_own_table() -> None:
    found = daylio.read_daylio([member(written(MOODS).encode("utf-8-sig"), "moods.csv")], ImportOptions())
    assert [(mood.at, mood.value, mood.words, mood.note) for mood in found.moods] == [
        (datetime(2026, 2, 8, 0, 5), 1, ("walk", "tea, coffee"), "=SUM(A1)\nnext line"),  # noqa: DTZ001
        (datetime(2026, 2, 8, 16, 4), 5, (), 'She said "maybe", so'),  # noqa: DTZ001
        (datetime(2026, 2, 9, 12, 0), 3, ("面接",), "'=x"),  # noqa: DTZ001
    ]
    assert found.variant == "csv"


def test_the_table_stands_newest_first_in_daylios_words() -> None:
    rows = list(csv.reader(io.StringIO(written(MOODS), newline="")))
    assert rows[0] == [
        "full_date",
        "date",
        "weekday",
        "time",
        "mood",
        "activities",
        "note_title",
        "note",
        "coach_record",
    ]
    assert rows[1][:6] == ["2026-02-09", "February 9", "Monday", "12:00", "meh", "面接"]
    assert rows[3][3:5] == ["00:05", "awful"]
