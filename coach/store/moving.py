"""Move the data to another folder, which may contain data already.

Copies are forced to the disk and read back before anything is removed, so all data is in one of the two folders at
every moment. Between the two steps the caller records where the data is now.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from coach.atomic_file import Disk, make_folder, read_file, write_durable_file
from coach.errors import CoachError
from coach.store import words
from coach.store.conflicts import BESIDE, join_beside
from coach.store.folder import FILE_NAME, Folder, free_name
from coach.store.purge import erase
from coach.store.store import Store
from coach.store.whole import take_in


def move(source: Store, target: Store, note: Callable[[], None]) -> int:
    """Copy all files of `source` to the folder of `target`, call `note`, and then remove the originals.

    Data that is there already is merged, record by record. Return how many files were moved. Raises CoachError; then
    all data is still in its old place, and moving can be tried again.
    """
    old, new = source.files, target.files
    if old.home.resolve() == new.home.resolve():
        raise CoachError(f"The data is in {new.root} already.", "Nothing was changed.")
    if not old.file.exists():
        raise CoachError(f"There is no data in {old.root}.", "Nothing was changed.")
    with source.locked():
        if source.state.refuses is not None:
            raise source.state.refuses.with_traceback(None)
        try:
            joins = new.file.exists()
            paths = [path for path in old.ours() if path != old.file]
            with target.locked():
                for path in (*paths, old.file):  # the data file last: without it, a folder holds no data
                    _bring(path, old, target, joins)
        except OSError as error:
            raise words.not_copied(error, new.root) from error
        try:
            note()
        except OSError as error:
            raise words.not_copied(error, new.root) from error
        erase(source)
    return len(paths) + 1


def _bring(path: Path, old: Folder, target: Store, joins: bool) -> None:
    """Copy or merge one file. Raises OSError, CoachError."""
    new = target.files
    stem, in_backups = path.stem, path.parent == old.backups
    place = new.backups / path.name if in_backups else new.home / (FILE_NAME if path == old.file else path.name)
    if in_backups or not (place.exists() or (joins and path in old.years().values())):
        _copy(old.disk, path, place)
    elif stem in BESIDE:
        with contextlib.suppress(ValueError):
            join_beside(new, path, place)
    elif path == old.file or path in old.years().values():
        take_in(target, path)
    else:
        _copy(old.disk, path, place)


def _copy(disk: Disk, path: Path, place: Path) -> None:
    """Copy a file durably under a free name, unless the same content is there already."""
    data = read_file(disk, path)
    if place.exists() and read_file(disk, place) == data:
        return
    make_folder(disk, place.parent)
    place = place.with_name(free_name(place.stem, {other.name for other in place.parent.iterdir()}))
    write_durable_file(disk, place, data)
    if read_file(disk, place) != data:
        raise OSError(f"{place} is not what was written")
