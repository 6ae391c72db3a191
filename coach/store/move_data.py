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
from coach.store import notices
from coach.store.data_folder import DATA_FILE_NAME, SIDE_FILES, DataFolder, find_free_name
from coach.store.forget_and_erase import erase_all
from coach.store.merge_data_files import merge_from, merge_side_file
from coach.store.repository import Store


def move_data(source: Store, target: Store, note: Callable[[], None]) -> int:
    """Copy all files of `source` to the folder of `target`, call `note`, and then remove the originals.

    Data that is there already is merged, record by record. Return how many files were moved. Raises CoachError; then
    all data is still in its old place, and moving can be tried again.
    """
    old, new = source.files, target.files
    try:
        if old.real_folder.resolve() == new.real_folder.resolve():
            raise CoachError(f"The data is in {new.root} already.", "Nothing was changed.")
        if not old.data_file.exists():
            raise CoachError(f"There is no data in {old.root}.", "Nothing was changed.")
    except OSError as error:
        raise notices.move_refused_error(error, new.root) from error
    with source.hold_lock(), old.strict_listing():  # what is not listed would be erased without a copy
        if source.state.save_error is not None:
            raise source.state.save_error.with_traceback(None)
        source.commit_content(source.state.content)  # a damaged file lacks what was recovered
        try:
            joins = new.data_file.exists()
            paths = [path for path in old.list_data_files() if path != old.data_file]
            with target.hold_lock():
                for path in (*paths, old.data_file):  # the data file last: without it, a folder holds no data
                    _move_file(path, old, target, joins)
        except OSError as error:
            raise notices.move_refused_error(error, new.root) from error
        try:
            note()
        except OSError as error:
            raise notices.move_refused_error(error, new.root) from error
        try:
            erase_all(source)
        except CoachError as error:
            raise notices.not_moved_error(error, old.root, new.root) from error
    return len(paths) + 1


def _move_file(path: Path, old: DataFolder, target: Store, joins: bool) -> None:
    """Copy or merge one file. Raises OSError, CoachError."""
    new = target.files
    stem, in_backups = path.stem, path.parent == old.backups_folder
    place = (
        new.backups_folder / path.name
        if in_backups
        else new.real_folder / (DATA_FILE_NAME if path == old.data_file else path.name)
    )
    if in_backups or not (place.exists() or (joins and path in old.year_files().values())):
        _copy_file(old.disk, path, place)
    elif stem in SIDE_FILES:
        with contextlib.suppress(ValueError):
            merge_side_file(new, path, place)
    elif path == old.data_file or path in old.year_files().values():
        merge_from(target, path)
    else:
        _copy_file(old.disk, path, place)


def _copy_file(disk: FileSystem, path: Path, place: Path) -> None:
    """Copy a file durably under a free name, unless the same content is there already."""
    data = read_file(disk, path)
    if place.exists() and read_file(disk, place) == data:
        return
    make_private_folder(disk, place.parent)
    taken = {other.name for other in place.parent.iterdir()}
    place = place.with_name(find_free_name(place.stem, taken, place.suffix))
    write_durable_file(disk, place, data)
    if read_file(disk, place) != data:
        raise OSError(f"{place} is not what was written")
