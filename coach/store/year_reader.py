"""Read archived records into a journal: archived people from one file, finished years from others.

No file is read before it is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from threading import RLock

from coach.domain.journal import Journal
from coach.domain.record import NEVER_CHANGED, Documents, Record, record_type_of
from coach.store.file_format import ACTIONS_TABLE
from coach.store.merge_records import overlay_tables
from coach.store.repository import Store
from coach.store.undo_log import has_steps

_NEVER_ARCHIVED = frozenset({ACTIONS_TABLE, "settings"})
"""Tables that are always in the data file as a whole; a record that is dropped from them must not come back."""


class YearReader:
    """Read archived people and finished years of one store. Safe in every thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._last_joined: tuple[Documents, Journal, Journal] | None = None
        """The archived people and the journal that were last joined, and the result."""

    def read_archived_people(self, journal: Journal) -> Journal:
        """Return `journal` with archived people in it."""
        archived = self._store.years.archived_people()
        if not archived:
            return journal
        with self._lock:
            last_joined = self._last_joined
            if last_joined is None or last_joined[0] is not archived or last_joined[1] is not journal:
                joined_journal = (last_joined[2] if last_joined else Journal({})).rebased_on(
                    _join_years(archived, journal.documents), read_only=journal.read_only
                )
                self._last_joined = last_joined = (archived, journal, joined_journal)
            return last_joined[2]

    def read_all_years(self, journal: Journal) -> Journal:
        """Return `journal` with all years in it. Nothing of it is cached."""
        joined_documents = _join_years(self._store.load_history(), journal.documents)
        is_unchanged = joined_documents.keys() == journal.documents.keys() and all(
            joined_documents[table] is rows for table, rows in journal.documents.items()
        )
        return journal if is_unchanged else Journal({}).rebased_on(joined_documents, read_only=journal.read_only)

    def iterate_files(self) -> Iterator[Documents]:
        """Yield the records of each archive file, one file after the other."""
        return self._store.years.read_each_year()

    def has_undo_steps(self, steps_file: str) -> bool:
        """Return whether the steps of a merge or an import are on this computer."""
        return has_steps(self._store.files, steps_file)


def _join_years(archived: Documents, recent_records: Documents) -> Documents:
    """Return both together, each record in its newest version."""
    archivable = {
        table: rows
        for table, rows in archived.items()
        if table not in _NEVER_ARCHIVED and rows is not recent_records.get(table)
    }
    return overlay_tables(archivable, recent_records)


def find_edited_records(journal: Journal, records: Iterable[Record]) -> Journal:
    """Return a journal with the previous versions of edited `records`: `journal` itself, unless one is archived."""
    edited_records = [record for record in records if record.changed_at != NEVER_CHANGED]

    def has_all(loaded: Journal) -> bool:
        return all(loaded.get_with_deleted(type(record), record.id) is not None for record in edited_records)

    if has_all(journal):
        return journal
    with_archived_people = journal.with_archived_people()
    return with_archived_people if has_all(with_archived_people) else journal.with_all_years()


def find_returning_records(store: Store, journal: Journal, records: Collection[Record]) -> tuple[Record, ...]:
    """Return the archived people whom `records` are about, with their messages: they are no longer archived."""
    named_ids = {record.id if record.table == "people" else str(getattr(record, "person", "")) for record in records}
    absent_ids = named_ids - journal.documents.get("people", {}).keys() - {""}
    returning_people = store.years.find_archived_people(absent_ids)
    given_records = {(record.table, record.id) for record in records}
    return tuple(
        record_type_of(table).model_validate(doc)
        for table, rows in returning_people.items()
        for record_id, doc in rows.items()
        if (table, record_id) not in given_records
    )
