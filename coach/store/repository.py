"""Open, watch and save one data folder.

A save is lock, read, change, write, unlock: under the lock between processes the file is read again if anybody else
wrote it, documents are put in by their id, and the whole is durable before the call returns. The documents returned
are those in memory: do not edit them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from coach.atomic_file import FileSystem, FileVersion, file_version, make_private_folder
from coach.errors import CoachError
from coach.store import notices
from coach.store.archive import ARCHIVED_MARK, YearArchive
from coach.store.backups import Backups
from coach.store.codec import IDENTITY_MARK, SCHEMA_VERSION, Doc, Docs, FileContent, copy_document
from coach.store.layout import DataFolder
from coach.store.local_copy import UNDO_TABLE, LocalCopy
from coach.store.lock import DEFAULT_WAIT, FolderLock
from coach.store.migrations import migrate_content
from coach.store.recovery import Damage, recover_content
from coach.store.remove_people import list_forgotten
from coach.store.retention import first_recent_month, is_before_month
from coach.store.tinydb_storage import PLAIN_CODEC, DataFile, StorageCodec


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a look at the folder brought. `notices` are calm one-liners for the person."""

    docs: Docs
    read_only: bool = False
    messages: tuple[str, ...] = ()
    damage: Damage | None = None
    """Set while the file is unreadable and `docs` come from elsewhere."""
    save_error: CoachError | None = None
    """What a save would say now, if `read_only`."""


@dataclass(frozen=True, slots=True)
class StoreState:
    """What is in memory: one version of the file. Replaced as a whole, so that an error leaves the old one."""

    content: FileContent = field(default_factory=FileContent)
    version: FileVersion | None = None
    damage: Damage | None = None
    save_error: CoachError | None = None
    """Why nothing can be saved; None if it can."""
    schema_on_disk: int = SCHEMA_VERSION
    """The schema that the file has on the disk."""
    has_unsaved_records: bool = False
    """The file on the disk lacks something that was acknowledged here; the next commit writes it."""
    recovered: int = 0
    """How many entries it lacks."""


class Store:
    """The data in one folder. Making one touches nothing; every method may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        *,
        codec: StorageCodec = PLAIN_CODEC,
        today: Callable[[], date] | None = None,
        disk: FileSystem | None = None,
        wait: float = DEFAULT_WAIT,
        acknowledged: Path | None = None,
    ) -> None:
        self.files = DataFolder(Path(folder), disk or FileSystem(), codec)
        self.folder, self.path = self.files.root, self.files.path
        self.lock = FolderLock(self._lockable_folder, self.files.disk, wait=wait)
        self.backups = Backups(self.files)
        self.years = YearArchive(self.files, self.backups)
        self.acknowledged = LocalCopy(acknowledged, self.files, self.years)
        self.doubt = ""
        """A line to show instead of "saved" if the disk has not confirmed the last save; usually empty."""
        self.today = today or _local_today
        self.state = StoreState()
        self.reload_count = 0
        """How often the data file was read: at the start, and again when another program wrote it."""
        self._tidy = False
        self._unkept: tuple[FileVersion, bytes] | None = None
        self._file = self.path

    # Reading

    def load_folder(self) -> LoadResult:
        """Return what the folder holds now. Never raises for anything that it finds there."""
        noticed: list[str] = []
        with self.lock.threads:
            if not self._tidy:
                self._tidy = True
                self.files.remove_stale_temps(self.lock)
                self.acknowledged.remove_stale_temps()
                noticed.append(self.files.make_private())
            if self.folder.exists() and not self.folder.is_dir():
                said = notices.no_folder_message(self.folder)
                return LoadResult({}, True, (said,), save_error=notices.folder_missing_error(self.folder))
            try:
                there = self._reload_if_changed()
            except OSError:
                noticed.append(notices.not_readable_message(self.path))
                told = tuple(filter(None, noticed))
                return LoadResult(self.state.content.docs, True, told, save_error=notices.unreadable_error(self.path))
            state = self.state
        if state.content.docs and not there and state.damage is None and state.save_error is None:
            noticed.append(notices.FILE_MISSING_MESSAGE)
        told = tuple(filter(None, (*noticed, *self.describe_state())))
        return LoadResult(state.content.docs, state.save_error is not None, told, state.damage, state.save_error)

    def describe_state(self) -> tuple[str, ...]:
        """Return what was noticed about the files that are in memory, and forget what was noticed about years."""
        state, years = self.state, self.describe_years()
        told = (
            state.damage.message
            if state.damage is not None
            else notices.NEWER_SCHEMA_MESSAGE
            if state.save_error is not None
            else notices.recovered_message(state.recovered)
            if state.recovered
            else ""
        )
        others = [notices.other_data_message(self.folder, path) for path in self.acknowledged.set_aside]
        self.acknowledged.set_aside.clear()
        return tuple(filter(None, (told, *others, *years)))

    def describe_years(self) -> tuple[str, ...]:
        """Return what was noticed about the files of years since the last call."""
        years = tuple(self.years.notices)
        self.years.notices.clear()
        return years

    @property
    def has_newer_schema(self) -> bool:
        """Whether the file was written by a newer version, which is shown and not changed."""
        return self.state.schema_on_disk > SCHEMA_VERSION

    def reset_state(self) -> None:
        """Know nothing: as a new object on this folder would. After everything was erased."""
        self.state, self._unkept = StoreState(), None

    def has_changed(self) -> bool:
        """Whether anybody else has written since this object last read or wrote: one stat."""
        try:
            now = file_version(self.files.disk, self.path)
        except OSError:
            return False
        return now is not None and now != self.state.version

    def load_history(self, wanted: Callable[[str, Doc], bool] | None = None) -> Docs:
        """Return all records, those of finished years included, each once and in its newest version.

        With `wanted`, only those (table, document) that it says yes to; then none of the years is kept.
        """
        if self.state.version is None:
            with self.lock.threads, contextlib.suppress(OSError):
                self._reload_if_changed()  # never later: what others wrote since comes to the screen by `load`
        hot = self.state.content.docs
        return self.years.load_all(hot) if wanted is None else self.years.load_matching(hot, wanted)

    def archived_people(self) -> Docs:
        """Return people one has not been in touch with for long, with their last messages. Never raises OSError."""
        return self.years.archived_people()

    def list_forgotten(self) -> list[str]:
        """Return the marks of forgotten people, who are not to come back from elsewhere."""
        return list_forgotten(self.state.content)

    def find_archived_people(self, ids: Collection[str]) -> Docs:
        """Return what is kept of those of the people `ids` who are quiet. Never raises OSError."""
        return self.years.find_archived_people(ids)

    # Writing

    @contextmanager
    def hold_lock(self, *, keep: bool = True, wait: float | None = None) -> Iterator[Docs]:
        """Hold the lock over reading, thinking and saving; yields the newest documents. Raises CoachError.

        `wait` is how many seconds to wait for another writer, the usual ones by default. Without `keep`, what was
        written gets its local copy from the next `hold_lock` or `write_local_copy`.
        """
        with contextlib.ExitStack() as stack:
            try:
                if self.state.version is None:
                    make_private_folder(self.files.disk, self.files.real_folder)
                self.lock.acquire(self.lock.wait if wait is None else wait)
                stack.callback(self.lock.release)
            except OSError as error:
                raise notices.not_saved_error(error, self.folder) from error
            try:
                self._reload_under_lock()
            except OSError as error:
                raise notices.not_reloaded_error(error, self.path) from error
            yield self.state.content.docs
            if keep:
                self._write_pending_copy()

    def write_local_copy(self) -> None:
        """Keep what was last written for this computer, in a second place; see `acknowledged`. Never raises."""
        if self._unkept is not None:
            with contextlib.suppress(OSError, CoachError), self.lock:
                self._write_pending_copy()

    def _write_pending_copy(self) -> None:
        if self._unkept is not None:
            self.acknowledged.write_copy(*self._unkept)
            self._unkept = None

    def save_documents(
        self, puts: Iterable[tuple[str, Doc]], drops: Iterable[tuple[str, str]] = (), *, keep: bool = True
    ) -> Docs:
        """Store documents by their id, remove others, and return all at hand once they are safe on the disk.

        Raises CoachError; then the file is as it was, and the next save needs no restart.
        """
        try:
            changes = [(table, copy_document(doc)) for table, doc in puts]
        except (TypeError, ValueError) as error:
            raise notices.not_storable_error() from error
        with self.hold_lock(keep=keep):
            if self.state.save_error is not None:
                raise self.state.save_error.with_traceback(None)
            self.commit_content(_apply_changes(self.state.content, changes, drops, first_recent_month(self.today())))
            return self.state.content.docs

    def spool_documents(self, puts: Iterable[tuple[str, Doc]]) -> bool:
        """Keep documents that could not be saved, until somebody opens the data on this computer and saves them.

        Return whether that worked. Never raises.
        """
        docs: dict[str, dict[str, Doc]] = {}
        try:
            for table, doc in puts:
                copy = copy_document(doc)
                docs.setdefault(table, {})[copy["id"]] = copy
        except (TypeError, ValueError):
            return False
        return bool(docs) and self.acknowledged.spool_records(docs, self.state.content)

    def commit_content(self, content: FileContent) -> None:
        """Make `content` the data file, durably, and then let what is old leave. Call it under `locked()`.

        Raises CoachError; then the file is as it was.
        """
        state = self.state
        if (
            content is state.content
            and state.damage is None
            and state.schema_on_disk == SCHEMA_VERSION
            and not state.has_unsaved_records
        ):
            return
        try:
            content = self._with_identity(self.years.with_named_people(content, state.content))
            self._back_up_before_write(state)
            self._write_content(content)
        except OSError as error:
            raise notices.not_saved_error(error, self.folder) from error
        except TypeError as error:  # something in the file that can be read and not written: nested 300 deep
            raise notices.not_storable_error() from error
        day = self.today()
        hot = first_recent_month(day)
        if content.marks.get(ARCHIVED_MARK) != hot:
            with contextlib.suppress(OSError):  # all is saved; what could not be archived now will be another time
                self._write_content(self.years.archive_finished_months(content, hot, day))
        if not self.doubt:
            self.acknowledged.remove_saved_spool(self.state.content)

    # How it is done

    def _reload_if_changed(self) -> bool:
        """Take in what others have written, if they have. Returns whether there is a file. Raises OSError."""
        stamp, damage = file_version(self.files.disk, self.path), self.state.damage
        not_aside = damage is not None and damage.quarantined is None  # try again: there may be room by now
        if stamp is not None and (stamp != self.state.version or not_aside):
            self.state = self._read_state()
            self.reload_count += 1
        return stamp is not None

    def _reload_under_lock(self) -> None:
        """As `_look`, under the lock: a file that is no longer there is seen too. Raises OSError, CoachError."""
        disk = self.files.disk
        if not self._reload_if_changed() and self.state.version is not None:
            if file_version(disk, self.files.backups_folder) is None:
                # All of it is gone, or was erased on purpose: nothing is brought back behind anybody's back.
                raise notices.folder_missing_error(self.folder)
            self.state = StoreState(self.state.content)

    def _read_state(self) -> StoreState:
        known, file = self.state, self.files.open_file(self.files.data_file)
        try:
            content = file.read_content()
        except ValueError:
            with contextlib.ExitStack() as stack:
                with contextlib.suppress(OSError, CoachError):
                    self.lock.acquire(0)  # whoever reads does not wait
                    stack.callback(self.lock.release)
                try:
                    content = file.read_content()  # perhaps somebody was writing it in place, or has mended it
                except ValueError:
                    return self._recover_state(file)
        if content is None:
            return known
        was = content.schema
        if was > SCHEMA_VERSION:
            return StoreState(content, file.storage.stamp, save_error=notices.newer_schema_error(), schema_on_disk=was)
        there = self.years.with_early_archived(migrate_content(content), first_recent_month(self.today()))
        content = self.acknowledged.with_saved_records(there, file.storage.stamp)
        recovered = sum(
            doc is not there.docs.get(table, {}).get(key)
            for table, rows in content.docs.items()
            if rows is not there.docs.get(table) and table != UNDO_TABLE
            for key, doc in rows.items()
        )
        lacking = content is not there
        return StoreState(
            content, file.storage.stamp, schema_on_disk=was, has_unsaved_records=lacking, recovered=recovered
        )

    def _recover_state(self, file: DataFile) -> StoreState:
        known, data = self.state, file.storage.read_bytes() or b""
        memory = known.content if known.content.docs else None
        content, damage = recover_content(self.files, self.backups, data, memory, self.today())
        refuses = notices.unreadable_error(self.path) if damage.nothing_found or damage.quarantined is None else None
        content = self.acknowledged.with_saved_records(content, None)
        return StoreState(content, file.storage.stamp, damage, refuses)

    def _with_identity(self, content: FileContent) -> FileContent:
        """Return `content` with a mark that tells it from other data that may lie in the same place one day.

        Data of version 0.1 gets the smallest of its ids, which other computers with the same data find too.
        """
        if IDENTITY_MARK in content.marks:
            return content
        oldest = min((key for table, rows in content.docs.items() if table != "settings" for key in rows), default="")
        known = [oldest] if self.state.version is not None and oldest else self.acknowledged.find_identities()
        return replace(content, marks={**content.marks, IDENTITY_MARK: known or [uuid4().hex]})

    def _back_up_before_write(self, state: StoreState) -> None:
        if state.version is None or state.damage is not None:
            return
        if state.schema_on_disk < SCHEMA_VERSION:
            self.backups.make_backup(self.today(), f"before-schema-v{SCHEMA_VERSION}")
        with contextlib.suppress(OSError):  # a full disk may still take the save itself
            self.backups.back_up_daily(self.today())

    def _lockable_folder(self) -> Path:
        """Return the folder to lock, and write the file in it from then on: a link may be set anew any time."""
        self._file = self.files.data_file
        return self._file.parent

    def _write_content(self, content: FileContent) -> None:
        file = self.files.open_file(self._file)
        written = file.write_content(content)
        self.doubt = notices.SYNC_DOUBT_MESSAGE if written.sync_error else ""
        self.state = StoreState(content, written.version)
        self._unkept = (written.version, file.storage.data)


def _apply_changes(
    content: FileContent, puts: Iterable[tuple[str, Doc]], drops: Iterable[tuple[str, str]], hot: str
) -> FileContent:
    """Return `content` with documents put in and dropped; tables that nobody touched stay the same objects."""
    docs, marks = dict(content.docs), content.marks
    touched: dict[str, dict[str, Doc]] = {}

    def table(name: str) -> dict[str, Doc]:
        if name not in touched:
            touched[name] = docs[name] = dict(docs.get(name, {}))
        return touched[name]

    for name, doc in puts:
        table(name)[doc["id"]] = doc
        if ARCHIVED_MARK in marks and is_before_month(name, doc, hot):
            marks = {key: value for key, value in marks.items() if key != ARCHIVED_MARK}
    for name, key in drops:
        if key in docs.get(name, {}):
            del table(name)[key]
    return FileContent(docs, marks, content.foreign_rows) if touched else content


def _local_today() -> date:
    now = time.localtime()
    return date(now.tm_year, now.tm_mon, now.tm_mday)
