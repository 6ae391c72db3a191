"""Let one window or command of this computer read the sources of a data folder at a time.

Two that read at once would take the same lines of an inbox, and one would overwrite the marks of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coach.atomic_file import FileSystem
from coach.errors import CoachError
from coach.paths import find_state_place
from coach.store.lock import FolderLock

READING_KIND = "reading"


@contextmanager
def hold_reading_lock(folder: Path, *, wait: float) -> Iterator[bool]:
    """Hold the lock; yield False if somebody else holds it for longer than `wait` seconds. Never raises."""
    place = find_state_place(READING_KIND, folder)
    lock = FolderLock(lambda: place, FileSystem(), wait=wait)
    is_free, is_held = True, False
    with suppress(OSError):  # without a folder for the lock, reading goes on without it
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            lock.acquire(wait)
            is_held = True
        except CoachError:
            is_free = False
    try:
        yield is_free
    finally:
        if is_held:
            lock.release()
