"""The journal: all records in memory, immutable.

`put` returns the next journal and shares the tables that stayed the same. Documents become records on first use,
table by table, so a shell command that saves one mood never reads four thousand messages. Every table has a
version number; a result that `derive` has cached is computed again when a table it reads has another version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from coach.domain.record import Doc, R, Record
from coach.domain.settings import SETTINGS_ID, Settings

T = TypeVar("T")
Docs = Mapping[str, Mapping[str, Doc]]
"""Table → our record id → document."""
_next_version = count(1)
"""Numbers the versions of tables, over all journals of the program."""


class Further(Protocol):
    """Reads records that are not in memory. Every method may read files."""

    def people(self, book: Book) -> Book:
        """Return `book` with the archived people added."""
        ...

    def years(self, book: Book) -> Book:
        """Return `book` with the records of all years."""
        ...

    def files(self) -> Iterable[Docs]:
        """Yield the documents that are not in memory, one file at a time."""
        ...

    def steps(self, kept: str) -> list[dict[str, Any]]:
        """Return the undo steps stored under that name on this computer, or an empty list."""
        ...


class Book:
    """All records, immutable. The caller must not change `docs` afterwards."""

    __slots__ = ("_cache", "_docs", "_listed", "_typed", "_versions", "further", "read_only")

    def __init__(self, docs: Docs, *, read_only: bool = False, further: Further | None = None) -> None:
        self._docs: dict[str, Mapping[str, Doc]] = dict(docs)
        self._versions = {table: next(_next_version) for table in docs}
        self._typed: dict[str, dict[str, Any]] = {}
        """Table → id → record, for the tables that were read."""
        self._listed: dict[str, tuple[Any, ...]] = {}
        """Table → its records that are not deleted."""
        self._cache: dict[Any, tuple[tuple[int, ...], Any]] = {}
        """Function → the versions of the tables it read, and its result."""
        self.read_only = read_only
        self.further = further
        """Where to look for records that are not in memory; None in a journal that has all."""

    def everybody(self) -> Book:
        """Return the journal with the archived people added, for everything that looks up names."""
        return self if self.further is None else self.further.people(self)

    def everything(self) -> Book:
        """Return the journal of all years."""
        return self if self.further is None else self.further.years(self)

    @property
    def docs(self) -> Docs:
        """The documents in memory. Do not change them."""
        return self._docs

    def _table(self, kind: type[R]) -> dict[str, R]:
        table = self._typed.get(kind.table)
        if table is None:
            table = self._typed[kind.table] = _read_records(kind, self._docs.get(kind.table, {}))
        return table

    def holds(self, table: str) -> bool:
        """Tell whether a table has any document, without reading its records."""
        return bool(self._docs.get(table))

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one kind that are not deleted, in the order of the file."""
        if kind.table not in self._listed:
            self._listed[kind.table] = tuple([r for r in self._table(kind).values() if not r.deleted])
        return self._listed[kind.table]

    def every(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one kind, deleted ones included."""
        return tuple(self._table(kind).values())

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of one kind with that id, or None if there is none or it was deleted."""
        record = self.newest(kind, key)
        return None if record is None or record.deleted else record

    def newest(self, kind: type[R], key: str) -> R | None:
        """Return the record with that id even if it was deleted; a new version must be newer than it."""
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
        """Return the next journal: `records` added or replaced by id, `drops` (table, id) removed without a trace."""
        book = Book({}, read_only=self.read_only, further=self.further)
        book._docs, book._versions, book._cache = dict(self._docs), dict(self._versions), dict(self._cache)
        book._typed, book._listed = dict(self._typed), dict(self._listed)
        changed: dict[str, dict[str, Doc]] = {}

        def copy_table(table: str) -> dict[str, Doc]:
            if table not in changed:
                changed[table] = book._docs[table] = dict(self._docs.get(table, {}))
                book._versions[table] = next(_next_version)
                book._listed.pop(table, None)
                if table in self._typed:
                    book._typed[table] = dict(self._typed[table])
            return changed[table]

        for record in records:
            copy_table(record.table)[record.id] = record.doc()
            if record.table in book._typed:
                book._typed[record.table][record.id] = record
        for table, key in drops:
            copy_table(table).pop(key, None)
            book._typed.get(table, {}).pop(key, None)
        return book

    def over(self, docs: Docs, *, read_only: bool = False) -> Book:
        """Return the journal of `docs`. A table or a record whose documents are equal is not read again."""
        book = Book(docs, read_only=read_only, further=self.further)
        for table, rows in docs.items():
            if rows == self._docs.get(table):
                book._versions[table] = self._versions[table]
                if table in self._typed:
                    book._typed[table] = self._typed[table]
                if table in self._listed:
                    book._listed[table] = self._listed[table]
            elif known_records := self._typed.get(table):
                kind: type[Record] = type(next(iter(known_records.values())))
                same = {key: known_records[key] for key in known_records if rows.get(key) == self._docs[table][key]}
                book._typed[table] = _read_records(kind, rows, same)
        book._cache = dict(self._cache)
        return book

    def derive(self, work: Callable[[Book], T], *kinds: type[Record]) -> T:
        """Return `work(self)`, cached until a table of `kinds` has a new version.

        `work` must be a function of a module that reads no other tables.
        """
        versions = tuple([self._versions.get(kind.table, 0) for kind in kinds])
        cached = self._cache.get(work)
        if cached is None or cached[0] != versions:
            cached = self._cache[work] = (versions, work(self))
        value: T = cached[1]
        return value


def _read_records(
    kind: type[R], docs: Mapping[str, Doc], known: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, R]:
    """Return the records of `docs`; the `known` ones are taken as they are."""
    records: dict[str, R] = {}
    for key, doc in docs.items():
        record = known.get(key)
        try:
            records[key] = kind.model_validate(doc) if record is None else record
        except ValidationError:
            continue  # it stays in the file as it is; one odd record must not hide the others
    return records


def _settings(book: Book) -> Settings:
    return book.get(Settings, SETTINGS_ID) or Settings()


EMPTY = Book({})
