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

from coach.atomic_file import FileVersion, file_version, sync_folder
from coach.store import notices
from coach.store.backups import Backups
from coach.store.damaged_files import salvage_records
from coach.store.data_folder import DataFolder
from coach.store.file_format import SCHEMA_VERSION, Doc, Docs, FileContent
from coach.store.merge_records import merge_copies, overlay_table
from coach.store.migrations import migrate_content
from coach.store.year_rules import ARCHIVED_PEOPLE, DATE_FIELDS, PERSON_TABLES, find_finished_records, is_before_month

ARCHIVED_MARK = "rolled"
"""The mark with the month before which everything is archived. Without it, the next save archives again."""


class YearFiles:
    """The finished years of one folder, each in a file of its own. They are read when asked for and not cached."""

    def __init__(self, folder: DataFolder, backups: Backups) -> None:
        self._folder, self._backups = folder, backups
        self._people: tuple[FileVersion | None, Docs] = (None, {})
        """The version and the content of the file of archived people, which every search for a name needs."""
        self.notices: dict[str, None] = {}
        """Messages for the person, each once, in the order in which they came up."""

    def load_all(self, hot: Docs) -> Docs:
        """Return `hot` and all years, each record once in its newest version.

        `hot` was read before: a record that is archived meanwhile is then found in both, never in neither.
        """
        whole: dict[str, Mapping[str, Doc]] = {}
        for docs in (*self.read_each_year(), hot):
            for table, rows in docs.items():
                whole[table] = overlay_table(whole[table], rows) if whole.get(table) else rows
        return whole

    def load_matching(self, hot: Docs, wanted: Callable[[str, Doc], bool]) -> Docs:
        """Return the records of `hot` and of all years that `wanted` accepts, each once in its newest version.

        One year is in memory at a time. Files are read twice, because `wanted` may accept an older version alone.
        """
        keys: dict[str, set[str]] = {}
        for docs in chain(self.read_each_year(), [hot]):
            for table, rows in docs.items():
                keys.setdefault(table, set()).update(key for key, doc in rows.items() if wanted(table, doc))
        found: dict[str, dict[str, Doc]] = {}
        for docs in chain(self.read_each_year(), [hot]):
            for table, rows in docs.items():
                chosen = {key: doc for key, doc in rows.items() if key in keys.get(table, ())}
                found[table] = overlay_table(found.get(table, {}), chosen)
        return {table: {key: doc for key, doc in rows.items() if wanted(table, doc)} for table, rows in found.items()}

    def file_versions(self) -> tuple[tuple[Path, FileVersion | None], ...]:
        """Return the files of all years with their versions: while these are the same, so is their content."""
        return tuple((path, self._file_version(path)) for path in self._folder.year_files().values())

    def _file_version(self, path: Path) -> FileVersion | None:
        try:
            return file_version(self._folder.disk, path)
        except OSError:  # reading it tells that
            return None

    def read_each_year(self) -> Iterator[Docs]:
        """Yield the records of each year; a record may be in two of them."""
        for path in self._folder.year_files().values():
            yield self.read_year(path)

    def read_year(self, path: Path) -> Docs:
        """Return the records of one year, none if the file cannot be read at all."""
        try:
            return self._read_year_file(path)[0].docs
        except OSError:
            self.notices[notices.not_readable_message(path)] = None
            return {}

    def archived_people(self) -> Docs:
        """Return archived people and their last messages. Never raises OSError."""
        path = self._folder.year_file_path(ARCHIVED_PEOPLE)
        try:
            stamp, people = file_version(self._folder.disk, path), self._people
            if stamp is None:
                return {}
            if people[0] != stamp:
                people = self._people = (stamp, self._read_year_file(path)[0].docs)
        except OSError:
            self.notices[notices.not_readable_message(path)] = None
            return {}
        return people[1]

    def with_early_archived(self, content: FileContent, hot: str) -> FileContent:
        """Return `content` with the records from the month `hot` on that a clock which was ahead archived too early."""
        archived = content.marks.get(ARCHIVED_MARK)
        if not isinstance(archived, str) or archived <= hot:
            return content
        docs = dict(content.docs)
        for year, path in self._folder.year_files().items():
            if year == ARCHIVED_PEOPLE:
                inactive = find_finished_records(self.load_all(content.docs), hot).get(ARCHIVED_PEOPLE, {})
                for table, rows in self.read_year(path).items():
                    late = {key: doc for key, doc in rows.items() if key not in inactive.get(table, {})}
                    docs[table] = overlay_table(late, docs.get(table, {}))
            elif year >= int(hot[:4]):
                for table, rows in self.read_year(path).items():
                    late = {key: doc for key, doc in rows.items() if not is_before_month(table, doc, hot)}
                    docs[table] = overlay_table(late, docs.get(table, {}))
        return FileContent(docs, content.marks, content.foreign_rows)

    def with_named_people(self, content: FileContent, known: FileContent) -> FileContent:
        """Return `content` with the archived people that its records name, and with their messages.

        `known` is the content before the change. The same object is returned if nobody comes back.
        """
        if all(content.docs.get(table) is known.docs.get(table) for table in PERSON_TABLES):
            return content
        named = {doc.get("person") for table in PERSON_TABLES for doc in content.docs.get(table, {}).values()}
        back = self.find_archived_people(
            {who for who in named if isinstance(who, str)} - content.docs.get("people", {}).keys()
        )
        if not back:
            return content
        docs = {table: overlay_table(rows, content.docs.get(table, {})) for table, rows in back.items()}
        return FileContent({**content.docs, **docs}, content.marks, content.foreign_rows)

    def find_archived_people(self, ids: Collection[str]) -> Docs:
        """Return those of the people `ids` who are archived, with their messages; nothing if none is."""
        there = self.archived_people() if ids else {}
        people = {key: doc for key, doc in there.get("people", {}).items() if key in ids}
        theirs = {key: doc for key, doc in there.get("messages", {}).items() if doc.get("person") in people}
        return {"people": people, "messages": theirs} if people else {}

    def archive_finished_months(self, content: FileContent, hot: str, day: date) -> FileContent:
        """Write finished records into the files of their years; return `content` without them, marked with the month.

        Without a mark something old was changed, so all years are read, and what belongs to the data file now comes
        back into it: what stays depends on the records alone, and not on the order in which they came. The caller holds
        the lock and writes the result. Raises OSError.
        """
        here, marks = content.docs, {**content.marks, ARCHIVED_MARK: hot}
        known = here if ARCHIVED_MARK in content.marks else self._load_archivable(here)
        left = dict(known)
        for year, leaving in find_finished_records(known, hot).items():
            fresh = {
                table: {key: doc for key, doc in rows.items() if year == ARCHIVED_PEOPLE or key in here.get(table, {})}
                for table, rows in leaving.items()
            }
            is_there = not any(fresh.values()) or self._add_to_year(self._folder.year_file_path(year), fresh, day)
            if not is_there:
                marks.pop(ARCHIVED_MARK, None)  # the next save tries again
            for table, rows in leaving.items():
                gone = rows if is_there else rows.keys() - here.get(table, {}).keys()
                left[table] = {key: doc for key, doc in left[table].items() if key not in gone}
        return FileContent(left, marks, content.foreign_rows)

    def _load_archivable(self, hot: dict[str, dict[str, Doc]]) -> dict[str, dict[str, Doc]]:
        """Return `hot` with what all years hold of the tables that are archived."""
        tables = (*DATE_FIELDS, "people")
        years = self.load_all({table: hot.get(table, {}) for table in tables})
        fuller = {table: dict(rows) for table in tables if (rows := years.get(table)) and rows is not hot.get(table)}
        return {**hot, **fuller}

    def remove_archived_people(self, removed: Mapping[str, Collection[str]]) -> None:
        """Remove records, table → ids, from the file of archived people; newer versions of them are on the disk.

        The caller holds the lock. Raises OSError.
        """
        path = self._folder.year_file_path(ARCHIVED_PEOPLE)
        content, damaged = self._read_year_file(path)
        left = {
            table: {key: doc for key, doc in rows.items() if key not in removed.get(table, ())}
            for table, rows in content.docs.items()
        }
        if damaged or content.schema > SCHEMA_VERSION or left == content.docs:
            return
        self._folder.open_file(path).write_content(FileContent(left, content.marks, content.foreign_rows))
        self._backups.mirror_year(path)

    def _add_to_year(self, path: Path, leaving: Docs, day: date) -> bool:
        """Make sure that the file of a year holds `leaving`. Returns whether it does, safely."""
        content, damaged = self._read_year_file(path, day)
        if content.schema > SCHEMA_VERSION:
            return False
        docs = dict(content.docs)
        for table, rows in leaving.items():
            docs[table] = overlay_table(docs.get(table, {}), rows)
        if docs == content.docs and not damaged:
            sync_folder(self._folder.disk, path.parent)  # the process that wrote it may have been killed before this
            return True
        written = self._folder.open_file(path).write_content(
            FileContent(docs, {"schema": SCHEMA_VERSION}, content.foreign_rows)
        )
        if written.sync_error:
            return False
        with contextlib.suppress(OSError):  # the year itself is on the disk
            self._backups.mirror_year(path)
        return True

    def _read_year_file(self, path: Path, day: date | None = None) -> tuple[FileContent, bool]:
        """Return the content of a year's file and whether it was damaged; with a `day`, quarantine a damaged one."""
        file = self._folder.open_file(path)
        try:
            return migrate_content(file.read_content() or FileContent({}, {"schema": SCHEMA_VERSION})), False
        except ValueError:
            data = file.storage.read_bytes() or b""
        copy: Docs = {}
        with contextlib.suppress(OSError, ValueError):
            copy = self._backups.read_backup(self._folder.backups_folder / path.name).docs
        if day is not None:
            self._folder.quarantine(path, data, day)
        self.notices[notices.year_damaged_message(path)] = None
        found = salvage_records(data)
        tables = {name: merge_copies(name, copy.get(name, {}), found.get(name, {})) for name in {**copy, **found}}
        return FileContent(tables, {"schema": SCHEMA_VERSION}), True
