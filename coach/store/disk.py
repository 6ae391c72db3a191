"""The disk: the few system calls this room makes, and the one way in which it writes a file.

A file is never written in place. The new content goes to a temporary file beside it, is forced to the disk,
takes the old file's name in one step, and then the folder is forced to the disk too. So whoever looks, at
any moment and after any accident, finds the whole old file or the whole new one. Tests hand in a `Disk` that
records calls, refuses them or does half of them.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMP_PREFIX = ".coach-"
TEMP_SUFFIX = ".tmp"
_CHUNK = 1 << 20
_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: fsync alone stops at the drive's cache
_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.ENOTTY, errno.ENOSYS}
_serial = count()


class Disk:
    """The system calls, one method each."""

    def open(self, path: Path, flags: int, mode: int = PRIVATE_FILE) -> int:
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def read(self, fd: int, size: int) -> bytes:
        return os.read(fd, size)

    def write(self, fd: int, data: memoryview) -> int:
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        if _FULL_SYNC is not None:
            with contextlib.suppress(OSError):
                fcntl.fcntl(fd, _FULL_SYNC)
                return
        os.fsync(fd)

    def close(self, fd: int) -> None:
        os.close(fd)

    def replace(self, source: Path, target: Path) -> None:
        os.replace(source, target)  # noqa: PTH105 - one system call, like its siblings

    def unlink(self, path: Path) -> None:
        os.unlink(path)  # noqa: PTH108

    def rmdir(self, path: Path) -> None:
        os.rmdir(path)  # noqa: PTH106

    def mkdir(self, path: Path) -> None:
        os.mkdir(path, PRIVATE_FOLDER)  # noqa: PTH102

    def chmod(self, path: Path, mode: int) -> None:
        os.chmod(path, mode)  # noqa: PTH101

    def utime(self, path: Path, ns: int) -> None:
        os.utime(path, ns=(ns, ns))

    def stat(self, path: Path) -> os.stat_result:
        return os.stat(path)  # noqa: PTH116

    def names(self, folder: Path) -> list[str]:
        return os.listdir(folder)  # noqa: PTH208

    def flock(self, fd: int, operation: int) -> None:
        fcntl.flock(fd, operation)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one version of a file from the next without reading it."""

    inode: int
    size: int
    mtime: int

    def __str__(self) -> str:
        return f"{self.inode} {self.size} {self.mtime}"  # as `coach.status.line` writes it


@dataclass(frozen=True, slots=True)
class Written:
    """A write that took place. `doubt` is set if the folder could not be forced to the disk afterwards."""

    stamp: Stamp
    doubt: OSError | None = None


def steady(call: Callable[[], T]) -> T:
    """Return `call()`, called again for as long as a signal interrupts it."""
    while True:
        try:
            return call()
        except InterruptedError:
            continue


def stamp_of(disk: Disk, path: Path) -> Stamp | None:
    """Return the stamp of the file at `path`, None if there is none. Raises OSError."""
    try:
        found = steady(lambda: disk.stat(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)


def read_file(disk: Disk, path: Path) -> bytes:
    """Return the whole content of the file at `path`. Raises OSError."""
    fd = steady(lambda: disk.open(path, os.O_RDONLY))
    try:
        parts = []
        while part := steady(lambda: disk.read(fd, _CHUNK)):
            parts.append(part)
        return b"".join(parts)
    finally:
        _close(disk, fd)


def write_file(disk: Disk, target: Path, data: bytes) -> Written:
    """Make `data` the content of `target`, wholly or not at all, and forced to the disk.

    The caller holds the lock. Raises OSError if the old file still stands; once the new one has taken its
    name, trouble is no longer an error but a doubt.
    """
    temp = target.with_name(f"{TEMP_PREFIX}{os.getpid():x}-{next(_serial):x}{TEMP_SUFFIX}")
    before = stamp_of(disk, target)
    try:
        _fill(disk, temp, data)
        after = stamp_of(disk, temp)
        assert after is not None
        if before is not None and after.mtime <= before.mtime:
            # Clocks of file systems tick slowly and inodes come back: a later version always has a later time.
            steady(lambda: disk.utime(temp, before.mtime + 1))
            after = Stamp(after.inode, after.size, before.mtime + 1)
        steady(lambda: disk.replace(temp, target))
    except BaseException:
        with contextlib.suppress(OSError):
            disk.unlink(temp)
        raise
    try:
        sync_folder(disk, target.parent)
    except OSError as error:
        return Written(after, error)
    return Written(after)


def _fill(disk: Disk, temp: Path, data: bytes) -> None:
    fd = steady(lambda: disk.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW))
    try:
        rest = memoryview(data)
        while rest:
            taken = steady(partial(disk.write, fd, rest))
            if taken <= 0:
                raise OSError(errno.EIO, "nothing was written")
            rest = rest[taken:]
        steady(lambda: disk.fsync(fd))
    finally:
        _close(disk, fd)


def sync_folder(disk: Disk, folder: Path) -> None:
    """Force the names in `folder` to the disk, on the file systems that can. Raises OSError."""
    fd = steady(lambda: disk.open(folder, os.O_RDONLY | os.O_DIRECTORY))
    try:
        steady(lambda: disk.fsync(fd))
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
    finally:
        _close(disk, fd)


def _close(disk: Disk, fd: int) -> None:
    with contextlib.suppress(InterruptedError):  # the descriptor is closed all the same; again would close another's
        disk.close(fd)


def make_folder(disk: Disk, folder: Path) -> None:
    """Create `folder` and what is missing above it, for the owner alone, forced to the disk. Raises OSError."""
    missing = list(_missing(folder))
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            steady(partial(disk.mkdir, path))
        with contextlib.suppress(PermissionError):  # a parent may be closed to us and still be walked through
            sync_folder(disk, path.parent)


def _missing(folder: Path) -> Iterator[Path]:
    while not folder.exists():
        yield folder
        if folder.parent == folder:
            return
        folder = folder.parent


def is_temp(name: str) -> bool:
    """Whether `name` is one of our temporary files."""
    return name.startswith(TEMP_PREFIX) and name.endswith(TEMP_SUFFIX)
