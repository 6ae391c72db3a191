"""Name the files of a data folder, keep them private, and set damaged ones aside.

coach.json                     the last twelve months, and everything that is still open
coach-2024.json                a finished year
coach-people.json              archived people
coach-damaged-2026-11-22.json  a damaged file, as it was found that day
backups/                       see `backup`
.coach.lock, .coach-….tmp      the lock, and half-written files
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Container, Iterator
from datetime import date
from itertools import chain, count
from pathlib import Path

from coach.atomic_file import PRIVATE_FILE, PRIVATE_FOLDER, Disk, is_temp, read_file, steady, write_durable_file
from coach.errors import CoachError
from coach.store import words
from coach.store.engine import Codec, File
from coach.store.lock import LOCK_NAME, Lock
from coach.store.years import QUIET

FILE_NAME = "coach.json"
PEOPLE_NAME = "coach-people.json"
BACKUPS = "backups"
_YEAR = re.compile(r"coach-(\d{4})\.json")
_OURS = re.compile(r"coach(?:[-. ].*)?\.json|address-book\.json")
"""Our own names, and what synchronising programs make of them ("coach (1).json", "coach.sync-conflict-….json")."""


class Folder:
    """One data folder. `root` is the folder that the person names; coach.json in it may be a link to another folder."""

    def __init__(self, root: Path, disk: Disk, codec: Codec) -> None:
        self.root, self.disk, self.codec = root, disk, codec
        self.path = root / FILE_NAME

    @property
    def file(self) -> Path:
        """The data file with symbolic links resolved, so that a link is never replaced by a file."""
        return Path(os.path.realpath(self.path))

    @property
    def home(self) -> Path:
        """The folder of the resolved data file."""
        return self.file.parent

    @property
    def backups(self) -> Path:
        return self.home / BACKUPS

    @property
    def lock_file(self) -> Path:
        return self.home / LOCK_NAME

    def open(self, path: Path) -> File:
        """Return the data file at `path` without reading it."""
        return File(path, self.disk, self.codec)

    def names(self, folder: Path) -> list[str]:
        """Return the sorted names in a folder, none if it cannot be read."""
        try:
            return sorted(steady(lambda: self.disk.names(folder)))
        except OSError:
            return []

    def year_file(self, year: int) -> Path:
        return self.home / (f"coach-{year:04}.json" if year != QUIET else PEOPLE_NAME)

    def years(self) -> dict[int, Path]:
        """Return year → file of all archives: archived people first, then the finished years."""
        home, names = self.home, self.names(self.home)
        found = {int(match[1]): home / name for name in names if (match := _YEAR.fullmatch(name))}
        return {QUIET: home / PEOPLE_NAME, **found} if PEOPLE_NAME in names else found

    def ours(self) -> Iterator[Path]:
        """Yield every file with data: the data file, years, quarantined files, the address book, the backups."""
        yield from self._at_home()
        yield from self._in_backups()

    def _at_home(self) -> Iterator[Path]:
        home = self.home
        yield from (home / name for name in self.names(home) if _OURS.fullmatch(name))
        if self.file.name != FILE_NAME:
            yield self.file

    def _in_backups(self) -> Iterator[Path]:
        backups = self.backups
        yield from (backups / name for name in self.names(backups) if _OURS.fullmatch(name))

    def temps(self) -> Iterator[Path]:
        """Yield the temporary files of running and of killed writers."""
        for folder in (self.home, self.backups):
            yield from (folder / name for name in self.names(folder) if is_temp(name))

    def sweep(self, lock: Lock) -> None:
        """Remove temporary files of killed writers. Needs the lock: without it, they may belong to a running save."""
        if not any(self.temps()):
            return
        try:
            lock.take(0)
        except (CoachError, OSError):
            return
        try:
            for path in self.temps():
                with contextlib.suppress(OSError):
                    self.disk.unlink(path)
        finally:
            lock.give_back()

    def make_private(self) -> str:
        """Make files private that others could read. Return a notice if there was one, else an empty string."""
        closed = [self._close(path, PRIVATE_FOLDER) for path in (self.root, self.backups)]
        closed.append(self._close(self.file, PRIVATE_FILE))
        # Into a closed folder nobody else can look, and after many years it holds many files.
        if closed[0] is not None or self.home != self.root:
            closed += [self._close(path, PRIVATE_FILE) for path in self._at_home()]
        if closed[1] is not None:
            closed += [self._close(path, PRIVATE_FILE) for path in self._in_backups()]
        if False in closed:
            return words.NOT_PRIVATE
        return words.PRIVATE if True in closed else ""

    def _close(self, path: Path, mode: int) -> bool | None:
        """Give `path` its mode. Return whether that worked, None if there was nothing to do."""
        try:
            found = steady(lambda: self.disk.stat(path)).st_mode
        except OSError:
            return None
        now = stat.S_IMODE(found)
        if stat.S_ISDIR(found) != (mode == PRIVATE_FOLDER) or (now & 0o077 == 0 and now & mode == mode):
            return None
        try:
            steady(lambda: self.disk.chmod(path, mode))
            after = stat.S_IMODE(steady(lambda: self.disk.stat(path)).st_mode)
        except OSError:
            return False
        return after & 0o077 == 0

    def put_aside(self, path: Path, data: bytes, day: date) -> Path:
        """Write the damaged `data` of `path` to a file with a dated name, unless one with the same bytes is there.

        The caller holds the lock. Raises OSError.
        """
        stem = f"{path.stem}-damaged-"
        taken = {name for name in self.names(self.home) if name.startswith(stem)}
        for name in sorted(taken):
            if read_file(self.disk, self.home / name) == data:
                return self.home / name
        aside = self.home / free_name(f"{stem}{day.isoformat()}", taken)
        write_durable_file(self.disk, aside, data)
        return aside


def free_name(stem: str, taken: Container[str]) -> str:
    """Return the first of stem.json, stem-2.json, … that is not in `taken`."""
    names = chain([f"{stem}.json"], (f"{stem}-{number}.json" for number in count(2)))
    return next(name for name in names if name not in taken)
