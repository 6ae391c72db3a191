"""Further: what is not at hand, for a book that needs it. Quiet people lie in one file, finished years in others.

Nothing is read before somebody asks. Of quiet people only what another file than before holds is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from threading import RLock
from typing import Any

from coach.acts.change import Change
from coach.acts.kinds import kind_of
from coach.domain.book import Book, Docs
from coach.domain.record import EPOCH, Doc
from coach.store import Store
from coach.store.merge import overlay
from coach.store.taking_back import steps_of

Table = Mapping[str, Doc]
_AT_HAND = frozenset({"actions", "settings"})
"""Tables that are at hand as a whole; what was dropped from them is not to come back."""


class Further:
    """What one store holds beside what is at hand. Safe from every thread."""

    def __init__(self, store: Store) -> None:
        self._people = _Joined(store.quiet)
        self._store = store

    def people(self, book: Book) -> Book:
        """Return `book` with those in it with whom nothing has passed for long."""
        return self._people.over(book)

    def years(self, book: Book) -> Book:
        """Return `book` with all years in it. Nothing of it is cached."""
        return _Joined(self._store.history).over(book)

    def files(self) -> Iterator[Docs]:
        """Yield what each of the other files holds, one after the other."""
        return self._store.years.one_by_one()

    def steps(self, kept: str) -> list[dict[str, Any]]:
        """Return the steps of a merge of this computer."""
        return steps_of(self._store.files, kept)


class _Joined:
    """A line of books over one source; what was read or worked out for one of them serves the next."""

    def __init__(self, source: Callable[[], Docs]) -> None:
        self._source, self._book = source, Book({})
        self._tables: dict[str, tuple[Table, Table, Table]] = {}
        self._lock = RLock()

    def over(self, book: Book) -> Book:
        with self._lock:
            below = self._source()
            if not below:
                return book
            docs = {table: self._table(table, below.get(table), rows) for table, rows in book.docs.items()}
            rest = {table: rows for table, rows in below.items() if table not in docs and table not in _AT_HAND}
            if not any(rest.values()) and all(docs[table] is rows for table, rows in book.docs.items()):
                return book
            self._book = self._book.over({**rest, **docs}, read_only=book.read_only)
            return self._book

    def _table(self, table: str, below: Table | None, above: Table) -> Table:
        """Return both together, the newer of two versions; the same object for the same two."""
        if not below or below is above or table in _AT_HAND:
            return above
        known = self._tables.get(table)
        if known is None or known[0] is not below or known[1] is not above:
            known = self._tables[table] = (below, above, overlay(below, above))
        return known[2]


def basis(book: Book, change: Change) -> Book:
    """Return a book that holds what the records of a change were before: today's, unless one is not at hand."""
    edited = [r for r in change.puts if r.changed_at != EPOCH]
    if all(book.newest(type(r), r.id) is not None for r in edited):
        return book
    wider = book.everybody()
    return wider if all(wider.newest(type(r), r.id) is not None for r in edited) else book.everything()


def with_people(store: Store, book: Book, change: Change) -> Change:
    """Return `change` with whoever comes back with it, if it is about somebody who was quiet for long."""
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
