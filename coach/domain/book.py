"""The book: everything in the file, as frozen records, in memory.

A book never changes; `put` returns the next one and shares all that stayed the same. Documents become records
on first use, table by table, so a shell command that saves one mood never reads four thousand messages. What
can be worked out from records is worked out once per version of the tables it reads (`derive`), so no answer
can be stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from operator import is_
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from coach.domain.record import Doc, R, Record, lean
from coach.domain.settings import SETTINGS_ID, Settings

T = TypeVar("T")
Docs = Mapping[str, Mapping[str, Doc]]
"""Table → our record id → document."""


class Further(Protocol):
    """Where a book finds what is not at hand. Each may read files."""

    def people(self, book: Book) -> Book:
        """Return `book` with those in it with whom nothing has passed for long."""
        ...

    def years(self, book: Book) -> Book:
        """Return `book` with all years in it."""
        ...

    def files(self) -> Iterable[Docs]:
        """Return what lies beside what is at hand, a file at a time, for what is used and let go."""
        ...

    def steps(self, kept: str) -> list[dict[str, Any]]:
        """Return the steps of an action that are kept under that name on this computer; none if there are none."""
        ...


class Book:
    """An immutable view of the data. `docs` is trusted to stay unchanged by whoever hands it in."""

    __slots__ = ("_all", "_docs", "_memo", "_typed", "further", "read_only")

    def __init__(self, docs: Docs, *, read_only: bool = False, further: Further | None = None) -> None:
        self._docs: dict[str, Mapping[str, Doc]] = dict(docs)
        self._typed: dict[str, dict[str, Any]] = {}
        self._all: dict[str, tuple[Any, ...]] = {}
        self._memo: dict[Any, tuple[tuple[Any, ...], Any]] = {}
        self.read_only = read_only
        self.further = further
        """Where to look for what is not at hand; nowhere in a book that holds everything."""

    def everybody(self) -> Book:
        """Return the book with those in it whom one has not met for long: for all that needs a name."""
        return self if self.further is None else self.further.people(self)

    def everything(self) -> Book:
        """Return the book of all years."""
        return self if self.further is None else self.further.years(self)

    @property
    def docs(self) -> Docs:
        """The documents that are at hand. To be read only."""
        return self._docs

    def _table(self, kind: type[R]) -> dict[str, R]:
        table = self._typed.get(kind.table)
        if table is None:
            table = {}
            for key, doc in self._docs.get(kind.table, {}).items():
                try:
                    table[key] = lean(kind.model_validate(doc))
                except ValidationError:
                    continue  # it stays in the file as it is; one odd record must not hide the others
            self._typed[kind.table] = table
        return table

    def holds(self, table: str) -> bool:
        """Tell whether there is anything in a table, without opening the room of its records."""
        return bool(self._docs.get(table))

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one kind that are not deleted, in the order of the file."""
        if kind.table not in self._all:
            self._all[kind.table] = tuple([r for r in self._table(kind).values() if not r.deleted])
        return self._all[kind.table]

    def every(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one kind, deleted ones included."""
        return tuple(self._table(kind).values())

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of one kind with that id, or None if there is none or it was deleted."""
        record = self.newest(kind, key)
        return None if record is None or record.deleted else record

    def newest(self, kind: type[R], key: str) -> R | None:
        """As `get`, but a deleted record is returned too: what a new version has to be newer than."""
        if kind.table in self._typed:
            return self._table(kind).get(key)
        doc = self._docs.get(kind.table, {}).get(key)
        try:
            return None if doc is None else kind.model_validate(doc)
        except ValidationError:
            return None

    @property
    def settings(self) -> Settings:
        """The settings, or the defaults on a fresh machine."""
        return self.derive(_settings, Settings)

    def put(self, records: Iterable[Record], drops: Iterable[tuple[str, str]] = ()) -> Book:
        """Return the next book: `records` added or replaced by id, `drops` (table, id) gone without a trace."""
        book = Book(self._docs, read_only=self.read_only, further=self.further)
        book._typed, book._all, book._memo = dict(self._typed), dict(self._all), dict(self._memo)
        touched: set[str] = set()

        def touch(table: str) -> None:
            if table not in touched:
                touched.add(table)
                book._docs[table] = dict(book._docs.get(table, {}))
                if table in book._typed:
                    book._typed[table] = dict(book._typed[table])

        last: dict[str, list[Record]] = {}
        for record in records:
            touch(record.table)
            if record.deleted or record.id in book._docs[record.table]:
                book._all.pop(record.table, None)
            else:
                last.setdefault(record.table, []).append(record)
            book._docs[record.table][record.id] = record.doc()  # type: ignore[index]
            if record.table in book._typed:
                book._typed[record.table][record.id] = record
        for table, key in drops:
            touch(table)
            book._all.pop(table, None)
            book._docs[table].pop(key, None)  # type: ignore[attr-defined]
            book._typed.get(table, {}).pop(key, None)
        for table in last.keys() & book._all.keys():  # what was there before is not looked through again
            book._all[table] += tuple(last[table])
        return book

    def over(self, docs: Docs, *, read_only: bool = False) -> Book:
        """Return the book of `docs`, taking along every record whose document is the same object as here."""
        book = Book(docs, read_only=read_only, further=self.further)
        for table, known in self._typed.items():
            before, after = self._docs.get(table, {}), docs.get(table, {})
            if after is before:
                book._typed[table] = known
                if table in self._all:
                    book._all[table] = self._all[table]
            else:
                book._carry(table, known, before, after)
        book._memo = dict(self._memo)
        return book

    def _carry(self, table: str, known: dict[str, Any], before: Mapping[str, Doc], after: Mapping[str, Doc]) -> None:
        """Keep the records whose documents are the same objects; check only those that are new."""
        if not known:
            return
        kind: type[Record] = type(next(iter(known.values())))
        grown = len(before) <= len(after) and all(map(is_, before.values(), after.values()))
        typed = self._typed[table] = dict(known) if grown else {}
        for key, doc in islice(after.items(), len(before) if grown else 0, None):
            record = known.get(key) if before.get(key) is doc else None
            if record is None:
                try:
                    record = lean(kind.model_validate(doc))
                except ValidationError:
                    continue
            typed[key] = record

    def derive(self, work: Callable[[Book], T], *kinds: type[Record]) -> T:
        """Return `work(self)`, remembered until a table of `kinds` changes.

        `work` must be a module-level function that reads nothing but those tables.
        """
        basis = tuple(self._docs.get(kind.table) for kind in kinds)
        known = self._memo.get(work)
        if (
            known is None
            or len(known[0]) != len(basis)
            or any(a is not b for a, b in zip(known[0], basis, strict=True))
        ):
            known = self._memo[work] = (basis, work(self))
        value: T = known[1]
        return value


def _settings(book: Book) -> Settings:
    return book.get(Settings, SETTINGS_ID) or Settings()


EMPTY = Book({})
