"""Folded lines, as vCard and iCalendar have them: a line that begins with a space goes on the one before.

Joined as bytes, since a fold may stand in the middle of a character; long lines are cut, so that a photo of
ten megabytes costs no memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from coach.importers.files.source import Member
from coach.importers.files.text_lines import detect_encoding

LINE_LIMIT = 16 * 1024
"""Bytes after which a joined line stops growing: it is then longer than this, and no more than 80 KiB."""
_READ = 1 << 16
_QUOTED = re.compile(rb"(?i);(?:ENCODING=)?QUOTED-PRINTABLE")


def unfold_lines(member: Member, *, soft_breaks: bool = False) -> Iterator[bytes]:
    """Yield the joined lines of a member in UTF-8 (or whatever one-byte encoding it has), without line ends.

    With `soft_breaks`, a quoted-printable line that ends in `=` goes on in the next one, too (vCard 2.1).
    """
    whole = b""
    with member.open() as stream:
        for line in _read_lines(stream, wide=detect_encoding(member.read_head(200)).startswith("utf-16")):
            bare = line.rstrip(b"\r\n")
            if line[:1] in (b" ", b"\t"):
                whole = _append_limited(whole, bare[1:])
            elif soft_breaks and whole.endswith(b"=") and _QUOTED.search(whole.partition(b":")[0]):
                whole = _append_limited(whole[:-1], bare)
            else:
                if whole:
                    yield whole
                whole = bare
    if whole:
        yield whole


def _append_limited(whole: bytes, more: bytes) -> bytes:
    return whole + more if len(whole) <= LINE_LIMIT else whole


def _read_lines(stream: BinaryIO, *, wide: bool) -> Iterator[bytes]:
    """Yield physical lines with their ends, at most 64 KiB of each; what follows is dropped."""
    if wide:
        text = io.TextIOWrapper(stream, "utf-16", "replace", newline="\n")
        while line := text.readline(_READ):
            yield line.encode()
        return
    cut = False
    while piece := stream.readline(_READ):
        if not cut:
            yield piece.removeprefix(b"\xef\xbb\xbf")
        cut = not piece.endswith(b"\n")
