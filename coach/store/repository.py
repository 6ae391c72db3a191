"""Load, watch and save one data folder.

A save locks, reads, changes, writes and unlocks: under the lock between processes the file is read again if another
program wrote it, documents are put in by their id, and the file is on the disk before the call returns. The documents
returned are those in memory: do not edit them.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

from coach.atomic_file import FileSystem, FileVersion, file_version, make_private_folder, read_file
from coach.domain.record import Document, Documents
from coach.errors import CoachError
from coach.store import errors_and_notices
from coach.store.archive_rules import first_recent_month, is_before_month
from coach.store.backups import Backups
from coach.store.damaged_files import Damage, recover_content, salvage_records
from coach.store.data_folder import DataFolder
from coach.store.errors_and_notices import os_errors_as
from coach.store.file_format import (
    ACTIONS_TABLE,
    IDENTITY_MARK,
    SCHEMA_VERSION,
    DataFile,
    FileContent,
    copy_document,
    encode_content,
    is_same_data,
    list_identities,
)
from coach.store.lock import DEFAULT_WAIT, FolderLock
from coach.store.migrations import migrate_content, without_words_of_deleted
from coach.store.remove_people import list_forgotten, with_welcome_names, without_people
from coach.store.state_folder_copy import LocalCopy
from coach.store.year_files import ARCHIVED_MARK, YearFiles


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The result of loading the folder. `messages` are lines for the person."""

    documents: Documents
    messages: tuple[str, ...] = ()
    damage: Damage | None = None
    """Set while the file is unreadable and `documents` come from elsewhere."""
    save_error: CoachError | None = None
    """The error that a save would raise now."""
    is_unreadable: bool = False
    """Whether nothing was read although there may be data, so that empty documents are no answer."""

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved now."""
        return self.save_error is not None


@dataclass(frozen=True, slots=True)
class StoreState:
    """One version of the file in memory. It is replaced as a whole, so an error leaves the old one."""

    content: FileContent = field(default_factory=FileContent)
    version: FileVersion | None = None
    damage: Damage | None = None
    save_error: CoachError | None = None
    """Why nothing can be saved; None if it can."""
    schema_on_disk: int = SCHEMA_VERSION
    """The schema that the file has on the disk."""
    has_unsaved_records: bool = False
    """The file on the disk lacks records that were saved on this computer; the next commit writes them."""
    recovered: int = 0
    """How many records it lacks."""


class Store:
    """The data in one folder. Creating the object touches no file; every method may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        *,
        today: Callable[[], date] | None = None,
        disk: FileSystem | None = None,
        wait: float = DEFAULT_WAIT,
        local_copy: Path | None = None,
    ) -> None:
        self.files = DataFolder(Path(folder), disk or FileSystem(), today or _local_today)
        self.folder, self.path = self.files.root, self.files.path
        self.lock = FolderLock(self.files.find_lockable_folder, self.files.disk, wait=wait)
        self.backups = Backups(self.files)
        self.years = YearFiles(self.files, self.backups)
        self.local_copy = LocalCopy(local_copy, self.files, self.years)
        self.doubt = ""
        """A line to show instead of "saved" if the disk has not confirmed the last save; usually empty."""
        self.state = StoreState()
        self.reload_count = 0
        """How often the data file was read: at the start, and again when another program wrote it."""
        self._is_tidied = False
        self._uncopied: tuple[FileVersion, bytes] | None = None
        """The version and the bytes last written, if the local copy does not have them yet."""
        self._unread_files: dict[str, OSError | None] = {}
        """The files beside the data that could not be read: None for a damaged one."""

    # Reading

    def load_folder(self) -> LoadResult:
        """Return what the folder holds now. Never raises for anything that it finds there."""
        noticed: list[str] = []
        with self.lock.threads:
            if not self._is_tidied:
                self._is_tidied = True
                self.files.remove_stale_temps(self.lock)
                self.local_copy.remove_stale_temps()
                noticed.append(self.files.make_private())
            try:
                if self.state.version is None and (missing := self.describe_missing_folder()):
                    return LoadResult({}, messages=(missing,), is_unreadable=True)
                file_exists = self._reload_if_changed()
            except OSError:
                messages = (*filter(None, noticed), errors_and_notices.not_readable_message(self.path))
                documents, error = self.state.content.documents, errors_and_notices.unreadable_error(self.path)
                return LoadResult(documents, messages, save_error=error, is_unreadable=not documents)
            state = self.state
        has_only_backups = not file_exists and not state.content.documents and bool(self.backups.list_backups())
        if has_only_backups:
            noticed.append(errors_and_notices.only_backups_message(self.path))
        elif not file_exists and state.content.documents and not state.recovered:
            noticed.append(errors_and_notices.FILE_MISSING_MESSAGE)
        messages = tuple(filter(None, (*noticed, *self.describe_state())))
        is_unreadable = has_only_backups or (state.damage is not None and state.damage.nothing_found)
        return LoadResult(state.content.documents, messages, state.damage, state.save_error, is_unreadable)

    def describe_missing_folder(self) -> str:
        """Return a message if the folder cannot be there, or has held data and is not there now; else "".

        A folder that this computer never saved to is not missing: the first save creates it. A save to a folder that
        held data begins with what the local copy has. Raises OSError.
        """
        if file_version(self.files.disk, self.path) is not None:
            return ""
        existing_path = next(path for path in (self.folder, *self.folder.parents) if os.path.lexists(path))
        if self.path.is_symlink() and not self.files.real_folder.is_dir():
            return errors_and_notices.dangling_link_message(self.path)
        if existing_path.is_symlink() and not existing_path.exists():
            return errors_and_notices.dangling_link_message(existing_path)
        if not existing_path.is_dir():
            return errors_and_notices.no_folder_message(self.folder, existing_path)
        if file_version(self.files.disk, self.files.backups_folder) is None and self.local_copy.has_records():
            return errors_and_notices.no_data_message(self.folder)
        return ""

    def describe_state(self) -> tuple[str, ...]:
        """Return the messages about the file in memory, and those about years since the last call."""
        state, messages = self.state, []
        if state.damage is not None:
            messages.append(state.damage.message)
        elif state.save_error is not None:
            messages.append(errors_and_notices.NEWER_SCHEMA_MESSAGE)
        elif state.recovered:
            messages.append(errors_and_notices.recovered_message(state.recovered))
        messages += [errors_and_notices.other_data_message(self.folder, path) for path in self.local_copy.set_aside]
        self.local_copy.set_aside.clear()
        return (*messages, *self.describe_years())

    def describe_years(self) -> tuple[str, ...]:
        """Return the messages about the files of years since the last call."""
        years = tuple(self.years.notices)
        self.years.notices.clear()
        return years

    @property
    def has_newer_schema(self) -> bool:
        """Whether the file was written by a newer version of the program, so that it is read-only."""
        return self.state.schema_on_disk > SCHEMA_VERSION

    def reset_state(self) -> None:
        """Reset to the initial state, after everything was erased."""
        self.state, self._uncopied = StoreState(), None

    def has_changed(self) -> bool:
        """Whether anybody else has written since this object last read or wrote: one stat."""
        try:
            version_now = file_version(self.files.disk, self.path)
        except OSError:
            return False
        return version_now is not None and version_now != self.state.version

    def load_history(self, wanted: Callable[[str, Document], bool] | None = None) -> Documents:
        """Return all records, those of finished years included, each once and in its newest version.

        With `wanted`, return only the (table, document) that it accepts, which takes less memory.
        """
        if self.state.version is None:
            with self.lock.threads, contextlib.suppress(OSError):
                self._reload_if_changed()  # not later: the screen takes in changes of others by `load_folder`
        recent_records = self.state.content.documents
        return self.years.load_matching(recent_records, wanted) if wanted else self.years.load_all(recent_records)

    @property
    def identities(self) -> tuple[str, ...]:
        """What identifies the data in memory."""
        return tuple(list_identities(self.state.content))

    def is_same_data(self, identities: Iterable[str]) -> bool:
        """Return whether the data in memory may be that of `identities`."""
        return is_same_data(self.state.content, FileContent(marks={IDENTITY_MARK: list(identities)}))

    def list_forgotten(self) -> list[str]:
        """Return the ids and marks of forgotten people, whom no copy and no import brings back."""
        return list_forgotten(self.state.content)

    # Writing

    @contextmanager
    def hold_lock(self, *, keep: bool = True, wait: float | None = None) -> Iterator[Documents]:
        """Hold the lock while documents are read, changed and saved; yield the newest documents. Raises CoachError.

        `wait` is how many seconds to wait for another writer, `lock.wait` by default. Without `keep`, the local copy is
        left to the next `hold_lock` or `write_local_copy`.
        """
        with contextlib.ExitStack() as stack:
            with os_errors_as(errors_and_notices.not_saved_error, self.folder):
                if self.state.version is None:
                    make_private_folder(self.files.disk, self.files.real_folder)
                stack.enter_context(self.lock.hold(wait))
            with os_errors_as(errors_and_notices.not_reloaded_error, self.path):
                self._reload_under_lock()
            yield self.state.content.documents
            if keep:
                self._write_pending_copy()

    def write_local_copy(self) -> None:
        """Write the local copy of the last save, if that is still to be done. Never raises."""
        if self._uncopied is not None:
            with contextlib.suppress(OSError, CoachError), self.lock.hold():
                self._write_pending_copy()

    def _write_pending_copy(self) -> None:
        if self._uncopied is not None:
            self.local_copy.write_copy(*self._uncopied)
            self._uncopied = None

    def save_documents(
        self,
        puts: Iterable[tuple[str, Document]],
        drops: Iterable[tuple[str, str]] = (),
        *,
        keep: bool = True,
        is_bulk: bool = False,
    ) -> Documents:
        """Store documents by their id, remove `drops`, and return all documents once they are on the disk.

        With `is_bulk`, as for an import, the documents themselves are stored: fresh ones, of JSON values only, so many
        that they fit in memory once; and what stays in the data file is chosen again among the records of all years.
        Raises CoachError; then the file is as it was, and the next save needs no restart.
        """
        try:
            changes = [(table, doc if is_bulk else copy_document(doc)) for table, doc in puts]
        except (TypeError, ValueError) as error:
            raise errors_and_notices.not_storable_error() from error
        with self.hold_lock(keep=keep):
            self.require_writable()
            content = _apply_changes(self.state.content, changes, drops, first_recent_month(self.files.today()))
            if is_bulk:
                content = _without_archived_mark(content)
            people = (doc for table, doc in changes if table == "people" and not doc.get("deleted"))
            self.commit_content(with_welcome_names(content, (str(doc.get("name")) for doc in people)))
            return self.state.content.documents

    def require_writable(self) -> None:
        """Raise CoachError if nothing can be saved now."""
        if self.state.save_error is not None:
            raise self.state.save_error.with_traceback(None)

    def require_not_forgotten(self, puts: Iterable[tuple[str, Document]]) -> None:
        """Raise CoachError if a document is about somebody who was forgotten. Call it under `hold_lock`."""
        forgotten = list_forgotten(self.state.content)
        documents = {f"{table} {doc['id']}": doc for table, doc in puts} if forgotten else {}
        changed_content = FileContent({"": documents})
        if without_people(changed_content, forgotten)[0].documents != changed_content.documents:
            raise errors_and_notices.forgotten_person_error()

    def back_up_before(self, why: str) -> None:
        """Copy the data file, or what was recovered of it, before it is replaced. Call it under `hold_lock`.

        Raises CoachError.
        """
        state = self.state
        is_quarantined = state.damage is not None and state.damage.quarantined is not None
        if not is_quarantined:
            self.require_writable()
        with os_errors_as(errors_and_notices.not_copied_error, self.folder):
            if not is_quarantined:
                if self.path.exists():
                    self.backups.make_backup(why)
            elif any(state.content.documents.values()):  # the quarantined file may lack what comes from elsewhere
                self.backups.make_backup(why, encode_content(state.content))

    def load_side_file(self, name: str) -> Documents:
        """Return the tables of the file `name` beside the data, of a damaged one what can be salvaged. Never raises.

        A message says what could not be read, and `save_side_file` does not overwrite it.
        """
        path = self.files.real_folder / name
        self._unread_files.pop(name, None)
        try:
            content = self.files.open_file(path).read_content()
        except OSError as error:
            self._unread_files[name] = error
            self.years.notices[errors_and_notices.not_readable_message(path)] = None
            return {}
        except ValueError:
            self._unread_files[name] = None
            self.years.notices[errors_and_notices.side_file_damaged_message(path)] = None
            with contextlib.suppress(OSError):
                return salvage_records(read_file(self.files.disk, path))
            return {}
        return {} if content is None else content.documents

    def save_side_file(self, name: str, tables: Documents) -> None:
        """Replace the file `name` beside the data by these tables of documents. Raises CoachError."""
        with self.hold_lock():
            path = self.files.real_folder / name
            with os_errors_as(errors_and_notices.not_saved_error, self.folder):
                if name in self._unread_files:
                    if (unread := self._unread_files[name]) is not None:
                        raise errors_and_notices.not_reloaded_error(unread, path)
                    self.files.quarantine(path, read_file(self.files.disk, path))
                    del self._unread_files[name]
                self.files.open_file(path).write_content(
                    FileContent({table: dict(rows) for table, rows in tables.items()}, {"schema": SCHEMA_VERSION})
                )

    def spool_documents(self, puts: Iterable[tuple[str, Document]], identities: Iterable[str] = ()) -> bool:
        """Write documents that could not be saved to the spool; the next program to open their data saves them.

        `identities` identify it, by default the data in memory. Return whether that worked. Never raises.
        """
        spooled_tables: dict[str, dict[str, Document]] = {}
        try:
            for table, doc in puts:
                spooled_document = copy_document(doc)
                spooled_tables.setdefault(table, {})[spooled_document["id"]] = spooled_document
        except (TypeError, ValueError):
            return False
        source = FileContent(marks={IDENTITY_MARK: list(identities) or list(self.identities)})
        return bool(spooled_tables) and self.local_copy.spool_records(spooled_tables, source)

    def commit_content(self, content: FileContent) -> None:
        """Write `content` as the data file, and then archive finished months. Call it under `hold_lock`.

        Raises CoachError; then the file is as it was.
        """
        state = self.state
        is_on_disk = state.damage is None and state.schema_on_disk == SCHEMA_VERSION and not state.has_unsaved_records
        if content is state.content and is_on_disk:
            return
        try:
            content = self._with_identity(self.years.with_named_people(content, state.content))
            self._back_up_before_write(state)
            self._write_content(content)
        except OSError as error:
            raise errors_and_notices.not_saved_error(error, self.folder) from error
        except TypeError as error:  # a record that can be read and not written, nested 300 deep
            raise errors_and_notices.not_storable_error() from error
        oldest_month = first_recent_month(self.files.today())
        if content.marks.get(ARCHIVED_MARK) != oldest_month:
            with contextlib.suppress(OSError):  # all is saved; the next save archives it
                self._write_content(self.years.archive_finished_months(content, oldest_month))
        if not self.doubt:
            self.local_copy.remove_saved_spool(self.state.content)

    def _reload_if_changed(self) -> bool:
        """Read the file again if another program wrote it. Return whether there is a file. Raises OSError."""
        file_stamp, damage = file_version(self.files.disk, self.path), self.state.damage
        try_again = damage is not None and damage.quarantined is None  # there may be room for a copy by now
        if file_stamp is not None and (file_stamp != self.state.version or try_again):
            self.state = self._read_state()
            self.reload_count += 1
        elif file_stamp is None and self.state.version is None and not self.state.content.documents:
            content = self.local_copy.with_saved_records(self.state.content, None)
            if content.documents:
                recovered = sum(len(rows) for table, rows in content.documents.items() if table != ACTIONS_TABLE)
                self.state = StoreState(content, has_unsaved_records=True, recovered=recovered)
        return file_stamp is not None

    def _reload_under_lock(self) -> None:
        """Read the file again if it changed, and notice that it was removed. Raises OSError, CoachError."""
        disk = self.files.disk
        if not self._reload_if_changed() and self.state.version is not None:
            if file_version(disk, self.files.backups_folder) is None:
                # The folder was removed, perhaps erased on purpose, so a save does not create it again.
                raise errors_and_notices.folder_missing_error(self.folder)
            self.state = StoreState(self.state.content)

    def _read_state(self) -> StoreState:
        known_state, file = self.state, self.files.open_file(self.files.data_file)
        try:
            content = file.read_content()
        except ValueError:
            with contextlib.ExitStack() as stack:
                with contextlib.suppress(OSError, CoachError):
                    stack.enter_context(self.lock.hold(0))  # whoever reads does not wait
                try:
                    content = file.read_content()  # another program may have been writing it in place
                except ValueError:
                    return self._recover_state(file)
        if content is None:
            return known_state
        schema_on_disk = content.schema
        if schema_on_disk > SCHEMA_VERSION:
            error = errors_and_notices.newer_schema_error()
            return StoreState(content, file.storage.stamp, save_error=error, schema_on_disk=schema_on_disk)
        file_content = without_words_of_deleted(migrate_content(content))
        file_content = self.years.with_early_archived(file_content, first_recent_month(self.files.today()))
        content = self.local_copy.with_saved_records(file_content, file.storage.stamp)
        recovered = sum(
            doc != file_content.documents.get(table, {}).get(record_id)
            for table, rows in content.documents.items()
            if rows is not file_content.documents.get(table) and table != ACTIONS_TABLE
            for record_id, doc in rows.items()
        )
        return StoreState(
            content,
            file.storage.stamp,
            schema_on_disk=schema_on_disk,
            has_unsaved_records=content is not file_content,
            recovered=recovered,
        )

    def _recover_state(self, file: DataFile) -> StoreState:
        known_state, data = self.state, file.storage.read_bytes() or b""
        content_in_memory = known_state.content if known_state.content.documents else None
        with_saved_records = partial(self.local_copy.with_saved_records, stamp=None)
        content, damage = recover_content(self.files, self.backups, data, content_in_memory, with_saved_records)
        is_safe = damage.quarantined is not None and not damage.nothing_found
        save_error = None if is_safe else errors_and_notices.unreadable_error(self.path)
        return StoreState(content, file.storage.stamp, damage, save_error)

    def _with_identity(self, content: FileContent) -> FileContent:
        """Return `content` with a mark that tells it from other data that may be in the same place one day.

        Data of version 0.1 gets the smallest of its ids, so that other computers give the same data the same mark.
        """
        if IDENTITY_MARK in content.marks:
            return content
        smallest_id = min(
            (record_id for table, rows in content.documents.items() if table != "settings" for record_id in rows),
            default="",
        )
        known_identities = self.local_copy.find_identities()  # version 0.2 drops the mark when it merges
        if not known_identities and self.state.version is not None and smallest_id:
            known_identities = [smallest_id]
        return replace(content, marks={**content.marks, IDENTITY_MARK: known_identities or [uuid4().hex]})

    def _back_up_before_write(self, state: StoreState) -> None:
        if state.version is None or state.damage is not None:
            return
        if state.schema_on_disk < SCHEMA_VERSION:
            self.backups.make_backup(f"before-schema-v{SCHEMA_VERSION}")
        with contextlib.suppress(OSError):  # a full disk may still take the save itself
            self.backups.back_up_daily()

    def _write_content(self, content: FileContent) -> None:
        file = self.files.open_file(self.files.locked_file)
        written = file.write_content(content)
        self.doubt = errors_and_notices.SYNC_DOUBT_MESSAGE if written.sync_error else ""
        self.state = StoreState(content, written.version)
        self._uncopied = (written.version, file.storage.data)


def _apply_changes(
    content: FileContent,
    puts: Iterable[tuple[str, Document]],
    drops: Iterable[tuple[str, str]],
    first_recent_month: str,
) -> FileContent:
    """Return `content` with documents put in and dropped; unchanged tables stay the same objects."""
    changed_tables: dict[str, dict[str, Document]] = {}

    def table(name: str) -> dict[str, Document]:
        if name not in changed_tables:
            changed_tables[name] = dict(content.documents.get(name, {}))
        return changed_tables[name]

    has_early_record = False
    for name, doc in puts:
        table(name)[doc["id"]] = doc
        has_early_record = has_early_record or is_before_month(name, doc, first_recent_month)
    for name, record_id in drops:
        if record_id in changed_tables.get(name, content.documents.get(name, {})):
            del table(name)[record_id]
    if not changed_tables:
        return content
    changed = replace(content, documents={**content.documents, **changed_tables})
    return _without_archived_mark(changed) if has_early_record else changed


def _without_archived_mark(content: FileContent) -> FileContent:
    """Return `content` without the mark, so that the next commit archives again what all years have."""
    return replace(content, marks={name: mark for name, mark in content.marks.items() if name != ARCHIVED_MARK})


def _local_today() -> date:
    now = time.localtime()
    return date(now.tm_year, now.tm_mon, now.tm_mday)
