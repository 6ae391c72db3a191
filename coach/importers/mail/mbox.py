"""Split an mbox into mails, however large the file is.

A separator is a whole line that a mail program writes: "From ", one word and a date, or, after an empty line, an
address with or without another date, a hyphen or nothing in place of them. A header line follows it. The standard
library takes every line that begins with "From " for a new mail, which splits mails that have such a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import BinaryIO

from coach.domain.wording import MONTH_NAMES
from coach.importers.dates import is_possible_date

HEAD_LIMIT = 1 << 20
"""Bytes one header block may have; more is cut off."""
BODY_LIMIT = 1 << 18
"""Bytes of a body that are kept when it is wanted."""
_BLOCK = 1 << 20
_LINE_LIMIT = 1024  # a separator is one short line
_MARK = b"\nFrom "
_EMPTY_LINE = b"\n\n"
_MONTHS = {name[:3].encode(): number for number, name in enumerate(MONTH_NAMES, start=1)}
_WEEKDAY = rb"\nFrom [^ \t\r\n]+[ \t]+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"[ \t]+(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ \t]+"
_CLOCK = rb"[ \t]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:[ \t]+(?P<zone>[+-]\d{4}|[A-Z]{1,5}))?"
_LINE_ENDS = rb"[ \t]*(?=\r?\n|\Z)"
_DATED_SEPARATOR = re.compile(
    _WEEKDAY
    + _MONTH
    + rb"(?P<day>\d{1,2})(?:[ \t]+(?P<early>\d{4}))?"
    + _CLOCK
    + rb"(?(early)|[ \t]+(?P<year>\d{4}))(?:[ \t]+(?P<last>[+-]\d{4}))?"
    + _LINE_ENDS
)
_HEADER_DATED_SEPARATOR = re.compile(
    _WEEKDAY + rb",[ \t]*(?P<day>\d{1,2})" + _MONTH + rb"(?P<year>\d{4})" + _CLOCK + _LINE_ENDS
)
"""A date as headers write it, which Thunderbird puts above some mails and all feeds."""
_OTHER_DATE = (
    rb"[ \tT]\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[ \t]*(?:[A-Z]{1,5}|[+-]\d\d:?\d\d|\d{4})){0,4}"
    rb"(?:[ \t]+remote from [^\r\n]{1,100})?"
)
_UNDATED_SEPARATOR = re.compile(
    rb"\nFrom (?:-|[^ \t\r\n]*@[^ \t\r\n]*|[^\r\n]{0,200}@[^\r\n]{1,100}" + _OTHER_DATE + rb")?" + _LINE_ENDS
)
"""One without a date, or with a date that is written in another way."""
_HEADER_FOLLOWS = re.compile(rb"\r?\n(?:[!-9;-~]{1,200}[ \t]*:|>From |\Z)|\Z")
_HEAD_END = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail as it stands in the file."""

    stamp: datetime | None
    """When the mail reached this mailbox (UTC), if the separator says it."""
    head: bytes
    """The header block without the empty line that ends it, at most `HEAD_LIMIT` bytes."""
    body: bytes
    """The first `BODY_LIMIT` bytes of the body if they were wanted, else nothing."""
    is_head_whole: bool = True
    """Whether something ends the header block; if not, the mail may be half written."""


BodyFilter = Callable[[bytes], bool]
"""Says, from the header block of a mail, whether its body is needed."""


def split_mbox(stream: BinaryIO, wanted: BodyFilter) -> Iterator[RawMail]:
    """Yield the mails of an mbox. What stands before the first separator is passed over.

    Needs about 2 MB of memory, whatever the file holds. Raises what reading the stream raises, nothing else.
    """
    mail: _MailBuffer | None = None
    for piece in _split_pieces(stream):
        if isinstance(piece, re.Match):
            if mail is not None:
                yield mail.to_raw_mail()
            mail = _MailBuffer(_parse_separator_time(piece), wanted)
        elif mail is not None:
            mail.add_bytes(piece)
    if mail is not None:
        yield mail.to_raw_mail()


def read_single_mail(stream: BinaryIO, wanted: BodyFilter) -> RawMail:
    """Read one mail that has a file to itself (.eml, Maildir)."""
    mail = _MailBuffer(None, wanted)
    data = b"\n" + stream.read(_BLOCK).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    while data and not mail.full:
        mail.add_bytes(data)
        data = stream.read(_BLOCK)
    return mail.to_raw_mail()


def is_mbox(head: bytes) -> bool:
    """Return whether a mail file that begins with `head` is an mbox: a mail by itself begins with a header."""
    return head.lstrip(b"\xef\xbb\xbf\r\n").startswith(b"From ")


def begins_with_separator(head: bytes) -> bool:
    """Return whether a file begins with a whole separator line and a header."""
    return _match_separator(b"\n\n" + head.lstrip(b"\xef\xbb\xbf\r\n"), 1) is not None


def _match_separator(data: bytes, at: int) -> re.Match[bytes] | None:
    """Return the separator at a line end. One without a date needs an empty line before it."""
    found = _DATED_SEPARATOR.match(data, at) or _HEADER_DATED_SEPARATOR.match(data, at)
    if found is None and data[:at].endswith((b"\n", b"\n\r")):
        found = _UNDATED_SEPARATOR.match(data, at)
    return found if found is not None and _HEADER_FOLLOWS.match(data, found.end()) else None


def _split_pieces(stream: BinaryIO) -> Iterator[re.Match[bytes] | bytes]:
    """Yield each separator, and the bytes between separators in pieces.

    Bytes after a separator begin with the newline that ends it, so an empty header block looks like any other.
    """
    data, ended = _EMPTY_LINE, False
    while not ended:
        block = stream.read(_BLOCK)
        ended = not block
        data += block.removeprefix(b"\xef\xbb\xbf") if data == _EMPTY_LINE else block
        start = at = 0
        while (at := data.find(_MARK, at)) >= 0:
            if len(data) - at < _LINE_LIMIT and not ended:
                break  # the line, or the one after it, may go on in the next block
            if (found := _match_separator(data, at)) is None:
                at += 1
                continue
            yield data[start : at + 1]
            yield found
            start = at = found.end() + (data[found.end() : found.end() + 1] == b"\r")
        if ended:
            yield data[start:]
            return
        keep = at if at >= 0 else len(data) - len(_MARK) + 1
        keep = max(start, keep - len(_EMPTY_LINE))  # the empty line before a separator
        yield data[start:keep]
        data = data[keep:]


def _parse_separator_time(found: re.Match[bytes]) -> datetime | None:
    """Return the time of a separator, if it can be one. A day that no calendar has becomes the first of January."""
    if found.re is _UNDATED_SEPARATOR:
        return None
    part = found.groupdict()  # some write the year before the time, or the zone after the year
    year, zone = part["year"] or part["early"], part["zone"] or part.get("last")
    offset = UTC
    if zone is not None and zone[:1] in b"+-":
        minutes = int(zone[1:3]) * 60 + int(zone[3:5])
        if minutes < 24 * 60:
            offset = timezone(timedelta(minutes=-minutes if zone[:1] == b"-" else minutes))
    try:
        day, clock = int(part["day"]), (int(part["hour"]), int(part["minute"]), int(part["second"] or 0))
        at = datetime(int(year), _MONTHS[part["month"]], day, *clock, tzinfo=offset)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        at = datetime(max(int(year), 1), 1, 1, tzinfo=UTC)
    return at if is_possible_date(at) else None


class _MailBuffer:
    """Gathers the header block of one mail and, if wanted, the start of its body."""

    def __init__(self, stamp: datetime | None, wanted: BodyFilter) -> None:
        self._stamp = stamp
        self._wanted = wanted
        self._data = bytearray()
        self._head: bytes | None = None
        self._body_starts = 0
        self.full = False
        """Nothing more is needed of this mail."""

    def add_bytes(self, data: bytes) -> None:
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
        if not self._wanted(self._head):
            self.full = True
            self._data.clear()
            self._body_starts = 0

    def to_raw_mail(self) -> RawMail:
        is_whole = self._head is not None
        if self._head is None:
            self._close_head(len(self._data), len(self._data))
        assert self._head is not None
        return RawMail(self._stamp, self._head, bytes(self._data[self._body_starts :]), is_whole)
