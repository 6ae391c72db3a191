"""TinyDB with a storage that writes durably.

Reading and writing go through `TinyDB(...).storage`, because `Table.all()` would copy every document. The files are
stock TinyDB: `TinyDB("coach.json")` opens them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from coach.atomic_file import FileSystem, FileVersion, WriteResult, file_version, read_file, replace_file
from coach.store.file_format import FileContent, build_tables, decode_json, encode_json, parse_tables


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
        tables: dict[str, dict[str, Any]] | None = None if data is None else decode_json(data)
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file, or the one that it is a link to. The caller holds the lock. Raises OSError, TypeError."""
        self.data = encode_json(data)
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
