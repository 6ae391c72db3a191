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
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from coach.atomic_file import FileSystem, retry_on_eintr
from coach.store import errors_and_notices

LOCK_FILE_NAME = ".coach.lock"
DEFAULT_WAIT = 10.0
"""Seconds to wait for another writer before saying so."""
_LOCK_TAKEN_ERRNOS = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}
_NO_FLOCK_ERRNOS = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS, errno.EINVAL}
"""Answers of file systems that do not know `flock`, as some that lie on other computers."""
HURRIED_WAIT = 0.5
"""Seconds to wait for another writer while the program exits."""
_FIRST_LOCK_PAUSES = (0.001, 0.002, 0.004, 0.008, 0.015)
_LATE_LOCK_PAUSE, _LONG_LOCK_WAIT = 0.001, 0.5
"""Seconds between two tries once a writer has waited for `_LONG_LOCK_WAIT`: as short as those of a new one."""


class FolderLock:
    """A re-entrant lock on the folder that `find_folder` returns."""

    def __init__(
        self,
        find_folder: Callable[[], Path],
        disk: FileSystem,
        *,
        wait: float = DEFAULT_WAIT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._find_folder, self._disk = find_folder, disk
        self.wait, self._clock, self._sleep = wait, clock, sleep
        self.threads = threading.RLock()
        self._depth = 0
        self._fd = -1

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._depth > 0

    @contextlib.contextmanager
    def hold(self, wait: float | None = None) -> Iterator[None]:
        """Hold the lock, after waiting at most `wait` seconds, `self.wait` by default. Raises CoachError, OSError."""
        self.acquire(self.wait if wait is None else wait)
        try:
            yield
        finally:
            self.release()

    def acquire(self, wait: float) -> None:
        """Acquire the lock, waiting at most `wait` seconds. Raises CoachError, OSError."""
        if not self.threads.acquire(timeout=wait):
            raise errors_and_notices.lock_timeout_error(wait)
        wait = min(wait, self.wait)
        if self._depth == 0:
            try:
                self._fd = self._acquire_file(wait)
            except BaseException:
                self.threads.release()
                raise
        self._depth += 1

    def hurry(self) -> None:
        """Wait for at most `HURRIED_WAIT` from now on, and no longer after one timeout. Safe in another thread."""
        self.wait = min(self.wait, HURRIED_WAIT)

    def release(self) -> None:
        """Release what one `acquire` acquired."""
        self._depth -= 1
        if self._depth == 0:
            fd, self._fd = self._fd, -1
            self._close_file(fd)
        self.threads.release()

    def _acquire_file(self, wait: float) -> int:
        lock_file = self._find_folder() / LOCK_FILE_NAME
        started_waiting = self._clock()
        give_up_at = started_waiting + wait
        tries = 0
        wait_limit = self.wait
        while True:
            fd = retry_on_eintr(lambda: self._disk.open(lock_file, os.O_RDWR | os.O_CREAT))
            try:
                while not self._try_flock(fd):
                    now = self._clock()
                    if self.wait < wait_limit:  # `hurry` was called meanwhile
                        wait_limit, give_up_at = self.wait, min(give_up_at, now + self.wait)
                    if now >= give_up_at:
                        if wait_limit == HURRIED_WAIT:
                            self.wait = 0
                        raise errors_and_notices.lock_timeout_error(wait)
                    pause = _FIRST_LOCK_PAUSES[min(tries, len(_FIRST_LOCK_PAUSES) - 1)]
                    self._sleep(pause if now - started_waiting < _LONG_LOCK_WAIT else _LATE_LOCK_PAUSE)
                    tries += 1
                if self._is_still_named(fd, lock_file):
                    return fd
            except BaseException:
                self._close_file(fd)
                raise
            self._close_file(fd)
            if self._clock() >= give_up_at:
                raise errors_and_notices.lock_timeout_error(wait)

    def _close_file(self, fd: int) -> None:
        with contextlib.suppress(OSError):  # closing releases the lock even if it reports an error
            self._disk.close(fd)

    def _try_flock(self, fd: int) -> bool:
        for lock_call in (self._disk.flock, self._disk.lockf):
            try:
                retry_on_eintr(partial(lock_call, fd, fcntl.LOCK_EX | fcntl.LOCK_NB))
            except OSError as error:
                if error.errno in _LOCK_TAKEN_ERRNOS:
                    return False
                if error.errno not in _NO_FLOCK_ERRNOS:
                    raise
            else:
                return True
        raise errors_and_notices.no_lock_error(self._find_folder())

    def _is_still_named(self, fd: int, path: Path) -> bool:
        try:
            named_file = retry_on_eintr(lambda: self._disk.stat(path))
        except FileNotFoundError:
            return False
        locked_file = os.fstat(fd)
        return (named_file.st_dev, named_file.st_ino) == (locked_file.st_dev, locked_file.st_ino)
