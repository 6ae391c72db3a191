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

from coach.domain.journal import DocumentTables
from coach.errors import CoachError, TemporaryError
from coach.service import CoachService, PendingChange
from coach.tui.unsent_input import get_unsent_input
from coach.tui.widgets.status_bar import SaveMessageLine

if TYPE_CHECKING:
    from coach.tui.screens.today import TodayScreen

RETRY_SECONDS = 1.0
"""Seconds after which what the disk did not take is tried again."""
TABLES_WITH_NAMES = frozenset({"people", "messages", "notes", "goals", "blocks", "boundaries"})
"""Tables whose saves are told in words that may name somebody."""


Outcome = DocumentTables | CoachError | None
"""What is stored after a save, None if there was nothing to write, or why it was not saved."""


class SaveQueue:
    """Saves what the desk shows, one after the other, for one screen."""

    def __init__(self, service: CoachService, screen: TodayScreen) -> None:
        self._desk, self._screen = service, screen
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeper")

    def enqueue(
        self,
        pending: PendingChange,
        draft: tuple[str, str] | None = None,
        say: Callable[[PendingChange], None] | None = None,
    ) -> None:
        """Queue one save, and see it through (see `see_through`). Never exclusive: each has to be seen through."""
        screen, saved = self._screen, self.submit(pending)
        screen.run_worker(watch_save(screen, saved, pending, screen.message_count, draft, say), group="save")

    def submit(self, pending: PendingChange) -> Future[Outcome]:
        """Queue one save, and behind it the tidying that may follow; returns at once."""
        saved = self._thread.submit(self._save_pending, pending)
        self._thread.submit(self._desk.finish_save)
        return saved

    def _save_pending(self, pending: PendingChange) -> Outcome:
        try:
            return self._desk.save_change(pending)
        except CoachError as error:
            return error  # raised here, it would be printed when the window is closed before anybody looks

    async def load_external_changes(self) -> DocumentTables | None:
        """Return what others have written, read after every save that is queued now."""
        return await asyncio.wrap_future(self._thread.submit(self._desk.load_external_changes))

    def confirm_saved(self, pending: PendingChange) -> None:
        """Say what is saved now, without a name while names are hidden."""
        names = self._screen.hidden and any(record.table in TABLES_WITH_NAMES for record in pending.change.upserts)
        undo = pending.change.undoable and bool(pending.change.upserts)
        self._screen.query_one(SaveMessageLine).show_message("Done." if names else pending.message, undo=undo)

    def finish_saves(self) -> str:
        """Wait for every queued save, and try once more what the disk did not take. Returns a line on what is left."""
        self._desk.hurry()
        self._thread.shutdown(wait=True)
        if self._desk.unsaved:
            with suppress(CoachError):
                self._desk.save_change(self._desk.unsaved[-1])
                self._desk.finish_save()
        left, kept = self._desk.spool_unsaved()
        return describe_unsaved(left, kept=kept)


async def watch_save(
    screen: TodayScreen, saved: Future[Outcome], pending: PendingChange, lines: int, draft: tuple[str, str] | None,
    say: Callable[[PendingChange], None] | None,
) -> None:  # fmt: skip
    """See one save through, for as long as it takes, and only then let `say` say that it is saved.

    `lines` is how many lines had been said by then: a word on something else in between is not written over.
    """
    if not screen.query(SaveMessageLine):
        return  # the window is closing; what is on its way is saved before it is gone
    service, flash, told = screen.service, screen.query_one(SaveMessageLine), False
    while True:
        try:
            # Leaving ends this worker, and an unshielded wait would take a save that is still queued along with it.
            docs = await asyncio.shield(asyncio.wrap_future(saved))
            if isinstance(docs, CoachError):
                raise docs
            break
        except TemporaryError as error:
            flash.trouble = describe_waiting(len(service.unsaved), error.title.partition(": ")[2])
            if not told:
                screen.notify_person(error.retry_message)
            told = True
            await asyncio.sleep(RETRY_SECONDS)
            saved = screen.save_queue.submit(pending)
        except CoachError as error:
            service.rollback(pending)
            if draft is not None:
                get_unsent_input(screen).store_text(*draft)
            screen.refresh_day()
            screen.notify_person(error.screen_text)
            return
    if pending.confirmed:
        return  # with another one, which has told so
    late = service.confirm(pending, docs)
    if service.has_news:
        screen.refresh_day()
    flash.trouble = describe_waiting(len(service.unsaved)) if service.unsaved else ""
    if service.store.doubt:
        screen.notify_person(service.store.doubt)
    elif late:
        screen.notify_person(describe_late_saves(late + 1))
    elif say is not None:
        other = flash.text if screen.message_count != lines and not told else ""  # what was told is over now
        say(pending)
        if other and other != flash.text:
            flash.show_message(f"{flash.text} {other}", undo=flash.can_undo)


def describe_unsaved(left: Sequence[PendingChange], *, kept: bool) -> str:
    """Return the line that names what was not saved when the screen was left, or "" if there is nothing to name."""
    said = [each.message.split(";")[0].removeprefix("Saved: ").removesuffix(".") for each in left if each.message]
    if not said:
        return ""
    rest = "It is kept on this computer, and saved as soon as the data can be written." if kept else ""
    return f"Not saved yet: {'; '.join(said)}. {rest}".strip()


def describe_late_saves(count: int) -> str:
    """Return the line for changes that the disk took after all."""
    return f"Saved: all {count} changes that were waiting."


def describe_waiting(count: int, why: str = "") -> str:
    """Return what stands in the quiet line for as long as changes wait for the disk, with the reason if it is known."""
    said = f"{'One change is' if count == 1 else f'{count} changes are'} shown and not saved yet"
    return f"{said}: {why}" if why else f"{said}."
