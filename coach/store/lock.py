"""Let one writer at a time change a folder, across processes, threads and crashes.

`flock` on a small file that stays. The system releases it when a process ends, however it ends, so no lock is ever
stale. If somebody deletes the lock file, a lock on the deleted file is worthless: it is released and acquired again.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from coach.atomic_file import Disk, steady
from coach.store import words

LOCK_NAME = ".coach.lock"
WAIT = 10.0
"""Seconds to wait for another writer before saying so."""
_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}
_PAUSES = (0.001, 0.002, 0.004, 0.008, 0.015)
_SOON, _LONG = 0.001, 0.5
"""Poll every `_SOON` seconds after `_LONG` seconds, so that newcomers do not always win."""


class Lock:
    """A re-entrant lock on the folder that `home()` returns. Raises CoachError after `wait` seconds, OSError."""

    def __init__(
        self,
        home: Callable[[], Path],
        disk: Disk,
        *,
        wait: float = WAIT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._home, self._disk = home, disk
        self.wait, self._clock, self._sleep = wait, clock, sleep
        self.threads = threading.RLock()
        self._depth = 0
        self._fd = -1

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._depth > 0

    def __enter__(self) -> Lock:
        self.take(self.wait)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()

    def take(self, wait: float) -> None:
        """Acquire the lock, waiting at most `wait` seconds. Raises CoachError, OSError."""
        if not self.threads.acquire(timeout=wait):
            raise words.busy(wait)
        if self._depth == 0:
            try:
                self._fd = self._win(wait)
            except BaseException:
                self.threads.release()
                raise
        self._depth += 1

    def give_back(self) -> None:
        """Release what one `take` acquired."""
        self._depth -= 1
        if self._depth == 0:
            fd, self._fd = self._fd, -1
            self._drop(fd)
        self.threads.release()

    def _win(self, wait: float) -> int:
        path = self._home() / LOCK_NAME
        start = self._clock()
        end = start + wait
        turn = 0
        while True:
            fd = steady(lambda: self._disk.open(path, os.O_RDWR | os.O_CREAT))
            try:
                while not self._try(fd):
                    now = self._clock()
                    if now >= end:
                        raise words.busy(wait)
                    self._sleep(_PAUSES[min(turn, len(_PAUSES) - 1)] if now - start < _LONG else _SOON)
                    turn += 1
                if self._still_named(fd, path):
                    return fd
            except BaseException:
                self._drop(fd)
                raise
            self._drop(fd)
            if self._clock() >= end:
                raise words.busy(wait)

    def _drop(self, fd: int) -> None:
        with contextlib.suppress(OSError):  # closing lets go of the lock, whatever it answers
            self._disk.close(fd)

    def _try(self, fd: int) -> bool:
        try:
            steady(lambda: self._disk.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True

    def _still_named(self, fd: int, path: Path) -> bool:
        try:
            named = steady(lambda: self._disk.stat(path))
        except FileNotFoundError:
            return False
        mine = os.fstat(fd)
        return (named.st_dev, named.st_ino) == (mine.st_dev, mine.st_ino)
