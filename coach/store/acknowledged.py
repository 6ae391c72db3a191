"""What was acknowledged: a copy, outside the data folder, of the file as this computer last wrote it.

A synchronising program may put another computer's version in the place of ours at any moment, also one that
knows nothing of what was saved here a second ago. So every save leaves a copy of what it wrote in the folder for
what belongs to this computer alone. Whoever reads the data file looks whether it is that very version; if not,
records that were acknowledged here and are not in it, in that version or a newer one, are put back.
docs/decisions/0002-two-computers.md says why it is done like this.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from coach.atomic_file import PRIVATE_FILE, PRIVATE_FOLDER, Stamp, stamp_of
from coach.store.folder import Folder
from coach.store.form import SCHEMA, Content, Doc
from coach.store.migrate import migrated
from coach.store.rollover import Years

_LOG = "actions"
"""The log for undo lets go of old entries by itself, so that an entry is not there says nothing."""


class Acknowledged:
    """The last version that this computer wrote. `place` is where it is kept; None keeps nothing."""

    def __init__(self, place: Path | None, folder: Folder, years: Years) -> None:
        self._place, self._folder, self._years = place, folder, years

    def note(self, stamp: Stamp, data: bytes) -> None:
        """Keep `data`, which was written to the data file as `stamp`, unless something later is kept already.

        The caller holds the lock. Never raises OSError. A copy and not a second name (hard link), since some
        programs write into the file that is there. It is not forced to the disk: after a power cut the data file
        itself is safe, and this is for what happens to it later.
        """
        if self._place is None or self._later(stamp):
            return
        fresh = self._place.with_name(f".{self._place.name}.{os.getpid():x}")
        with contextlib.suppress(OSError):  # a second line of defence is no reason to disturb a save
            self._place.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
            with os.fdopen(fd, "wb") as copy:
                copy.write(data)
            os.utime(fresh, ns=(stamp.mtime, stamp.mtime))
            self._place.unlink(missing_ok=True)  # replacing would make ext4 wait for the disk, four times as long
            fresh.replace(self._place)

    def _later(self, stamp: Stamp) -> bool:
        """Whether another program of this computer has written since, on top of `stamp`, and kept that."""
        try:
            kept, there = (stamp_of(self._folder.disk, path) for path in (self._place, self._folder.file) if path)
        except OSError:
            return False
        return kept is not None and there is not None and stamp.mtime < kept.mtime == there.mtime

    def owe(self, content: Content) -> bool:
        """Keep `content` although no save of it worked out: whoever reads the data file joins what it lacks.

        Returns whether that is safe on the disk.
        """
        if self._place is None:
            return False
        with contextlib.suppress(OSError):
            self._place.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            return self._folder.open(self._place).write(content).doubt is None
        return False

    def clear(self) -> None:
        """Keep nothing: after everything was erased."""
        if self._place is not None:
            with contextlib.suppress(OSError):
                self._place.unlink()

    def joined(self, content: Content, stamp: Stamp | None) -> Content:
        """Return `content`, read from the version `stamp`, with the acknowledged records that it lacks.

        It is the same object if it lacks none. Never raises OSError.
        """
        mine = self._read(stamp)
        if mine is None or mine.schema > SCHEMA or content.schema > SCHEMA:
            return content
        from coach.store.merge import join, merge
        from coach.store.purge import FORGOTTEN, without

        forgotten = sorted({*mine.marks.get(FORGOTTEN, []), *content.marks.get(FORGOTTEN, [])})
        news: dict[str, dict[str, Doc]] = {}
        known = content.docs
        for table, rows in without(mine, forgotten)[0].docs.items():
            for key, doc in rows.items():
                if _lacks(known, table, key, doc) and known is content.docs:
                    known = self._years.history(content.docs)  # type: ignore[assignment]  # to be read only
                if _lacks(known, table, key, doc):
                    here = known.get(table, {}).get(key)
                    news.setdefault(table, {})[key] = doc if here is None else join(table, here, doc)
        if not set(news) - {_LOG} and forgotten == sorted(content.marks.get(FORGOTTEN, [])):
            return content
        marks = {"schema": SCHEMA} | ({FORGOTTEN: forgotten} if forgotten else {})
        return without(Content(merge(content.docs, news), marks, content.strangers), forgotten)[0]

    def _read(self, stamp: Stamp | None) -> Content | None:
        """Return what was last written here; None if that is the version `stamp`, or if nothing is known."""
        if self._place is None:
            return None
        try:
            mine = stamp_of(self._folder.disk, self._place)
            if mine is None or (stamp is not None and (mine.size, mine.mtime) == (stamp.size, stamp.mtime)):
                return None
            content = self._folder.open(self._place).read()
        except (OSError, ValueError):
            return None
        return None if content is None else migrated(content)


def _lacks(docs: dict[str, dict[str, Doc]], table: str, key: str, doc: Doc) -> bool:
    from coach.store.merge import join

    here = docs.get(table, {}).get(key)
    return here is None or (here != doc and join(table, here, doc) != here)
