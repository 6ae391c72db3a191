"""Back up, restore and merge the data as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.atomic_file import read_file
from coach.store import notices
from coach.store.backups import BEFORE_MERGE, BEFORE_RESTORE, Backup, RestorePreview, preview_restore
from coach.store.codec import SCHEMA_VERSION, Doc, Docs, FileContent, is_same_data, list_identities
from coach.store.merge import merge_tables, merge_versions
from coach.store.remove_people import build_marks, list_forgotten, without_people
from coach.store.repository import Store
from coach.store.salvage import salvage_records
from coach.store.undo_log import ACTIONS_TABLE, record_undoable_action


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge brought: records that were not here, and records that are newer than those here."""

    added: int = 0
    updated: int = 0


def back_up_data(store: Store) -> Backup:
    """Copy the data file under a name of today. Raises CoachError."""
    with store.hold_lock():
        if store.state.damage is not None:
            raise notices.damaged_source_error(store.path)
        try:
            return store.backups.make_backup(store.today())
        except OSError as error:
            raise notices.not_copied_error(error, store.folder) from error


def read_data_file(store: Store) -> bytes:
    """Return the data file as it is on the disk. Raises CoachError."""
    with store.hold_lock():
        try:
            return read_file(store.files.disk, store.files.data_file)
        except OSError as error:
            raise notices.not_copied_error(error, store.folder) from error


def read_data_copy(store: Store, path: Path) -> FileContent:
    """Return what a backup, a file put aside or any other copy holds; of a damaged one what can be read.

    Raises CoachError if that is nothing, or if the copy was made by a newer coach.
    """
    try:
        content = store.backups.read_backup(path)
    except OSError as error:
        raise notices.no_such_copy_error(path) from error
    except ValueError as error:
        docs = salvage_records(read_file(store.files.disk, path))
        if not docs:
            raise notices.no_such_copy_error(path) from error
        content = FileContent(docs, {"schema": SCHEMA_VERSION})
    if content.schema > SCHEMA_VERSION:
        raise notices.newer_schema_error()
    return content


def preview_restored_copy(store: Store, path: Path) -> Mapping[str, RestorePreview]:
    """Return what `restore` would change, by table. Raises CoachError."""
    return preview_restore(store.load_folder().docs, read_data_copy(store, path).docs)


def restore_copy(store: Store, path: Path) -> Docs:
    """Put a copy in the place of the data file, of which a backup is made first. Raises CoachError.

    Finished years stay as they are. What was forgotten since stays forgotten.
    """
    then = read_data_copy(store, path)
    with store.hold_lock():
        _back_up_before(store, BEFORE_RESTORE)
        forgotten = list_forgotten(store.state.content)
        store.commit_content(
            without_people(
                FileContent(then.docs, build_marks(forgotten, store.state.content, then), then.foreign_rows), forgotten
            )[0]
        )
        return store.load_folder().docs


def merge_from(store: Store, path: Path, *, undoable: bool = False) -> MergeResult:
    """Join another copy of the data with this one, record by record, newest first. Raises CoachError.

    With `undoable`, it is an action that `u` takes back. For a file that somebody names, and for the copies that
    synchronising programs leave when two computers have written; a copy that is not whole yet is refused, since the
    rest of it may be on its way.
    """
    try:
        other = store.backups.read_backup(path)
    except (OSError, ValueError) as error:
        raise notices.no_such_copy_error(path) from error
    if other.schema > SCHEMA_VERSION:
        raise notices.newer_schema_error()
    with store.hold_lock() as docs:
        content = store.state.content
        forgotten = list_forgotten(content, other)
        known = store.load_history()
        news: dict[str, dict[str, Doc]] = {}
        taken = MergeResult()
        for table, rows in without_people(other, forgotten)[0].docs.items():
            here = known.get(table, {})
            for key, doc in rows.items():
                joined = merge_versions(table, here[key], doc) if key in here else doc
                if joined != here.get(key):
                    news.setdefault(table, {})[key] = joined
                    if table != ACTIONS_TABLE:  # the log for undo is nobody's entry
                        taken = MergeResult(taken.added + (key not in here), taken.updated + (key in here))
        joins = bool(list_identities(content)) and not is_same_data(content, other)  # both are one from now on
        if news or joins or forgotten != list_forgotten(content):
            _back_up_before(store, BEFORE_MERGE)
            if undoable and (taken.added or taken.updated):
                log = news.pop(ACTIONS_TABLE, {})
                action = record_undoable_action(store, news, notices.merged_message(taken.added + taken.updated), log)
                news[ACTIONS_TABLE] = {**log, action["id"]: action}
            merged = FileContent(merge_tables(docs, news), build_marks(forgotten, content, other), content.foreign_rows)
            # Who was forgotten here before and was entered again stays; who was forgotten elsewhere goes here too.
            elsewhere = set(forgotten) - set(list_forgotten(content))
            store.commit_content(without_people(merged, elsewhere)[0])
        return taken


def _back_up_before(store: Store, why: str) -> None:
    """Copy the data file as it is, which is about to be replaced. Raises CoachError."""
    damage, refuses = store.state.damage, store.state.save_error
    if damage is not None and damage.quarantined is not None:
        return  # there is a copy: the file was put aside when it was found
    if refuses is not None:
        raise refuses.with_traceback(None)
    try:
        if store.path.exists():
            store.backups.make_backup(store.today(), why)
    except OSError as error:
        raise notices.not_copied_error(error, store.folder) from error
