"""Save what the screen shows: one thread writes in the order of the keys, and closing waits for all of it.

An async worker sees each save through. What the disk does not take stays shown, and is tried again with the next
save, every second, and once more at the end.
"""

from __future__ import annotations

import asyncio
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
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeper")

    def keep(
        self, pending: Pending, draft: tuple[str, str] | None = None, say: Callable[[Pending], None] | None = None
    ) -> None:
        """Queue one save, and see it through (see `see_through`). Never exclusive: each has to be seen through."""
        screen, saved = self._screen, self.submit(pending)
        screen.run_worker(see_through(screen, saved, pending, screen.lines, draft, say), group="save")

    def submit(self, pending: Pending) -> Future[Outcome]:
        """Queue one save, and behind it the tidying that may follow; returns at once."""
        saved = self._thread.submit(self._save, pending)
        self._thread.submit(self._desk.tidy)
        return saved

    def _save(self, pending: Pending) -> Outcome:
        try:
            return self._desk.save(pending)
        except CoachError as error:
            return error  # raised here, it would be printed when the window is closed before anybody looks

    async def fetch(self) -> Docs | None:
        """Return what others have written, read after every save that is queued now."""
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
