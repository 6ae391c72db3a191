"""Save the changes that the screen shows: one thread writes them in the order of the keys; closing waits for all.

A change that cannot be written now stays shown, and is tried again with the next save, every second, and once more
at the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Event

from coach.domain.journal import DocumentTables
from coach.errors import CoachError, TemporaryError
from coach.service import CoachService, PendingChange
from coach.tui.session import Session
from coach.tui.widgets.header_and_footer import SaveMessageLine
from coach.undo_process import save_undo_elsewhere

RETRY_SECONDS = 1.0
"""Seconds after which a change that could not be written is tried again."""
MOST_PAINT_SECONDS = 0.05
"""Seconds for which a save waits for its change to be painted, at most."""
TABLES_WITH_NAMES = frozenset({"people", "messages", "notes", "goals", "blocks", "boundaries"})
"""Tables whose messages may name somebody."""

Outcome = DocumentTables | CoachError | None
"""What is stored after a save, None if there was nothing to write, or why it was not saved."""


class SaveQueue:
    """Saves shown changes one after the other; `line` is the status line, which says how each save ended."""

    def __init__(self, service: CoachService, session: Session, line: SaveMessageLine) -> None:
        self._service, self._session, self._line = service, session, line
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="save")
        self._painted = Event()
        """Whether the newest change is on the screen, or nobody looks at it any more."""
        service.save_undo_elsewhere = save_undo_elsewhere

    def enqueue(
        self,
        pending: PendingChange,
        draft: tuple[str, str] | None = None,
        on_saved: Callable[[PendingChange], None] | None = None,
    ) -> None:
        """Queue one save; call `on_saved` once it is on the disk.

        `draft` (dialog, text) is offered again if it can never be saved.
        """
        if (entry := pending.kept_undo) is not None:
            self._line.show_message("Undoing …" if entry.undone else "Redoing …")
        following = self._follow_save(self._submit(pending), pending, self._session.message_count, draft, on_saved)
        self._line.run_worker(following, group="save")  # not exclusive: each save is followed to its end

    def _submit(self, pending: PendingChange) -> Future[Outcome]:
        """Queue one save, and behind it the writing of the caches; return at once.

        The thread waits until the change is painted: reading and writing the file would hold up the painting.
        """
        self._painted.clear()
        self._line.call_after_refresh(self._painted.set)
        self._thread.submit(self._painted.wait, MOST_PAINT_SECONDS)
        saved = self._thread.submit(self._save_change, pending)
        self._thread.submit(self._service.finish_save)
        return saved

    def _save_change(self, pending: PendingChange) -> Outcome:
        try:
            return self._service.save_change(pending)
        except CoachError as error:
            return error  # raised here, it would be printed if the window closes before anybody asks for the result

    async def _follow_save(
        self, saved: Future[Outcome], pending: PendingChange, message_count: int, draft: tuple[str, str] | None,
        on_saved: Callable[[PendingChange], None] | None,
    ) -> None:  # fmt: skip
        """Wait for one save, try again for as long as it takes, and say how it ended.

        `message_count` is the count of messages when it was queued: a later one is shown again after `on_saved`.
        """
        service, session, line, has_said_why = self._service, self._session, self._line, False
        while True:
            try:
                # Leaving ends this worker, and an unshielded wait would cancel a save that is still queued.
                docs = await asyncio.shield(asyncio.wrap_future(saved))
                if isinstance(docs, CoachError):
                    raise docs
                break
            except TemporaryError as error:
                line.trouble = describe_retrying(len(service.unsaved), error.title.partition(": ")[2])
                if not has_said_why:
                    session.notify(error.retry_message)
                has_said_why = True
                await asyncio.sleep(RETRY_SECONDS)
                saved = self._submit(pending)
            except CoachError as error:
                service.rollback(pending)
                if draft is not None:
                    session.unsent_input.store_text(*draft)
                session.refresh_day()
                session.notify(session.format_error(error))
                return
        if pending.confirmed:
            return  # together with another one, which has said so
        retried = service.confirm(pending, docs)
        if service.has_news:
            session.refresh_day()
        line.trouble = describe_retrying(len(service.unsaved)) if service.unsaved else ""
        if service.store.doubt:
            session.notify(service.store.doubt)
        elif retried:
            session.notify(f"Saved: all {retried + 1} changes that were waiting.")
        elif on_saved is not None:
            is_other_shown = session.message_count != message_count and not has_said_why
            other = line.text if is_other_shown else ""
            on_saved(pending)
            if other and other != line.text:
                line.show_message(f"{line.text} {other}", undo=line.can_undo)

    async def load_external_changes(self) -> DocumentTables | None:
        """Return the documents that others have written, read after every save that is queued now."""
        return await asyncio.wrap_future(self._thread.submit(self._service.load_external_changes))

    def confirm_saved(self, pending: PendingChange) -> None:
        """Say what is saved now, without a name while names are hidden."""
        may_name = any(record.table in TABLES_WITH_NAMES for record in pending.change.upserts)
        message = "Done." if self._session.hidden and may_name else pending.message
        self._line.show_message(message, undo=pending.change.undoable and bool(pending.change.upserts))

    def finish_saves(self) -> str:
        """Wait for every queued save, and try once more what could not be written.

        Return a line on what is still not saved, usually "".
        """
        self._painted.set()
        self._service.hurry()
        self._thread.shutdown(wait=True)
        if self._service.unsaved:
            with suppress(CoachError):
                self._service.save_change(self._service.unsaved[-1])
                self._service.finish_save()
        unsaved, is_spooled = self._service.spool_unsaved()
        return describe_unsaved(unsaved, is_spooled=is_spooled)


def describe_unsaved(unsaved: Sequence[PendingChange], *, is_spooled: bool) -> str:
    """Return the line that names the changes that were not saved when the screen closed, "" if all were."""
    messages = [each.message.split(";")[0].removeprefix("Saved: ") for each in unsaved if each.message]
    if not messages:
        return ""
    rest = "It is kept on this computer, and saved as soon as the data can be written." if is_spooled else ""
    return f"Not saved yet: {'; '.join(text.removesuffix('.') for text in messages)}. {rest}".strip()


def describe_retrying(count: int, reason: str = "") -> str:
    """Return what the status line shows while changes cannot be written, with the reason if it is known."""
    text = f"{'One change is' if count == 1 else f'{count} changes are'} shown and not saved yet"
    return f"{text}: {reason}" if reason else f"{text}."
