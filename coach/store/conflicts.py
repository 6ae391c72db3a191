"""Find and merge conflict copies, which synchronising programs leave when two computers wrote the same file.

They are found at start and while the coach is open, merged record by record, and kept with the backups. The one list
of their names is here. Files with other names are left alone, and so is a copy that is not complete yet: the rest of
it may be on its way (programs also write to names like `.syncthing.coach.json.tmp`, `~$coach.json` or
`coach.json.part`, none of which is in the list).
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from coach.atomic_file import Stamp, stamp_of, steady
from coach.errors import CoachError
from coach.store import words
from coach.store.folder import Folder
from coach.store.form import Content
from coach.store.git import prepare_syncthing
from coach.store.merge import merge
from coach.store.store import Store
from coach.store.whole import take_in

BESIDE = ("address-book", "coach-imports")
"""Files beside the data file that are merged with their own conflict copies."""
NAMES = (
    r"\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]{7})?",  # Syncthing
    r" ?[(\[][^()\[\]]*(?:[ck]onfli|конфл|競合|冲突|衝突|충돌|çakış)[^()\[\]]*[)\]]",  # Dropbox, Nextcloud, Seafile
    r"[._-]conflict\w*(?:[-.#]\w+)*",  # ownCloud, Resilio
    r" ?\(\d{1,3}\)",  # Google Drive, Dropbox on a phone, file managers
    r" \d{1,3}",  # iCloud
    r"-(?-i:[A-Z][\w-]{0,62})",  # OneDrive: the computer's name
)
"""Patterns of what such programs insert before ".json", in their languages."""
_TICK = 100_000_000
"""Nanoseconds within which two changes of a folder may carry one time."""


@cache
def _pattern() -> re.Pattern[str]:  # 3 ms, and most folders have no copy
    return re.compile(
        rf"(?P<stem>coach(?:-\d{{4}}|-people)?|{'|'.join(BESIDE)})(?:{'|'.join(NAMES)})+\.json", re.IGNORECASE
    )


def stem_of(name: str) -> str | None:
    """Return the stem of the file that `name` is a conflict copy of ("coach-2024", …), None if it is not a copy."""
    if not name.endswith(".json") or name == "coach.json":
        return None
    match = _pattern().fullmatch(name)
    return match["stem"] if match else None


def copies(folder: Folder) -> Iterator[tuple[Path, str]]:
    """Yield the conflict copies in a folder, each with the stem of its file."""
    home, own = folder.home, folder.file.stem
    for name in folder.names(home):
        stem = stem_of(name if own == "coach" else name.replace(own, "coach", 1))
        if stem is not None:
            yield home / name, stem


class Arrivals:
    """Watch one folder for files from other computers and merge them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: Stamp | None = None
        self._waiting: dict[Path, Stamp | None] = {}
        self._merged = 0

    def stirred(self) -> bool:
        """Return whether there may be something new: one stat, and one for each incomplete copy."""
        try:
            return self._stamp(self._store.files.home) != self._seen or any(
                self._stamp(path) != stamp for path, stamp in self._waiting.items()
            )
        except OSError:
            return False

    def take_in(self) -> bool:
        """Merge new copies, and write records that were saved here and are missing from the file.

        Return whether the data changed. Never raises CoachError: a copy that cannot be merged now is tried again.
        """
        store, changed = self._store, False
        if store.state.refuses is not None or store.state.damage is not None:
            return False  # a person has to look at that first; the copies will still be there
        with contextlib.suppress(OSError, CoachError):
            seen = self._stamp(store.files.home)
            self._waiting = {}
            for path, stem in copies(store.files):
                changed |= self._take(path, stem)
            for path in store.files.years().values():
                changed |= self._compare(path)
            if store.state.owes:
                changed |= self._settle()
            # A folder that changed a moment ago may change again under the same time: look once more then.
            self._seen = seen if seen is None or time.time_ns() - seen.mtime > _TICK else None
        return changed

    def news(self) -> tuple[str, ...]:
        """Return one message if entries were merged since the last call."""
        count, self._merged = self._merged, 0
        return (words.merged(count),) if count else ()

    def _take(self, path: Path, stem: str) -> bool:
        store = self._store
        stamp = self._stamp(path)
        try:
            with store.locked() as before:
                if stem in BESIDE:
                    join_beside(store.files, path, store.files.home / f"{stem}.json")
                else:
                    taken = take_in(store, path, undoable=True)
                    self._merged += taken.new + taken.newer
                store.backups.move_here(path, stem, store.today())
                if ".sync-conflict-" in path.name:
                    prepare_syncthing(store.files.home)
                return store.state.content.docs is not before
        except (CoachError, OSError, ValueError, TypeError):  # TypeError: nested too deep to be written
            if stamp is not None:
                self._waiting[path] = stamp
            return False

    def _compare(self, year: Path) -> bool:
        """Restore the records that a year's file lacks and its second copy has. Return whether the data changed."""
        store, second = self._store, self._store.backups.second(year)
        mine, there = self._stamp(second), self._stamp(year)
        if mine is None or there is None or mine.size == there.size:
            return False
        try:
            store.files.open(year).read()
        except ValueError:
            return False  # it is damaged, and its records are read from the second copy
        with store.locked() as before:
            take_in(store, second)
            store.backups.mirror(year)
            return store.state.content.docs is not before

    def _settle(self) -> bool:
        store = self._store
        with store.locked():
            if store.state.owes:
                store.commit(store.state.content)
        return True

    def _stamp(self, path: Path) -> Stamp | None:
        return stamp_of(self._store.files.disk, path)


def join_beside(folder: Folder, copy: Path, target: Path) -> None:
    """Merge a conflict copy of a side file into that file. Raises OSError, ValueError."""
    there = folder.open(copy).read() or Content()
    here = folder.open(target).read() or Content()
    steady(lambda: folder.open(target).write(Content(merge(here.docs, there.docs), here.marks or there.marks)))
