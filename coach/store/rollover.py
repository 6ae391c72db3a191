"""Rolling over: old records leave the data file, so that it costs the same after ten years as after one.

First the year's file is written with the records in it, and only once that is on the disk are they left out of
the data file. Whatever ends this between two steps leaves records in both files, where they count once, or in
the data file alone. Doing it again changes nothing. A record that is corrected years later is saved in the data
file first, like any other, and then moves.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import reduce
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
    """The finished years of one folder."""

    def __init__(self, folder: Folder, backups: Backups) -> None:
        self._folder, self._backups = folder, backups
        self._known: dict[Path, tuple[Stamp | None, Docs]] = {}
        self._whole: tuple[tuple[object, ...], Docs] | None = None
        self.notices: dict[str, None] = {}
        """What there is to tell, each line once, in the order it came up."""

    def history(self, hot: Docs) -> Docs:
        """Return `hot` and all years, each record once in its newest version; the same object while nothing changes.

        `hot` has to have been read before: what leaves it meanwhile is then found in both, never in neither.
        """
        years = [self.docs(path) for path in self._folder.years().values()]
        basis = (*hot.values(), *years)
        if self._whole is None or not _same(self._whole[0], basis):
            whole: dict[str, Mapping[str, Doc]] = {}
            for table in {name: None for docs in (*years, hot) for name in docs}:
                copies = [docs[table] for docs in (*years, hot) if docs.get(table)]
                whole[table] = reduce(overlay, copies, {}) if len(copies) != 1 else copies[0]
            self._whole = (basis, whole)
        return self._whole[1]

    def some(self, hot: Docs, wanted: Callable[[str, Doc], bool]) -> Docs:
        """Return those records of `hot` and of all years that are `wanted`, as `history` does, and keep none of them.

        One piece of a file is in memory at a time, and no more of the years than is asked for.
        """
        years: dict[str, dict[str, Doc]] = {}
        ids: list[str] = []
        for docs in self.one_by_one():
            for table, rows in docs.items():
                ids.extend(rows)
                known = hot.get(table, {})
                years.setdefault(table, {}).update(
                    (key, doc) for key, doc in rows.items() if key in known or wanted(table, doc)
                )
        if len(set(ids)) < len(ids):  # a record stands in two files: which one counts has to be seen first
            found = self.history(hot)
            self.forget()
        else:
            found = {name: overlay(years.get(name, {}), hot.get(name, {})) for name in {**years, **hot}}
        return {table: {key: doc for key, doc in rows.items() if wanted(table, doc)} for table, rows in found.items()}

    def stamps(self) -> tuple[tuple[Path, Stamp | None], ...]:
        """Return the files of all years with their stamps: as long as they are the same, so is what was read."""
        return tuple((path, stamp_of(self._folder.disk, path)) for path in self._folder.years().values())

    def forget(self) -> None:
        """Keep nothing of the years in memory: ten of them are heavier than the rest of the program."""
        quiet = self._folder.year_file(QUIET)
        self._known = {path: known for path, known in self._known.items() if path == quiet}
        self._whole = None

    def one_by_one(self) -> Iterator[Docs]:
        """Yield the records of all files a piece of one after the other; none is kept.

        A record comes twice if it stands in two files, or in one that turned out to be odd further down.
        """
        from coach.store.pieces import pieces

        for path in self._folder.years().values():
            try:
                yield from pieces(self._folder.open(path).storage.plain() or b"")
            except (OSError, ValueError):
                yield self.docs(path)
                self.forget()

    def docs(self, path: Path) -> Docs:
        """Return the records of one year, none if the file cannot be read at all."""
        try:
            stamp, known = stamp_of(self._folder.disk, path), self._known.get(path)
            if known is None or known[0] != stamp:
                known = self._known[path] = (stamp, self._read(path)[0].docs)
        except OSError:
            self.notices[words.not_readable(path)] = None
            return {}
        return known[1]  # not looked up again: another thread may have let it go

    def rejoined(self, content: Content, hot: str) -> Content:
        """Return `content` with what left too early, by a clock that was ahead: from the month `hot` on, if any."""
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

    def quiet(self) -> Docs:
        """Return people one has not been in touch with for long, and their last messages."""
        path = self._folder.year_file(QUIET)
        return self.docs(path) if stamp_of(self._folder.disk, path) is not None else {}

    def with_people(self, content: Content, known: Content) -> Content:
        """Return `content` with everybody who is named in it: somebody quiet with news comes back, for all that passed.

        `known` is what was at hand before; the same object if nobody comes back.
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
        """Return what is kept of those of the people `ids` who are quiet; nothing if none is."""
        there = self.quiet() if ids else {}
        people = {key: doc for key, doc in there.get("people", {}).items() if key in ids}
        theirs = {key: doc for key, doc in there.get("messages", {}).items() if doc.get("person") in people}
        return {"people": people, "messages": theirs} if people else {}

    def roll(self, content: Content, hot: str, day: date) -> Content:
        """Write what is finished into the files of its years, and return `content` without it and marked as rolled.

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


def _same(a: tuple[object, ...], b: tuple[object, ...]) -> bool:
    return len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))
