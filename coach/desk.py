"""The service that the screen and the shell use to read and change the data.

`do` runs an act and returns when it is saved: for the shell. The screen takes three steps, so that no key waits for a
disk: `show` runs the act and shows it at once, `save` writes it in another thread, and `settle` or `take_back` ends
it in the thread that shows. The book always has what is stored plus what is not saved yet. A change that the disk
refused stays, and the next save writes it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from coach.acts.change import Act, Change, stamped
from coach.domain.book import Book, Docs
from coach.domain.clock import Clock, SystemClock
from coach.errors import CoachError, NotYet
from coach.further import Further, basis, with_people
from coach.paths import compute_device_id, find_acknowledged_file, find_data_folder
from coach.status import cache as status_cache
from coach.store import Store
from coach.store.conflicts import Arrivals

if TYPE_CHECKING:
    from coach.domain.day import Day
    from coach.domain.record import Doc
    from coach.past import Past
    from coach.store.store import State

T = TypeVar("T")


@dataclass(eq=False)
class Pending:
    """A change that is shown and not saved yet. The saving thread sets its state."""

    change: Change
    saved: bool = False
    late: bool = False
    """The disk refused it at first; it is tried again."""
    settled: bool = False
    refused: CoachError | None = None
    """It can never be saved as it is."""

    @property
    def says(self) -> str:
        return self.change.says


class Desk:
    """Read and change the data of one folder."""

    def __init__(self, folder: Path | str | None = None, clock: Clock | None = None, device_id: str = "") -> None:
        self.clock = clock or SystemClock()
        place = find_data_folder(folder)
        self.store = Store(place, today=lambda: self.now().date(), acknowledged=find_acknowledged_file(place))
        self._refuses: CoachError | None = None
        self._arrivals = Arrivals(self.store)
        self.device = device_id or compute_device_id()
        self.notices: tuple[str, ...] = ()
        self.merged: tuple[str, ...] = ()
        """Notices about merges with another computer while reading; `u` undoes those."""
        self._stored = Book({}, further=Further(self.store))
        self._read_only = False
        self._pending: list[Pending] = []
        self._before: State | None = None
        """The state at the last update of the status cache, if something was saved since."""
        self.book = self._stored
        self._reading_years = Lock()

    @cached_property
    def past(self) -> Past:
        """Answers about finished years."""
        from coach.past import Past  # most commands look at no year but this one

        return Past(self)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.store.folder

    def now(self) -> datetime:
        """The present moment, aware."""
        return self.clock.now()

    def open(self) -> Desk:
        """Read the file. Raises CoachError if it cannot be read; never starts empty over a damaged one."""
        loaded = self.store.load()
        merged = self._arrivals.take_in()
        self.merged = self._arrivals.news()
        self.notices = (*loaded.notices, *self.merged)
        self._refuses, self._read_only = loaded.refuses, loaded.read_only
        self._see(self.store.state.content.docs if merged else loaded.docs)
        return self

    def day(self) -> Day:
        """Return today, as the first screen shows it."""
        from coach.today import today

        return today(self.book, self.now(), self.notices)

    def all_years(self, work: Callable[[Book, datetime], T], only: Callable[[str, Doc], bool] | None = None) -> T:
        """Return `work` of a book with all years in it, and of now. Safe in another thread, one at a time.

        Changes that are not saved yet are in it too. `only` accepts the records (table, document) to include, which
        takes less memory. Nothing of the book is cached.
        """
        with self._reading_years:
            book = self._stored.over(self.store.history(only))
            book.further = None  # it holds all that may be asked of it
            for pending in tuple(self._pending):
                book = book.put(pending.change.puts, pending.change.drops)
            return work(book, self.now())

    def do(self, act: Act) -> Change:
        """Run `act` and save it, under the lock from reading to writing. Raises CoachError."""
        with self.store.locked() as docs:
            self._see(docs)
            change = self._work_out(act)
            if change.puts or change.drops:
                self._see(self._saved(change))
        return change

    def show(self, act: Act) -> Pending:
        """Run `act` and show it in the book without saving it. Raises CoachError, and then nothing changes."""
        pending = Pending(self._work_out(act))
        self._pending.append(pending)
        self.book = self.book.put(pending.change.puts, pending.change.drops)
        return pending

    def save(self, pending: Pending) -> Docs | None:
        """Save a shown change, and before it those that the disk refused. Safe in another thread.

        Return what is stored now, None if there was nothing to write. Raises NotYet if it can be tried again, another
        CoachError if it can never be saved.
        """
        docs = None
        for each in tuple(self._pending):
            try:
                if not each.saved and each.refused is None:
                    docs = self._write(each.change) or docs
                    each.saved = True
            except NotYet:
                pending.late = True
                raise
            except CoachError as error:
                each.refused = error
            if each is pending and not pending.late:
                break  # what was tried before takes along all that waits behind it
        if pending.refused is not None:
            raise pending.refused
        return docs

    def _write(self, change: Change) -> Docs | None:
        if not (change.puts or change.drops):
            return None
        return self._saved(change, at_once=False)

    def tidy(self) -> None:
        """Write the local copy and the status cache, which may follow the confirmed save."""
        self.store.keep()
        if self._before is not None:
            with suppress(CoachError), self.store.locked() as docs:
                self._cache_status(docs)

    def settle(self, pending: Pending, docs: Docs | None) -> int:
        """Confirm that a shown change is saved. Return how many refused changes were saved with it."""
        late = [each for each in self._pending if each.saved and each.late and each is not pending]
        for each in (pending, *late):
            each.settled = True
        self._pending = [each for each in self._pending if not each.settled]
        if docs is not None:
            self._see(docs)
        return len(late)

    @property
    def waiting(self) -> tuple[Pending, ...]:
        """The shown changes that the disk refused so far, oldest first."""
        return tuple(each for each in self._pending if each.late and not each.saved)

    def leave(self) -> tuple[tuple[Pending, ...], bool]:
        """Spool the changes that the disk refused. Return the unsaved changes, and whether they are spooled.

        The next program to open the data on this computer saves them.
        """
        waits = self.waiting
        kept = self.store.spool([put for each in waits for put in _plain(each.change)[0]])
        return (*waits, *(each for each in self._pending if each.refused)), kept

    def take_back(self, pending: Pending) -> None:
        """Stop showing a change that could not be saved."""
        self._pending.remove(pending)
        self._see_pending()

    def stirred(self) -> bool:
        """Return whether `fetch` may find something: two stats, a few microseconds."""
        return self.store.changed() or self._arrivals.stirred()

    def fetch(self) -> Docs | None:
        """Return what others have stored since, None if nothing. Safe in another thread.

        Conflict copies that a synchronising program left are merged first.
        """
        docs = None
        if self.store.changed():
            loaded = self.store.load()
            docs, self._refuses, self._read_only = loaded.docs, loaded.refuses, loaded.read_only
        return self.store.state.content.docs if self._arrivals.take_in() else docs

    def accept(self, docs: Docs) -> tuple[str, ...]:
        """Show what `fetch` found in the book. Return the message about a merge, if there was one."""
        self._see(docs)
        return self._arrivals.news()

    def _work_out(self, act: Act) -> Change:
        if self.book.read_only and self._refuses is not None:
            raise self._refuses.with_traceback(None)
        change = act(self.book, self.now())
        if self.book.holds("boundaries"):
            from coach.advice.boundary import hushed  # most people have no boundary, and most commands need no names

            change = replace(change, says=hushed(self.book, change.says))
        change = stamped(change, basis(self.book, change), self.now(), self.device)
        return with_people(self.store, self.book, change)

    def _saved(self, change: Change, *, at_once: bool = True) -> Docs:
        """Save a change, and update the status cache if `at_once`; then call it under the lock."""
        before = self.store.state
        docs = self.store.save(*_plain(change), keep=at_once)
        self._before = self._before or before
        if at_once:
            self._cache_status(docs)
        return docs

    def _cache_status(self, docs: Docs) -> None:
        """Update the status cache for `docs`. Call it under the lock."""
        before, self._before = self._before, None
        with suppress(Exception):  # a cache is no reason to disturb a save
            known = None
            if (
                before
                and before.stamp
                and all(docs.get(t) is before.content.docs.get(t) for t in status_cache.SOURCE_TABLES)
            ):
                known = status_cache.read_summary(self.folder, str(before.stamp), self.now())
            if known is not None:
                status_cache.write_summary(self.folder, known)
                return
            from coach.status.summary import (
                cache_summary,  # brings the rules of blocks and hours; most saves do not touch them
            )

            cache_summary(self.folder, docs, self.now())

    def _see(self, docs: Docs) -> None:
        self._stored = self._stored.over(docs, read_only=self._read_only)
        self._see_pending()

    def _see_pending(self) -> None:
        book = self._stored
        for pending in self._pending:
            book = book.put(pending.change.puts, pending.change.drops)
        self.book = book


def _plain(change: Change) -> tuple[Iterable[tuple[str, dict[str, object]]], Iterable[tuple[str, str]]]:
    return [(r.table, r.doc()) for r in change.puts], change.drops
