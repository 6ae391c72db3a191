"""TinyDB with a storage that writes durably.

Reading and writing go through `TinyDB(...).storage`, the level at which TinyDB itself works; its `Table.all()`
would copy every document on the way. The files stay stock: `TinyDB("coach.json")` opens them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from tinydb import TinyDB
from tinydb.storages import Storage

from coach.atomic_file import FileSystem, FileVersion, WriteResult, file_version, read_file, replace_file
from coach.store.codec import FileContent, build_tables, decode_json, encode_json, parse_tables


class StorageCodec(Protocol):
    """Convert between JSON and the bytes on the disk, for encryption at rest."""

    def encode(self, plain: bytes) -> bytes:
        """Return what is written for `plain`."""
        ...

    def decode(self, stored: bytes) -> bytes:
        """Return what `encode` was given. Raises ValueError if `stored` is not its work."""
        ...


class _PlainCodec:
    def encode(self, plain: bytes) -> bytes:
        return plain

    def decode(self, stored: bytes) -> bytes:
        return stored


PLAIN_CODEC: StorageCodec = _PlainCodec()
"""Writes readable files."""


class DurableStorage(Storage):
    """A TinyDB storage for one file that is replaced whole, and on the disk once `write` returns."""

    def __init__(self, path: Path, disk: FileSystem, codec: StorageCodec) -> None:
        self.path, self._disk, self._codec = path, disk, codec
        self.stamp: FileVersion | None = None
        """The version last read or written; None if there was no file."""
        self.written: WriteResult | None = None
        self.data = b""
        """What was last written."""

    def read_bytes(self) -> bytes | None:
        """Return the bytes as they stand, None if there is no file. Raises OSError."""
        self.stamp = file_version(self._disk, self.path)  # before reading: if replaced in between, it is read once more
        return None if self.stamp is None else read_file(self._disk, self.path)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return TinyDB's tables, None if there is no file. Raises OSError, ValueError (Damaged)."""
        data = self.read_bytes()
        tables: dict[str, dict[str, Any]] | None = None if data is None else decode_json(self._codec.decode(data))
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file. The caller holds the lock. Raises OSError, TypeError."""
        self.data = self._codec.encode(encode_json(data))
        self.written = replace_file(self._disk, self.path, self.data)
        self.stamp = self.written.version


class DataFile:
    """One data file, as a TinyDB database and as content."""

    def __init__(self, path: Path, disk: FileSystem, codec: StorageCodec) -> None:
        self.db = TinyDB(path, disk, codec, storage=DurableStorage)
        storage = self.db.storage
        assert isinstance(storage, DurableStorage)
        self.storage = storage

    def read_content(self) -> FileContent | None:
        """Return the content of the file, None if there is no file. Raises OSError, ValueError (Damaged)."""
        tables = self.storage.read()
        return None if self.storage.stamp is None else parse_tables(tables)  # a file may hold "null", too

    def write_content(self, content: FileContent) -> WriteResult:
        """Replace the content of the file. The caller holds the lock. Raises OSError, TypeError."""
        self.storage.write(build_tables(content))
        assert self.storage.written is not None
        return self.storage.written
