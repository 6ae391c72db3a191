"""Watch the data file, its folder and the minute, once a second."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.ui.screens.today import TodayScreen

SECONDS = 1.0
"""Seconds between two checks; each is two calls of `stat`."""


class Looking:
    """Tells `screen` to look whenever the file, its folder or the minute is another. `stop` ends it."""

    def __init__(self, screen: TodayScreen) -> None:
        self._screen = screen
        self._known: tuple[object, ...] = ()
        self._file = Path(screen.desk.store.path)
        self._folder = self._file.resolve().parent
        self._timer = screen.set_interval(SECONDS, self.check)

    def check(self) -> None:
        """Let the screen look if something is another than at the last check."""
        known = (_stamp_of(self._file), _stamp_of(self._folder), self._screen.now().minute)
        if known != self._known:
            self._known = known
            self._screen.look()

    def stop(self) -> None:
        """Check no more."""
        self._timer.stop()


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    """Return what changes with every write, None for a file that is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size
