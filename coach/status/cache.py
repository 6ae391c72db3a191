"""Read and write the cache of `coach status`, which the service writes after each save.

It names the data file and its version, so that a cache of older data is not used. Imports nothing that takes time. A
save that changes neither blocks nor settings, such as a mood, only updates the version in the cache, without the rules
that `coach.status.summary` imports.
"""

# pathlib would take as long to import as all that is done here:
# ruff: noqa: PTH100, PTH111, PTH116, PTH118, PTH123

from __future__ import annotations

import os
import sys
import time
import zlib
from errno import ENOENT, ENOTDIR

STATUS_CACHE_VERSION = "4"
"""Version of the cache format; other versions are ignored."""
LARGEST_STATUS_CACHE_BYTES = 65_536
"""Bytes of a cache file that are read; one has a few hundred."""
SOURCE_TABLES = ("blocks", "settings")
"""The tables that the summary is computed from."""
Summary = dict[str, str]
"""What the cache holds: moments and minutes by name (see `coach.status.summary`)."""


def status_cache_path() -> str:
    """Return the cache file of the data folder that is used when the command line names none."""
    cache_folder = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser(
        "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    )
    data_folder = os.environ.get("COACH_DATA_DIR", "")
    try:
        cache_name = f"status-{zlib.crc32(os.fsencode(os.path.abspath(data_folder))):08x}" if data_folder else "status"
    except OSError:  # the folder one is in is gone, so a relative path names nothing
        cache_name = "status-nowhere"
    return os.path.join(cache_folder, "coach", cache_name)


def file_stamp(path: str) -> str:
    """Return inode, size and time of a file as its version, "-" without a file, "?" if that cannot be told."""
    try:
        status = os.stat(path)
    except OSError as error:
        return "-" if error.errno in (ENOENT, ENOTDIR) else "?"
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"


def read_cache(file_version: str = "") -> Summary | None:
    """Return the cached summary if it belongs to the data file as it is now, or as it was at `file_version`.

    Of a data file that cannot be read nothing is told.
    """
    try:
        descriptor = os.open(status_cache_path(), os.O_RDONLY | os.O_NONBLOCK)  # do not wait for a pipe
        with open(descriptor, encoding="utf-8", errors="surrogateescape") as file:
            cache_rows = file.read(LARGEST_STATUS_CACHE_BYTES).split("\n")
        if cache_rows[0] != STATUS_CACHE_VERSION:
            return None
        summary = dict(row.split("\t", 1) for row in cache_rows[1:] if row)
        (data_file, data_version), (moved_file, moved_version) = summary["of"].split("\t"), summary["moved"].split("\t")
    except (OSError, ValueError, KeyError):  # also a path with a tab or a line break in it
        return None
    is_fresh = (file_version or file_stamp(data_file)) == data_version and file_stamp(moved_file) == moved_version
    is_readable = data_version == "-" or os.access(data_file, os.R_OK)
    return summary if is_fresh and is_readable else None


def is_current(summary: Summary, now: float) -> bool:
    """Return whether a summary is valid at `now`: the same day in the same time zone."""
    is_that_day = float(summary["from"]) <= now < float(summary["till"])
    return is_that_day and time.localtime(now).tm_gmtoff == int(summary["offset"])


def read_summary(folder: os.PathLike[str], stamp: str, now: float) -> Summary | None:
    """Return the cached summary, if it is about the version `stamp` of the data and valid at `now`."""
    from coach.paths import find_data_folder  # pathlib takes time

    summary = read_cache(stamp) if folder == find_data_folder() else None
    return summary if summary is not None and is_current(summary, now) else None


def write_summary(folder: os.PathLike[str], summary: Summary, stamp: str = "") -> None:
    """Cache a summary of the version `stamp` of the data, by default the present one. Raises OSError."""
    from pathlib import Path  # takes time, which reading the cache has not

    from coach.atomic_file import write_private_file
    from coach.paths import MOVED_FOLDER_FILE, find_state_folder

    # With symbolic links as they are, so that another target is another file.
    data_file, moved_file = os.path.join(folder, "coach.json"), str(find_state_folder() / MOVED_FOLDER_FILE)
    stamped_summary = {
        **summary,
        "of": f"{data_file}\t{stamp or file_stamp(data_file)}",
        "moved": f"{moved_file}\t{file_stamp(moved_file)}",
    }
    rows = (STATUS_CACHE_VERSION, *(f"{name}\t{value}" for name, value in stamped_summary.items()))
    cache_bytes = "\n".join(rows).encode("utf-8", "surrogateescape")
    write_private_file(Path(status_cache_path()), cache_bytes, durable=False)
