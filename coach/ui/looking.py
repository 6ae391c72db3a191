"""Looking: at the file and at the clock, about once a second, as cheaply as it can be done.

An open window that nobody touches is to cost hardly more than an empty one. A timer of Textual sends a message
to its screen each time it ticks, and waking the event loop costs more than the look itself; so a thread sleeps,
looks at the stamps and the minute, and wakes the loop when one of them is another.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.ui.screens.today import TodayScreen

SECONDS = 0.9
"""What others write shows within a second: this long, and a moment to read it."""


class Looking:
    """Lets `screen` look whenever the file, its folder or the minute is another. `stop` ends it."""

    def __init__(self, screen: TodayScreen) -> None:
        self._screen, self._loop, self._goes_on = screen, asyncio.get_running_loop(), True
        Thread(target=self._run, name="looking", daemon=True).start()

    def _run(self) -> None:
        path = os.fspath(self._screen.desk.store.path)
        folder = os.fspath(Path(path).resolve().parent)
        stat, now = os.stat, self._screen.now
        known: tuple[object, ...] = ()
        around: tuple[object, ...] = ()
        for turn in count():
            if not self._goes_on:
                return
            try:
                file = stat(path)
                stamp: object = (file.st_mtime_ns, file.st_ino, file.st_size)
                if not turn % 2:  # the folder, where copies of others arrive, and the clock every other time
                    around = (stat(folder).st_mtime_ns, now().minute)
            except OSError:  # not there yet, or gone: its coming is news enough
                stamp, around = None, (0, now().minute)
            if (stamp, around) != known:
                known = (stamp, around)
                with suppress(RuntimeError):  # the window has just been closed
                    self._loop.call_soon_threadsafe(self._screen.call_later, self._screen.look)
            time.sleep(SECONDS)

    def stop(self) -> None:
        """Look no more."""
        self._goes_on = False
