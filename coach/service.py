"""The service that the screen and the shell use to read and change the data.

The shell calls `execute`, which runs an action and returns when it is saved. The screen takes three steps, so that no
key waits for a disk: `apply` runs the action and shows it at once, `save_change` writes it in another thread, and
`confirm` or `rollback` ends it in the thread of the screen. The journal always has the stored records plus the pending
changes. A change that the disk refused stays pending, and the next save writes it first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from coach.actions.result import Action, ActionResult, stamp_result
from coach.atomic_file import read_text_file, write_private_file
from coach.domain.clock import Clock, SystemClock
from coach.domain.journal import Journal
from coach.domain.record import Documents, Record
from coach.domain.undo_entry import UndoEntry
from coach.errors import CoachError, TemporaryError
from coach.paths import compute_device_id, find_data_folder, find_local_copy_file, find_missing_folder, find_state_place
from coach.status import cache as status_cache
from coach.store import Store, errors_and_notices
from coach.store.address_book_and_accounts import AddressBookReader
from coach.store.file_format import FileContent
from coach.store.merge_copies import SyncConflictWatcher
from coach.store.remove_people import ForgottenPeople, find_undecided_people, without_people
from coach.store.undo_log import remove_expired_steps, restore_steps
from coach.store.year_reader import YearReader, find_edited_records, find_returning_records

if TYPE_CHECKING:
    from coach.all_years import AllYears
    from coach.domain.record import Document
    from coach.store.repository import StoreState
    from coach.views.day import DayView

T = TypeVar("T")
ASKED_KIND = "asked"
"""The state place of what was asked or told once: people who came back, and copies that cannot be merged."""
ASK_AGAIN_AFTER_DAYS = 30


@dataclass(eq=False)
class PendingChange:
    """A change that is shown and not saved yet. The thread that saves it sets its state."""

    change: ActionResult
    identities: tuple[str, ...] = ()
    """What identifies the data that it is a change of; another disk may be in the same place when it is saved."""
    saved: bool = False
    retrying: bool = False
    """The disk refused it, and it is tried again."""
    confirmed: bool = False
    error: CoachError | None = None
    """Why it can never be saved as it is."""

    @property
    def message(self) -> str:
        return self.change.message

    @property
    def kept_undo(self) -> UndoEntry | None:
        """The entry of an import or a merge that it undoes or redoes, which may take seconds to save."""
        return _find_kept_undo(self.change)


class CoachService:
    """Read and change the data of one folder."""

    def __init__(self, folder: Path | str | None = None, clock: Clock | None = None, device_id: str = "") -> None:
        self.clock = clock or SystemClock()
        data_folder, now = find_data_folder(folder), self.clock.now  # the store holds no service: both go when unused
        self.store = Store(data_folder, today=lambda: now().date(), local_copy=find_local_copy_file(data_folder))
        self._save_error: CoachError | None = None
        """Why nothing can be saved now, so that the journal is read-only."""
        self._conflict_copies = SyncConflictWatcher(self.store)
        self.device = device_id or compute_device_id()
        self.notices: tuple[str, ...] = ()
        self.is_incomplete = False
        """Whether a part of the data could not be read, so that an answer may lack it."""
        self.is_unreadable = False
        """Whether nothing was read although there is or was data, so that there is no answer."""
        self.fetched_notices: tuple[str, ...] = ()
        """The messages of the last time that external changes were loaded."""
        self._store_notices: list[str] = []
        """The messages of the store, which the shell prints on stderr."""
        self.merged: tuple[str, ...] = ()
        """Messages about merges with another computer while reading; `u` undoes those merges."""
        self._stored = Journal({}, years=YearReader(self.store), contact_reader=AddressBookReader(self.store))
        self._asked: set[str] = set()
        """What was asked or told, if there is something new."""
        self._pending: list[PendingChange] = []
        self._cached_state: StoreState | None = None
        """The state at the last update of the status cache, if something was saved since."""
        self._shown_documents: Documents | None = None
        """What the store last gave to the journal."""
        self._identities: tuple[str, ...] = ()
        """What identifies the data in the journal."""
        self._reload_count = 0
        self.has_news = False
        """Whether the journal has changes that no day was built from yet: external ones, what an undo restored, or a
        record that was archived as it was saved."""
        self.journal = self._stored
        self._reading_years = Lock()
        self.save_undo_elsewhere: Callable[[CoachService, PendingChange], None] | None = None
        """Saves the undo or redo of an import or a merge in another process; the screen sets it."""

    @property
    def has_data(self) -> bool:
        """Whether any record is known."""
        return any(self.journal.documents.values())

    @cached_property
    def history(self) -> AllYears:
        """Answers about finished years."""
        from coach.all_years import AllYears  # most commands look at no year but this one

        return AllYears(self)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.store.folder

    def list_forgotten_people(self) -> ForgottenPeople:
        """Return who was forgotten and not entered again."""
        marks = self.store.list_forgotten()
        if not marks:
            return ForgottenPeople((), ())
        from coach.domain.person import Person  # most folders forgot nobody, and a mood needs no person

        people = self.journal.with_archived_people().list_records(Person)
        return ForgottenPeople(marks, (person.name for person in people))

    def now(self) -> datetime:
        """The present moment, aware."""
        return self.clock.now()

    def open_folder(self) -> CoachService:
        """Read the file. Raises CoachError if it cannot be read; never starts empty over a damaged one."""
        loaded = self.store.load_folder()
        merged = self._conflict_copies.merge_new_copies()
        self.merged = self._conflict_copies.take_messages()
        self.notices = (*loaded.messages, *self.merged, *self._list_questions())
        self._store_notices += self.notices
        self._save_error = loaded.save_error
        if (missing := find_missing_folder(self.folder)) is not None:
            self.notices = (*self.notices, errors_and_notices.moved_folder_message(missing))
            self._save_error = errors_and_notices.folder_missing_error(missing, is_moved=True)
            self._store_notices = [self.notices[-1]]
        self.is_unreadable = loaded.is_unreadable or missing is not None
        is_blocked = self._save_error is not None and not self.store.has_newer_schema
        self.is_incomplete = self.is_unreadable or loaded.damage is not None or is_blocked
        self._show_documents(self.store.state.content.documents if merged else loaded.documents)
        return self

    def collect_notices(self) -> tuple[str, ...]:
        """Return all messages about the data so far, each once, for the shell to print on stderr."""
        self._note_questions()
        years = self.store.describe_years()
        self.is_incomplete = self.is_incomplete or bool(years)
        self._store_notices += years
        return tuple(dict.fromkeys((*self._store_notices, *self._describe_odd_entries())))

    def build_day(self) -> DayView:
        """Return today, as the first screen shows it."""
        from coach.views.day_builder import build_day  # a command that saves shows no day

        self.has_news = False
        self._note_questions()
        day = build_day(self.journal, self.now(), self.notices)
        return replace(day, notices=(*day.notices, *self._describe_odd_entries()))

    def _describe_odd_entries(self) -> list[str]:
        count = self.journal.count_unreadable()
        return [errors_and_notices.odd_entries_message(count, self.store.path)] if count else []

    def with_all_years(
        self, work: Callable[[Journal, datetime], T], only: Callable[[str, Document], bool] | None = None
    ) -> T:
        """Return `work` of the journal of all years, and of now. Safe in another thread, one at a time.

        Pending changes are in it too. `only` accepts the records (table, document) to include, and no other is. Nothing
        of that journal is cached.
        """
        with self._reading_years:
            pending_changes = tuple(self._pending)  # before reading: one may be saved and confirmed meanwhile
            journal = self._stored.rebased_on(self._without_undecided(self.store.load_history(only)))
            journal.years = None  # it has every record already
            for pending in pending_changes:
                journal = _with_newer_records(journal, pending.change, only)
            return work(journal, self.now())

    def hurry(self) -> None:
        """Wait for another writer for a moment at most, because the program exits. Safe in another thread."""
        self.store.lock.hurry()

    def execute(self, action: Action, *, wait: float | None = None) -> ActionResult:
        """Run `action` and save it, under the lock from reading to writing. Raises CoachError.

        `wait` is how many seconds to wait for another writer, `lock.wait` by default.
        """
        if (missing := find_missing_folder(self.folder)) is not None:
            raise errors_and_notices.folder_missing_error(missing, is_moved=True)
        with self.store.hold_lock(wait=wait) as documents:
            self._store_notices += self.store.describe_state()
            self._show_documents(documents)
            change = self._run_action(action)
            if change.upserts or change.deletes:
                self._show_documents(self._save_and_cache(change))
        if change.upserts or change.deletes:
            self._update_calendar_file()
        return change

    def apply(self, action: Action) -> PendingChange:
        """Run `action` and add it to the journal without saving it. Raises CoachError, and then nothing changes."""
        pending = PendingChange(self._run_action(action), self._identities)
        self._pending.append(pending)
        self.journal = self.journal.with_records(pending.change.upserts, pending.change.deletes)
        return pending

    def save_change(self, pending: PendingChange) -> Documents | None:
        """Save a pending change, and before it those that the disk refused. Safe in another thread.

        Return the stored documents, None if there was nothing to write. Raises TemporaryError if it can be tried
        again, another CoachError if it can never be saved.
        """
        documents = None
        for each in tuple(self._pending):
            try:
                if not each.saved and each.error is None:
                    documents = self._write_change(each) or documents
                    each.saved = True
            except TemporaryError:
                pending.retrying = True
                raise
            except CoachError as error:
                each.error = error
            if each is pending and not pending.retrying:
                break  # a retried change writes all pending ones
        if pending.error is not None:
            raise pending.error
        return documents

    def _write_change(self, pending: PendingChange) -> Documents | None:
        change = pending.change
        if not (change.upserts or change.deletes):
            return None
        if pending.kept_undo is not None and self.save_undo_elsewhere is not None:
            self.save_undo_elsewhere(self, pending)
            return self.store.load_folder().documents
        with self.store.hold_lock(keep=False):
            if not self.store.is_same_data(pending.identities):
                is_kept = self.store.spool_documents(_to_documents(change), pending.identities)
                raise errors_and_notices.other_data_error(self.folder, is_kept=is_kept)
            # The change is older than what others wrote.
            self.store.require_not_forgotten(_to_documents(change))
            return self._save_and_cache(change, at_once=False)

    def save_for_other(self, pending: PendingChange) -> None:
        """Save a change that another process shows, and the caches that follow from it. Raises CoachError."""
        if not self.store.path.exists():  # that process had it open
            raise errors_and_notices.folder_missing_error(self.folder)
        documents = self._write_change(pending)
        if documents is not None:
            self._show_documents(documents)
        self.finish_save()

    def finish_save(self) -> None:
        """Write the local copy, the calendar file and the status cache, which may follow the confirmed save."""
        self.store.write_local_copy()
        self._update_calendar_file()
        if self._cached_state is not None:
            with suppress(CoachError), self.store.hold_lock() as documents:
                self._cache_status(documents)

    def _update_calendar_file(self) -> None:
        """Rewrite the calendar file, if one was chosen and this save changes it."""
        if self.journal.settings.calendar_file:
            from coach.run_export import update_calendar_file  # few people have one, and it brings the exporter

            update_calendar_file(self.journal, self.now())

    def confirm(self, pending: PendingChange, documents: Documents | None) -> int:
        """Confirm that a pending change is saved. Return how many refused changes were saved with it."""
        late_changes = [each for each in self._pending if each.saved and each.retrying and each is not pending]
        for each in (pending, *late_changes):
            each.confirmed = True
        self._pending = [each for each in self._pending if not each.confirmed]
        if documents is not None:
            self._show_documents(self.store.state.content.documents)  # the caches may have met a newer file since
            self.has_news |= any(self._has_left_journal(each) for each in (pending, *late_changes))
        return len(late_changes)

    def _has_left_journal(self, saved: PendingChange) -> bool:
        """Return whether a saved change is not in the journal as it was shown: it restored much, or was archived."""
        documents = self.store.state.content.documents
        is_archived = any(record.id not in documents.get(record.table, {}) for record in saved.change.upserts)
        return is_archived or saved.kept_undo is not None

    @property
    def pending_records(self) -> tuple[Record, ...]:
        """The records that are shown and not confirmed to be saved. Safe in another thread."""
        return tuple(record for pending in tuple(self._pending) for record in pending.change.upserts)

    @property
    def unsaved(self) -> tuple[PendingChange, ...]:
        """The pending changes that the disk refused so far, oldest first."""
        return tuple(each for each in self._pending if each.retrying and not each.saved)

    @property
    def is_undoing(self) -> bool:
        """Whether the undo or redo of an import or a merge is being saved, which may take seconds."""
        return any(each.kept_undo is not None and not each.saved for each in tuple(self._pending))

    def spool_unsaved(self) -> tuple[tuple[PendingChange, ...], bool]:
        """Spool the changes that the disk refused. Return the unsaved changes, and whether they are spooled.

        The next program to open the data on this computer saves them.
        """
        are_spooled = [
            self.store.spool_documents(_to_documents(each.change), each.identities)
            for each in self.unsaved
            if each.change.upserts
        ]
        unsaved = (*self.unsaved, *(each for each in self._pending if each.error))
        return unsaved, bool(are_spooled) and all(are_spooled)

    def rollback(self, pending: PendingChange) -> None:
        """Take a change that could not be saved out of the journal."""
        self._pending.remove(pending)
        self.journal = self._with_pending(self._stored)

    def has_external_changes(self) -> bool:
        """Return whether `load_external_changes` may find something: two stats, a few microseconds."""
        return self.store.has_changed() or self._has_unshown_documents or self._conflict_copies.has_new_copies()

    @property
    def _has_unshown_documents(self) -> bool:
        """Whether the file was read again, by what follows a save, and the journal does not show it."""
        return self._shown_documents is not self.store.state.content.documents

    def load_external_changes(self) -> Documents | None:
        """Return the documents if another program changed them, else None. Safe in another thread.

        Conflict copies that a synchronising program left are merged too.
        """
        documents = None
        if self.store.has_changed():
            loaded = self.store.load_folder()
            documents, self._save_error = loaded.documents, loaded.save_error
            self.is_unreadable = loaded.is_unreadable
            self.fetched_notices = loaded.messages
        elif self._has_unshown_documents:
            documents = self.store.state.content.documents
        return self.store.state.content.documents if self._conflict_copies.merge_new_copies() else documents

    def apply_external_changes(self, documents: Documents) -> tuple[str, ...]:
        """Put the result of `load_external_changes` into the journal. Return the message about a merge, if any."""
        self._show_documents(documents)
        return (*self._conflict_copies.take_messages(), *self._list_questions())

    def _run_action(self, action: Action) -> ActionResult:
        if self.journal.read_only and self._save_error is not None:
            raise self._save_error.with_traceback(None)
        change = action(self.journal, self.now())
        if self.journal.has_records("boundaries"):
            from coach.advice.blocked_people import redact_blocked_names  # few people have blocked somebody

            change = replace(change, message=redact_blocked_names(self.journal, change.message))
        change = stamp_result(change, find_edited_records(self.journal, change.upserts), self.now(), self.device)
        returning_people = find_returning_records(self.store, self.journal, change.upserts)
        return replace(change, upserts=(*change.upserts, *returning_people))

    def _save_and_cache(self, change: ActionResult, *, at_once: bool = True) -> Documents:
        """Save a change, and update the status cache if `at_once`; then call it under the lock."""
        state_before = self.store.state
        undo_log = state_before.content.documents.get(UndoEntry.table, {})
        expired_steps = [
            str(undo_log[entry_id].get("kept", ""))
            for table, entry_id in change.deletes
            if table == UndoEntry.table and entry_id in undo_log
        ]
        if (undone_entry := _find_kept_undo(change)) is not None:
            documents = self._restore_records(change, undone_entry, keep=at_once)
        else:
            documents = self.store.save_documents(_to_documents(change), change.deletes, keep=at_once)
        if expired_steps:
            remove_expired_steps(self.store, expired_steps)
        self._cached_state = self._cached_state or state_before
        if at_once:
            self._cache_status(documents)
        return documents

    def _restore_records(self, change: ActionResult, entry: UndoEntry, *, keep: bool) -> Documents:
        """Save the undo or redo of an import or a merge, with the records and contacts that it restores."""
        with self.store.hold_lock(keep=keep):
            restored, dropped = restore_steps(
                self.store, entry.kept, undo=entry.undone, now=entry.changed_at, device=self.device
            )
            documents = self.store.save_documents(
                [*restored, *_to_documents(change)], [*change.deletes, *dropped], keep=keep, is_bulk=True
            )
            if entry.undone:  # their words are in the files for the redo alone
                removed_ids: dict[str, set[str]] = {}
                for table, doc in restored:
                    if doc.get("deleted"):
                        removed_ids.setdefault(table, set()).add(doc["id"])
                del restored
                with suppress(OSError):  # the undo is saved
                    self.store.years.remove_archived_people(removed_ids)
            return documents

    def _cache_status(self, documents: Documents) -> None:
        """Update the status cache for `documents`. Call it under the lock."""
        state_before, self._cached_state = self._cached_state, None
        with suppress(Exception):  # the save is done, whatever happens to its cache
            documents_before = state_before.content.documents if state_before else {}
            is_same = all(documents.get(table) is documents_before.get(table) for table in status_cache.SOURCE_TABLES)
            if state_before and state_before.version and is_same:
                now = self.now().timestamp()
                if (summary := status_cache.read_summary(self.folder, str(state_before.version), now)) is not None:
                    status_cache.write_summary(self.folder, summary)
                    return
            from coach.status.summary import cache_summary  # imports the rules of blocks and hours

            cache_summary(self.folder, documents, self.now())

    def _show_documents(self, documents: Documents) -> None:
        if self._reload_count != self.store.reload_count:  # a save reads what others wrote before it writes
            self._reload_count, self.has_news = self.store.reload_count, True
        self._identities, self._shown_documents = self.store.identities, documents
        # From the journal that is shown, because it has what was computed since the last save.
        self._stored = self.journal.rebased_on(
            self._without_undecided(documents), read_only=self._save_error is not None
        )
        self.journal = self._with_pending(self._stored)

    def _without_undecided(self, documents: Documents) -> Documents:
        """Return documents without people who were forgotten and came back from a computer that did not know."""
        undecided = find_undecided_people(self.store.state.content, documents)
        if not undecided:
            return documents
        content = FileContent({table: dict(rows) for table, rows in documents.items()})
        return without_people(content, undecided)[0].documents

    def _list_questions(self) -> list[str]:
        """Return what is told once in `ASK_AGAIN_AFTER_DAYS` days: who came back, and which copies cannot be merged."""
        undecided = find_undecided_people(self.store.state.content)
        unmerged = self._conflict_copies.unmerged
        if not undecided and not unmerged:
            return []
        asked_file = find_state_place(ASKED_KIND, self.folder)
        asked: set[str] = set()
        with suppress(OSError, UnicodeDecodeError):
            if self.now().timestamp() - asked_file.stat().st_mtime < ASK_AGAIN_AFTER_DAYS * 86_400:
                asked = set(read_text_file(asked_file).split())
        people = {person_id: name for person_id, name in undecided.items() if person_id not in asked}
        copies = [copy for copy in unmerged if copy.version not in asked]
        newly_asked = {*people, *(copy.version for copy in copies)}
        self._asked = asked | newly_asked if newly_asked else set()
        questions = [errors_and_notices.returned_message(name) for name in people.values()]
        for is_newer in (False, True):
            names = [copy.path.name for copy in copies if copy.is_newer == is_newer]
            questions += [errors_and_notices.unmerged_message(names, is_newer=is_newer)] if names else []
        return questions

    @property
    def unmerged_copies(self) -> int:
        """How many conflict copies cannot be merged."""
        return len(self._conflict_copies.unmerged)

    def _note_questions(self) -> None:
        """Note that the questions about people who came back were shown. Never raises."""
        if self._asked:
            with suppress(OSError):
                asked_file = find_state_place(ASKED_KIND, self.folder)
                write_private_file(asked_file, "\n".join(sorted(self._asked)).encode())

    def _with_pending(self, journal: Journal) -> Journal:
        for pending in tuple(self._pending):
            journal = journal.with_records(pending.change.upserts, pending.change.deletes)
        return journal


def _with_newer_records(
    journal: Journal, change: ActionResult, only: Callable[[str, Document], bool] | None
) -> Journal:
    """Return a journal with those records of a change that are accepted by `only` and newer than what it has."""
    accepted, left_out = list[Record](), list(change.deletes)
    for record in change.upserts:
        known = journal.get_with_deleted(type(record), record.id)
        if known is not None and known.changed_at >= record.changed_at:
            continue  # it was saved meanwhile, and may be changed again since
        if only is None or only(record.table, record.to_document()):
            accepted.append(record)
        else:
            left_out.append((record.table, record.id))
    return journal.with_records(accepted, left_out)


def _find_kept_undo(change: ActionResult) -> UndoEntry | None:
    """Return the entry of an import or a merge that a change undoes or redoes, whose records stand in a side file."""
    return next((record for record in change.upserts if isinstance(record, UndoEntry) and record.kept), None)


def _to_documents(change: ActionResult) -> list[tuple[str, dict[str, object]]]:
    return [(record.table, record.to_document()) for record in change.upserts]
