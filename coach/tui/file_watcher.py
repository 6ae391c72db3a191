"""Watch the data file, its folder and the minute, once a second."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.tui.screens.today import TodayScreen

CHECK_SECONDS = 1.0
"""Seconds between two checks; each is two calls of `stat`."""


class FileWatcher:
    """Tells `screen` to look whenever the file, its folder or the minute is another. `stop` ends it."""

    def __init__(self, screen: TodayScreen) -> None:
        self._screen = screen
        self._known: tuple[object, ...] = ()
        self._file = Path(screen.service.store.path)
        self._folder = self._file.resolve().parent
        self._timer = screen.set_interval(CHECK_SECONDS, self.check_for_changes)

    def check_for_changes(self) -> None:
        """Let the screen look if something is another than at the last check; leave if the terminal is gone."""
        self._screen.check_terminal()
        known = (_get_file_stamp(self._file), _get_file_stamp(self._folder), self._screen.now().minute)
        if known != self._known:
            self._known = known
            self._screen.check_for_changes()

    def stop_watching(self) -> None:
        """Check no more."""
        self._timer.stop()


def _get_file_stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes with every write, None for a file that is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size
