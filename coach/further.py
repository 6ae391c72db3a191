"""Find records that are not in memory: archived people in one file, finished years in others.

Nothing is read before somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import RLock
from typing import Any

from coach.acts.change import Change
from coach.acts.kinds import kind_of
from coach.domain.book import Book, Docs
from coach.domain.record import EPOCH
from coach.store import Store
from coach.store.merge import overlay
from coach.store.taking_back import steps_of

_NEVER_ARCHIVED = frozenset({"actions", "settings"})
"""Tables that are always in the data file as a whole; a record that is dropped from them must not come back."""


class Further:
    """Read archived people and finished years of one store. Safe in every thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._joined: tuple[Docs, Book, Book] | None = None
        """The archived people and the book that were last joined, and the result."""

    def people(self, book: Book) -> Book:
        """Return `book` with archived people in it."""
        archived = self._store.quiet()
        if not archived:
            return book
        with self._lock:
            last = self._joined
            if last is None or last[0] is not archived or last[1] is not book:
                wider = (last[2] if last else Book({})).over(_join(archived, book.docs), read_only=book.read_only)
                self._joined = last = (archived, book, wider)
            return last[2]

    def years(self, book: Book) -> Book:
        """Return `book` with all years in it. Nothing of it is cached."""
        docs = _join(self._store.history(), book.docs)
        same = docs.keys() == book.docs.keys() and all(docs[table] is rows for table, rows in book.docs.items())
        return book if same else Book({}).over(docs, read_only=book.read_only)

    def files(self) -> Iterator[Docs]:
        """Yield the records of each archive file, one file after the other."""
        return self._store.years.one_by_one()

    def steps(self, kept: str) -> list[dict[str, Any]]:
        """Return the steps of a merge or an import of this computer."""
        return steps_of(self._store.files, kept)


def _join(archived: Docs, docs: Docs) -> Docs:
    """Return both together, each record in its newest version."""
    joined = {table: rows for table, rows in archived.items() if table not in docs and table not in _NEVER_ARCHIVED}
    for table, rows in docs.items():
        below = archived.get(table)
        alone = not below or below is rows or table in _NEVER_ARCHIVED
        joined[table] = rows if alone else overlay(below or {}, rows)
    return joined


def basis(book: Book, change: Change) -> Book:
    """Return a book with the previous versions of the edited records: `book` itself, unless one is archived."""
    edited = [r for r in change.puts if r.changed_at != EPOCH]
    if all(book.newest(type(r), r.id) is not None for r in edited):
        return book
    wider = book.everybody()
    return wider if all(wider.newest(type(r), r.id) is not None for r in edited) else book.everything()


def with_people(store: Store, book: Book, change: Change) -> Change:
    """Return `change` with the archived people that it is about, who thereby come back, and their messages."""
    named = [r for r in change.puts if r.table == "people" or "person" in type(r).model_fields]
    about = {r.id if r.table == "people" else str(getattr(r, "person", "")) for r in named}
    away = about and about - book.docs.get("people", {}).keys() - {""}
    back = store.quiet_ones(away) if away else {}
    if not back:
        return change
    mine = {(r.table, r.id) for r in change.puts}
    came = (
        kind_of(table).model_validate(doc)
        for table, rows in back.items() for key, doc in rows.items() if (table, key) not in mine
    )  # fmt: skip
    return replace(change, puts=(*change.puts, *came))
