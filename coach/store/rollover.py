"""Archive old records in one file per year, so that the data file costs the same after ten years as after one.

First the file of the year is written, and only when that is on the disk are the records left out of the data file. A
crash between the two steps leaves records in both files, where they count once, or in the data file alone. Doing it
again changes nothing. A record that is corrected years later is saved in the data file first, like any other, and
then archived.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path

from coach.atomic_file import Stamp, stamp_of, sync_folder
from coach.store import words
from coach.store.backup import Backups
from coach.store.folder import Folder
from coach.store.form import SCHEMA, Content, Doc, Docs
from coach.store.merge import overlay, union
from coach.store.migrate import migrated
from coach.store.salvage import salvage
from coach.store.years import ABOUT_PEOPLE, QUIET, finished, is_past

ROLLED = "rolled"
"""The mark that says: what is dated before this month has left. Absent, it has to be looked at again."""


class Years:
    """The finished years of one folder, each in a file of its own. They are read when asked for and not cached."""

    def __init__(self, folder: Folder, backups: Backups) -> None:
        self._folder, self._backups = folder, backups
        self._people: tuple[Stamp | None, Docs] = (None, {})
        """The version and the content of the file of archived people, which every search for a name needs."""
        self.notices: dict[str, None] = {}
        """Messages for the person, each once, in the order in which they came up."""

    def history(self, hot: Docs) -> Docs:
        """Return `hot` and all years, each record once in its newest version.

        `hot` was read before: a record that is archived meanwhile is then found in both, never in neither.
        """
        whole: dict[str, Mapping[str, Doc]] = {}
        for docs in (*self.one_by_one(), hot):
            for table, rows in docs.items():
                whole[table] = overlay(whole[table], rows) if whole.get(table) else rows
        return whole

    def some(self, hot: Docs, wanted: Callable[[str, Doc], bool]) -> Docs:
        """Return those records of `hot` and of all years that `wanted` accepts, each once in its newest version.

        One year is in memory at a time. Files are read twice, since an older version may be wanted and a newer one not.
        """
        keys: dict[str, set[str]] = {}
        for docs in chain(self.one_by_one(), [hot]):
            for table, rows in docs.items():
                keys.setdefault(table, set()).update(key for key, doc in rows.items() if wanted(table, doc))
        found: dict[str, dict[str, Doc]] = {}
        for docs in chain(self.one_by_one(), [hot]):
            for table, rows in docs.items():
                chosen = {key: doc for key, doc in rows.items() if key in keys.get(table, ())}
                found[table] = overlay(found.get(table, {}), chosen)
        return {table: {key: doc for key, doc in rows.items() if wanted(table, doc)} for table, rows in found.items()}

    def stamps(self) -> tuple[tuple[Path, Stamp | None], ...]:
        """Return the files of all years with their versions: while these are the same, so is their content."""
        return tuple((path, stamp_of(self._folder.disk, path)) for path in self._folder.years().values())

    def one_by_one(self) -> Iterator[Docs]:
        """Yield the records of each year; a record may be in two of them."""
        for path in self._folder.years().values():
            yield self.docs(path)

    def docs(self, path: Path) -> Docs:
        """Return the records of one year, none if the file cannot be read at all."""
        try:
            return self._read(path)[0].docs
        except OSError:
            self.notices[words.not_readable(path)] = None
            return {}

    def quiet(self) -> Docs:
        """Return archived people and their last messages. Never raises OSError."""
        path = self._folder.year_file(QUIET)
        try:
            stamp, people = stamp_of(self._folder.disk, path), self._people
            if stamp is None:
                return {}
            if people[0] != stamp:
                people = self._people = (stamp, self._read(path)[0].docs)
        except OSError:
            self.notices[words.not_readable(path)] = None
            return {}
        return people[1]

    def rejoined(self, content: Content, hot: str) -> Content:
        """Return `content` with the records from the month `hot` on that a clock that was ahead archived too early."""
        rolled = content.marks.get(ROLLED)
        if not isinstance(rolled, str) or rolled <= hot:
            return content
        docs = dict(content.docs)
        for year, path in self._folder.years().items():
            if year == QUIET:
                away, there = finished(self.history(content.docs), hot).get(QUIET, {}), self.docs(path)
                for table, rows in there.items():
                    late = {key: doc for key, doc in rows.items() if key not in away.get(table, {})}
                    docs[table] = overlay(late, docs.get(table, {}))
            elif year >= int(hot[:4]):
                for table, rows in self.docs(path).items():
                    late = {key: doc for key, doc in rows.items() if not is_past(table, doc, hot)}
                    docs[table] = overlay(late, docs.get(table, {}))
        return Content(docs, content.marks, content.strangers)

    def with_people(self, content: Content, known: Content) -> Content:
        """Return `content` with the archived people that its records name, and with their messages.

        `known` is the content before the change. The same object is returned if nobody comes back.
        """
        if all(content.docs.get(table) is known.docs.get(table) for table in ABOUT_PEOPLE):
            return content
        named = {doc.get("person") for table in ABOUT_PEOPLE for doc in content.docs.get(table, {}).values()}
        back = self.of_quiet({who for who in named if isinstance(who, str)} - content.docs.get("people", {}).keys())
        if not back:
            return content
        docs = {table: overlay(rows, content.docs.get(table, {})) for table, rows in back.items()}
        return Content({**content.docs, **docs}, content.marks, content.strangers)

    def of_quiet(self, ids: Collection[str]) -> Docs:
        """Return those of the people `ids` who are archived, with their messages; nothing if none is."""
        there = self.quiet() if ids else {}
        people = {key: doc for key, doc in there.get("people", {}).items() if key in ids}
        theirs = {key: doc for key, doc in there.get("messages", {}).items() if doc.get("person") in people}
        return {"people": people, "messages": theirs} if people else {}

    def roll(self, content: Content, hot: str, day: date) -> Content:
        """Write finished records into the files of their years, and return `content` without them and marked as rolled.

        The caller holds the lock and writes the result. Raises OSError.
        """
        left, marks = dict(content.docs), {**content.marks, ROLLED: hot}
        for year, leaving in finished(content.docs, hot).items():
            if not self._take_in(self._folder.year_file(year), leaving, day):
                marks.pop(ROLLED, None)  # not yet; the next save tries again
                continue
            for table, rows in leaving.items():
                left[table] = {key: doc for key, doc in left[table].items() if key not in rows}
        return Content(left, marks, content.strangers)

    def _take_in(self, path: Path, leaving: Docs, day: date) -> bool:
        """Make sure that the file of a year holds `leaving`. Returns whether it does, safely."""
        content, damaged = self._read(path, day)
        if content.schema > SCHEMA:
            return False
        docs = dict(content.docs)
        for table, rows in leaving.items():
            docs[table] = overlay(docs.get(table, {}), rows)
        if docs == content.docs and not damaged:
            sync_folder(self._folder.disk, path.parent)  # whoever wrote it may have been ended before this
            return True
        written = self._folder.open(path).write(Content(docs, {"schema": SCHEMA}, content.strangers))
        if written.doubt:
            return False
        with contextlib.suppress(OSError):  # the second copy is a kindness; the year itself is safe
            self._backups.mirror(path)
        return True

    def _read(self, path: Path, day: date | None = None) -> tuple[Content, bool]:
        """Return what a year's file holds and whether it was damaged; then, with a `day`, it is put aside first."""
        file = self._folder.open(path)
        try:
            return migrated(file.read() or Content({}, {"schema": SCHEMA})), False
        except ValueError:
            data = file.storage.raw() or b""
        copy: Docs = {}
        with contextlib.suppress(OSError, ValueError):
            copy = self._backups.content(self._folder.backups / path.name).docs
        if day is not None:
            self._folder.put_aside(path, data, day)
        self.notices[words.year_damaged(path)] = None
        found = salvage(data)
        tables = {name: union(name, copy.get(name, {}), found.get(name, {})) for name in {**copy, **found}}
        return Content(tables, {"schema": SCHEMA}), True
