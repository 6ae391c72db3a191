"""Watch the data file, its folder and the minute for changes."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

CHECK_SECONDS = 2.0
"""Seconds between two checks: two calls of `stat`. Waking up every second took a third of what a bare app takes."""


class DataWatcher:
    """Tells whether a file, its folder or the minute has changed since the last check."""

    def __init__(self, file: Path) -> None:
        self._file, self._folder = str(file), str(file.resolve().parent)
        self._known: tuple[object, ...] = ()

    def has_changed(self, now: datetime) -> bool:
        """Tell whether anything has changed since the last call; the first call says yes."""
        before, self._known = self._known, (_get_file_stamp(self._file), _get_file_stamp(self._folder), now.minute)
        return self._known != before


def _get_file_stamp(path: str) -> tuple[int, int, int] | None:
    """Return what changes with every write, None for a file that is not there."""
    try:
        stat = os.stat(path)  # noqa: PTH116  # a Path makes it twice the work, all day
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size
