"""Read archived records into a journal: archived people from one file, finished years from others.

No file is read before it is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from threading import RLock

from coach.domain.journal import DocumentTables, Journal
from coach.domain.record import NEVER_CHANGED, Record, record_type_of
from coach.store.merge_records import overlay_table
from coach.store.repository import Store
from coach.store.undo_log import has_steps

_NEVER_ARCHIVED = frozenset({"actions", "settings"})
"""Tables that are always in the data file as a whole; a record that is dropped from them must not come back."""


class YearReader:
    """Read archived people and finished years of one store. Safe in every thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._joined: tuple[DocumentTables, Journal, Journal] | None = None
        """The archived people and the journal that were last joined, and the result."""

    def read_archived_people(self, journal: Journal) -> Journal:
        """Return `journal` with archived people in it."""
        archived = self._store.years.archived_people()
        if not archived:
            return journal
        with self._lock:
            last = self._joined
            if last is None or last[0] is not archived or last[1] is not journal:
                wider = (last[2] if last else Journal({})).rebased_on(
                    _join_years(archived, journal.documents), read_only=journal.read_only
                )
                self._joined = last = (archived, journal, wider)
            return last[2]

    def read_all_years(self, journal: Journal) -> Journal:
        """Return `journal` with all years in it. Nothing of it is cached."""
        docs = _join_years(self._store.load_history(), journal.documents)
        same = docs.keys() == journal.documents.keys() and all(
            docs[table] is rows for table, rows in journal.documents.items()
        )
        return journal if same else Journal({}).rebased_on(docs, read_only=journal.read_only)

    def iterate_files(self) -> Iterator[DocumentTables]:
        """Yield the records of each archive file, one file after the other."""
        return self._store.years.read_each_year()

    def has_undo_steps(self, kept: str) -> bool:
        """Return whether the steps of a merge or an import are on this computer."""
        return has_steps(self._store.files, kept)


def _join_years(archived: DocumentTables, docs: DocumentTables) -> DocumentTables:
    """Return both together, each record in its newest version."""
    joined = {table: rows for table, rows in archived.items() if table not in docs and table not in _NEVER_ARCHIVED}
    for table, rows in docs.items():
        below = archived.get(table)
        alone = not below or below is rows or table in _NEVER_ARCHIVED
        joined[table] = rows if alone else overlay_table(below or {}, rows)
    return joined


def find_edited_records(journal: Journal, records: Iterable[Record]) -> Journal:
    """Return a journal with the previous versions of edited `records`: `journal` itself, unless one is archived."""
    edited = [r for r in records if r.changed_at != NEVER_CHANGED]
    if all(journal.get_with_deleted(type(r), r.id) is not None for r in edited):
        return journal
    wider = journal.with_archived_people()
    return wider if all(wider.get_with_deleted(type(r), r.id) is not None for r in edited) else journal.with_all_years()


def find_returning_records(store: Store, journal: Journal, records: Collection[Record]) -> tuple[Record, ...]:
    """Return the archived people whom `records` are about, with their messages: they are no longer archived."""
    named = [r for r in records if r.table == "people" or "person" in type(r).model_fields]
    about = {r.id if r.table == "people" else str(getattr(r, "person", "")) for r in named}
    away = about and about - journal.documents.get("people", {}).keys() - {""}
    back = store.years.find_archived_people(away) if away else {}
    mine = {(r.table, r.id) for r in records}
    return tuple(
        record_type_of(table).model_validate(doc)
        for table, rows in back.items() for key, doc in rows.items() if (table, key) not in mine
    )  # fmt: skip
