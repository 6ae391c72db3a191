"""Find and merge conflict copies, which synchronising programs leave when two computers wrote the same file.

They are found at start and while the program is open, merged record by record, and moved to the backups. `data_folder`
has the list of their names. Files with other names are left alone, such as the unfinished `.syncthing.coach.json.tmp`,
`~$coach.json` or `coach.json.part`. An incomplete copy is left too, because it may still be written. One that nobody
has written to for ten minutes is told of.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.atomic_file import FileVersion, file_version
from coach.errors import CoachError
from coach.store import notices
from coach.store.data_folder import SIDE_FILES, DataFolder, original_stem
from coach.store.file_format import SCHEMA_VERSION
from coach.store.git_and_syncthing import prepare_syncthing
from coach.store.merge_data_files import merge_from, merge_side_file
from coach.store.repository import Store

_CLOCK_RESOLUTION = 100_000_000
"""Nanoseconds within which two changes of a folder may have the same time."""
SETTLED_AFTER = 600.0
"""Seconds after the last change of a copy from which it counts as complete."""


def find_conflict_copies(folder: DataFolder) -> Iterator[tuple[Path, str]]:
    """Yield the conflict copies in a folder, each with the stem of its file."""
    home, own = folder.real_folder, folder.data_file.stem
    for name in folder.list_names(home):
        stem = original_stem(name if own == "coach" else name.replace(own, "coach", 1))
        if stem is not None:
            yield home / name, stem


@dataclass(frozen=True, slots=True)
class UnmergedCopy:
    """A conflict copy that cannot be merged: it is not coach data, or a newer version of the coach wrote it."""

    path: Path
    version: str
    """What tells this version of the file, without a space."""
    is_newer: bool


class SyncConflictWatcher:
    """Watch one folder for files from other computers and merge them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: FileVersion | None = None
        self._incomplete: dict[Path, FileVersion | None] = {}
        self._merged = 0
        self.unmerged: list[UnmergedCopy] = []
        """The complete copies that cannot be merged as they are."""

    def has_new_copies(self) -> bool:
        """Return whether there may be something new: one stat, and one for each incomplete copy."""
        try:
            return self._file_version(self._store.files.real_folder) != self._seen or any(
                self._file_version(path) != stamp for path, stamp in self._incomplete.items()
            )
        except OSError:
            return False

    def merge_new_copies(self) -> bool:
        """Merge new copies, and write records that were saved here and are missing from the file.

        Return whether the data changed. Never raises CoachError: a copy that cannot be merged now is tried again.
        """
        store, changed = self._store, False
        if store.state.save_error is not None or store.state.damage is not None:
            return False  # a person decides about that first
        with contextlib.suppress(OSError, CoachError):
            seen = self._file_version(store.files.real_folder)
            self._incomplete, self.unmerged = {}, []
            for path, stem in find_conflict_copies(store.files):
                changed |= self._merge_copy(path, stem)
            for path in store.files.year_files().values():
                changed |= self._restore_from_mirror(path)
            if store.state.has_unsaved_records:
                changed |= self._write_recovered_records()
            # A folder that changed a moment ago may change again with the same time, so it is checked once more.
            self._seen = seen if seen is None or time.time_ns() - seen.mtime > _CLOCK_RESOLUTION else None
        return changed

    def take_messages(self) -> tuple[str, ...]:
        """Return one message if entries were merged since the last call."""
        count, self._merged = self._merged, 0
        return (notices.merged_message(count),) if count else ()

    def _merge_copy(self, path: Path, stem: str) -> bool:
        store, stamp = self._store, None
        try:
            stamp = self._file_version(path)
            with store.hold_lock(wait=0) as before:
                if stem in SIDE_FILES:
                    merge_side_file(store.files, path, store.files.real_folder / f"{stem}.json")
                else:
                    taken = merge_from(store, path, undoable=True)
                    self._merged += taken.added + taken.updated
                store.backups.move_conflict_copy(path, stem, store.today())
                if ".sync-conflict-" in path.name:
                    prepare_syncthing(store.files.real_folder)
                return store.state.content.docs is not before
        except (CoachError, OSError, ValueError, TypeError):  # TypeError: nested too deep to be written
            if stamp is not None:
                self._incomplete[path] = stamp
            self._examine_unmerged(path)
            return False

    def _examine_unmerged(self, path: Path) -> None:
        """Note a copy that cannot be merged however often that is tried. Never raises OSError."""
        with contextlib.suppress(OSError):
            found = path.lstat()
            if path.is_dir() or abs(time.time() - found.st_ctime) < SETTLED_AFTER:
                return  # a folder is not ours, and a copy may still arrive
            is_newer = False
            try:
                is_newer = self._store.backups.read_backup(path).schema > SCHEMA_VERSION
                if not is_newer:
                    return
            except (OSError, ValueError):
                pass
            version = f"copy-{found.st_ino}-{found.st_size}-{found.st_mtime_ns}"
            self.unmerged.append(UnmergedCopy(path, version, is_newer))

    def _restore_from_mirror(self, year: Path) -> bool:
        """Restore the records that a year's file lacks and its second copy has. Return whether the data changed."""
        store, second = self._store, self._store.backups.year_mirror_path(year)
        mine, there = self._file_version(second), self._file_version(year)
        if mine is None or there is None or mine.size == there.size:
            return False
        try:
            store.files.open_file(year).read_content()
        except ValueError:
            return False  # it is damaged, and its records are read from the second copy
        with store.hold_lock(wait=0) as before:
            merge_from(store, second)
            store.backups.mirror_year(year)
            return store.state.content.docs is not before

    def _write_recovered_records(self) -> bool:
        store = self._store
        with store.hold_lock(wait=0):
            if store.state.has_unsaved_records:
                store.commit_content(store.state.content)
        return True

    def _file_version(self, path: Path) -> FileVersion | None:
        return file_version(self._store.files.disk, path)
