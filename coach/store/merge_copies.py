"""Merge other copies of the data into ours: a file that somebody names, conflict copies, and both versions of git.

Synchronising programs leave a conflict copy when two computers wrote the same file. Copies are found at start and while
the program is open, merged record by record, and moved to the backups. `data_folder` has the list of their names. Files
with other names are left alone, such as the unfinished `.syncthing.coach.json.tmp`, `~$coach.json` or
`coach.json.part`. An incomplete copy is left too, because it may still be written. One that nobody has written to for
ten minutes is told of.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coach.atomic_file import FileVersion, file_version, retry_on_eintr
from coach.domain.record import Document
from coach.errors import CoachError
from coach.store import errors_and_notices
from coach.store.backups import BEFORE_MERGE
from coach.store.data_folder import SIDE_FILES, DataFolder, original_stem
from coach.store.file_format import (
    ACTIONS_TABLE,
    META_TABLE,
    SCHEMA_VERSION,
    FileContent,
    decode_content,
    encode_content,
    is_same_data,
    is_side_file,
    list_identities,
)
from coach.store.git_and_syncthing import prepare_syncthing
from coach.store.merge_records import merge_tables, merge_versions
from coach.store.remove_people import FORGOTTEN_MARK, WELCOME_MARK, build_marks, list_forgotten, without_forgotten
from coach.store.repository import Store
from coach.store.undo_log import record_undoable_action

_CLOCK_RESOLUTION = 100_000_000
"""Nanoseconds within which two changes of a folder may have the same time."""
SETTLED_AFTER = 600.0
"""Seconds after the last change of a copy from which it counts as complete."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge brought: records that were not here, and records that are newer than those here."""

    added: int = 0
    updated: int = 0


def merge_from(store: Store, path: Path, *, undoable: bool = False) -> MergeResult:
    """Join another copy of the data with this one, record by record, newest first. Raises CoachError.

    With `undoable`, the merge is an action that `u` takes back. An incomplete copy is refused, because a synchronising
    program may still be writing it.
    """
    try:
        other_content = store.backups.read_backup(path)
    except (OSError, ValueError) as error:
        raise errors_and_notices.no_such_file_error(path) from error
    if other_content.schema > SCHEMA_VERSION:
        raise errors_and_notices.newer_schema_error()
    if is_side_file(other_content):
        raise errors_and_notices.side_file_error(path, to_merge=True)
    with store.hold_lock() as documents:
        content = store.state.content
        forgotten = list_forgotten(content, other_content)
        known_records = store.load_history()
        merged_news: dict[str, dict[str, Document]] = {}
        added = updated = 0
        for table, rows in without_forgotten(other_content, forgotten, known_records).documents.items():
            known_rows = known_records.get(table, {})
            for record_id, doc in rows.items():
                merged_record = merge_versions(table, known_rows[record_id], doc) if record_id in known_rows else doc
                if merged_record != known_rows.get(record_id):
                    merged_news.setdefault(table, {})[record_id] = merged_record
                    if table != ACTIONS_TABLE:  # the undo log is not counted as entries
                        added += record_id not in known_rows
                        updated += record_id in known_rows
        # If they join, both are one from now on.
        joins_other_data = bool(list_identities(content)) and not is_same_data(content, other_content)
        marks = build_marks(forgotten, content, other_content)
        has_new_marks = any(content.marks.get(name) != marks.get(name) for name in (FORGOTTEN_MARK, WELCOME_MARK))
        if merged_news or joins_other_data or has_new_marks:
            store.back_up_before(BEFORE_MERGE)
            if undoable and (added or updated):
                other_undo_log = merged_news.pop(ACTIONS_TABLE, {})
                new_actions = other_undo_log.keys() - documents.get(ACTIONS_TABLE, {}).keys()
                other_action_steps = [{"table": ACTIONS_TABLE, "record": record_id} for record_id in new_actions]
                undo_label = errors_and_notices.merged_message(added + updated)
                merge_action = record_undoable_action(
                    store, merged_news, undo_label, other_undo_log, other_steps=other_action_steps
                )
                merged_news[ACTIONS_TABLE] = {**other_undo_log, merge_action["id"]: merge_action}
            merged_content = FileContent(merge_tables(documents, merged_news), marks, content.foreign_rows)
            # Somebody forgotten here and entered again stays; somebody forgotten elsewhere is removed here too.
            forgotten_elsewhere = set(forgotten) - set(list_forgotten(content))
            store.commit_content(without_forgotten(merged_content, forgotten_elsewhere))
        return MergeResult(added, updated)


def merge_side_file(folder: DataFolder, copy: Path, target: Path) -> None:
    """Merge a conflict copy of a side file into that file. Raises OSError, ValueError."""
    copied_content = folder.open_file(copy).read_content() or FileContent()
    side_content = folder.open_file(target).read_content() or FileContent()
    merged_tables = merge_tables(side_content.documents, copied_content.documents)
    merged_content = FileContent(merged_tables, side_content.marks or copied_content.marks)
    retry_on_eintr(lambda: folder.open_file(target).write_content(merged_content))


def merge_file_bytes(our_bytes: bytes, their_bytes: bytes) -> bytes:
    """Return the file that two files make together, for a merge driver. Raises ValueError if one is not ours."""
    our_content, their_content = decode_content(our_bytes), decode_content(their_bytes)
    forgotten = list_forgotten(our_content, their_content)
    schema = max(our_content.schema, their_content.schema)
    marks = {**build_marks(forgotten, our_content, their_content), "schema": schema}
    merged = without_forgotten(
        FileContent(merge_tables(our_content.documents, their_content.documents), marks), forgotten
    )
    foreign_rows = {**their_content.foreign_rows, **our_content.foreign_rows}
    foreign_rows.pop(META_TABLE, None)
    return encode_content(replace(merged, foreign_rows=foreign_rows))


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
                store.backups.move_conflict_copy(path, stem)
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
