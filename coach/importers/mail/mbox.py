"""Splitting an mbox: a stream of bytes in, one small piece per mail out, however large the file is.

The splitter of the standard library takes every line that begins with "From " for a new mail, so a letter that
says "From here the harbour looks small" becomes two. Here a separator is the whole line a mail program writes:
"From ", one word, and a date; and a header line has to follow it. Bodies are passed over at the speed of a
byte search and never kept, except the first bytes of those somebody asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import BinaryIO

HEAD_LIMIT = 1 << 20
"""Bytes one header block may have; more is cut off."""
BODY_LIMIT = 1 << 18
"""Bytes of a body that are kept when it is wanted."""
_BLOCK = 1 << 20
_LINE_LIMIT = 1024  # a separator is one short line
_MARK = b"\nFrom "
_MONTHS = {
    name: number
    for number, name in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"),
        start=1,
    )
}
_SEPARATOR = re.compile(
    rb"\nFrom [^ \t\r\n]+[ \t]+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    rb"[ \t]+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ \t]+(\d{1,2})"
    rb"[ \t]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:[ \t]+([+-]\d{4}|[A-Z]{1,5}))?[ \t]+(\d{4})"
    rb"(?:[ \t]+([+-]\d{4}))?[ \t]*(?=\r?\n|\Z)"
)
_HEADER_FOLLOWS = re.compile(rb"\r?\n(?:[!-9;-~]{1,200}[ \t]*:|>From |\Z)|\Z")
_HEAD_END = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail as it stands in the file."""

    stamp: datetime | None
    """The moment in the separator, UTC: when the mail reached this mailbox. None for a mail of its own file."""
    head: bytes
    """The header block without the empty line that ends it, at most `HEAD_LIMIT` bytes."""
    body: bytes
    """The first `BODY_LIMIT` bytes of the body if they were wanted, else nothing."""


BodyFilter = Callable[[bytes], bool]
"""Says, from the header block of a mail, whether its body is needed."""


def split_mbox(stream: BinaryIO, wanted: BodyFilter | None = None) -> Iterator[RawMail]:
    """Yield the mails of an mbox. What stands before the first separator is passed over.

    Needs about 2 MB of memory, whatever the file holds. Raises what reading the stream raises, nothing else.
    """
    mail: _MailBuffer | None = None
    for stamp, data in _split_pieces(stream):
        if stamp is not None:
            if mail is not None:
                yield mail.done()
            mail = _MailBuffer(stamp, wanted)
        elif mail is not None:
            mail.add(data)
    if mail is not None:
        yield mail.done()


def read_single_mail(stream: BinaryIO, wanted: BodyFilter | None = None) -> RawMail:
    """Read one mail that has a file to itself (.eml, Maildir)."""
    mail = _MailBuffer(None, wanted)
    mail.add(b"\n")
    while not mail.full and (data := stream.read(_BLOCK)):
        mail.add(data)
    return mail.done()


def is_mbox(head: bytes) -> bool:
    """Whether a mail file that begins with `head` is an mbox: a mail by itself begins with a header."""
    return head.lstrip(b"\xef\xbb\xbf\r\n").startswith(b"From ")


def _match_separator(data: bytes, at: int) -> re.Match[bytes] | None:
    found = _SEPARATOR.match(data, at)
    return found if found is not None and _HEADER_FOLLOWS.match(data, found.end()) else None


def _split_pieces(stream: BinaryIO) -> Iterator[tuple[datetime | None, bytes]]:
    """Yield (stamp, nothing) at each separator, and (None, bytes) for what lies between them.

    Bytes after a separator begin with the newline that ends it, so an empty header block looks like any other.
    """
    data, ended = b"\n", False
    while not ended:
        block = stream.read(_BLOCK)
        ended = not block
        data += block.removeprefix(b"\xef\xbb\xbf") if data == b"\n" else block
        start = at = 0
        while (at := data.find(_MARK, at)) >= 0:
            if len(data) - at < _LINE_LIMIT and not ended:
                break  # the line, or the one after it, may go on in the next block
            if (found := _match_separator(data, at)) is None:
                at += 1
                continue
            yield None, data[start : at + 1]
            yield _parse_separator_time(found), b""
            start = at = found.end() + (data[found.end() : found.end() + 1] == b"\r")
        if ended:
            yield None, data[start:]
            return
        keep = at if at >= 0 else max(start, len(data) - len(_MARK) + 1)
        yield None, data[start:keep]
        data = data[keep:]


def _parse_separator_time(found: re.Match[bytes]) -> datetime:
    """The moment a separator names; one that no calendar has becomes the first of January of its year."""
    month, day, hour, minute, second, zone, year, last = found.groups()
    zone = zone or last  # some write the zone after the year
    offset = UTC
    if zone is not None and zone[:1] in b"+-":
        minutes = int(zone[1:3]) * 60 + int(zone[3:5])
        if minutes < 24 * 60:
            offset = timezone(timedelta(minutes=-minutes if zone[:1] == b"-" else minutes))
    try:
        return datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second or 0), tzinfo=offset
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(max(int(year), 1), 1, 1, tzinfo=UTC)


class _MailBuffer:
    """Gathers the header block of one mail and, if wanted, the start of its body."""

    def __init__(self, stamp: datetime | None, wanted: BodyFilter | None) -> None:
        self._stamp = stamp
        self._wanted = wanted
        self._data = bytearray()
        self._head: bytes | None = None
        self._body_starts = 0
        self.full = False
        """Nothing more is needed of this mail."""

    def add(self, data: bytes) -> None:
        if self.full:
            return
        if self._head is None:
            seen = max(0, len(self._data) - 2)
            self._data += data
            if (end := _HEAD_END.search(self._data, seen)) is not None and end.start() <= HEAD_LIMIT:
                self._close_head(end.start(), end.end())
            elif len(self._data) > HEAD_LIMIT:
                self._close_head(HEAD_LIMIT, HEAD_LIMIT)
                self.full = True  # no telling where the body begins
        else:
            self._data += data
        if len(self._data) - self._body_starts >= BODY_LIMIT and self._head is not None:
            self.full = True
            del self._data[self._body_starts + BODY_LIMIT :]

    def _close_head(self, end: int, body: int) -> None:
        self._head = bytes(self._data[:end]).lstrip(b"\r\n")
        self._body_starts = body
        if self._wanted is None or not self._wanted(self._head):
            self.full = True
            self._data.clear()
            self._body_starts = 0

    def done(self) -> RawMail:
        if self._head is None:
            self._close_head(len(self._data), len(self._data))
        assert self._head is not None
        return RawMail(self._stamp, self._head, bytes(self._data[self._body_starts :]))
