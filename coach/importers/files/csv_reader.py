"""Read CSV tables that other programs or spreadsheets wrote.

Columns are found by name. Odd encodings and delimiters, rows before the header, NUL bytes, giant fields and quotes that
never close do not raise; they are counted in `CsvTable.problems`. Rows are streamed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter
from typing import BinaryIO

from coach.domain.text import clean_text, decode_stray_bytes
from coach.importers.files.archive_members import Member
from coach.importers.files.heading_translations import translate_heading
from coach.importers.files.text_encoding import (
    choose_error_handler,
    decode_as,
    detect_encoding,
    has_stray_bytes,
    list_encodings,
)

FIELD_LIMIT = 8 * 1024 * 1024
"""Characters one field may have."""
HEADER_HEAD = 16 * 1024
"""Bytes in which the header row stands, if there is one."""
PREAMBLE = 20
"""Rows that may stand before the header."""
ROWS_LIMIT = 2_000_000
"""Rows of one table; nobody's history comes near."""
_BLOCK_CHARACTERS = 1 << 17
_BLOCK_CHARACTERS_LIMIT = 1 << 20
_NO_CONTENT = " \t\xa0\x1a"
_RETRY_BUDGET = 48 * 1024 * 1024  # characters that may be read again after quotes that never close
DELIMITERS = ",;\t|"

_WITHOUT_WIDTH = re.compile("[\ufeff\u200b-\u200f\u2060]")

HeaderTest = Callable[[Sequence[str]], bool]


def normalize_header(cell: str) -> str:
    """Return a header cell as it is compared: trimmed, no case, single spaces, no marks without width."""
    return " ".join(_WITHOUT_WIDTH.sub("", cell).strip(" \t\r\n\"'").casefold().split())


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header row stands and how the table is written."""

    columns: tuple[str, ...]
    """As given, trimmed."""
    row: int
    """Rows before it."""
    delimiter: str
    encoding: str
    width: int
    """Cells of the header row, empty ones at its end included."""

    @property
    def folded(self) -> tuple[str, ...]:
        """The columns as they are compared."""
        return tuple(normalize_header(column) for column in self.columns)


def find_header(head: bytes, test: HeaderTest, mapping: Mapping[str, str] | None = None) -> Header | None:
    """Find the header row among the first rows of a file.

    `test` gets the folded cells of one row and says whether it is the header. The delimiters are tried in their order;
    of those that do not occur, one, since they give the same rows. With a `mapping` (heading → column, as a person
    gives it), headings in another language and those that the person names count as well, and take the place of the
    cells.
    """
    named = {normalize_header(column): normalize_header(heading) for heading, column in (mapping or {}).items()}
    for encoding in list_encodings(head) if mapping is not None else (detect_encoding(head),):
        text = decode_as(head, encoding).replace("\x00", "")
        absent = next((delimiter for delimiter in DELIMITERS if delimiter not in text), "")
        for delimiter in DELIMITERS:
            if delimiter not in text and delimiter != absent:
                continue
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            for number, row in enumerate(islice(rows, PREAMBLE + 1)):
                if (header := _match_header(row, test, None if mapping is None else named)) is not None:
                    columns, width = tuple(clean_text(cell, 200) for cell in header), len(header)
                    while columns and not columns[-1]:
                        columns = columns[:-1]  # a spreadsheet pads with empty cells
                    return Header(columns, number, delimiter, encoding, width)
    return None


def _match_header(row: list[str], test: HeaderTest, named: Mapping[str, str] | None) -> list[str] | None:
    """Return the row if it is the header, as it is or, with names that a person gave, translated; else None."""
    if len(row) >= 4096:
        return None
    cells = [normalize_header(cell) for cell in row]
    if test(cells):
        return row
    if named is None:
        return None
    translated = [named.get(cell) or translate_heading(cell) for cell in cells]
    return translated if translated != cells and test(translated) else None


def has_columns(*names: str) -> HeaderTest:
    """Return a header test: all of `names` are among the cells, in any order."""
    wanted = {normalize_header(name) for name in names}
    return lambda cells: wanted.issubset(cells)


@dataclass(slots=True)
class CsvTable:
    """A table that is read once, from the top. `rows` or `select_columns` or `iterate_dicts`: whichever, once."""

    member: Member
    header: Header
    is_plausible: HeaderTest | None = None
    """If given: whether the cells of a row (in file order, padded) are plausible. Rows that are not, and that
    run over several lines, are taken for a quote that never closed: the first line is dropped and counted,
    the others are read again."""
    limit: int = ROWS_LIMIT
    """Rows that are read."""
    problems: Counter[str] = field(default_factory=Counter)
    """damaged (a row given up), short (cells added), long (cells beyond the header), cp1252."""
    damaged_rows: list[int] = field(default_factory=list)
    """Line numbers, from 1, of the first few damaged rows."""
    _budget: int = _RETRY_BUDGET

    def find_column(self, name: str) -> int | None:
        """Return the place of a column by name (trimmed, any case), or None. Of equal names the first counts.

        A heading that stands for the name, in another language or program, counts where the name itself is missing.
        """
        wanted, folded = normalize_header(name), self.header.folded
        if wanted in folded:
            return folded.index(wanted)
        meant = [normalize_header(translate_heading(cell)) for cell in folded]
        return meant.index(wanted) if wanted in meant else None

    def expect_cells(self, column: str, test: Callable[[str], bool]) -> None:
        """Call rows plausible whose cell in a column passes `test`."""
        if (place := self.find_column(column)) is not None:
            self.is_plausible = lambda cells: test(cells[place])

    def peek_column(self, name: str) -> list[str]:
        """Return the cells of a column near the start of the table, which stays unread."""
        place = self.find_column(name)
        text = decode_as(self.member.read_head(), self.header.encoding).replace("\x00", "")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.header.delimiter)
        body = islice(rows, self.header.row + 1, None)
        return [row[place] for row in body if place is not None and place < len(row)]

    def select_columns(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Yield the named columns of every row, in the order asked for; absent columns are empty."""
        width = len(self.header.columns)
        places = [place if (place := self.find_column(name)) is not None else width for name in names]
        getter = itemgetter(*places, width)  # at least two places, for it gives no tuple for one
        for row in self.iterate_rows():
            row.append("")
            yield getter(row)[:-1]

    def iterate_dicts(self) -> Iterator[dict[str, str]]:
        """Yield every row by folded column name; of equal names the first counts."""
        places: dict[str, int] = {}
        for place, name in enumerate(self.header.folded):
            places.setdefault(name, place)
        for row in self.iterate_rows():
            yield {name: row[place] for name, place in places.items()}

    def iterate_rows(self) -> Iterator[list[str]]:
        """Yield every row after the header, cut or padded to its width. Lines without content are left out."""
        csv.field_size_limit(FIELD_LIMIT)
        width = len(self.header.columns)
        with self.member.open() as raw:
            lines = _TextLines(raw, self.header.encoding, self.problems)
            reader = csv.reader(lines.iterate_lines(), delimiter=self.header.delimiter)
            skip = self.header.row + 1
            for _ in range(self.limit):
                before = reader.line_num
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error:  # a field beyond the limit: nearly always a quote that never closes
                    row = None
                if skip:
                    skip -= 1
                elif row is None or lines.ended or self._swallowed_rows(row, lines, before, reader.line_num):
                    again = self._reread_lines(lines, before, reader.line_num)
                    reader = csv.reader(again, delimiter=self.header.delimiter)
                elif _has_content(row) and not self._is_header_again(row):
                    if len(row) != width:
                        self._fit_width(row, width)
                    yield row
                lines.finish_row(reader.line_num)
            self.problems["beyond"] += 1

    def _is_header_again(self, row: Sequence[str]) -> bool:
        """Return whether a row is the header once more, as where somebody put two exports into one file."""
        columns = self.header.columns
        return (
            row[0].strip() == columns[0]
            and len(row) >= len(columns) > 1
            and (tuple(cell.strip() for cell in row[: len(columns)]) == columns)
        )

    def _swallowed_rows(self, row: list[str], lines: _TextLines, start: int, end: int) -> bool:
        """Return whether a row of several lines swallowed some that are not its own."""
        if end - start < 2 or self._budget <= 0:
            return False
        if len(row) > self.header.width:
            return True
        if '"' in "".join(row):  # rarely, and looking once at all is faster than at every cell
            for cell in row:
                if "\n" in cell and '"' in cell and not self._is_well_quoted(lines.recent_lines(start, end)):
                    return True  # the quote that ended this cell was the first of another one
        if self.is_plausible is None:
            return False
        return len(row) < len(self.header.columns) or not self.is_plausible(row)

    def _reread_lines(self, lines: _TextLines, start: int, end: int) -> Iterator[str]:
        """Drop the first line of a record, count it, and return what to read next: the others again."""
        self.problems["damaged"] += 1
        if len(self.damaged_rows) < 5:
            self.damaged_rows.append(lines.line_number(start))
        again = lines.recent_lines(start + 1, end)
        self._budget -= sum(map(len, again))
        return lines.iterate_lines(end, again if self._budget > 0 else ())

    def _is_well_quoted(self, lines: Sequence[str]) -> bool:
        """Return whether lines are quoted as they ought to be."""
        try:
            for _ in csv.reader(lines, delimiter=self.header.delimiter, strict=True):
                pass
        except csv.Error:
            return False
        return True

    def _fit_width(self, row: list[str], width: int) -> None:
        if len(row) < width:
            self.problems["short"] += 1
            row.extend([""] * (width - len(row)))
        else:
            if any(row[width:]):
                self.problems["long"] += 1
            del row[width:]

    def report_problems(self, warnings: list[str], ignored: Counter[str]) -> None:
        """Add what was odd to `warnings`, and damaged rows to what was `ignored`, once all rows are read."""
        name, problems = self.member.file_name, self.problems
        if problems["cp1252"] or not self.header.encoding.startswith("utf"):
            warnings.append(
                f"{name} is in an older text format, so letters with accents were guessed. Check a few such names."
            )
        if problems["damaged"]:
            ignored["damaged_row"] += problems["damaged"]
            where = ", ".join(str(number) for number in self.damaged_rows)
            more = ", …" if problems["damaged"] > len(self.damaged_rows) else ""
            warnings.append(f"{name}: {_count_rows(problems['damaged'], 'damaged row')} left out (line {where}{more}).")
        if problems["beyond"]:
            warnings.append(f"{name} is longer than can be read; the first {self.limit:,} rows were taken.")
        if problems["long"]:
            warnings.append(
                f"{name}: in {_count_rows(problems['long'], 'row')} there are more cells than column names."
            )
        if problems["short"]:
            warnings.append(
                f"{name}: in {_count_rows(problems['short'], 'row')} there are fewer cells than column names."
            )


class _TextLines:
    """Lines for the csv reader, read in blocks and remembered while their row is open.

    Lines are counted from the first one of the file; a reader counts from the first that it was given.
    """

    def __init__(self, raw: BinaryIO, encoding: str, problems: Counter[str]) -> None:
        self.ended = False
        """The reader asked for a line after the last one."""
        self._text = io.TextIOWrapper(raw, encoding, choose_error_handler(encoding), newline="")
        self._problems = problems
        self._recent: deque[tuple[int, list[str]]] = deque()
        self._count = 0
        self._offset = 0  # of the lines that the reader at hand counts
        self._open = 0  # first line of the row at hand
        self._rest = chain.from_iterable(self._iterate_blocks())

    def iterate_lines(self, end: int = 0, again: Sequence[str] = ()) -> Iterator[str]:
        """Return the lines for a new reader: the lines `again`, which end where the old reader stood, and the rest."""
        self._offset += end - len(again)
        self.ended = False
        return chain(again, self._rest, iter(self._mark_end, None))

    def finish_row(self, count: int) -> None:
        """Forget lines before the first `count` ones, which the reader is done with."""
        self._open = self._offset + count

    def line_number(self, start: int) -> int:
        """Return the number, from 1, of a line that the reader calls `start`, from 0."""
        return self._offset + start + 1

    def recent_lines(self, start: int, end: int) -> list[str]:
        """Return the lines from `start` to before `end`, in the reader's count, of the row at hand."""
        first, last = self._offset + start, self._offset + end
        return [line for base, lines in self._recent for line in lines[max(0, first - base) : max(0, last - base)]]

    def _mark_end(self) -> None:
        self.ended = True

    def _iterate_blocks(self) -> Iterator[list[str]]:
        rest = ""
        while piece := self._read_block():
            if not piece.isascii() and has_stray_bytes(piece):
                piece = decode_stray_bytes(piece)
                self._problems["cp1252"] += 1
            rest += piece.replace("\x00", "") if "\x00" in piece else piece
            cut = (
                rest.rfind("\n") + 1 or rest.rfind("\r", 0, -1) + 1 or (len(rest) > _BLOCK_CHARACTERS_LIMIT) * len(rest)
            )
            if cut:
                yield self._remember_block(rest[:cut])
                rest = rest[cut:]
        if rest:
            yield self._remember_block(rest)

    def _read_block(self) -> str:
        try:
            return self._text.read(_BLOCK_CHARACTERS)
        except UnicodeError:  # UTF-16 that ends in the middle of a character
            return ""

    def _remember_block(self, block: str) -> list[str]:
        lines = list(io.StringIO(block, newline=""))
        while self._recent and self._recent[0][0] + len(self._recent[0][1]) <= self._open:
            self._recent.popleft()
        self._recent.append((self._count, lines))
        self._count += len(lines)
        return lines


def _has_content(row: Sequence[str]) -> bool:
    """Return whether a row has more than spaces and the mark that ends a file of DOS."""
    return any(row) and any(cell.strip(_NO_CONTENT) for cell in row)


def _count_rows(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def open_tables(
    members: Iterable[Member],
    test: HeaderTest,
    warnings: list[str],
    ignored: Counter[str],
    limit: int = ROWS_LIMIT,
) -> Iterator[CsvTable]:
    """Yield the members that are tables whose header passes `test`.

    What was odd about one is added to `warnings`, and its damaged rows to what was `ignored`.
    """
    for member in members:
        if (table := open_table(member, test, limit=limit)) is not None:
            yield table
            table.report_problems(warnings, ignored)


def open_table(member: Member, test: HeaderTest, limit: int = ROWS_LIMIT) -> CsvTable | None:
    """Open a member as a table whose header passes `test` (see `find_header`), or None."""
    header = find_header(member.read_head(HEADER_HEAD), test, member.source.meter.options.mapping)
    return None if header is None else CsvTable(member, header, limit=limit)
