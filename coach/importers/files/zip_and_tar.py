"""List the files in zips and tarballs, with guards against hostile ones.

Nothing is unpacked to disk. Names inside are never used to open anything. What is skipped is reported once.
"""

from __future__ import annotations

import gzip
import io
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from coach.domain.text import clean_text
from coach.importers.files.archive_members import (
    DAMAGE,
    HEAD,
    MEMBER_LIMIT,
    MEMBERS_LIMIT,
    RATIO_FLOOR,
    Member,
    Source,
    is_clutter,
    is_likely_bomb,
)
from coach.importers.files.spreadsheet import is_spreadsheet, open_spreadsheet
from coach.importers.unsupported_formats import NOT_READ

INNER_ZIPS_LIMIT, INNER_SHEETS_LIMIT = 8, 100
GZIP_MARK = b"\x1f\x8b"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_HEADS_BUDGET = 32 * 1024 * 1024


def open_zip(name: str, file: Path | BinaryIO, *, nested: bool = False) -> Source:
    """List a zip. Spreadsheets and zips in it are opened, once."""
    source = Source(name, "zip")
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE:
        source.warn(f"{name} is a zip that was cut short or damaged. Downloading it again usually helps.")
        return source
    infos = archive.infolist()
    if is_spreadsheet([info.filename for info in infos[:200]]):
        archive.close()
        source.kind = "file"
        with file.open("rb") if isinstance(file, Path) else file as data:
            open_spreadsheet(source, data)
        return source
    mimetype = _read_mimetype(archive, infos[0]) if infos and infos[0].filename == "mimetype" else b""
    if unread := _find_unread_format([info.filename for info in infos[:200]], mimetype):
        archive.close()
        source.warn(f"{name} {NOT_READ[unread]}")
        return source
    if not infos:
        source.warn(f"{name} is an empty zip.")
    if len(infos) > MEMBERS_LIMIT:
        source.warn(f"{name} holds {len(infos):,} files; the first {MEMBERS_LIMIT:,} of them were read.")
        infos = infos[:MEMBERS_LIMIT]
    by_name: dict[str, Member] = {}
    for info in infos:
        path = _check_name(source, info.filename)
        if path and _is_readable(source, info):
            if path in by_name:
                source.warn(f"{clean_text(path)} is in the zip twice; the last one was taken.")
                del by_name[path]
            by_name[path] = Member(
                clean_text(path, 400),
                source,
                cast(Callable[[], BinaryIO], partial(archive.open, info)),
                info.file_size,
                info.compress_size,
                _parse_zip_time(info.date_time),
            )
    source.members = list(by_name.values())
    _open_inner_zips(source, nested=nested)
    return source


def _read_mimetype(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return what a zip says of itself in its first member, as OpenDocument and EPUB do."""
    try:
        with archive.open(info) as stream:
            return stream.read(100)
    except DAMAGE:
        return b""


def _find_unread_format(names: Collection[str], mimetype: bytes) -> str:
    """Return the format of a zip that is known as a whole and not read, "" for any other."""
    if mimetype.startswith(
        (b"application/vnd.oasis.opendocument.spreadsheet", b"application/vnd.oasis.opendocument.base")
    ):
        return "spreadsheet"
    if mimetype.startswith((b"application/vnd.oasis.opendocument.", b"application/epub")):
        return "document"
    if "[Content_Types].xml" in names:
        return "spreadsheet" if any(name.startswith("xl/") for name in names) else "document"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names) or "Index.zip" in names:
        return "document_apple"
    if any(name.startswith("Accounts/") and "com.microsoft.__" in name for name in names):
        return "outlook_mac"
    return ""


def _is_readable(source: Source, info: zipfile.ZipInfo) -> bool:
    name = clean_text(info.filename)
    if stat.S_ISLNK(info.external_attr >> 16):
        source.warn(f"{name} is a link and was left out.")
    elif info.flag_bits & 0x1:
        source.warn(f"{name} is locked with a password and was left out. Unpack the zip, then give the folder.")
    elif is_likely_bomb(info.file_size, info.compress_size):
        source.warn(f"{name} would grow far too large when unpacked and was left out.")
    else:
        return True
    return False


def _check_name(source: Source, name: str) -> str | None:
    """Return the member's path with `/`, or None for what is no file of the export (with a warning if odd)."""
    path = name.replace("\\", "/")
    parts = path.split("/")
    if path.endswith("/") or is_clutter(path):
        return None
    if path.startswith("/") or ".." in parts or (len(path) > 1 and path[1] == ":"):
        source.warn(f"{clean_text(name)} points outside of the archive and was left out.")
        return None
    return path


def _parse_zip_time(parts: tuple[int, int, int, int, int, int]) -> datetime | None:
    """Return the time of a member; the first moment that a zip can name stands for none."""
    try:
        return datetime(*parts, tzinfo=UTC) if parts > _NO_TIME else None
    except ValueError:
        return None


def _open_inner_zips(source: Source, *, nested: bool) -> None:
    """Look into spreadsheets and zips, once; those beyond the limit stay members."""
    zips = [member for member in source.members if member.file_name.lower().endswith(".zip")]
    sheets = [member for member in source.members if member.file_name.lower().endswith(".xlsx")]
    left = MEMBER_LIMIT  # bytes, all together: they are read into memory
    for member in [*zips[:INNER_ZIPS_LIMIT], *sheets[:INNER_SHEETS_LIMIT]]:
        if not member.read_head(4).startswith(b"PK"):
            continue
        if nested and member in zips:
            source.warn(f"{member.name} is nested too deep. Unpack it first, then give the inner zip.")
            source.members.remove(member)
            continue
        if member.size > left:
            source.warn(f"{member.name} is very large. Unpack the outer zip first, then give this one.")
            source.members.remove(member)
            continue
        left -= member.size
        data = io.BytesIO()
        with member.open() as stream:
            shutil.copyfileobj(stream, data, 1 << 20)
        source.inner.append(open_zip(member.file_name, data, nested=True))
        source.members.remove(member)


def is_tar(head: bytes) -> bool:
    """Return whether a file begins as a tarball that is not compressed."""
    return head[257:262] == b"ustar"


def open_tar(path: Path, size: int) -> Source:
    """List a tarball in one pass, compressed or not, or take a plain gzip as the one file in it.

    Heads are kept on the way, since going back in a gzip means reading it anew.
    """
    name = clean_text(path.name)
    source = Source(name, "tgz")
    budget = _HEADS_BUDGET
    try:
        with _GuardedTar(path) as counted, tarfile.open(fileobj=counted, mode="r|") as archive:
            for number, info in enumerate(archive):
                if number >= MEMBERS_LIMIT:
                    source.warn(f"{name} holds very many files; the first {MEMBERS_LIMIT:,} of them were read.")
                    break
                if counted.is_bomb():
                    source.warn(f"{name} grows far too large when unpacked; the rest was left out.")
                    break
                counted.allow(0 if info.issparse() else info.size)
                if info.issym() or info.islnk():
                    source.warn(f"{clean_text(info.name)} is a link and was left out.")
                if not info.isreg() or not (inside := _check_name(source, info.name)):
                    continue
                member = Member(
                    clean_text(inside, 400),
                    source,
                    partial(_open_tar_member, path, info),
                    info.size,
                    size,
                    _parse_tar_time(info.mtime),
                )
                if budget > 0 and (stream := archive.extractfile(info)) is not None:
                    member.first_bytes = stream.read(HEAD)
                    budget -= len(member.first_bytes)
                source.members.append(member)
            else:  # newer Pythons take an early end for the end of the archive
                if counted.ended_early:
                    source.warn(f"{name} is cut short or damaged; the readable part was used.")
    except tarfile.ReadError:
        if source.members or not _is_plain_gzip(path):
            source.warn(f"{name} is cut short or damaged; the readable part was used.")
        else:
            inside = name.removesuffix(".gz")
            source.members.append(Member(inside, source, partial(_open_unpacked, path), size, size))
    except DAMAGE:
        source.warn(f"{name} is cut short or damaged; the readable part was used.")
    return source


def _is_plain_gzip(path: Path) -> bool:
    """Return whether a gzip that is no tarball can be read at all."""
    try:
        with gzip.open(path, "rb") as stream:
            return bool(stream.read(512))
    except DAMAGE:
        return False


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == GZIP_MARK


def _open_unpacked(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if _is_gzip(path) else path.open("rb")


def _open_tar_member(path: Path, info: tarfile.TarInfo) -> BinaryIO:
    stream = _open_unpacked(path)
    stream.seek(info.offset_data)
    return cast(BinaryIO, _StreamSlice(stream, info.size))  # which closes the stream


def _parse_tar_time(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OSError, OverflowError, ValueError):
        return None


class _StreamSlice(io.RawIOBase):
    """The next `size` bytes of a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._stream.close()
        super().close()


class _GuardedTar(io.RawIOBase):
    """Read a tarball, unpack it if it is compressed, and end early at a bomb or at a header of megabytes.

    tarfile reads the names and attributes of the next member in one piece. `allow` says how many bytes the
    current member may take, and headers may take `RATIO_FLOOR` bytes more.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._data = gzip.GzipFile(fileobj=self._file) if _is_gzip(path) else self._file
        self._allowed = RATIO_FLOOR
        self.unpacked = 0
        self.ended_early = False

    def allow(self, size: int) -> None:
        """Let the next `size` bytes, and a header after them, be read."""
        self._allowed = self.unpacked + size + RATIO_FLOOR

    def is_bomb(self) -> bool:
        """Return whether far more was unpacked than the file holds."""
        return is_likely_bomb(self.unpacked, self._file.tell())

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self.is_bomb() or self.unpacked >= self._allowed:
            self.ended_early = True
            return b""
        data = self._data.read(size)
        self.unpacked += len(data)
        return data

    def close(self) -> None:
        self._data.close()
        self._file.close()
        super().close()
