"""Restore a copy of the data, and make one on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from coach.atomic_file import read_file
from coach.domain.record import Documents
from coach.store import errors_and_notices
from coach.store.backups import BEFORE_RESTORE, Backup
from coach.store.damaged_files import salvage_records
from coach.store.errors_and_notices import os_errors_as
from coach.store.file_format import SCHEMA_VERSION, FileContent, is_side_file
from coach.store.remove_people import build_marks, list_forgotten, without_forgotten
from coach.store.repository import Store


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """The effect of a restore on one table: how many records would come back, be removed, or change."""

    returning: int = 0
    removed: int = 0
    changed: int = 0


def back_up_data(store: Store) -> Backup:
    """Copy the data file under a name of today. Raises CoachError."""
    with store.hold_lock():
        if store.state.damage is not None:
            raise errors_and_notices.damaged_source_error(store.path)
        _require_data_file(store)
        with os_errors_as(errors_and_notices.not_copied_error, store.folder):
            return store.backups.make_backup()


def read_data_file(store: Store) -> bytes:
    """Return the data file as it is on the disk. Raises CoachError."""
    with store.hold_lock():
        _require_data_file(store)
        with os_errors_as(errors_and_notices.not_copied_error, store.folder):
            return read_file(store.files.disk, store.files.data_file)


def _require_data_file(store: Store) -> None:
    if not store.path.exists():
        raise errors_and_notices.no_data_file_error(store.path)


def read_data_copy(store: Store, path: Path) -> FileContent:
    """Return the content of a backup, a quarantined file or another copy; of a damaged one what can be salvaged.

    Raises CoachError if nothing can be read, if the copy was made by a newer coach, or if it is no copy of the data.
    """
    try:
        content = store.backups.read_backup(path)
    except OSError as error:
        raise errors_and_notices.no_such_copy_error(path) from error
    except ValueError as error:
        try:
            salvaged = salvage_records(read_file(store.files.disk, path))
        except OSError:
            salvaged = {}
        if not salvaged:
            raise errors_and_notices.no_such_copy_error(path) from error
        content = FileContent(salvaged, {"schema": SCHEMA_VERSION})
    if content.schema > SCHEMA_VERSION:
        raise errors_and_notices.newer_schema_error()
    if is_side_file(content):
        raise errors_and_notices.side_file_error(path)
    return content


def preview_restored_copy(store: Store, path: Path) -> Mapping[str, RestorePreview]:
    """Return what `restore_copy` would change, by table. Raises CoachError."""
    present_records = store.load_folder().documents
    content = without_forgotten(read_data_copy(store, path), store.list_forgotten(), present_records)
    restored_records, restore_effects = content.documents, {}
    for table in sorted({*present_records, *restored_records}):
        present_rows, restored_rows = present_records.get(table, {}), restored_records.get(table, {})
        change = RestorePreview(
            returning=sum(record_id not in present_rows for record_id in restored_rows),
            removed=sum(record_id not in restored_rows for record_id in present_rows),
            changed=sum(
                record_id in present_rows and present_rows[record_id] != doc for record_id, doc in restored_rows.items()
            ),
        )
        if change != RestorePreview():
            restore_effects[table] = change
    return restore_effects


def restore_copy(store: Store, path: Path) -> Documents:
    """Back up the data file and replace it by a copy. Raises CoachError.

    Finished years stay as they are. People forgotten since stay forgotten.
    """
    restored_content = read_data_copy(store, path)
    with store.hold_lock():
        store.back_up_before(BEFORE_RESTORE)
        content = store.state.content
        forgotten = list_forgotten(content)
        restored_content = replace(restored_content, marks=build_marks(forgotten, content, restored_content))
        store.commit_content(without_forgotten(restored_content, forgotten, content.documents))
        return store.load_folder().documents
