"""The desk: the one door between people (screen and shell) and what is kept.

`do` carries an act out and returns once it is saved: the shell's way. The screen's way has three steps, so
that no key ever waits for a disk: `show` works the act out and makes it visible at once, `save` writes it (in
another thread), and `settle` or `take_back` ends the matter on the thread that shows. The book seen is always
what is stored plus what is still on its way. What the disk does not take stays on its way: the next save, of
whatever, writes it first.
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

from coach import glance_file
from coach.acts.change import Act, Change, stamped
from coach.domain.book import Book, Docs
from coach.domain.clock import Clock, SystemClock
from coach.errors import CoachError, NotYet
from coach.further import Further, basis, with_people
from coach.paths import compute_device_id, find_acknowledged_file, find_data_folder
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
    """A change that is shown and not yet saved. The thread that saves notes here how that went."""

    change: Change
    saved: bool = False
    late: bool = False
    """The disk did not take it at first; it is tried again."""
    settled: bool = False
    refused: CoachError | None = None
    """It can never be saved as it is."""

    @property
    def says(self) -> str:
        return self.change.says


class Desk:
    """Everything one can do with one data folder."""

    def __init__(self, folder: Path | str | None = None, clock: Clock | None = None, device_id: str = "") -> None:
        self.clock = clock or SystemClock()
        place = find_data_folder(folder)
        self.store = Store(place, today=lambda: self.now().date(), acknowledged=find_acknowledged_file(place))
        self._refuses: CoachError | None = None
        self._arrivals = Arrivals(self.store)
        self.device = device_id or compute_device_id()
        self.notices: tuple[str, ...] = ()
        self.merged: tuple[str, ...] = ()
        """What came from another computer when the data was read: the notices that `u` can take back."""
        self._stored = Book({}, further=Further(self.store))
        self._read_only = False
        self._pending: list[Pending] = []
        self._before: State | None = None
        """What was stored when `coach status` was last told, if something has been saved since."""
        self.book = self._stored
        self._reading_years = Lock()

    @cached_property
    def past(self) -> Past:
        """What is known of the years that are over."""
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

    def day(self, before: Day | None = None) -> Day:
        """Return today, as the first screen shows it; with `before`, what to say and to offer is as it was there."""
        from coach.today import today

        return today(self.book, self.now(), self.notices, before)

    def glimpse(self, day: Day | None, change: Change) -> Day | None:
        """Return `day` with a change in it that can be seen without working it out, else None."""
        from coach.today import glimpse

        return glimpse(day, self.book, change.puts) if day else None

    def all_years(self, work: Callable[[Book, datetime], T], only: Callable[[str, Doc], bool] | None = None) -> T:
        """Return `work` of a book with all years in it, and of now; safe in another thread, one at a time.

        What is shown and not yet saved is in it too. With `only`, records (table, document) it says no to are left
        out, which is quicker and takes a tenth of the memory. Nothing of the book is kept: for what has to be at hand
        at once and often there is `past`.
        """
        with self._reading_years:
            book = self._stored.over(self.store.history(only))
            book.further = None  # it holds all that may be asked of it
            for pending in tuple(self._pending):
                book = book.put(pending.change.puts, pending.change.drops)
            return work(book, self.now())

    def do(self, act: Act) -> Change:
        """Carry `act` out and save it, under the lock from reading to writing. Raises CoachError."""
        with self.store.locked() as docs:
            self._see(docs)
            change = self._work_out(act)
            if change.puts or change.drops:
                self._see(self._saved(change))
        return change

    def show(self, act: Act) -> Pending:
        """Work `act` out and let the book show it; nothing is saved yet. Raises CoachError, changing nothing."""
        pending = Pending(self._work_out(act))
        self._pending.append(pending)
        self.book = self.book.put(pending.change.puts, pending.change.drops)
        return pending

    def save(self, pending: Pending) -> Docs | None:
        """Write a shown change, and before it those that the disk did not take; safe in another thread.

        Returns what is stored now, None if there was nothing to write. Raises NotYet if it may be tried again,
        another CoachError if it never can be saved.
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
        """Do what may follow an acknowledged save: the copy for this computer, and what `coach status` needs."""
        self.store.keep()
        if self._before is not None:
            with suppress(CoachError), self.store.locked() as docs:
                self._leave_glance(docs)

    def settle(self, pending: Pending, docs: Docs | None) -> int:
        """Take note that a shown change is saved. Returns how many that had waited for the disk are saved with it."""
        late = [each for each in self._pending if each.saved and each.late and each is not pending]
        for each in (pending, *late):
            each.settled = True
        self._pending = [each for each in self._pending if not each.settled]
        if docs is not None:
            self._see(docs)
        return len(late)

    @property
    def waiting(self) -> tuple[Pending, ...]:
        """What is shown and was not taken by the disk yet, in the order in which it was done."""
        return tuple(each for each in self._pending if each.late and not each.saved)

    def leave(self) -> tuple[tuple[Pending, ...], bool]:
        """Keep what waits for the disk for the next start. Returns what is not saved, and whether it is kept.

        It goes where this computer keeps what it saved last; whoever opens the data finds that it is lacking.
        """
        waits = self.waiting
        kept = self.store.spool([put for each in waits for put in _plain(each.change)[0]])
        return (*waits, *(each for each in self._pending if each.refused)), kept

    def take_back(self, pending: Pending) -> None:
        """Stop showing a change that could not be saved."""
        self._pending.remove(pending)
        self._see_pending()

    def stirred(self) -> bool:
        """Whether `fetch` may bring something: two stats, a few microseconds."""
        return self.store.changed() or self._arrivals.stirred()

    def fetch(self) -> Docs | None:
        """Return what others have stored since, or None if nothing; safe in another thread.

        What other computers wrote, and a synchronising program left beside the file, is merged first.
        """
        docs = None
        if self.store.changed():
            loaded = self.store.load()
            docs, self._refuses, self._read_only = loaded.docs, loaded.refuses, loaded.read_only
        return self.store.state.content.docs if self._arrivals.take_in() else docs

    def accept(self, docs: Docs) -> tuple[str, ...]:
        """Let the book show what `fetch` brought. Returns the line that says what was merged, if anything was."""
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
        """Save, and leave what `coach status` needs in the cache, if `at_once`; then call it under the lock."""
        before = self.store.state
        docs = self.store.save(*_plain(change), keep=at_once)
        self._before = self._before or before
        if at_once:
            self._leave_glance(docs)
        return docs

    def _leave_glance(self, docs: Docs) -> None:
        """Leave what `coach status` needs to know of `docs` in the cache. Call it under the lock."""
        before, self._before = self._before, None
        with suppress(Exception):  # a cache is no reason to disturb a save
            known = None
            if before and before.stamp and all(docs.get(t) is before.content.docs.get(t) for t in glance_file.SEEN):
                known = glance_file.of_version(self.folder, str(before.stamp), self.now())
            if known is not None:
                glance_file.write(self.folder, known)
                return
            from coach.glance import leave  # brings the rules of blocks and hours; most saves do not touch them

            leave(self.folder, docs, self.now())

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
