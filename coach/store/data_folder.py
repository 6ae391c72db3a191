"""The files of a data folder: their names, how they are found and kept private, and how damaged ones are quarantined.

coach.json                     the last twelve months, and everything that is still open
coach-2024.json                a finished year
coach-people.json              archived people
coach-damaged-2026-11-22.json  a damaged file, as it was found that day
backups/                       see `backups`
.coach.lock, .coach-….tmp      the lock, and temporary files

There is this one list of names. What merges conflict copies, what moves, forgets and erases all read it.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable, Container, Iterator
from datetime import date
from functools import cache, partial
from itertools import chain, count
from pathlib import Path

from coach.atomic_file import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    FileSystem,
    is_temp_name,
    read_file,
    retry_on_eintr,
    write_durable_file,
)
from coach.errors import CoachError
from coach.store import errors_and_notices
from coach.store.archive_rules import ARCHIVED_PEOPLE
from coach.store.file_format import DataFile
from coach.store.lock import FolderLock

DATA_FILE_NAME = "coach.json"
PEOPLE_FILE_NAME = "coach-people.json"
BACKUPS_FOLDER_NAME = "backups"
VERSIONS_FOLDER_NAMES = (".stversions", ".sync/Archive")
"""Where Syncthing and Resilio keep older versions of files."""
SIDE_FILES = ("address-book", "coach-imports", "coach-sources")
"""Files beside the data file that are merged with their own conflict copies."""
EDITED_LISTS = ("checks", "help_lines", "report_steps")
"""Lists that somebody copied to edit them."""
TEXT_FILES = ("copied.txt", "texts.txt", "inbox.txt", "inbox.done.txt")
"""The text copied last, the follow-up texts that somebody edits, and the inbox with its lines to take and taken."""
INBOX_PART = r"inbox\.taking-[\w-]{1,40}\.txt"
"""An inbox that is being read or was left by a killed reader."""
COPY_NAME_PATTERNS = (
    r"\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]{7})?",  # Syncthing
    # Dropbox, Nextcloud, Seafile
    r" ?[(\[][^()\[\]]*(?:[ck]onfli|конфл|競合|冲突|衝突|충돌|çakış)[^()\[\]]*(?:\(\d{1,3}\))?[)\]]",
    r"[._-]conflict\w*(?:[-.#]\w+)*",  # ownCloud, Resilio
    r"_[^/]{1,80}_[A-Z][a-z]{2}-\d{1,2}-\d{4,6}-\d{4}_Conflict",  # Synology Drive: the computer's name and the time
    r" ?\(\d{1,3}\)",  # Google Drive, Dropbox on a phone, file managers
    r" \d{1,3}",  # iCloud
    r"-(?-i:[A-Z][\w'’-]{0,62})(?: [\w.'’-]{1,40}){0,5}",  # OneDrive: the computer's name
    r"-[\w'’-]{1,40}(?: [\w.'’-]{1,40}){1,5}",  # the same with spaces, in small letters
    r"-(?:desktop|laptop|pc|win|mac|imac|macbook)(?:-[\w-]{1,50})?",
)
"""Patterns of what such programs insert before ".json", in their languages."""
_DATA_FILE_PATTERN = r"coach(?:[-. _(\[~#].*)?"
_LISTS_AND_SIDE_FILES = "|".join((*SIDE_FILES, *EDITED_LISTS))


@cache
def _copy_pattern() -> re.Pattern[str]:  # 3 ms, and most folders have no copy
    return re.compile(
        rf"(?P<stem>{'|'.join(SIDE_FILES)}|coach(?:-\d{{4}}|-people)?)(?!-(?:damaged|undo|old|backup|bak|copy|before)\b)"
        rf"(?:{'|'.join(COPY_NAME_PATTERNS)})+\.json",
        re.IGNORECASE,
    )


@cache
def _own_file_pattern() -> re.Pattern[str]:
    # the last three: old versions, and quarantined files
    copies = "|".join((*COPY_NAME_PATTERNS, r"~\d{8}-\d{6}", r"\.\d{1,3}", r"-damaged-\d{4}-\d\d-\d\d(?:-\d+)?"))
    texts = "|".join(re.escape(name.removesuffix(".txt")) for name in TEXT_FILES)
    return re.compile(
        rf"{_DATA_FILE_PATTERN}\.json|(?:{_LISTS_AND_SIDE_FILES})(?:{copies})*\.json|(?:{texts})(?:{copies})*\.txt|{INBOX_PART}",
        re.IGNORECASE,
    )


@cache
def _unfinished_pattern() -> re.Pattern[str]:
    name = rf"(?:(?:{_DATA_FILE_PATTERN}|{_LISTS_AND_SIDE_FILES})\.json|{'|'.join(map(re.escape, TEXT_FILES))})"
    before = r"[.#~$]+(?:syncthing[.~]|lock\.)?|(?:copy of|kopie von|copi[ae] de|cópia de) "
    return re.compile(rf"(?:{before})?{name}(?:\.[^/]*|[~#]| ?\(\d{{1,3}}\))?", re.IGNORECASE)


def original_stem(name: str) -> str | None:
    """Return the stem of the file that `name` is a conflict copy of ("coach-2024", …), None if it is not a copy."""
    if not name.endswith(".json") or name == DATA_FILE_NAME:
        return None
    match = _copy_pattern().fullmatch(name)
    return match["stem"].lower() if match else None


def is_own_name(name: str) -> bool:
    """Return whether a file of this name in a data folder is ours or a conflict copy of one that is."""
    return _own_file_pattern().fullmatch(name) is not None


def is_unfinished_copy(name: str) -> bool:
    """Return whether `name` is that of a copy of one of our files that another program has not finished or left."""
    return not is_own_name(name) and _unfinished_pattern().fullmatch(name) is not None


_YEAR_FILE_PATTERN = re.compile(r"coach-(?!0000)(\d{4})\.json")


class DataFolder:
    """One data folder. `root` is the folder that the person names; coach.json in it may be a link to another folder.

    `today()` dates the names of backups and quarantined files.
    """

    def __init__(self, root: Path, disk: FileSystem, today: Callable[[], date]) -> None:
        self.root, self.disk, self.today = root, disk, today
        self.path = root / DATA_FILE_NAME
        self.is_strict = False
        self.locked_file = self.path
        """The data file of the last lock, with links resolved."""

    def find_lockable_folder(self) -> Path:
        """Return the folder to lock, and remember the file in it: a link to it may change at any time."""
        self.locked_file = self.data_file
        return self.locked_file.parent

    @property
    def data_file(self) -> Path:
        """The data file with symbolic links resolved, so that a link is never replaced by a file."""
        return Path(os.path.realpath(self.path))

    @property
    def real_folder(self) -> Path:
        """The folder of the resolved data file."""
        return self.data_file.parent

    @property
    def backups_folder(self) -> Path:
        return self.real_folder / BACKUPS_FOLDER_NAME

    def open_file(self, path: Path) -> DataFile:
        """Return the data file at `path` without reading it."""
        return DataFile(path, self.disk)

    def list_names(self, folder: Path) -> list[str]:
        """Return the sorted names in a folder, none if it cannot be read, unless `is_strict`."""
        try:
            return sorted(retry_on_eintr(lambda: self.disk.names(folder)))
        except OSError as error:
            if self.is_strict and not isinstance(error, FileNotFoundError | NotADirectoryError):
                raise
            return []

    def require_names(self, folder: Path) -> list[str]:
        """Return the names in a folder, none if it is not there. Raises OSError if it cannot be listed."""
        with self.strict_listing():
            return self.list_names(folder)

    @contextlib.contextmanager
    def strict_listing(self) -> Iterator[None]:
        """Raise OSError for a folder that cannot be listed, because files in it would not be removed."""
        was_strict, self.is_strict = self.is_strict, True
        try:
            yield
        finally:
            self.is_strict = was_strict

    def year_file_path(self, year: int) -> Path:
        return self.real_folder / (f"coach-{year:04}.json" if year != ARCHIVED_PEOPLE else PEOPLE_FILE_NAME)

    def year_files(self) -> dict[int, Path]:
        """Return year → file of all archives: archived people first, then the finished years."""
        folder, names = self.real_folder, self.list_names(self.real_folder)
        years = {ARCHIVED_PEOPLE: folder / PEOPLE_FILE_NAME} if PEOPLE_FILE_NAME in names else {}
        matches = filter(None, map(_YEAR_FILE_PATTERN.fullmatch, names))
        return years | {int(match[1]): folder / match[0] for match in matches}

    def list_data_files(self) -> Iterator[Path]:
        """Yield every file of ours: data, years, quarantined ones, contacts, edited lists, texts, copies, backups."""
        yield from self._main_files()
        yield from self._backup_files()

    def _main_files(self) -> Iterator[Path]:
        yield from self._list_files(self.real_folder, is_own_name)
        if self.data_file.name != DATA_FILE_NAME:
            yield self.data_file

    def _backup_files(self) -> Iterator[Path]:
        yield from self._list_files(self.backups_folder, is_own_name)

    def temp_files(self) -> Iterator[Path]:
        """Yield the temporary files of running and of killed writers."""
        for folder in (self.real_folder, self.backups_folder):
            yield from self._list_files(folder, is_temp_name)

    def leftover_files(self) -> Iterator[Path]:
        """Yield other files that may hold our data: temporary files, unfinished copies, old versions."""
        yield from self.temp_files()
        yield from self._list_files(self.real_folder, is_unfinished_copy)
        for folder in self.version_folders():
            yield from self._list_files(folder, is_own_name)

    def _list_files(self, folder: Path, is_wanted: Callable[[str], bool]) -> Iterator[Path]:
        """Yield the files in `folder` with such a name. A folder of that name is not ours."""
        wanted = (folder / name for name in self.list_names(folder) if is_wanted(name))
        yield from (path for path in wanted if not path.is_dir())

    def version_folders(self) -> list[Path]:
        """Return where synchronising programs may keep old versions, the innermost folders first."""
        tops = [self.real_folder / name for name in VERSIONS_FOLDER_NAMES]
        return [version_folder for top in tops for version_folder in (top / BACKUPS_FOLDER_NAME, top)]

    def count_linked_files(self) -> int:
        """Return how many files of ours are elsewhere, too, by hard links of backups or links of dotfile managers."""
        count = 0
        for path in chain(self.list_data_files(), self.leftover_files()):
            with contextlib.suppress(OSError):
                is_link = path.is_symlink() and path != self.path  # the data file is found behind its link
                count += is_link or retry_on_eintr(partial(self.disk.stat, path)).st_nlink > 1
        return count

    def remove_stale_temps(self, lock: FolderLock) -> None:
        """Remove temporary files of killed writers. Needs the lock: without it, they may belong to a running save."""
        if not any(self.temp_files()):
            return
        with contextlib.suppress(CoachError, OSError), lock.hold(0):
            for path in self.temp_files():
                with contextlib.suppress(OSError):
                    self.disk.unlink(path)

    def make_private(self) -> str:
        """Make files private that others could read. Return a notice if there was one, else an empty string."""
        restricted = [self._restrict_mode(path, PRIVATE_FOLDER) for path in (self.root, self.backups_folder)]
        restricted.append(self._restrict_mode(self.data_file, PRIVATE_FILE))
        # Files in a private folder are private, and after many years there are many.
        if restricted[0] is not None or self.real_folder != self.root:
            restricted += [self._restrict_mode(path, PRIVATE_FILE) for path in self._main_files()]
        if restricted[1] is not None:
            restricted += [self._restrict_mode(path, PRIVATE_FILE) for path in self._backup_files()]
        if False in restricted:
            return errors_and_notices.NO_PERMISSIONS_MESSAGE
        return errors_and_notices.MADE_PRIVATE_MESSAGE if True in restricted else ""

    def _restrict_mode(self, path: Path, mode: int) -> bool | None:
        """Give `path` its mode. Return whether others are kept out now, None if they were before."""
        try:
            status_mode = retry_on_eintr(lambda: self.disk.stat(path)).st_mode
        except OSError:
            return None
        is_expected = stat.S_ISDIR(status_mode) if mode == PRIVATE_FOLDER else stat.S_ISREG(status_mode)
        was_private = status_mode & 0o077 == 0
        if not is_expected or (was_private and status_mode & mode == mode):
            return None
        is_private = False
        with contextlib.suppress(OSError):
            retry_on_eintr(lambda: self.disk.chmod(path, mode))
            is_private = retry_on_eintr(lambda: self.disk.stat(path)).st_mode & 0o077 == 0
        return None if was_private else is_private

    def quarantine(self, path: Path, data: bytes) -> Path:
        """Write the damaged `data` of `path` to a file with a dated name, unless one with the same bytes is there.

        The caller holds the lock. Raises OSError.
        """
        stem = f"{path.stem}-damaged-"
        quarantined_names = {name for name in self.require_names(self.real_folder) if name.startswith(stem)}
        for name in sorted(quarantined_names):
            if read_file(self.disk, self.real_folder / name) == data:
                return self.real_folder / name
        quarantine_file = self.real_folder / find_free_name(f"{stem}{self.today().isoformat()}", quarantined_names)
        write_durable_file(self.disk, quarantine_file, data)
        return quarantine_file


def find_free_name(stem: str, used_names: Container[str], suffix: str = ".json") -> str:
    """Return the first of stem.json, stem-2.json, … that is not in `used_names`."""
    names = chain([f"{stem}{suffix}"], (f"{stem}-{number}{suffix}" for number in count(2)))
    return next(name for name in names if name not in used_names)
