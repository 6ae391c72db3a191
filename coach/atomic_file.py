"""Write files whole or not at all, readable by their owner only.

A file is never written in place. The new content goes to a temporary file in the same folder, is forced to the disk and
replaces the old file in one step; then the folder is forced to the disk too. A reader finds the whole old file or the
whole new one, at any moment and after any crash. Use `write_private_file` unless the caller has a `FileSystem`;
tests pass a `FileSystem` that records calls, refuses them or does half of them.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import BinaryIO, TypeVar

T = TypeVar("T")

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMP_PREFIX = ".coach-"
TEMP_SUFFIX = ".tmp"
STALE_TEMP_AFTER_SECONDS = 3600.0
"""Seconds after which a temporary file belongs to a writer that was killed."""
LARGEST_FILE_BYTES = 1 << 30
"""Bytes of a file that is read as a whole; ours have a few megabytes after many years."""
LARGEST_GROWTH_BYTES = 64 << 20
"""Bytes by which a file may grow while it is read; one of /proc says that it is empty and may have no end."""
_BYTES_READ_AT_ONCE = 1 << 20
_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: fsync alone stops at the drive's cache
_SYNC_UNSUPPORTED_ERRNOS = {errno.EINVAL, errno.ENOTSUP, errno.ENOTTY, errno.ENOSYS}
_temp_serial_numbers = count()


class FileSystem:
    """The system calls that reading and writing need, one method each."""

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

    def lockf(self, fd: int, operation: int) -> None:
        fcntl.lockf(fd, operation)


@dataclass(frozen=True, slots=True)
class FileVersion:
    """Identify one version of a file without reading it."""

    inode: int
    size: int
    mtime: int

    def __str__(self) -> str:
        return f"{self.inode} {self.size} {self.mtime}"  # as `coach.status.cache` compares it


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of a write. `sync_error` is set if the folder could not be forced to the disk afterwards."""

    version: FileVersion
    sync_error: OSError | None = None


def retry_on_eintr(call: Callable[[], T]) -> T:
    """Return `call()`, repeated while a signal interrupts it."""
    while True:
        try:
            return call()
        except InterruptedError:
            continue


def file_version(disk: FileSystem, path: Path) -> FileVersion | None:
    """Return the version of the file at `path`, None if there is no file. Raises OSError."""
    try:
        status = retry_on_eintr(lambda: disk.stat(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return FileVersion(status.st_ino, status.st_size, status.st_mtime_ns)


def _require_replaceable(disk: FileSystem, path: Path) -> None:
    """Raise OSError if `path` is there and not a regular file: a device must not be replaced, which root could do."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        if not stat.S_ISREG(retry_on_eintr(lambda: disk.stat(path)).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))


def open_regular_file(path: Path | str) -> BinaryIO:
    """Open a file for reading. Raises OSError, at once for a pipe, a device, a socket, and what the system makes up.

    A file of /proc or /sys says that it is empty, and reading it may wait or never end.
    """
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if _require_regular(fd, path) == 0 and os.read(fd, 1):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
    except OSError:
        os.close(fd)
        raise
    return os.fdopen(fd, "rb")


def _require_regular(fd: int, path: Path | str) -> int:
    """Return the size of an open file in bytes. Raises OSError for anything but a regular file."""
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL
        raise OSError(code, "not a regular file", str(path))
    return status.st_size


def read_file(disk: FileSystem, path: Path) -> bytes:
    """Return the whole content of the file at `path`.

    Raises OSError, at once for a pipe, a device, a socket, and a file of more than `LARGEST_FILE_BYTES` or without end.
    """
    fd = retry_on_eintr(lambda: disk.open(path, os.O_RDONLY | os.O_NONBLOCK))
    try:
        file_size = _require_regular(fd, path)
        if file_size > LARGEST_FILE_BYTES:
            raise _too_large_error(path)
        bytes_left = min(file_size + LARGEST_GROWTH_BYTES, LARGEST_FILE_BYTES)
        chunks = []
        while chunk := retry_on_eintr(lambda: disk.read(fd, _BYTES_READ_AT_ONCE)):
            chunks.append(chunk)
            bytes_left -= len(chunk)
            if bytes_left < 0:
                raise _too_large_error(path)
        return b"".join(chunks)
    finally:
        _close_descriptor(disk, fd)


def _too_large_error(path: Path) -> OSError:
    return OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))


def read_text_file(path: Path, encoding: str = "utf-8", errors: str = "strict") -> str:
    """Return the text of the file at `path`. Raises OSError as `read_file` does, UnicodeDecodeError."""
    return read_file(FileSystem(), path).decode(encoding, errors)


def remove_file(disk: FileSystem, path: Path) -> None:
    """Remove a file if it is there, and force its folder to the disk. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        retry_on_eintr(partial(disk.unlink, path))
        sync_folder(disk, path.parent)


def write_private_file(path: Path, data: bytes, *, durable: bool = True, mtime: int | None = None) -> None:
    """Make `data` the content of `path`, for the owner only, creating missing folders. Raises OSError.

    A symbolic link is followed. A cache that can be computed again need not be `durable`: it is not forced to the disk.
    `mtime` is the time to give the file, in nanoseconds.
    """
    disk, target = FileSystem(), Path(os.path.realpath(path))
    make_private_folder(disk, target.parent)
    if durable and mtime is None:
        write_durable_file(disk, target, data)
        return
    with _temp_for(disk, target, data, durable=durable) as temp:
        if mtime is not None:
            disk.utime(temp, mtime)
        if not durable:
            target.unlink(missing_ok=True)  # over an existing file, ext4 would wait for the disk all the same


def replace_file(disk: FileSystem, target: Path, data: bytes) -> WriteResult:
    """Make `data` the content of `target`, whole or not at all, and force it to the disk.

    The caller holds the lock. Raises OSError if the old file is unchanged; an error after the new file has its name is
    returned as `sync_error`.
    """
    before = file_version(disk, target)
    with _temp_for(disk, target, data) as temp:
        after = file_version(disk, temp)
        if after is None:
            raise FileNotFoundError(errno.ENOENT, "the temporary file is gone", str(temp))
        if before is not None and after.mtime <= before.mtime:
            # Clocks of file systems tick slowly and inodes come back: a later version always has a later time.
            retry_on_eintr(lambda: disk.utime(temp, before.mtime + 1))
            after = FileVersion(after.inode, after.size, before.mtime + 1)
    try:
        sync_folder(disk, target.parent)
    except OSError as error:
        return WriteResult(after, error)
    return WriteResult(after)


@contextlib.contextmanager
def _temp_for(disk: FileSystem, target: Path, data: bytes, *, durable: bool = True) -> Iterator[Path]:
    """Write a temporary file beside `target`, which replaces it at the end, or is removed after an error."""
    _require_replaceable(disk, target)
    temp = target.with_name(f"{TEMP_PREFIX}{os.getpid():x}-{next(_temp_serial_numbers):x}{TEMP_SUFFIX}")
    try:
        _write_temp(disk, temp, data, durable=durable)
        yield temp
        retry_on_eintr(lambda: disk.replace(temp, target))
    except BaseException:
        with contextlib.suppress(OSError):
            disk.unlink(temp)
        raise


def write_durable_file(disk: FileSystem, target: Path, data: bytes) -> None:
    """Replace a file as `replace_file` does, and raise OSError too if the folder could not be forced to the disk."""
    written = replace_file(disk, target, data)
    if written.sync_error is not None:
        raise written.sync_error


def _write_temp(disk: FileSystem, temp: Path, data: bytes, *, durable: bool = True) -> None:
    fd = retry_on_eintr(lambda: disk.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW))
    try:
        unwritten = memoryview(data)
        while unwritten:
            written_bytes = retry_on_eintr(partial(disk.write, fd, unwritten))
            if written_bytes <= 0:
                raise OSError(errno.EIO, "nothing was written")
            unwritten = unwritten[written_bytes:]
        if durable:
            retry_on_eintr(lambda: disk.fsync(fd))
    finally:
        _close_descriptor(disk, fd)


def sync_folder(disk: FileSystem, folder: Path) -> None:
    """Force the names in `folder` to the disk, on the file systems that can. Raises OSError."""
    fd = retry_on_eintr(lambda: disk.open(folder, os.O_RDONLY | os.O_DIRECTORY))
    try:
        retry_on_eintr(lambda: disk.fsync(fd))
    except OSError as error:
        if error.errno not in _SYNC_UNSUPPORTED_ERRNOS:
            raise
    finally:
        _close_descriptor(disk, fd)


def _close_descriptor(disk: FileSystem, fd: int) -> None:
    with contextlib.suppress(InterruptedError):  # the descriptor is closed; closing again could close another file
        disk.close(fd)


def make_private_folder(disk: FileSystem, folder: Path) -> None:
    """Create `folder` and what is missing above it, for the owner alone, forced to the disk. Raises OSError."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        if folder.parent == folder:
            break
        folder = folder.parent
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            retry_on_eintr(partial(disk.mkdir, path))
        with contextlib.suppress(PermissionError):  # a parent may be unreadable and still lead to the folder
            sync_folder(disk, path.parent)


def is_temp_name(name: str) -> bool:
    """Return whether `name` is one of our temporary files."""
    return name.startswith(TEMP_PREFIX) and name.endswith(TEMP_SUFFIX)


def remove_temps(disk: FileSystem, folder: Path) -> None:
    """Remove every temporary file in `folder`, and force that to the disk. Raises OSError."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for name in retry_on_eintr(lambda: disk.names(folder)):
            if is_temp_name(name):
                remove_file(disk, folder / name)


def remove_stale_temps(folder: Path) -> None:
    """Remove temporary files in `folder` that killed writers left `STALE_TEMP_AFTER_SECONDS` ago. Never raises."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                if is_temp_name(path.name) and time.time() - path.lstat().st_mtime >= STALE_TEMP_AFTER_SECONDS:
                    path.unlink()
