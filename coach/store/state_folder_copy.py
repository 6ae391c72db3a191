"""Keep a local copy of the data file in the state folder, and a spool of records that the disk refused.

A synchronising program may replace the data file at any moment by a version that lacks what was saved here a second
ago. So every save leaves a copy of the file in the state folder. Loading the data file compares it with the copy and
restores records that it lacks. Records that the disk refused are spooled: each time into a new file beside the copy,
which stays until its records are in the data file. docs/decisions/0002-two-computers.md has the reasons.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from coach.atomic_file import (
    FileVersion,
    file_version,
    read_file,
    remove_file,
    remove_stale_temps,
    remove_temps,
    write_private_file,
)
from coach.domain.record import Document, Documents
from coach.store.data_folder import DataFolder
from coach.store.file_format import (
    ACTIONS_TABLE,
    SCHEMA_VERSION,
    FileContent,
    decode_content,
    encode_content,
    is_same_data,
    list_identities,
)
from coach.store.merge_records import merge_tables, merge_versions
from coach.store.migrations import migrate_content
from coach.store.remove_people import build_marks, list_forgotten, without_forgotten
from coach.store.year_files import YearFiles


class LocalCopy:
    """The local copy of one data file, at `place`, and the spool beside it. Without a place, nothing is written."""

    def __init__(self, place: Path | None, folder: DataFolder, years: YearFiles) -> None:
        self.place, self._folder, self._years = place, folder, years
        self.set_aside: list[Path] = []
        """Copies of other data that lay in the same place, found since this list was last emptied."""

    def write_copy(self, stamp: FileVersion, data: bytes) -> None:
        """Copy `data`, which was written to the data file as version `stamp`, unless a later copy is there.

        The caller holds the lock. Never raises OSError. The copy is not forced to the disk: the data file survives
        a power cut, and the copy is for what happens to it later.
        """
        if self.place is not None and not self._has_later_copy(stamp):
            with contextlib.suppress(OSError):  # a save does not depend on its second copy
                write_private_file(self.place, data, durable=False, mtime=stamp.mtime)

    def _has_later_copy(self, stamp: FileVersion) -> bool:
        """Return whether another program of this computer wrote a later version and copied that."""
        try:
            copy_version, data_file_version = (
                file_version(self._folder.disk, path) for path in (self.place, self._folder.data_file) if path
            )
        except OSError:
            return False
        if copy_version is None or data_file_version is None:
            return False
        return stamp.mtime < copy_version.mtime == data_file_version.mtime

    def spool_records(self, documents: Documents, source: FileContent) -> bool:
        """Write records that could not be saved with `source` to a new spool file. Return whether that worked."""
        if self.place is None:
            return False
        path = self.place.with_name(f"{self._spool_prefix}{uuid4().hex[:12]}.json")
        try:
            write_private_file(path, encode_content(FileContent(documents, build_marks([], source))))
        except (OSError, TypeError):
            return False
        return True

    def remove_saved_spool(self, content: FileContent) -> None:
        """Remove the spooled files whose records are all in `content`, which is on the disk. Never raises OSError."""
        for path in self._spooled_files():
            with contextlib.suppress(OSError, ValueError):
                spooled = self._folder.open_file(path).read_content()
                if spooled is None or not self._lacking_records(content, migrate_content(spooled)):
                    path.unlink()

    def remove_all(self, content: FileContent) -> None:
        """Remove the copies and the spool of `content`, and temporary files, to erase everything. Raises OSError."""
        for path in self.list_copies_of(content):
            remove_file(self._folder.disk, path)
        self.remove_temps()

    def remove_temps(self) -> None:
        """Remove all temporary files beside the copy. Raises OSError."""
        if self.place is not None:
            remove_temps(self._folder.disk, self.place.parent)

    def remove_stale_temps(self) -> None:
        """Remove temporary files beside the copy that killed writers left. Never raises OSError."""
        if self.place is not None:
            remove_stale_temps(self.place.parent)

    def list_files(self) -> Iterator[Path]:
        """Yield the copy, the spooled files, and copies of other data that lay in the same place."""
        if self.place is not None:
            stem = re.compile(rf"{re.escape(self.place.stem)}(?:-.*)?\.json")
            names = self._folder.list_names(self.place.parent) or [self.place.name]  # it may not be listable now
            yield from (self.place.with_name(name) for name in names if stem.fullmatch(name))

    def list_copies_of(self, content: FileContent) -> Iterator[Path]:
        """Yield every copy and spool of the data of `content`, whichever folder it was in. Raises OSError."""
        if self.place is None:
            return
        copies_of_this_folder, identities = set(self.list_files()), set(list_identities(content))
        for name in self._folder.list_names(self.place.parent):
            path = self.place.with_name(name)
            if not name.endswith(".json") or not path.is_file():  # a folder or a pipe is not ours
                continue
            data = read_file(self._folder.disk, path)  # an OSError is raised, because it may be a copy of `content`
            try:
                copied_content = decode_content(data)
            except ValueError:  # damaged
                is_ours = path in copies_of_this_folder or any(word.encode() in data for word in identities)
            else:
                is_ours = not identities.isdisjoint(list_identities(copied_content))
                if path in copies_of_this_folder:
                    is_ours = is_same_data(content, copied_content)
            if is_ours:
                yield path

    def has_records(self) -> bool:
        """Return whether this computer has saved records in this place. Never raises OSError."""
        copied_content = self._read_copy(self.place, None) if self.place is not None else None
        return copied_content is not None and any(copied_content.documents.values())

    def find_identities(self) -> list[str]:
        """Return what identifies the data last saved or spooled in this place, if any was. Never raises OSError."""
        if self.place is not None:
            for path in (self.place, *self._spooled_files()):
                copied_content = self._read_copy(path, None)
                if copied_content is not None and (copied_identities := list_identities(copied_content)):
                    return copied_identities
        return []

    def _set_aside(self, path: Path, other_content: FileContent) -> None:
        """Rename the copy of other data that was in the same folder before. Never raises OSError."""
        if path == self.place:
            with contextlib.suppress(OSError):
                set_aside_file = path.with_name(f"{path.stem}-{list_identities(other_content)[0][:32]}.json")
                path.replace(set_aside_file)
                self.set_aside.append(set_aside_file)

    def _spooled_files(self) -> list[Path]:
        return [path for path in self.list_files() if path.name.startswith(self._spool_prefix)]

    @property
    def _spool_prefix(self) -> str:
        return f"{self.place.stem}-unsaved-" if self.place else ""

    def with_saved_records(self, content: FileContent, stamp: FileVersion | None) -> FileContent:
        """Return `content`, read from the version `stamp`, with the saved and spooled records that it lacks.

        It is the same object if it lacks none. Never raises OSError.
        """
        for path in self.list_files():
            copied_content = self._read_copy(path, stamp)
            if copied_content is None or copied_content.schema > SCHEMA_VERSION or content.schema > SCHEMA_VERSION:
                continue
            if not is_same_data(content, copied_content):
                self._set_aside(path, copied_content)
                continue
            lacking_records = self._lacking_records(content, copied_content)
            forgotten = list_forgotten(copied_content, content)
            if lacking_records or forgotten != list_forgotten(content):
                merged_content = FileContent(
                    merge_tables(content.documents, lacking_records),
                    build_marks(forgotten, content),
                    content.foreign_rows,
                )
                content = without_forgotten(merged_content, set(forgotten) - set(list_forgotten(content)))
        return content

    def _read_copy(self, path: Path, stamp: FileVersion | None) -> FileContent | None:
        """Return the content of a copy; None if it is a copy of the version `stamp`, or cannot be read."""
        try:
            copy_version = file_version(self._folder.disk, path)
            if copy_version is None:
                return None
            if stamp is not None and (copy_version.size, copy_version.mtime) == (stamp.size, stamp.mtime):
                return None
            content = self._folder.open_file(path).read_content()
        except (OSError, ValueError):
            return None
        return None if content is None else migrate_content(content)

    def _lacking_records(self, content: FileContent, copied_content: FileContent) -> Documents:
        """Return the records of a copy that `content` and the years do not have in that version or a newer one."""
        lacking_records: dict[str, dict[str, Document]] = {}
        known_records: Documents = content.documents
        forgotten = list_forgotten(copied_content, content)
        for table, rows in without_forgotten(copied_content, forgotten, content.documents).documents.items():
            for record_id, doc in rows.items():
                newer_version = _find_newer_version(known_records, table, record_id, doc)
                if newer_version is not None and known_records is content.documents:
                    known_records = self._years.load_all(content.documents)
                    newer_version = _find_newer_version(known_records, table, record_id, doc)
                if newer_version is not None:
                    lacking_records.setdefault(table, {})[record_id] = newer_version
        return lacking_records if set(lacking_records) - {ACTIONS_TABLE} else {}


def _find_newer_version(known_records: Documents, table: str, record_id: str, doc: Document) -> Document | None:
    """Return the record as it is with `doc`; None if that is the known version."""
    known_version = known_records.get(table, {}).get(record_id)
    if known_version is None:
        return doc
    merged = known_version if known_version == doc else merge_versions(table, known_version, doc)
    return None if merged == known_version else merged
