"""Read the cache of `coach status`, which `coach.status.cache_writer` writes after each save.

It names the data file and its version, so that a cache of older data is not used. Imports nothing that takes time.
"""

# pathlib would take as long to import as all that is done here:
# ruff: noqa: PTH100, PTH111, PTH116, PTH118, PTH123

from __future__ import annotations

import os
import sys
import zlib
from errno import ENOENT, ENOTDIR

FORMAT_VERSION = "4"
"""Version of the cache format; other versions are ignored."""
LARGEST_CACHE = 65_536
"""Bytes of a cache file that are read; one has a few hundred."""
Summary = dict[str, str]
"""What the cache holds: moments and minutes by name (see `coach.status.summary`)."""


def cache_path() -> str:
    """Return the cache file of the data folder that is used when the command line names none."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser(
        "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    )
    named = os.environ.get("COACH_DATA_DIR", "")
    try:
        name = f"status-{zlib.crc32(os.fsencode(os.path.abspath(named))):08x}" if named else "status"
    except OSError:  # the folder one is in is gone, so a relative path names nothing
        name = "status-nowhere"
    return os.path.join(base, "coach", name)


def file_stamp(path: str) -> str:
    """Return inode, size and time of a file as its version, "-" without a file, "?" if that cannot be told."""
    try:
        status = os.stat(path)
    except OSError as error:
        return "-" if error.errno in (ENOENT, ENOTDIR) else "?"
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"


def read_cache(version: str = "") -> Summary | None:
    """Return the cached summary if it belongs to the data file as it is now, or as it was at `version`.

    Of a data file that cannot be read nothing is told.
    """
    try:
        descriptor = os.open(cache_path(), os.O_RDONLY | os.O_NONBLOCK)  # do not wait for a pipe
        with open(descriptor, encoding="utf-8", errors="surrogateescape") as file:
            rows = file.read(LARGEST_CACHE).split("\n")
        if rows[0] != FORMAT_VERSION:
            return None
        about = dict(row.split("\t", 1) for row in rows[1:] if row)
        (data, data_version), (moved, moved_version) = about["of"].split("\t"), about["moved"].split("\t")
    except (OSError, ValueError, KeyError):  # also a path with a tab or a line break in it
        return None
    fresh = (version or file_stamp(data)) == data_version and file_stamp(moved) == moved_version
    is_readable = data_version == "-" or os.access(data, os.R_OK)
    return about if fresh and is_readable else None
