"""The file format: stock TinyDB JSON on the disk, tables of documents by our own id in memory.

    {"meta": {"1": {"id": "schema", "value": 1}}, "moods": {"1": {"id": "0f3a…", "value": 3, …}, …}, …}

The numbers are TinyDB's and change with every write; nothing refers to them. Reading is strict: a file of any other
form raises DamagedFileError, and the caller then salvages its records. Rows without an id, written by somebody's own
script, stay in the file and are not shown.

Reading and writing go through `TinyDB(...).storage`, because `Table.all()` would copy every document.
"""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage

from coach.atomic_file import FileSystem, FileVersion, WriteResult, file_version, read_file, replace_file
from coach.domain.clock import is_possible_year
from coach.domain.record import TABLE_NAMES, Document, Documents

Tables: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""The same as TinyDB stores it: table → TinyDB's number → document."""

META_TABLE = "meta"
"""The table about the file itself, such as its schema."""
SCHEMA_VERSION = 1
"""The schema that this version reads and writes."""
IDENTITY_MARK = "identity"
"""The mark that identifies the data: random words, one from each computer that began the data by itself."""
ACTIONS_TABLE = "actions"
"""The undo log. It drops old entries by itself, so a missing entry does not mean that it was lost."""
SIDE_TABLES = frozenset({"accounts", "contacts", "letters", "offers", "said", "sources", "steps"})
"""Tables of the files beside the data file, such as the address book, and of what an import can be undone by."""
UNKNOWN_TIME = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for a date or time that is missing or cannot be read."""
_ROW_NUMBER = re.compile(r"[0-9]{1,18}")


class DamagedFileError(ValueError):
    """The bytes are not a complete file of the coach."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """The content of a file: records, the values of the meta table, and rows without an id of ours."""

    documents: Documents = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)
    foreign_rows: Tables = field(default_factory=dict)

    @property
    def schema(self) -> int:
        """The schema that the file was written with; 0 for files older than schemas."""
        return int(self.marks.get("schema", 0))


def decode_json(data: bytes) -> Any:
    """Return the JSON value of `data`. Raises DamagedFileError.

    A value that could not be written again, because it is nested too deep, is damage; so is a name that stands twice in
    one object, where a parser would drop the first of the two. The byte order mark that some editors write is none.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        value = orjson.loads(data)
        if orjson.dumps(value) != data:  # written by another program: equal bytes prove that no name is there twice
            json.loads(data, object_pairs_hook=_require_unique_names)
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedFileError(str(error)) from error
    return value


def detect_encoding(data: bytes) -> str:
    """Return the encoding of a text: UTF-16 if it begins as some editors save it, else UTF-8."""
    return "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"


def _require_unique_names(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise DamagedFileError("a name is there twice")


def parse_tables(tables: Any) -> FileContent:
    """Return the content of decoded `tables`. Raises DamagedFileError unless every part has the expected form."""
    if not isinstance(tables, dict) or not tables:
        raise DamagedFileError("not tables")
    documents: dict[str, Mapping[str, Document]] = {}
    content = FileContent(documents)
    for name, rows in {META_TABLE: tables.get(META_TABLE, {}), **tables}.items():
        try:
            by_id, foreign_rows = _parse_table(name, rows)
        except DamagedFileError:
            if content.schema <= SCHEMA_VERSION:
                raise
            continue  # a newer coach may have tables of another form
        if name == META_TABLE:
            content.marks.update({mark_name: doc.get("value") for mark_name, doc in by_id.items()})
            schema = content.marks.get("schema", 0)
            if not isinstance(schema, int) or schema < 0:
                raise DamagedFileError("the schema is not a number")
        else:
            documents[name] = by_id
        if foreign_rows:
            content.foreign_rows[name] = foreign_rows
    # Other tables, of newer versions, are loaded and stored all the same.
    if "schema" not in content.marks and not any(documents.get(name) for name in TABLE_NAMES):
        raise DamagedFileError("another program's file")
    return content


def _parse_table(name: str, rows: Any) -> tuple[dict[str, Document], dict[str, dict[str, Any]]]:
    """Return the records of one table by id, and its rows without an id. Raises DamagedFileError."""
    # TinyDB opens a table only if all keys of its rows are numbers.
    if not isinstance(rows, dict) or not all(map(_ROW_NUMBER.fullmatch, rows)):
        raise DamagedFileError(f"{name} is not a table")
    foreign_rows: dict[str, dict[str, Any]] = {}
    try:
        by_id = {row["id"]: row for row in rows.values()}
    except TypeError as error:
        raise DamagedFileError(f"{name} has rows that are not documents") from error
    except KeyError:
        if not all(isinstance(row, dict) for row in rows.values()):
            raise DamagedFileError(f"{name} has rows that are not documents") from None
        foreign_rows = {number: row for number, row in rows.items() if "id" not in row}
        rows = {number: row for number, row in rows.items() if "id" in row}
        return _parse_table(name, rows)[0], foreign_rows
    if len(by_id) != len(rows) or not set(map(type, by_id)) <= {str}:
        raise DamagedFileError(f"{name} has the same id twice, or an id that is not text")
    return by_id, foreign_rows


def select_records(
    documents: Documents, is_wanted: Callable[[str, str, Document], bool]
) -> dict[str, dict[str, Document]]:
    """Return the records that `is_wanted` accepts by table, id and document."""
    return {
        table: {record_id: doc for record_id, doc in rows.items() if is_wanted(table, record_id, doc)}
        for table, rows in documents.items()
    }


def list_identities(*contents: FileContent) -> list[str]:
    """Return the words that identify the data of any of `contents`."""
    return list_words_of_mark(IDENTITY_MARK, *contents)


def list_words_of_mark(mark: str, *contents: FileContent) -> list[str]:
    """Return the words that a mark has in any of `contents`, which another program may have written."""
    word_lists = [words for content in contents if isinstance(words := content.marks.get(mark), list)]
    return sorted({word for words in word_lists for word in words if isinstance(word, str)})


def is_same_data(one_file: FileContent, other_file: FileContent) -> bool:
    """Return whether two files may be versions of the same data; files of version 0.1 have no identity."""
    one_identity, other_identity = list_identities(one_file), list_identities(other_file)
    return not one_identity or not other_identity or not set(one_identity).isdisjoint(other_identity)


def is_side_file(content: FileContent) -> bool:
    """Return whether a file is one beside the data file, which is no copy of the data."""
    filled = {name for name, rows in content.documents.items() if rows}
    return bool(filled) and filled <= SIDE_TABLES


def build_tables(content: FileContent) -> Tables:
    """Return `content` in the form of TinyDB's tables, under its numbers. The documents are shared, not copied."""
    marks = {"schema": SCHEMA_VERSION, **content.marks}
    mark_documents = {name: {"id": name, "value": value} for name, value in marks.items()}
    tables: dict[str, dict[str, Any]] = {
        name: {str(number): doc for number, doc in enumerate(documents.values(), 1)}
        for name, documents in {META_TABLE: mark_documents, **content.documents}.items()
    }
    for name, rows in content.foreign_rows.items():
        table = tables.setdefault(name, {})
        highest_number = max([len(table), *map(int, rows)])
        for number, row in rows.items():
            if number in table:
                highest_number += 1
                number = str(highest_number)
            table[number] = row
    return tables


def encode_content(content: FileContent) -> bytes:
    """Return the bytes of a file. Raises TypeError (as orjson does) for what JSON has no form for."""
    return orjson.dumps(build_tables(content))


def decode_content(data: bytes) -> FileContent:
    """Return the content of the bytes of a file. Raises DamagedFileError."""
    return parse_tables(decode_json(data))


def copy_document(doc: Document) -> dict[str, Any]:
    """Return a copy of `doc` as it will be after writing and reading the file.

    Raises TypeError for what JSON has no form for, ValueError for a document without an id.
    """
    copy: dict[str, Any] = orjson.loads(orjson.dumps(doc))
    if not isinstance(copy.get("id"), str):
        raise ValueError("a record has to have an id")
    return copy


def parse_moment(value: Any) -> datetime:
    """Return a date or time of a document in UTC; `UNKNOWN_TIME` if it cannot be read or is in an impossible year.

    A time without a zone is UTC here, because every computer has to order versions alike.
    """
    try:
        at = datetime.fromisoformat(value)
        if not is_possible_year(at):
            return UNKNOWN_TIME
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return UNKNOWN_TIME


def format_moment(at: datetime) -> str:
    """Return a moment in UTC as records have it: "2026-11-22T13:05:00Z"."""
    return at.isoformat().replace("+00:00", "Z")


class DurableStorage(Storage):
    """A TinyDB storage for one file, which `write` replaces as a whole and forces to the disk."""

    def __init__(self, path: Path, disk: FileSystem) -> None:
        self.path, self._disk = path, disk
        self.stamp: FileVersion | None = None
        """The version last read or written; None if there was no file."""
        self.written: WriteResult | None = None
        self.data = b""
        """The bytes last written."""

    def read_bytes(self) -> bytes | None:
        """Return the bytes of the file, None if there is no file. Raises OSError."""
        self.stamp = file_version(self._disk, self.path)  # first, so that a file replaced meanwhile is read again
        return None if self.stamp is None else read_file(self._disk, self.path)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return TinyDB's tables, None if there is no file. Raises OSError, ValueError (DamagedFileError)."""
        data = self.read_bytes()
        return None if data is None else decode_json(data)

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file, or the one that it is a link to. The caller holds the lock. Raises OSError, TypeError."""
        self.data = orjson.dumps(data)
        self.written = replace_file(self._disk, Path(os.path.realpath(self.path)), self.data)
        self.stamp = self.written.version


class DataFile:
    """One data file, as a TinyDB database and as content."""

    def __init__(self, path: Path, disk: FileSystem) -> None:
        self.db = TinyDB(path, disk, storage=DurableStorage)
        storage = self.db.storage
        assert isinstance(storage, DurableStorage)
        self.storage = storage

    def read_content(self) -> FileContent | None:
        """Return the content of the file, None if there is no file. Raises OSError, ValueError (DamagedFileError)."""
        tables = self.storage.read()
        return None if self.storage.stamp is None else parse_tables(tables)  # a file may hold "null", too

    def write_content(self, content: FileContent) -> WriteResult:
        """Replace the content of the file. The caller holds the lock. Raises OSError, TypeError."""
        self.storage.write(build_tables(content))
        assert self.storage.written is not None
        return self.storage.written
