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

from coach.domain.record import Documents
from coach.errors import CoachError, TemporaryError
from coach.service import CoachService, PendingChange
from coach.tui.session import Session
from coach.tui.widgets.header_and_footer import SaveMessageLine
from coach.worker_process import save_undo_elsewhere

SAVE_RETRY_SECONDS = 1.0
"""Seconds after which a change that could not be written is tried again."""
MOST_PAINT_SECONDS = 0.05
"""Seconds for which a save waits for its change to be painted, at most."""
SaveOutcome = Documents | CoachError | None
"""What is stored after a save, None if there was nothing to write, or why it was not saved."""


class SaveQueue:
    """Saves shown changes one after the other; `line` is the status line, which says how each save ended."""

    def __init__(self, service: CoachService, session: Session, line: SaveMessageLine) -> None:
        self._service, self._session, self._status_line = service, session, line
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
        if (undo_entry := pending.kept_undo) is not None:
            self._status_line.show_message("Undoing …" if undo_entry.undone else "Redoing …")
        followed_save = self._follow_save(self._submit(pending), pending, self._session.message_count, draft, on_saved)
        self._status_line.run_worker(followed_save, group="save")  # not exclusive: each save is followed to its end

    def _submit(self, pending: PendingChange) -> Future[SaveOutcome]:
        """Queue one save, and behind it the writing of the caches; return at once.

        The thread waits until the change is painted: reading and writing the file would hold up the painting.
        """
        self._painted.clear()
        self._status_line.call_after_refresh(self._painted.set)
        self._thread.submit(self._painted.wait, MOST_PAINT_SECONDS)
        save_future = self._thread.submit(self._save_change, pending)
        self._thread.submit(self._service.finish_save)
        return save_future

    def _save_change(self, pending: PendingChange) -> SaveOutcome:
        try:
            return self._service.save_change(pending)
        except CoachError as error:
            return error  # raised here, it would be printed if the window closes before anybody asks for the result

    async def _follow_save(
        self, save_future: Future[SaveOutcome], pending: PendingChange, message_count: int,
        draft: tuple[str, str] | None, on_saved: Callable[[PendingChange], None] | None,
    ) -> None:  # fmt: skip
        """Wait for one save, try again for as long as it takes, and say how it ended.

        `message_count` is the count of messages when it was queued: a later one is shown again after `on_saved`.
        """
        service, session, line, has_said_why = self._service, self._session, self._status_line, False
        while True:
            try:
                # Leaving ends this worker, and an unshielded wait would cancel a save that is still queued.
                saved_documents = await asyncio.shield(asyncio.wrap_future(save_future))
                if isinstance(saved_documents, CoachError):
                    raise saved_documents
                break
            except TemporaryError as error:
                line.trouble = describe_retrying(len(service.unsaved), error.title.partition(": ")[2])
                if not has_said_why:
                    session.notify(error.retry_message)
                has_said_why = True
                await asyncio.sleep(SAVE_RETRY_SECONDS)
                save_future = self._submit(pending)
            except CoachError as error:
                service.rollback(pending)
                if draft is not None:
                    session.unsent_input.store_text(*draft)
                session.refresh_day()
                session.notify(session.format_error(error))
                return
        if pending.confirmed:
            return  # together with another one, which has said so
        retried = service.confirm(pending, saved_documents)
        if service.has_news:
            session.refresh_day()
        line.trouble = describe_retrying(len(service.unsaved)) if service.unsaved else ""
        if service.store.doubt:
            session.notify(service.store.doubt)
        elif retried:
            session.notify(f"Saved: all {retried + 1} changes that were waiting.")
        elif on_saved is not None:
            is_other_shown = session.message_count != message_count and not has_said_why
            other_message = line.text if is_other_shown else ""
            on_saved(pending)
            if other_message and other_message != line.text:
                line.show_message(f"{line.text} {other_message}", undo=line.can_undo)

    async def load_external_changes(self) -> Documents | None:
        """Return the documents that others have written, read after every save that is queued now."""
        return await asyncio.wrap_future(self._thread.submit(self._service.load_external_changes))

    def confirm_saved(self, pending: PendingChange) -> None:
        """Say what is saved now, without a name while names are hidden."""
        saved_message = pending.change.describe(hide=self._session.hidden)
        self._status_line.show_message(saved_message, undo=pending.change.undoable and bool(pending.change.upserts))

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
        unsaved_changes, is_spooled = self._service.spool_unsaved()
        return describe_unsaved(unsaved_changes, is_spooled=is_spooled)


def describe_unsaved(unsaved: Sequence[PendingChange], *, is_spooled: bool) -> str:
    """Return the line that names the changes that were not saved when the screen closed, "" if all were."""
    unsaved_messages = [change.message.split(";")[0].removeprefix("Saved: ") for change in unsaved if change.message]
    if not unsaved_messages:
        return ""
    kept_text = "It is kept on this computer, and saved as soon as the data can be written." if is_spooled else ""
    return f"Not saved yet: {'; '.join(text.removesuffix('.') for text in unsaved_messages)}. {kept_text}".strip()


def describe_retrying(unsaved_count: int, reason: str = "") -> str:
    """Return what the status line shows while changes cannot be written, with the reason if it is known."""
    text = f"{'One change is' if unsaved_count == 1 else f'{unsaved_count} changes are'} shown and not saved yet"
    return f"{text}: {reason}" if reason else f"{text}."
