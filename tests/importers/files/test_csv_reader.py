"""Tables by header name, however a program or a spreadsheet wrote them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from coach.importers.files import csv_reader as tables
from coach.importers.files.csv_reader import CsvTable, HeaderTest, has_columns, open_table
from coach.importers.files.open_path import open_path
from tests.examples import examples

Make = Callable[..., CsvTable]
A_AND_B = has_columns("a", "b")


@pytest.fixture
def table(tmp_path: Path) -> Make:
    def make(data: bytes, test: HeaderTest = A_AND_B, is_plausible: HeaderTest | None = None) -> CsvTable:
        (tmp_path / "t.csv").write_bytes(data)
        found = open_table(open_path(tmp_path / "t.csv").members[0], test)
        assert found is not None
        found.is_plausible = is_plausible
        return found

    return make


def warnings_of(table: CsvTable) -> list[str]:
    lines: list[str] = []
    table.report_problems(lines, Counter())
    return lines


def numbered(cells: Sequence[str]) -> bool:
    return cells[1].isdigit()


def test_columns_are_found_by_name_in_any_order_and_case(table: Make) -> None:
    assert list(table(b" B ,x,A\n1,2,3\n").select_columns("a", "b")) == [("3", "1")]


def test_a_column_that_is_not_there_reads_as_empty(table: Make) -> None:
    assert list(table(b"a,b\n1,2\n").select_columns("b", "none")) == [("2", "")]


def test_of_two_columns_of_one_name_the_first_counts(table: Make) -> None:
    assert list(table(b"a,b,a\n1,2,3\n").select_columns("a")) == [("1",)]
    assert list(table(b"a,b,a\n1,2,3\n").iterate_dicts()) == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_of_saving_reads_the_same(table: Make, delimiter: str, encoding: str, end: str) -> None:
    text = end.join([f"a{delimiter}b", f"1{delimiter}été", f"2{delimiter}ö", ""])
    assert list(table(text.encode(encoding)).iterate_rows()) == [["1", "été"], ["2", "ö"]]


def test_a_table_of_an_older_encoding_asks_to_look_at_names_with_accents(table: Make) -> None:
    made = table("a,b\n1,é\n".encode("cp1252"))
    assert list(made.iterate_rows()) == [["1", "é"]]
    assert "letters with accents were guessed" in warnings_of(made)[0]


def test_one_damaged_byte_spoils_no_other_name(table: Make) -> None:
    made = table("a,b\n1,é\n".encode() + b"2,\xe9\n" + "3,Łucja\n".encode())
    assert [row[1] for row in made.iterate_rows()] == ["é", "é", "Łucja"]


def test_a_preamble_is_skipped_even_if_padded(table: Make) -> None:
    assert list(table(b'Notes:,,\n"a, b, and\nmore",,\n,,\na,b,\n1,2,\n').iterate_rows()) == [["1", "2"]]


def test_a_header_further_down_than_twenty_rows_is_none(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"x\n" * 25 + b"a,b\n")
    assert open_table(open_path(tmp_path / "t.csv").members[0], has_columns("a", "b")) is None


def test_short_rows_are_filled_and_counted(table: Make) -> None:
    made = table(b"a,b,c\n1\n1,2,3\n")
    assert list(made.iterate_rows()) == [["1", "", ""], ["1", "2", "3"]]
    assert made.problems["short"] == 1


def test_long_rows_are_cut_and_counted(table: Make) -> None:
    made = table(b"a,b\n1,2,3\n1,2,\n")
    assert list(made.iterate_rows()) == [["1", "2"], ["1", "2"]]
    assert made.problems["long"] == 1


def test_empty_rows_are_no_rows(table: Make) -> None:
    assert list(table(b"a,b\n\n,\n1,2\n\n").iterate_rows()) == [["1", "2"]]


def test_nul_bytes_go(table: Make) -> None:
    assert list(table(b"a,b\n1\x00,2\n").iterate_rows()) == [["1", "2"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["a,b\nПётр,Псков\nИнна,Омск\nОльга,Нижний\n", "a,b\n山田太郎,東京\n田中花子,京都\n"])
def test_a_mark_is_not_needed_to_read_another_script(table: Make, encoding: str, text: str) -> None:
    made = table(text.encode(encoding))
    assert list(made.iterate_rows()) == [line.split(",") for line in text.split()[1:]]


def test_bars_between_cells_are_read(table: Make) -> None:
    assert list(table(b"a|b\n1|x, y\n").iterate_rows()) == [["1", "x, y"]]


def test_newlines_inside_quotes_stay(table: Make) -> None:
    assert list(table(b'a,b\n"1\r\n2",3\n').iterate_rows()) == [["1\r\n2", "3"]]


def test_a_field_of_five_megabytes_is_read(table: Make) -> None:
    rows = list(table(b'a,b\n1,"' + b"x" * 5_000_000 + b'"\n2,y\n').iterate_rows())
    assert [len(row[1]) for row in rows] == [5_000_000, 1]


def test_a_field_beyond_the_limit_costs_its_row_and_no_other(table: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FIELD_LIMIT", 1000)
    made = table(b'a,b\n1,"' + b"x" * 5000 + b'"\n2,y\n')
    assert list(made.iterate_rows()) == [["2", "y"]]
    assert "1 damaged row left out (line 2)" in warnings_of(made)[0]


def test_a_quote_that_never_closes_costs_one_row(table: Make) -> None:
    made = table(b'a,b\n1,x\n2,"y\n3,z\n4,w\n')
    assert list(made.iterate_rows()) == [["1", "x"], ["3", "z"], ["4", "w"]]
    assert made.damaged_rows == [3]


def test_a_quote_closed_by_the_next_quote_costs_one_row(table: Make) -> None:
    made = table(b'a,b,c\nx,1,"y\nx,2,z\nx,3,"w"\nx,4,v\n', is_plausible=numbered)
    assert [row[1] for row in made.iterate_rows()] == ["2", "3", "4"]


def test_a_quote_that_swallows_whole_rows_of_quoted_cells_costs_one_row(table: Make) -> None:
    made = table(b'"a","b","c"\n"x","1","y\n"x","2","z"\n"x","3","w"\n', is_plausible=numbered)
    assert [row[1] for row in made.iterate_rows()] == ["2", "3"]


def test_a_file_cut_inside_quotes_keeps_what_came_before(table: Make) -> None:
    assert list(table(b'a,b\n1,x\n2,"cut of').iterate_rows()) == [["1", "x"]]


def test_text_that_looks_like_a_row_inside_quotes_stays_text(table: Make) -> None:
    made = table(b'a,b,c\nx,1,"hello\nx,2,forged"\nx,3,y\n', is_plausible=numbered)
    assert [row[1] for row in made.iterate_rows()] == ["1", "3"]


def test_a_table_ends_at_the_row_limit_with_a_word(table: Make) -> None:
    made = table(b"a,b\n" + b"1,2\n" * 50)
    made.limit = 10
    assert len(list(made.iterate_rows())) < 11
    assert "longer than can be read" in warnings_of(made)[0]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells), max_size=30), st.booleans())
@examples(80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_csv_module_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], quote_all: bool
) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text, quoting=csv.QUOTE_ALL) if quote_all else csv.writer(text)
    out.writerow(["first", "second", "third"])
    out.writerows(rows)
    (tmp_path / "t.csv").write_bytes(text.getvalue().encode())
    made = open_table(open_path(tmp_path / "t.csv").members[0], has_columns("first", "third"))
    assert made is not None
    assert [tuple(row) for row in made.iterate_rows()] == [row for row in rows if any(row)]


@given(st.binary(max_size=400))
@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_after_a_header_raise(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(b'a,b,c\n1,2,"3\n' + data)
    made = open_table(open_path(tmp_path / "t.csv").members[0], has_columns("a", "b"))
    assert made is not None
    made.is_plausible = numbered
    assert all(len(row) == 3 for row in made.iterate_rows())


@pytest.mark.parametrize("rest", [b"  \n\t\n", b"\x1a", b",\n , \n\xc2\xa0,\n"], ids=["spaces", "DOS", "cells"])
def test_lines_without_content_are_no_rows(table: Make, rest: bytes) -> None:
    made = table(b"a,b\n1,2\n" + rest)
    assert list(made.iterate_rows()) == [["1", "2"]]
    assert warnings_of(made) == []


def test_a_header_in_the_middle_is_no_row(table: Make) -> None:
    made = table(b"a,b\n1,2\na , b,\n3,4\na,x\n")
    assert list(made.iterate_rows()) == [["1", "2"], ["3", "4"], ["a", "x"]]


def test_marks_without_width_do_not_hide_a_heading(table: Make) -> None:
    made = table("\u200ea,\u200bb\u2060\n1,2\n".encode())
    assert list(made.select_columns("a", "b")) == [("1", "2")]
