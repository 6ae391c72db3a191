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
from coach.importers.files.members import Member, Source
from coach.importers.files.open_path import make_file_member
from coach.importers.options import ProgressMeter

FILES_LIMIT = 20_000
_DEPTH = 3
_NOT_OURS = {errno.ENOENT, errno.EINVAL, errno.EISDIR, errno.ELOOP, errno.ENXIO}


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
        status = path.stat()
        rows = [f"{path}\0{status.st_mtime_ns}\0{status.st_size}"]
    else:
        rows = []
        for entry in _list_entries(path, suffix):
            try:  # a `suppress` for each entry takes as long as its `stat`
                status = entry.stat()
            except OSError:
                continue
            rows.append(f"{entry.path}\0{status.st_mtime_ns}\0{status.st_size}")
    return blake2s("\n".join(sorted(rows)).encode(errors="surrogateescape"), digest_size=12).hexdigest()


def make_members(path: Path, files: list[Path]) -> list[Member]:
    """Return the files as an importer reads them, without those that are gone or no files.

    Raises OSError for one that cannot be read now: what it had is not gone.
    """
    source = Source(path.name, "folder", ProgressMeter())
    members = []
    for file in files:
        try:
            open_regular_file(file).close()
            members.append(make_file_member(source, file.name, file, file.stat()))
        except OSError as error:
            if error.errno not in _NOT_OURS:
                raise
    return members


def _list_entries(folder: Path, suffix: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder):
        pass  # raises if it is gone or may not be read
    return list(islice(_iterate_entries(str(folder), suffix, 0), FILES_LIMIT))


def _iterate_entries(folder: str, suffix: str, depth: int) -> Iterator[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEPTH:
                    yield from _iterate_entries(entry.path, suffix, depth + 1)
            elif name.lower().endswith(suffix):
                yield entry
