"""Keeping: saves leave the screen's thread in the order of the keys, and every one of them is waited for at the end.

One thread, one queue. A save is queued at once and begun when the frame that shows it has gone; its result is looked
at by an async worker. Closing the window in the middle of anything loses nothing. What the disk does not take stays
shown, and is tried again with the next save, every second, and once more at the end.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from coach.desk import Desk, Pending
from coach.domain.book import Docs
from coach.errors import CoachError, NotYet
from coach.ui.drafts import drafts
from coach.ui.panels.lines import Flash

if TYPE_CHECKING:
    from coach.ui.screens.today import TodayScreen

AGAIN = 1.0
"""Seconds after which what the disk did not take is tried again."""

FRAME = 0.01
"""Seconds that a save waits, so that the frame that shows the change goes first: both would share one interpreter."""
NAMES_PEOPLE = frozenset({"people", "messages", "notes", "goals", "blocks", "boundaries"})
"""Tables whose saves are told in words that may name somebody."""


Outcome = Docs | CoachError | None
"""What is stored after a save, None if there was nothing to write, or why it was not saved."""


class Keeper:
    """Saves what the desk shows, one after the other, for one screen."""

    def __init__(self, desk: Desk, screen: TodayScreen) -> None:
        self._desk, self._screen = desk, screen
        self.fetching = False
        """Whether what others have written is being read: what is read once is not there to be read again."""
        self._queue: deque[tuple[Pending, Future[Outcome]]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeper")

    def keep(
        self, pending: Pending, draft: tuple[str, str] | None = None, say: Callable[[Pending], None] | None = None
    ) -> None:
        """Queue one save at once, and see it through (see `see_through`) when what it is about has been painted."""
        screen, saved, lines = self._screen, self.submit(pending), self._screen.lines

        def see() -> None:
            if screen.app.is_running:  # or all workers have been ended. Never exclusive: each has to be seen through
                screen.run_worker(see_through(screen, saved, pending, lines, draft, say), group="save")

        asyncio.get_running_loop().call_later(FRAME, see)  # a worker sends messages, which the frame would wait for

    def submit(self, pending: Pending) -> Future[Outcome]:
        """Queue one save, and behind it what may follow once it is acknowledged; returns at once."""
        saved: Future[Outcome] = Future()
        self._queue.append((pending, saved))
        asyncio.get_running_loop().call_later(FRAME, self._begin)
        return saved

    def _begin(self) -> None:
        """Let the thread save what is queued."""
        while self._queue:
            self._thread.submit(self._save, *self._queue.popleft())

    def _save(self, pending: Pending, saved: Future[Outcome]) -> None:
        try:
            saved.set_result(self._desk.save(pending))
        except CoachError as error:
            saved.set_result(error)  # raised here, it would be printed when the window is closed before anybody looks
        except BaseException as error:
            saved.set_exception(error)
        self._desk.tidy()

    async def fetch(self) -> Docs | None:
        """Return what others have written, read after every save that is queued now."""
        self._begin()
        self.fetching = True
        try:
            return await asyncio.wrap_future(self._thread.submit(self._desk.fetch))
        finally:
            self.fetching = False

    def say_saved(self, pending: Pending) -> None:
        """Say what is saved now, without a name while names are hidden."""
        names = self._screen.hidden and any(record.table in NAMES_PEOPLE for record in pending.change.puts)
        undo = pending.change.undoable and bool(pending.change.puts)
        self._screen.query_one(Flash).say("Done." if names else pending.says, undo=undo)

    def close(self) -> str:
        """Wait for every queued save, and try once more what the disk did not take. Returns a line on what is left."""
        self._begin()
        self._thread.shutdown(wait=True)
        if self._desk.waiting:
            with suppress(CoachError):
                self._desk.save(self._desk.waiting[-1])
                self._desk.tidy()
        left, kept = self._desk.leave()
        return not_saved(left, kept=kept)


async def see_through(
    screen: TodayScreen, saved: Future[Outcome], pending: Pending, lines: int, draft: tuple[str, str] | None,
    say: Callable[[Pending], None] | None,
) -> None:  # fmt: skip
    """See one save through, for as long as it takes, and only then let `say` say that it is saved.

    `lines` is how many lines had been said by then: a word on something else in between is not written over.
    """
    if not screen.query(Flash):
        return  # the window is closing; what is on its way is saved before it is gone
    desk, flash, told = screen.desk, screen.query_one(Flash), False
    while True:
        try:
            # Leaving ends this worker, and an unshielded wait would take a save that is still queued along with it.
            docs = await asyncio.shield(asyncio.wrap_future(saved))
            if isinstance(docs, CoachError):
                raise docs
            break
        except NotYet as error:
            flash.trouble = waiting(len(desk.waiting), error.title.partition(": ")[2])
            if not told:
                screen.say(error.waits)
            told = True
            await asyncio.sleep(AGAIN)
            saved = screen.keeper.submit(pending)
        except CoachError as error:
            desk.take_back(pending)
            if draft is not None:
                drafts(screen).keep(*draft)
            screen.refresh_day()
            screen.say(str(error))
            return
    if pending.settled:
        return  # with another one, which has told so
    late = desk.settle(pending, docs)
    flash.trouble = waiting(len(desk.waiting)) if desk.waiting else ""
    if desk.store.doubt:
        screen.say(desk.store.doubt)
    elif late:
        screen.say(saved_late(late + 1))
    elif say is not None:
        other = flash.text if screen.lines != lines else ""
        say(pending)
        if other and other != flash.text:
            flash.say(f"{flash.text} {other}", undo=flash.undoable)


def not_saved(left: Sequence[Pending], *, kept: bool) -> str:
    """Return the line that names what was not saved when the screen was left, or "" if there is nothing to name."""
    said = [each.says.split(";")[0].removeprefix("Saved: ").removesuffix(".") for each in left if each.says]
    if not said:
        return ""
    rest = "It is kept on this computer, and saved as soon as the data can be written." if kept else ""
    return f"Not saved yet: {'; '.join(said)}. {rest}".strip()


def saved_late(count: int) -> str:
    """Return the line for changes that the disk took after all."""
    return f"Saved: all {count} changes that were waiting."


def waiting(count: int, why: str = "") -> str:
    """Return what stands in the quiet line for as long as changes wait for the disk, with the reason if it is known."""
    said = f"{'One change is' if count == 1 else f'{count} changes are'} shown and not saved yet"
    return f"{said}: {why}" if why else f"{said}."
