"""Sources and their members: read a file inside a file, folder or archive within fixed limits.

Exports may be damaged or hostile. A stream never raises over damage: it ends early and adds a warning to its
source.
"""

from __future__ import annotations

import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from coach.importers.options import ProgressMeter

HEAD = 64 * 1024
"""Bytes that a sniffer may look at."""
MEMBER_LIMIT = 200 * 1024 * 1024
"""Bytes that one member may unpack to, unless it streams (`Member.open(limit=None)`)."""
MEMBERS_LIMIT = 20_000
RATIO_LIMIT = 200
"""Unpacked bytes per packed byte; real exports stay far below."""
RATIO_FLOOR = 1024 * 1024
"""The ratio is not looked at below this size: a small file of equal rows is no bomb."""

DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # zipfile: password needed; NotImplementedError: unknown method
    zlib.error,
    IndexError,  # odd zip headers
    OverflowError,
    struct.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)
"""What reading a damaged or hostile container can raise."""


@dataclass(eq=False, slots=True)
class Source:
    """One thing that somebody gave: the members it holds and what was odd about it."""

    name: str
    """File or folder name, cleaned."""
    kind: str
    """file, zip, tgz or folder."""
    members: list[Member] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    inner: list[Source] = field(default_factory=list)
    """Sources found inside (a zip in a zip, zips in a folder)."""
    meter: ProgressMeter = field(default_factory=ProgressMeter)
    """Of all sources that are read together, once they are read."""

    def warn(self, line: str) -> None:
        """Note one calm line, once."""
        if line not in self.warnings:
            self.warnings.append(line)


@dataclass(eq=False, slots=True)
class Member:
    """One readable file of a source. Opening it twice reads it twice."""

    name: str
    """Path inside the source, `/` between the parts, cleaned. Not fit to open anything by."""
    source: Source
    opener: Callable[[], BinaryIO]
    """Gives the raw stream. Use `open` or `read_head`."""
    size: int
    """Unpacked bytes, as declared: a claim, not a fact."""
    packed: int | None = None
    """Packed bytes; None if the member is not packed."""
    modified: datetime | None = None
    """Aware; zip and tar times are taken as UTC, which is what the exporters write."""
    first_bytes: bytes | None = None

    @property
    def file_name(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]

    def open(self, limit: int | None = MEMBER_LIMIT) -> BinaryIO:
        """Return a buffered stream of at most `limit` bytes (None: no limit, if read piece by piece).

        It ends early, with a warning on the source, at damage, at the limit, and where the unpacked bytes
        outgrow the packed ones 200 to 1. Close it.
        """
        return io.BufferedReader(_BoundedStream(self, limit), 1 << 17)

    def read_bytes(self, limit: int = MEMBER_LIMIT) -> bytes:
        """Return all of the member, under the same rules as `open`."""
        with self.open(limit) as stream:
            return stream.read()

    def read_head(self, size: int = HEAD) -> bytes:
        """Return the first `size` bytes (at most 64 KiB), remembered, without counting as progress."""
        if self.first_bytes is None or len(self.first_bytes) < min(size, self.size, HEAD):
            with io.BufferedReader(_BoundedStream(self, size, quiet=True), size) as stream:
                self.first_bytes = stream.read(size)
        return self.first_bytes[:size]

    def forget_head(self) -> None:
        """Free the memory of the first bytes."""
        self.first_bytes = None


class _BoundedStream(io.RawIOBase):
    """A raw stream that stops at damage and at limits, and counts what it gives."""

    def __init__(self, member: Member, limit: int | None, *, quiet: bool = False) -> None:
        self._member = member
        self._limit = limit
        self._quiet = quiet
        self._given = 0
        self._raw: BinaryIO | None = None
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._ended:
            return 0
        want = len(buffer)
        if self._limit is not None:
            # One byte over the limit is asked for, to know whether there was more.
            want = min(want, self._limit - self._given + (0 if self._quiet else 1))
        data = self._read(want)
        self._given += len(data)
        if data and not self._quiet:
            self._member.source.meter.count_bytes(len(data))
            data = self._apply_limits(data)
        if not data:
            self._ended = True
        buffer[: len(data)] = data
        return len(data)

    def _read(self, want: int) -> bytes:
        try:
            if self._raw is None:
                self._raw = self._member.opener()
            return self._raw.read(want) if want > 0 else b""
        except DAMAGE as trouble:
            if not self._quiet:
                self._member.source.warn(f"{self._member.name}: {_describe_damage(trouble)}")
            return b""

    def _apply_limits(self, data: bytes) -> bytes:
        member = self._member
        if self._limit is not None and self._given > self._limit:
            over = self._given - self._limit
            member.source.warn(
                f"{member.name} is larger than {_format_size(self._limit)}; read up to there, the rest left out."
            )
            self._ended = True
            return data[:-over]
        if member.packed is not None and is_likely_bomb(self._given, member.packed):
            member.source.warn(f"{member.name} grows far too large when unpacked; the rest was left out.")
            self._ended = True
            return b""
        return data

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
            self._raw = None
        super().close()


def is_clutter(path: str) -> bool:
    """Return whether a file is one that macOS or Windows puts beside those of people."""
    *folders, name = path.split("/")
    return "__MACOSX" in folders or name in (".DS_Store", "Thumbs.db") or name.startswith("._")


def is_likely_bomb(unpacked: int, packed: int) -> bool:
    """Return whether `unpacked` bytes out of `packed` ones look like a bomb."""
    return unpacked > RATIO_FLOOR and unpacked > packed * RATIO_LIMIT


def _format_size(count: int) -> str:
    return f"{count // 1_048_576} MB" if count >= 1_048_576 else f"{count:,} bytes"


def _describe_damage(trouble: BaseException) -> str:
    if isinstance(trouble, NotImplementedError):
        return "packed in a way that cannot be read here; left out."
    if isinstance(trouble, RuntimeError):
        return "locked with a password; left out."
    if isinstance(trouble, PermissionError):
        return "cannot be read with your permissions; left out."
    return "damaged or cut short; the readable part was used."


def flatten_sources(sources: Iterable[Source]) -> list[Source]:
    """Return the sources, each followed by the sources inside it."""
    flat: list[Source] = []
    for source in sources:
        flat += [source, *flatten_sources(source.inner)]
    return flat
