"""Merge what git, Syncthing and others bring from another computer: conflict copies, and both versions of a file.

Synchronising programs leave a conflict copy when two computers wrote the same file. Copies are found at start and while
the program is open, merged record by record, and moved to the backups. `data_folder` has the list of their names. Files
with other names are left alone, such as the unfinished `.syncthing.coach.json.tmp`, `~$coach.json` or
`coach.json.part`. An incomplete copy is left too, because it may still be written. One that nobody has written to for
ten minutes is told of.

A data folder may be a git repository or part of one. Git then hands both versions of a file to the merge driver
instead of putting conflict markers into it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.atomic_file import FileSystem, FileVersion, file_version, read_file, replace_file
from coach.errors import CoachError
from coach.store import errors_and_notices
from coach.store.data_folder import SIDE_FILES, DataFolder, original_stem
from coach.store.file_format import SCHEMA_VERSION
from coach.store.merge_data_files import merge_file_bytes, merge_from, merge_side_file
from coach.store.repository import Store

MERGE_DRIVER = "coach"
"""The name under which git knows the merge driver."""
GIT_ATTRIBUTES = (f"coach*.json merge={MERGE_DRIVER} -text", f"address-book.json merge={MERGE_DRIVER} -text")
IGNORED_NAMES = (".coach.lock", ".coach-*.tmp", "backups", "coach-damaged-*.json")
"""Files that belong to one computer, as patterns that git and Syncthing read the same way."""
SYNCTHING_ROOT, SYNCTHING_IGNORE = ".stfolder", ".stignore"


def merge_into_file(mine: Path, theirs: Path) -> None:
    """Merge `theirs` into `mine`. Raises OSError, ValueError if one is not a file of the coach."""
    mine.write_bytes(merge_file_bytes(mine.read_bytes(), theirs.read_bytes()))


def require_git(folder: Path) -> None:
    """Raise CoachError if git is not installed, or `folder` is in no repository."""
    _run_git(folder, "rev-parse", "--git-dir")


def set_merge_driver(folder: Path, program: str) -> None:
    """Make git merge the files of the coach by calling `program`. Raises CoachError."""
    _run_git(folder, "config", f"merge.{MERGE_DRIVER}.name", "coach: entry by entry, the newer one stays")
    _run_git(folder, "config", f"merge.{MERGE_DRIVER}.driver", f"{program} merge-driver %O %A %B")


def prepare_git(folder: Path) -> None:
    """Write .gitattributes and .gitignore, or add the missing lines. Raises OSError."""
    _add_missing_lines(folder / ".gitattributes", GIT_ATTRIBUTES)
    _add_missing_lines(folder / ".gitignore", IGNORED_NAMES)


def prepare_syncthing(folder: Path) -> Path | None:
    """Add the missing lines to .stignore. Return that file, None outside of Syncthing's folders.

    Syncthing reads the one file at the root of a folder that it shares, which may be above ours. Raises OSError.
    """
    for root in (folder, *folder.resolve().parents):
        if (root / SYNCTHING_ROOT).exists():
            _add_missing_lines(root / SYNCTHING_IGNORE, IGNORED_NAMES)
            return root / SYNCTHING_IGNORE
    return None


def _run_git(folder: Path, *words: str) -> None:
    """Run git in `folder`. Raises CoachError."""
    import subprocess  # every save loads this module for Syncthing, and few folders have a repository

    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=30)
    except FileNotFoundError:
        raise CoachError("git is not installed.", "Nothing was changed.", "Install it, then try again.") from None
    if done.returncode:
        raise CoachError(
            f"{folder} is not in a git repository.", "Nothing was changed.", "git init in that folder creates one."
        )


def _add_missing_lines(file: Path, lines: tuple[str, ...]) -> None:
    disk, text = FileSystem(), ""
    with contextlib.suppress(FileNotFoundError):
        text = read_file(disk, file).decode("utf-8", "surrogateescape")
    known = set(text.splitlines())
    lacking = [line for line in lines if line not in known]
    if lacking:
        start = text if not text or text.endswith("\n") else f"{text}\n"
        replace_file(disk, file, (start + "\n".join(lacking) + "\n").encode("utf-8", "surrogateescape"))


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
                with store.hold_lock(wait=0):
                    if store.state.has_unsaved_records:
                        store.commit_content(store.state.content)
                changed = True
            # A folder that changed a moment ago may change again with the same time, so it is checked once more.
            self._seen = seen if seen is None or time.time_ns() - seen.mtime > _CLOCK_RESOLUTION else None
        return changed

    def take_messages(self) -> tuple[str, ...]:
        """Return one message if entries were merged since the last call."""
        count, self._merged = self._merged, 0
        return (errors_and_notices.merged_message(count),) if count else ()

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
                return store.state.content.documents is not before
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
            with contextlib.suppress(OSError, ValueError):
                is_newer = self._store.backups.read_backup(path).schema > SCHEMA_VERSION
                if not is_newer:
                    return
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
            return store.state.content.documents is not before

    def _file_version(self, path: Path) -> FileVersion | None:
        return file_version(self._store.files.disk, path)
