"""Archive old records in one file per year, so that the data file costs the same after ten years as after one.

First the file of the year is written, and only when that is on the disk are the records left out of the data file. A
crash between the two steps leaves records in both files, where they count once, or in the data file alone. Doing it
again changes nothing. A record that is corrected years later is saved in the data file first, like any other, and
then archived.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from itertools import chain
from pathlib import Path

from coach.atomic_file import FileVersion, file_version, sync_folder
from coach.domain.record import Document, Documents
from coach.store import errors_and_notices
from coach.store.archive_rules import (
    ARCHIVED_PEOPLE,
    DATE_FIELDS,
    PERSON_TABLES,
    find_finished_records,
    is_before_month,
)
from coach.store.backups import Backups
from coach.store.damaged_files import salvage_records
from coach.store.data_folder import DataFolder
from coach.store.file_format import SCHEMA_VERSION, FileContent, select_records
from coach.store.merge_records import join_tables, overlay_tables
from coach.store.migrations import migrate_content

ARCHIVED_MARK = "rolled"
"""The mark with the month before which everything is archived. Without it, the next save archives again."""


class YearFiles:
    """The finished years of one folder, each in a file of its own. They are read when asked for and not cached."""

    def __init__(self, folder: DataFolder, backups: Backups) -> None:
        self._folder, self._backups = folder, backups
        self._people: tuple[FileVersion | None, Documents] = (None, {})
        """The version and the content of the file of archived people, which every search for a name needs."""
        self.notices: dict[str, None] = {}
        """Messages for the person, each once, in the order in which they came up."""

    def load_all(self, recent_records: Documents) -> Documents:
        """Return `recent_records` and all years, each record once in its newest version.

        `recent_records` was read before: a record that is archived meanwhile is then found in both, never in neither.
        """
        return reduce(overlay_tables, chain(self.read_each_year(), [recent_records]), {})

    def load_matching(self, recent_records: Documents, wanted: Callable[[str, Document], bool]) -> Documents:
        """Return the recent records and those of all years that `wanted` accepts, each once in its newest version.

        One year is in memory at a time. Files are read twice, because `wanted` may accept an older version alone.
        """
        wanted_ids: defaultdict[str, set[str]] = defaultdict(set)
        for year_records in chain(self.read_each_year(), [recent_records]):
            for table, rows in year_records.items():
                wanted_ids[table] |= {record_id for record_id, doc in rows.items() if wanted(table, doc)}
        wanted_records: Documents = {}
        for year_records in chain(self.read_each_year(), [recent_records]):
            chosen = select_records(year_records, lambda table, record_id, _: record_id in wanted_ids[table])
            wanted_records = overlay_tables(wanted_records, chosen)
        return select_records(wanted_records, lambda table, _, doc: wanted(table, doc))

    def file_versions(self) -> tuple[tuple[Path, FileVersion | None], ...]:
        """Return the files of all years with their versions: while these are the same, so is their content."""
        return tuple((path, self._file_version(path)) for path in self._folder.year_files().values())

    def _file_version(self, path: Path) -> FileVersion | None:
        try:
            return file_version(self._folder.disk, path)
        except OSError:  # reading it tells that
            return None

    def read_each_year(self) -> Iterator[Documents]:
        """Yield the records of each year; a record may be in two of them."""
        for path in self._folder.year_files().values():
            yield self.read_year(path)

    def read_year(self, path: Path) -> Documents:
        """Return the records of one year, none if the file cannot be read at all."""
        try:
            return self._read_year_file(path)[0].documents
        except OSError:
            self.notices[errors_and_notices.not_readable_message(path)] = None
            return {}

    def archived_people(self) -> Documents:
        """Return archived people and their last messages. Never raises OSError."""
        path = self._folder.year_file_path(ARCHIVED_PEOPLE)
        try:
            file_stamp, cached_people = file_version(self._folder.disk, path), self._people
            if file_stamp is None:
                return {}
            if cached_people[0] != file_stamp:
                cached_people = self._people = (file_stamp, self._read_year_file(path)[0].documents)
        except OSError:
            self.notices[errors_and_notices.not_readable_message(path)] = None
            return {}
        return cached_people[1]

    def with_early_archived(self, content: FileContent, first_recent_month: str) -> FileContent:
        """Return `content` with recent records that a clock which was ahead archived too early."""
        archived_before = content.marks.get(ARCHIVED_MARK)
        if not isinstance(archived_before, str) or archived_before <= first_recent_month:
            return content
        recent_records = content.documents
        for year, path in self._folder.year_files().items():
            if year == ARCHIVED_PEOPLE or year >= int(first_recent_month[:4]):
                recent_records = overlay_tables(
                    self._find_early_archived(year, path, content.documents, first_recent_month), recent_records
                )
        return replace(content, documents=recent_records)

    def _find_early_archived(
        self, year: int, path: Path, recent_records: Documents, first_recent_month: str
    ) -> Documents:
        """Return the records of one year that do not belong into its file yet."""
        if year != ARCHIVED_PEOPLE:
            return select_records(
                self.read_year(path), lambda table, _, doc: not is_before_month(table, doc, first_recent_month)
            )
        finished_records = find_finished_records(self.load_all(recent_records), first_recent_month)
        inactive_people = finished_records.get(ARCHIVED_PEOPLE, {})
        return select_records(self.read_year(path), lambda table, id_, _: id_ not in inactive_people.get(table, {}))

    def with_named_people(self, content: FileContent, content_before: FileContent) -> FileContent:
        """Return `content` with the archived people that its records name, and with their messages.

        `content_before` is the content before the change. The same object is returned if nobody comes back.
        """
        if all(content.documents.get(table) is content_before.documents.get(table) for table in PERSON_TABLES):
            return content
        named_ids = {doc.get("person") for table in PERSON_TABLES for doc in content.documents.get(table, {}).values()}
        absent_ids = {name for name in named_ids if isinstance(name, str)} - content.documents.get("people", {}).keys()
        returning_people = self.find_archived_people(absent_ids)
        if not returning_people:
            return content
        return replace(content, documents=overlay_tables(returning_people, content.documents))

    def find_archived_people(self, ids: Collection[str]) -> Documents:
        """Return those of the people `ids` who are archived, with their messages; nothing if none is."""
        archived_people = self.archived_people() if ids else {}
        people = {record_id: doc for record_id, doc in archived_people.get("people", {}).items() if record_id in ids}
        messages = archived_people.get("messages", {}).items()
        their_messages = {record_id: doc for record_id, doc in messages if doc.get("person") in people}
        return {"people": people, "messages": their_messages} if people else {}

    def archive_finished_months(self, content: FileContent, first_recent_month: str) -> FileContent:
        """Write finished records into the files of their years; return `content` without them, marked with the month.

        Without a mark something old was changed, so all years are read, and what belongs to the data file now comes
        back into it: what stays depends on the records alone, and not on the order in which they came. The caller holds
        the lock and writes the result. Raises OSError.
        """
        recent_records, marks = content.documents, {**content.marks, ARCHIVED_MARK: first_recent_month}
        archivable_records = recent_records if ARCHIVED_MARK in content.marks else self._load_archivable(recent_records)
        remaining_records = dict(archivable_records)
        for year, leaving_tables in find_finished_records(archivable_records, first_recent_month).items():
            leaving, path = leaving_tables, self._folder.year_file_path(year)
            if year != ARCHIVED_PEOPLE:
                leaving = select_records(leaving, lambda table, id_, _: id_ in recent_records.get(table, ()))
            is_archived = not any(leaving.values()) or self._add_to_year(path, leaving)
            if not is_archived:
                marks.pop(ARCHIVED_MARK, None)  # the next save tries again
            for table, rows in leaving_tables.items():
                archived_ids = rows if is_archived else rows.keys() - recent_records.get(table, {}).keys()
                rows_before = remaining_records[table].items()
                remaining_records[table] = {id_: doc for id_, doc in rows_before if id_ not in archived_ids}
        return replace(content, documents=remaining_records, marks=marks)

    def _load_archivable(self, recent_records: Documents) -> Documents:
        """Return `recent_records` with what all years hold of the tables that are archived."""
        years = self.load_all({table: recent_records.get(table, {}) for table in (*DATE_FIELDS, "people")})
        return {**recent_records, **{table: years[table] for table in (*DATE_FIELDS, "people") if years[table]}}

    def remove_archived_people(self, removed: Mapping[str, Collection[str]]) -> None:
        """Remove records, table → ids, from the file of archived people; newer versions of them are on the disk.

        The caller holds the lock. Raises OSError.
        """
        path = self._folder.year_file_path(ARCHIVED_PEOPLE)
        content, damaged = self._read_year_file(path)
        remaining_people = select_records(content.documents, lambda table, id_, _: id_ not in removed.get(table, ()))
        if damaged or content.schema > SCHEMA_VERSION or remaining_people == content.documents:
            return
        self._folder.open_file(path).write_content(replace(content, documents=remaining_people))
        self._backups.mirror_year(path)

    def _add_to_year(self, path: Path, leaving_tables: Documents) -> bool:
        """Make sure that the file of a year holds `leaving_tables`. Returns whether it does, safely."""
        content, damaged = self._read_year_file(path, quarantine=True)
        if content.schema > SCHEMA_VERSION:
            return False
        year_tables = overlay_tables(content.documents, leaving_tables)
        if year_tables == content.documents and not damaged:
            sync_folder(self._folder.disk, path.parent)  # the process that wrote it may have been killed before this
            return True
        year_content = FileContent(year_tables, {"schema": SCHEMA_VERSION}, content.foreign_rows)
        if self._folder.open_file(path).write_content(year_content).sync_error:
            return False
        with contextlib.suppress(OSError):  # the year itself is on the disk
            self._backups.mirror_year(path)
        return True

    def _read_year_file(self, path: Path, *, quarantine: bool = False) -> tuple[FileContent, bool]:
        """Return the content of a year's file and whether it was damaged; with `quarantine`, copy a damaged one."""
        file = self._folder.open_file(path)
        try:
            return migrate_content(file.read_content() or FileContent({}, {"schema": SCHEMA_VERSION})), False
        except ValueError:
            data = file.storage.read_bytes() or b""
        mirrored_records: Documents = {}
        with contextlib.suppress(OSError, ValueError):
            mirrored_records = self._backups.read_backup(self._folder.backups_folder / path.name).documents
        if quarantine:
            self._folder.quarantine(path, data)
        self.notices[errors_and_notices.year_damaged_message(path)] = None
        tables = join_tables(mirrored_records, salvage_records(data))
        return FileContent(tables, {"schema": SCHEMA_VERSION}), True
