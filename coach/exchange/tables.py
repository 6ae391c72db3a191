"""Reading tables (CSV) that a stranger's program wrote, or a spreadsheet saved again.

Columns are found by name, never by place. A byte-order mark, UTF-16, Windows-1252, tabs or semicolons, a
preamble before the header, NUL bytes, giant fields and quotes that are never closed are all met in the wild;
none of them raises. What is odd is counted in `Table.problems` and said in `Table.warnings`. Rows stream.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from coach.domain.text import clean
from coach.exchange.source import Member

FIELD_LIMIT = 8 * 1024 * 1024
"""Characters one field may have."""
PREAMBLE = 20
"""Rows that may stand before the header."""
ROWS_LIMIT = 2_000_000
"""Rows of one table; nobody's history comes near."""
_LINE_LIMIT = 1 << 20
_RETRY_BUDGET = 48 * 1024 * 1024  # characters that may be read again after quotes that never close
_DELIMITERS = ",;\t"

Test = Callable[[Sequence[str]], bool]


def fold_header(cell: str) -> str:
    """A header cell as it is compared: trimmed, no case, single spaces, no byte-order mark."""
    return " ".join(cell.strip("\ufeff \t\r\n\"'").casefold().split())


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header row stands and how the table is written."""

    columns: tuple[str, ...]
    """As given, trimmed."""
    row: int
    """Rows before it."""
    delimiter: str
    encoding: str

    @property
    def folded(self) -> tuple[str, ...]:
        """The columns as they are compared."""
        return tuple(fold_header(column) for column in self.columns)


def encoding_of(head: bytes) -> str:
    """utf-16 if the first bytes say so or every other one is NUL, else utf-8-sig (with or without a BOM)."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:200]
    if len(start) >= 8 and 0 not in start[::2] and not any(start[1::2]):
        return "utf-16-le"
    if len(start) >= 8 and 0 not in start[1::2] and not any(start[::2]):
        return "utf-16-be"
    return "utf-8-sig"


def decode(data: bytes) -> str:
    """Decode the first bytes of a text by BOM, else UTF-8, else Windows-1252. Never raises."""
    encoding = encoding_of(data)
    text = data.decode(encoding, _errors(encoding))
    return text if _encodable(text) else _repair(text)


def find_header(head: bytes, test: Test) -> Header | None:
    """Find the header row among the first rows of a file.

    `test` gets the folded cells of one row and says whether it is the header. Comma, semicolon and tab are
    tried in this order.
    """
    text = decode(head).replace("\x00", "")
    encoding = encoding_of(head)
    for delimiter in _DELIMITERS:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for number, row in enumerate(rows):
                if number > PREAMBLE:
                    break
                if len(row) < 4096 and test([fold_header(cell) for cell in row]):
                    columns = tuple(clean(cell, 200) for cell in row)
                    while columns and not columns[-1]:
                        columns = columns[:-1]  # a spreadsheet pads with empty cells
                    return Header(columns, number, delimiter, encoding)
        except csv.Error:
            continue
    return None


def holds(*names: str) -> Test:
    """A header test: all of `names` are among the cells, in any order."""
    wanted = {fold_header(name) for name in names}
    return lambda cells: wanted.issubset(cells)


@dataclass(slots=True)
class Table:
    """A table that is read once, from the top. `rows` or `pick` or `dicts`: whichever, once."""

    member: Member
    header: Header
    looks_right: Test | None = None
    """If given: whether the cells of a row (in file order, padded) are plausible. Rows that are not, and that
    run over several lines, are taken for a quote that never closed: the first line is dropped and counted,
    the others are read again."""
    problems: Counter[str] = field(default_factory=Counter)
    """damaged (a row given up), short (cells added), long (cells beyond the header), cp1252 (lines)."""
    damaged_rows: list[int] = field(default_factory=list)
    """Line numbers, from 1, of the first few damaged rows."""
    _again: deque[str] = field(default_factory=deque)
    _pending: list[str] = field(default_factory=list)
    _size: int = 0
    _line: int = 0
    _budget: int = _RETRY_BUDGET
    _ended: bool = False

    def index(self, name: str) -> int | None:
        """The place of a column by name (trimmed, any case), or None. Of equal names the first counts."""
        try:
            return self.header.folded.index(fold_header(name))
        except ValueError:
            return None

    def pick(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Yield the named columns of every row, in the order asked for; absent columns are empty."""
        width = len(self.header.columns)
        places = [place if (place := self.index(name)) is not None else width for name in names]
        getter = itemgetter(*places)
        for row in self.rows():
            row.append("")
            cells = getter(row)
            yield cells if len(names) > 1 else (cells,)

    def dicts(self) -> Iterator[dict[str, str]]:
        """Yield every row by folded column name; of equal names the first counts."""
        places: dict[str, int] = {}
        for place, name in enumerate(self.header.folded):
            places.setdefault(name, place)
        for row in self.rows():
            yield {name: row[place] for name, place in places.items()}

    def rows(self) -> Iterator[list[str]]:
        """Yield every row after the header, cut or padded to its width. Empty lines are left out."""
        csv.field_size_limit(FIELD_LIMIT)
        width = len(self.header.columns)
        with self.member.open() as raw:
            text = io.TextIOWrapper(raw, self.header.encoding, _errors(self.header.encoding), newline="")
            reader = self._reader(text)
            skip = self.header.row + 1
            for _ in range(ROWS_LIMIT):
                self._pending.clear()
                self._size = 0
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error:  # a field beyond the limit: nearly always a quote that never closes
                    row = None
                if skip:
                    skip -= 1
                elif row is None or self._runaway(row, width):
                    self._give_up()
                    reader = self._reader(text)
                elif any(row):
                    if len(row) != width:
                        self._fit(row, width)
                    yield row
            self.problems["beyond"] += 1

    def _reader(self, text: io.TextIOWrapper) -> Iterator[list[str]]:
        self._ended = False
        return csv.reader(self._feed(text), delimiter=self.header.delimiter)

    def _runaway(self, row: list[str], width: int) -> bool:
        """Whether a row swallowed lines that are not its own."""
        if self._ended:
            return True  # the file ended while the reader asked for more: inside quotes
        if len(self._pending) < 2 or self._budget <= 0:
            return False
        if len(row) > width and any(row[width:]):
            return True
        return self.looks_right is not None and not self.looks_right(row + [""] * (width - len(row)))

    def _give_up(self) -> None:
        """Drop the first line of the record at hand, count it, and read the others again."""
        self.problems["damaged"] += 1
        if len(self.damaged_rows) < 5:
            self.damaged_rows.append(max(1, self._line - len(self._pending) + 1))
        self._budget -= self._size
        if self._budget > 0:
            self._again.extendleft(reversed(self._pending[1:]))
            self._line -= len(self._pending) - 1

    def _fit(self, row: list[str], width: int) -> None:
        if len(row) < width:
            self.problems["short"] += 1
            row.extend([""] * (width - len(row)))
        else:
            if any(row[width:]):
                self.problems["long"] += 1
            del row[width:]

    def _feed(self, text: io.TextIOWrapper) -> Iterator[str]:
        while True:
            if self._again:
                line = self._again.popleft()
            else:
                try:
                    line = text.readline(_LINE_LIMIT)
                except UnicodeError:  # UTF-16 that ends in the middle of a character
                    line = ""
                if not line:
                    self._ended = True
                    return
                if not line.isascii() and not _encodable(line):
                    line = _repair(line)
                    self.problems["cp1252"] += 1
                if "\x00" in line:
                    line = line.replace("\x00", "")
            self._line += 1
            self._pending.append(line)
            self._size += len(line)
            yield line

    @property
    def warnings(self) -> tuple[str, ...]:
        """Calm lines about what was odd, once all rows are read."""
        name, problems = self.member.base, self.problems
        lines = []
        if problems["cp1252"]:
            lines.append(f"{name} is not UTF-8; read it as Windows-1252, so check a few accented names.")
        if problems["damaged"]:
            where = ", ".join(str(number) for number in self.damaged_rows)
            more = ", …" if problems["damaged"] > len(self.damaged_rows) else ""
            lines.append(f"{name}: {problems['damaged']} damaged rows left out (line {where}{more}).")
        if problems["beyond"]:
            lines.append(f"{name} is longer than can be read; took the first {ROWS_LIMIT:,} rows.")
        if problems["long"]:
            lines.append(f"{name}: {problems['long']} rows hold more cells than the header names.")
        if problems["short"]:
            lines.append(f"{name}: {problems['short']} rows hold fewer cells than the header names.")
        return tuple(lines)


def open_table(member: Member, test: Test, looks_right: Test | None = None) -> Table | None:
    """Open a member as a table whose header passes `test` (see `find_header`), or None."""
    header = find_header(member.head(), test)
    return None if header is None else Table(member, header, looks_right)


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8-sig" else "replace"


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_STRAY = re.compile("[\udc80-\udcff]+")


def _repair(text: str) -> str:
    """Read bytes that are no UTF-8 as Windows-1252 and leave the rest alone."""
    return _STRAY.sub(lambda m: m[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)
