"""The journal: all records in memory, immutable.

`with_records` returns the next journal and shares the tables that stayed the same. Documents become records on first
use, table by table, so a shell command that saves one mood never reads four thousand messages. Every table has a
version number; a result that `compute_cached` has stored is computed again when a table it reads has another version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from itertools import count
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from coach.domain.address_book import EMPTY_ADDRESS_BOOK, AddressBook
from coach.domain.record import Document, Documents, R, Record
from coach.domain.settings import SETTINGS_ID, Settings

_Result = TypeVar("_Result")
_next_version = count(1)
"""Numbers the versions of tables, over all journals of the program."""


class YearReader(Protocol):
    """Reads records that are not in memory. Every method may read files."""

    def read_archived_people(self, journal: Journal) -> Journal:
        """Return `journal` with the archived people added."""
        ...

    def read_all_years(self, journal: Journal) -> Journal:
        """Return `journal` with the records of all years."""
        ...

    def iterate_files(self) -> Iterable[Documents]:
        """Yield the documents that are not in memory, one file at a time."""
        ...

    def has_undo_steps(self, kept: str) -> bool:
        """Return whether the undo steps of that name are on this computer."""
        ...


class Journal:
    """All records, immutable. The caller must not change `documents` afterwards."""

    __slots__ = ("_cache", "_documents", "_listed", "_records", "_versions", "contact_reader", "read_only", "years")

    def __init__(
        self,
        documents: Documents,
        *,
        read_only: bool = False,
        years: YearReader | None = None,
        contact_reader: Callable[[], AddressBook] | None = None,
    ) -> None:
        self._documents: dict[str, Mapping[str, Document]] = dict(documents)
        self._versions = {table: next(_next_version) for table in documents}
        self._records: dict[str, dict[str, Any]] = {}
        """Table → id → record, for the tables that were read."""
        self._listed: dict[str, tuple[Any, ...]] = {}
        """Table → its records that are not deleted."""
        self._cache: dict[Any, tuple[tuple[int, ...], Any]] = {}
        """Function → the versions of the tables it read, and its result."""
        self.read_only = read_only
        self.years = years
        """Reads records that are not in memory; None in a journal that has all."""
        self.contact_reader = contact_reader
        """Reads the address book, which has a file of its own."""

    @property
    def address_book(self) -> AddressBook:
        """The imported contacts; empty where there is no file of them."""
        return self.contact_reader() if self.contact_reader is not None else EMPTY_ADDRESS_BOOK

    def with_archived_people(self) -> Journal:
        """Return the journal with the archived people added, for everything that looks up names."""
        return self if self.years is None else self.years.read_archived_people(self)

    def with_all_years(self) -> Journal:
        """Return the journal of all years."""
        return self if self.years is None else self.years.read_all_years(self)

    def count_unreadable(self) -> int:
        """Return how many entries of the tables read so far have values that make no sense, and are not shown."""
        count = 0
        for table, records in tuple(self._records.items()):  # another thread may read a table meanwhile
            documents = self._documents.get(table, {})
            if len(records) < len(documents):
                count += sum(not documents[record_id].get("deleted") for record_id in documents.keys() - records.keys())
        return count

    def list_unreadable(self, kind: type[Record]) -> dict[str, Document]:
        """Return the documents of one kind that cannot be read as records, by id."""
        readable, documents = self._records_of(kind), self._documents.get(kind.table, {})
        return {record_id: document for record_id, document in documents.items() if record_id not in readable}

    @property
    def documents(self) -> Documents:
        """The documents in memory. Do not change them."""
        return self._documents

    def _records_of(self, kind: type[R]) -> dict[str, R]:
        records = self._records.get(kind.table)
        if records is None:
            records = self._records[kind.table] = _read_records(kind, self._documents.get(kind.table, {}))
        return records

    def has_records(self, table: str) -> bool:
        """Tell whether a table has any document, without reading its records."""
        return bool(self._documents.get(table))

    def list_records(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one kind that are not deleted, in the order of the file."""
        if kind.table not in self._listed:
            records = self._records_of(kind).values()
            self._listed[kind.table] = tuple([record for record in records if not record.deleted])
        return self._listed[kind.table]

    def list_with_deleted(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one kind, deleted ones included."""
        return tuple(self._records_of(kind).values())

    def list_matching(self, kind: type[R], field: str, value: str | int) -> tuple[R, ...]:
        """Return the records of one kind in whose documents `field` has this value; only they are read."""
        documents = self._documents.get(kind.table, {})
        matching_ids = [record_id for record_id, document in documents.items() if document.get(field) == value]
        return tuple(filter(None, (self.get_record(kind, record_id) for record_id in matching_ids)))

    def get_record(self, kind: type[R], record_id: str) -> R | None:
        """Return the record of one kind with that id, or None if there is none or it was deleted."""
        record = self.get_with_deleted(kind, record_id)
        return None if record is None or record.deleted else record

    def get_with_deleted(self, kind: type[R], record_id: str) -> R | None:
        """Return the record with that id even if it was deleted; a new version must be newer than it."""
        if kind.table in self._records:
            return self._records_of(kind).get(record_id)
        document = self._documents.get(kind.table, {}).get(record_id)
        try:
            return None if document is None else kind.model_validate(document)
        except ValidationError:
            return None

    @property
    def settings(self) -> Settings:
        """The settings, or the defaults on a fresh machine."""
        return self.compute_cached(_find_settings, Settings)

    def with_records(self, records: Iterable[Record], dropped_ids: Iterable[tuple[str, str]] = ()) -> Journal:
        """Return the next journal: `records` added or replaced by id, `dropped_ids` (table, id) removed."""
        journal = Journal({}, read_only=self.read_only, years=self.years, contact_reader=self.contact_reader)
        journal._documents, journal._versions = dict(self._documents), dict(self._versions)
        journal._records, journal._listed, journal._cache = dict(self._records), dict(self._listed), dict(self._cache)
        copied_tables: dict[str, dict[str, Document]] = {}

        def copy_table(table: str) -> dict[str, Document]:
            if table not in copied_tables:
                copied_tables[table] = journal._documents[table] = dict(self._documents.get(table, {}))
                journal._versions[table] = next(_next_version)
                journal._listed.pop(table, None)
                if table in self._records:
                    journal._records[table] = dict(self._records[table])
            return copied_tables[table]

        for record in records:
            copy_table(record.table)[record.id] = record.to_document()
            if record.table in journal._records:
                journal._records[record.table][record.id] = record
        for table, record_id in dropped_ids:
            copy_table(table).pop(record_id, None)
            journal._records.get(table, {}).pop(record_id, None)
        return journal

    def rebased_on(self, documents: Documents, *, read_only: bool = False) -> Journal:
        """Return the journal of `documents`. A table or a record whose documents are equal is not read again."""
        journal = Journal(documents, read_only=read_only, years=self.years, contact_reader=self.contact_reader)
        for table, table_documents in documents.items():
            earlier_documents = self._documents.get(table)
            if earlier_documents is not None and table_documents == earlier_documents:
                journal._versions[table] = self._versions[table]
                if table in self._records:
                    journal._records[table] = self._records[table]
                if table in self._listed:
                    journal._listed[table] = self._listed[table]
            elif earlier_documents is not None and (known_records := self._records.get(table)):
                kind: type[Record] = type(next(iter(known_records.values())))
                unchanged_records = {
                    record_id: record
                    for record_id, record in known_records.items()
                    if (document := table_documents.get(record_id)) is earlier_documents[record_id]
                    or document == earlier_documents[record_id]
                }
                journal._records[table] = _read_records(kind, table_documents, unchanged_records)
        journal._cache = dict(self._cache)
        return journal

    def has_same_records(self, other: Journal, *kinds: type[Record]) -> bool:
        """Tell whether `other`, an earlier or later state of these records, has the same ones of `kinds`."""
        return all(self._versions.get(kind.table, 0) == other._versions.get(kind.table, 0) for kind in kinds)

    def compute_cached(self, compute: Callable[[Journal], _Result], *kinds: type[Record]) -> _Result:
        """Return `work(self)`, cached until a table of `kinds` has a new version.

        `compute` must be a function of a module that reads no other tables.
        """
        versions = tuple([self._versions.get(kind.table, 0) for kind in kinds])
        cached_result = self._cache.get(compute)
        if cached_result is None or cached_result[0] != versions:
            cached_result = self._cache[compute] = (versions, compute(self))
        result: _Result = cached_result[1]
        return result


def cached_by(*kinds: type[Record]) -> Callable[[Callable[[Journal], _Result]], Callable[[Journal], _Result]]:
    """Cache what the decorated function returns for a journal until a table of `kinds`, all it reads, has changed."""

    def decorate(compute: Callable[[Journal], _Result]) -> Callable[[Journal], _Result]:
        return wraps(compute)(lambda journal: journal.compute_cached(compute, *kinds))

    return decorate


def _read_records(
    kind: type[R], documents: Mapping[str, Document], known_records: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, R]:
    """Return the records of `documents`; the `known_records` ones are taken as they are."""
    records: dict[str, R] = {}
    for record_id, document in documents.items():
        record = known_records.get(record_id)
        try:
            records[record_id] = kind.model_validate(document) if record is None else record
        except ValidationError:
            continue  # it stays in the file as it is; one odd record must not hide the others
    return records


def _find_settings(journal: Journal) -> Settings:
    return journal.get_record(Settings, SETTINGS_ID) or Settings()
