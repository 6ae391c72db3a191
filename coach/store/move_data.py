"""Move the data to another folder, which may contain data already.

Copies are forced to the disk and read back before anything is removed, so all data is in one of the two folders at
every moment. Between the two steps `note` records where the data is now.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from coach.atomic_file import FileSystem, make_private_folder, read_file, write_durable_file
from coach.errors import CoachError
from coach.store import errors_and_notices
from coach.store.data_folder import DATA_FILE_NAME, SIDE_FILES, DataFolder, find_free_name
from coach.store.errors_and_notices import os_errors_as
from coach.store.forget_and_erase import erase_all
from coach.store.merge_copies import merge_from, merge_side_file
from coach.store.repository import Store


def move_data(source: Store, target: Store, note_new_folder: Callable[[], None]) -> int:
    """Copy all files of `source` to the folder of `target`, call `note_new_folder`, and then remove the originals.

    Data that is there already is merged, record by record. Return how many files were moved. Raises CoachError; then
    all data is still in its old place, and moving can be tried again.
    """
    old_files, new_files = source.files, target.files
    with os_errors_as(errors_and_notices.move_refused_error, new_files.root):
        if old_files.real_folder.resolve() == new_files.real_folder.resolve():
            raise CoachError(f"The data is in {new_files.root} already.", "Nothing was changed.")
        if not old_files.data_file.exists():
            raise CoachError(f"There is no data in {old_files.root}.", "Nothing was changed.")
    with source.hold_lock(), old_files.strict_listing():  # what is not listed would be erased without a copy
        source.require_writable()
        source.commit_content(source.state.content)  # a damaged file lacks what was recovered
        with os_errors_as(errors_and_notices.move_refused_error, new_files.root):
            is_merged = new_files.data_file.exists()
            files_to_move = [path for path in old_files.list_data_files() if path != old_files.data_file]
            with target.hold_lock():
                # The data file last: without it, a folder holds no data.
                for path in (*files_to_move, old_files.data_file):
                    _move_file(path, old_files, target, is_merged)
            note_new_folder()
        try:
            erase_all(source)
        except CoachError as error:
            raise errors_and_notices.not_moved_error(error, old_files.root, new_files.root) from error
    return len(files_to_move) + 1


def _move_file(old_path: Path, old_files: DataFolder, target: Store, is_merged: bool) -> None:
    """Copy or merge one file. Raises OSError, CoachError."""
    new_files, is_data_file = target.files, old_path == old_files.data_file
    is_year, in_backups = old_path in old_files.year_files().values(), old_path.parent == old_files.backups_folder
    new_folder = new_files.backups_folder if in_backups else new_files.real_folder
    new_path = new_folder / (DATA_FILE_NAME if is_data_file else old_path.name)
    if in_backups or not (new_path.exists() or (is_merged and is_year)):
        _copy_file(old_files.disk, old_path, new_path)
    elif old_path.stem in SIDE_FILES:
        with contextlib.suppress(ValueError):
            merge_side_file(new_files, old_path, new_path)
    elif is_data_file or is_year:
        merge_from(target, old_path)
    else:
        _copy_file(old_files.disk, old_path, new_path)


def _copy_file(disk: FileSystem, original_path: Path, copy_path: Path) -> None:
    """Copy a file durably under a free name, unless the same content is there already."""
    data = read_file(disk, original_path)
    if copy_path.exists() and read_file(disk, copy_path) == data:
        return
    make_private_folder(disk, copy_path.parent)
    used_names = {used_path.name for used_path in copy_path.parent.iterdir()}
    copy_path = copy_path.with_name(find_free_name(copy_path.stem, used_names, copy_path.suffix))
    write_durable_file(disk, copy_path, data)
    if read_file(disk, copy_path) != data:
        raise OSError(f"{copy_path} is not what was written")
