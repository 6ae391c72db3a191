"""List the files of a folder and compute a stamp of them, which tells whether one has changed.

vdirsyncer, khal and khard keep one event or card in each file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path

from coach.importers.files.paths import make_file_member
from coach.importers.files.source import Member, Source
from coach.importers.options import ProgressMeter

FILES_LIMIT = 20_000
_DEPTH = 3


def list_files(path: Path, suffix: str) -> list[Path]:
    """Return the files below a path whose name ends so, in order. Raises OSError if the path is gone."""
    if path.is_file():
        return [path]
    with os.scandir(path):
        pass
    return sorted(_iterate_files(path, suffix, 0))[:FILES_LIMIT]


def _iterate_files(folder: Path, suffix: str, depth: int) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEPTH:
                    yield from _iterate_files(Path(entry.path), suffix, depth + 1)
            elif entry.name.lower().endswith(suffix):
                yield Path(entry.path)


def compute_stamp(files: list[Path]) -> str:
    """Return a hash of names, times and sizes: it changes when a file is added, removed or written."""
    stamp = blake2s(digest_size=12)
    for path in files:
        with suppress(OSError):
            stat = path.stat()
            stamp.update(f"{path}\0{stat.st_mtime_ns}\0{stat.st_size}\n".encode(errors="surrogateescape"))
    return stamp.hexdigest()


def make_members(path: Path, files: list[Path]) -> list[Member]:
    """Return the files as an importer reads them."""
    source = Source(path.name, "folder", ProgressMeter())
    members = []
    for file in files:
        with suppress(OSError):
            members.append(make_file_member(source, file.name, file, file.stat()))
    return members
