"""List the files of a folder and compute a stamp of them, which tells whether one has changed.

vdirsyncer, khal and khard keep one event or card in each file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2s
from itertools import islice
from pathlib import Path

from coach.atomic_file import open_regular_file
from coach.importers.files.archive_members import Member, Source
from coach.importers.files.open_path import make_file_member

FOLDER_FILES_LIMIT = 20_000
_FOLDER_DEPTH_LIMIT = 3
_NO_FILE_ERRNOS = {errno.ENOENT, errno.EINVAL, errno.EISDIR, errno.ELOOP, errno.ENXIO}


def list_files(path: Path, suffix: str) -> list[Path]:
    """Return the files below a path whose name ends in `suffix`, in order. Raises OSError if the path is gone."""
    if path.is_file():
        return [path]
    return sorted(Path(entry.path) for entry in _list_entries(path, suffix))


def compute_stamp(path: Path, suffix: str) -> str:
    """Return a hash of the names, times and sizes of these files. It changes when one is added, removed or written.

    Raises OSError if the path is gone.
    """
    if path.is_file():
        file_status = path.stat()
        file_stamps = [f"{path}\0{file_status.st_mtime_ns}\0{file_status.st_size}"]
    else:
        file_stamps = []
        for folder_entry in _list_entries(path, suffix):
            try:  # a `suppress` for each entry takes as long as its `stat`
                file_status = folder_entry.stat()
            except OSError:
                continue
            file_stamps.append(f"{folder_entry.path}\0{file_status.st_mtime_ns}\0{file_status.st_size}")
    return blake2s("\n".join(sorted(file_stamps)).encode(errors="surrogateescape"), digest_size=12).hexdigest()


def list_members(path: Path, suffix: str) -> list[Member]:
    """Return these files as an importer reads them, without those that are gone or no files.

    Raises OSError for one that cannot be read now: what it had is not gone.
    """
    folder_source = Source(path.name, "folder")
    members = []
    for folder_file in list_files(path, suffix):
        try:
            open_regular_file(folder_file).close()
            members.append(make_file_member(folder_source, folder_file.name, folder_file, folder_file.stat()))
        except OSError as error:
            if error.errno not in _NO_FILE_ERRNOS:
                raise
    return members


def _list_entries(folder: Path, suffix: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder):
        pass  # raises if it is gone or may not be read
    return list(islice(_iterate_entries(str(folder), suffix, 0), FOLDER_FILES_LIMIT))


def _iterate_entries(folder: str, suffix: str, depth: int) -> Iterator[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for folder_entry in entries:
            entry_name = folder_entry.name
            if entry_name[0] == ".":
                continue
            if folder_entry.is_dir(follow_symlinks=False):
                if depth < _FOLDER_DEPTH_LIMIT:
                    yield from _iterate_entries(folder_entry.path, suffix, depth + 1)
            elif entry_name.lower().endswith(suffix):
                yield folder_entry
