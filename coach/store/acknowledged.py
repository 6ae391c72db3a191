"""Keep what this computer saved in a second place, outside the data folder.

A synchronising program may replace the data file at any moment by a version that lacks what was saved here a second
ago. So every save leaves a copy of the file in the state folder. Whoever reads the data file compares it with that
copy, and records that it lacks are put back. Records that the disk refused are spooled: each time into a new file
beside the copy, which stays until its records are in the data file. docs/decisions/0002-two-computers.md has the
reasons.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from coach.atomic_file import STALE_AFTER, Stamp, remove_temps, stamp_of, write_private_file
from coach.store.folder import Folder
from coach.store.form import SCHEMA, Content, Doc, Docs, encode, tables_of
from coach.store.merge import join, merge
from coach.store.migrate import migrated
from coach.store.redaction import forgotten_in, marks_with, without
from coach.store.rollover import Years

_LOG = "actions"
"""The undo log drops old entries by itself, so an entry that is not there tells nothing."""


class Acknowledged:
    """The local copy of one data file, at `place`, and the spool beside it. Without a place, nothing is kept."""

    def __init__(self, place: Path | None, folder: Folder, years: Years) -> None:
        self.place, self._folder, self._years = place, folder, years

    def write(self, stamp: Stamp, data: bytes) -> None:
        """Copy `data`, which was written to the data file as version `stamp`, unless a later copy is there.

        The caller holds the lock. Never raises OSError. The copy is not forced to the disk: the data file survives
        a power cut, and the copy is for what happens to it later.
        """
        if self.place is not None and not self._is_outdated(stamp):
            with contextlib.suppress(OSError):  # a second line of defence does not disturb a save
                write_private_file(self.place, data, durable=False, mtime=stamp.mtime)

    def _is_outdated(self, stamp: Stamp) -> bool:
        """Return whether another program of this computer has written a later version and copied that."""
        try:
            copy, there = (stamp_of(self._folder.disk, path) for path in (self.place, self._folder.file) if path)
        except OSError:
            return False
        return copy is not None and there is not None and stamp.mtime < copy.mtime == there.mtime

    def spool(self, docs: Docs) -> bool:
        """Write records that the data folder did not take to a new file. Return whether they are safe there."""
        if self.place is None:
            return False
        path = self.place.with_name(f"{self._spool_prefix}{uuid4().hex[:12]}.json")
        content = Content({table: dict(rows) for table, rows in docs.items()}, {"schema": SCHEMA})
        try:
            write_private_file(path, self._folder.codec.encode(encode(tables_of(content))))
        except (OSError, TypeError):
            return False
        return True

    def remove_saved_spool(self, content: Content) -> None:
        """Remove the spooled files whose records are all in `content`, which is on the disk. Never raises OSError."""
        for path in self._spooled():
            with contextlib.suppress(OSError, ValueError):
                spooled = self._folder.open(path).read()
                if spooled is None or not self._lacking(content, migrated(spooled)):
                    path.unlink()

    def clear(self) -> None:
        """Remove the copy, the spool and half-written files: after everything was erased. Never raises OSError."""
        if self.place is not None:
            for path in self.files():
                with contextlib.suppress(OSError):
                    path.unlink()
            self.remove_temps(older_than=0)

    def remove_temps(self, older_than: float = STALE_AFTER) -> None:
        """Remove half-written files beside the copy that are at least so many seconds old. Never raises OSError."""
        if self.place is not None:
            remove_temps(self.place.parent, older_than)

    def files(self) -> Iterator[Path]:
        """Yield the copy and the spooled files, as far as they exist."""
        if self.place is not None and self.place.exists():
            yield self.place
        yield from self._spooled()

    def _spooled(self) -> list[Path]:
        if self.place is None:
            return []
        names = self._folder.names(self.place.parent)
        return [self.place.with_name(name) for name in names if name.startswith(self._spool_prefix)]

    @property
    def _spool_prefix(self) -> str:
        return f"{self.place.stem}-unsaved-" if self.place else ""

    def joined(self, content: Content, stamp: Stamp | None) -> Content:
        """Return `content`, read from the version `stamp`, with the saved and spooled records that it lacks.

        It is the same object if it lacks none. Never raises OSError.
        """
        for path in self.files():
            mine = self._read(path, stamp)
            if mine is None or mine.schema > SCHEMA or content.schema > SCHEMA:
                continue
            news, forgotten = self._lacking(content, mine), forgotten_in(mine, content)
            if news or forgotten != forgotten_in(content):
                merged = Content(merge(content.docs, news), marks_with(forgotten), content.strangers)
                content = without(merged, forgotten)[0]
        return content

    def _read(self, path: Path, stamp: Stamp | None) -> Content | None:
        """Return the content of a copy; None if it is a copy of the version `stamp`, or cannot be read."""
        try:
            mine = stamp_of(self._folder.disk, path)
            if mine is None or (stamp is not None and (mine.size, mine.mtime) == (stamp.size, stamp.mtime)):
                return None
            content = self._folder.open(path).read()
        except (OSError, ValueError):
            return None
        return None if content is None else migrated(content)

    def _lacking(self, content: Content, mine: Content) -> Docs:
        """Return the records of `mine` that `content` and the years do not have in that version or a newer one."""
        news: dict[str, dict[str, Doc]] = {}
        known: Docs = content.docs
        for table, rows in without(mine, forgotten_in(mine, content))[0].docs.items():
            for key, doc in rows.items():
                if _lacks(known, table, key, doc) and known is content.docs:
                    known = self._years.history(content.docs)
                if _lacks(known, table, key, doc):
                    here = known.get(table, {}).get(key)
                    news.setdefault(table, {})[key] = doc if here is None else join(table, here, doc)
        return news if set(news) - {_LOG} else {}


def _lacks(docs: Docs, table: str, key: str, doc: Doc) -> bool:
    here = docs.get(table, {}).get(key)
    return here is None or (here != doc and join(table, here, doc) != here)
