"""Make, list and read backups: whole copies of the data file, named by the day they were made.

backups/coach-2026-11-22.json                    before the first change of that day; the newest 14 are kept
backups/coach-2026-11-22-before-restore.json     before a restore; the newest 14 are kept
backups/coach-2026-11-22-before-schema-v1.json   before a migration; kept
backups/coach-2026-11-22-by-hand.json            asked for; kept
backups/coach-2026-11-22-from-another.json       a conflict copy that was merged; the newest 14 are kept
backups/coach-2024.json                          a second copy of a finished year
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from coach.atomic_file import (
    PRIVATE_FILE,
    file_version,
    make_private_folder,
    read_file,
    retry_on_eintr,
    write_durable_file,
)
from coach.store.data_folder import DataFolder
from coach.store.file_format import DamagedFileError, FileContent, encode_content
from coach.store.migrations import migrate_content

BACKUPS_TO_KEEP = 14
"""How many daily backups are kept, and how many made before restoring."""
DAILY, BY_HAND, BEFORE_RESTORE, BEFORE_MERGE = "daily", "by-hand", "before-restore", "before-merge"
FROM_ANOTHER = "from-another"
_BACKUP_NAME = re.compile(r"coach-(\d{4}-\d\d-\d\d)(?:-([a-z].*?))??(?:-(\d+))?\.json")
_REASONS_WITH_LIMIT = {DAILY, BEFORE_RESTORE, BEFORE_MERGE, FROM_ANOTHER}


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that can be restored. `reason` is daily, by-hand, before-restore, before-merge or before-schema-vN."""

    path: Path
    day: date
    reason: str
    number: int = 1


class Backups:
    """The backups of one folder. Methods that write are called under the lock and raise OSError."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._disk = folder.disk
        self._day_of_last_backup: date | None = None

    def list_backups(self) -> tuple[Backup, ...]:
        """Return the backups, the newest first."""
        folder, backups = self._folder.backups_folder, []
        for match in map(_BACKUP_NAME.fullmatch, self._folder.list_names(folder)):
            with contextlib.suppress(ValueError):  # the 31st of November is somebody else's file
                if match is not None:
                    day = date.fromisoformat(match[1])
                    backups.append(Backup(folder / match[0], day, match[2] or DAILY, int(match[3] or 1)))
        backups.sort(key=lambda backup: (backup.day, backup.reason != DAILY, backup.number, backup.reason))
        return tuple(reversed(backups))

    def read_backup(self, path: Path) -> FileContent:
        """Return the content of a copy in the present schema. Raises OSError, ValueError if it cannot be read.

        A copy whose records are nested so deep that they cannot be written again counts as damaged.
        """
        content = self._folder.open_file(path).read_content()
        if content is None:
            raise FileNotFoundError(path)
        try:
            encode_content(content)
        except TypeError as error:
            raise DamagedFileError(str(error)) from error
        return migrate_content(content)

    def newest_good(self) -> tuple[Backup, FileContent] | None:
        """Return the newest copy that can be read in full, and its content."""
        for backup in self.list_backups():
            with contextlib.suppress(OSError, ValueError):
                return backup, self.read_backup(backup.path)
        return None

    def back_up_daily(self) -> None:
        """Copy the data file, unless that was done today already."""
        day = self._folder.today()
        if self._day_of_last_backup == day:
            return
        path = self._folder.backups_folder / f"coach-{day.isoformat()}.json"
        if file_version(self._disk, path) is None:
            self._copy_data_file(path)
            self._remove_old(DAILY)
        self._day_of_last_backup = day

    def make_backup(self, why: str = BY_HAND, data: bytes | None = None) -> Backup:
        """Copy the data file, or write `data` in its place, under a new name of today."""
        day = self._folder.today()
        stem = f"coach-{day.isoformat()}" + ("" if why == DAILY else f"-{why}")
        number = self._next_number(stem)
        path = self._folder.backups_folder / _numbered_name(stem, number)
        self._copy_data_file(path) if data is None else self._write_backup(path, data)
        if why in _REASONS_WITH_LIMIT:
            self._remove_old(why)
        return Backup(path, day, why, number)

    def move_conflict_copy(self, path: Path, stem: str) -> None:
        """Move the conflict copy at `path`, of the file `stem`, to the backups after it was merged."""
        retry_on_eintr(partial(self._disk.chmod, path, PRIVATE_FILE))
        make_private_folder(self._disk, self._folder.backups_folder)
        today = self._folder.today().isoformat()
        file_part = stem.removeprefix("coach").strip("-")  # of a part of the data: not offered as the whole of it
        what = f"{file_part}-{FROM_ANOTHER}-{today}" if file_part else f"{today}-{FROM_ANOTHER}"
        name = _numbered_name(f"coach-{what}", self._next_number(f"coach-{what}"))
        retry_on_eintr(partial(self._disk.replace, path, self._folder.backups_folder / name))
        self._remove_old(FROM_ANOTHER)

    def mirror_year(self, path: Path) -> None:
        """Copy the file of a finished year to the backups."""
        self._write_backup(self.year_mirror_path(path), read_file(self._disk, path))

    def year_mirror_path(self, path: Path) -> Path:
        """Return the path of the second copy of a finished year."""
        return self._folder.backups_folder / path.name

    def _next_number(self, stem: str) -> int:
        """Return the number after those of all names with `stem`: never that of a removed copy, as it tells the age."""
        used_name = re.compile(rf"{re.escape(stem)}(?:-(\d+))?\.json")
        matches = map(used_name.fullmatch, self._folder.require_names(self._folder.backups_folder))
        return max((int(match[1] or 1) for match in matches if match), default=0) + 1

    def _copy_data_file(self, path: Path) -> None:
        self._write_backup(path, read_file(self._disk, self._folder.data_file))

    def _write_backup(self, path: Path, data: bytes) -> None:
        make_private_folder(self._disk, path.parent)
        write_durable_file(self._disk, path, data)

    def _remove_old(self, why: str) -> None:
        for backup in [backup for backup in self.list_backups() if backup.reason == why][BACKUPS_TO_KEEP:]:
            with contextlib.suppress(OSError):
                retry_on_eintr(partial(self._disk.unlink, backup.path))


def _numbered_name(stem: str, number: int) -> str:
    return f"{stem}-{number}.json" if number > 1 else f"{stem}.json"
