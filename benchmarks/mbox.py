"""How fast and in how much memory a mailbox of any size is read.

    python benchmarks/mbox.py [MEGABYTES] [KILOBYTES_PER_MAIL]

Nothing is written to disk: the mailbox is made while it is read. It is a tenth of it letters between the owner
and 400 people, the rest newsletters and notices, as in most mailboxes. Prints megabytes per second, mails per
second, and the highest memory of the process. Memory grows with the letters, not with the bytes.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from coach.importers.files.source import Member, Source
from coach.importers.mail import reader as mail
from coach.importers.options import ImportOptions

_START = datetime(2016, 1, 1, tzinfo=UTC)
_LINE = b"The tide tables for the week are below; reply to this mail and say which of them you use.\r\n"


class Mailbox(io.RawIOBase):
    """A stream of mails that are made when they are read."""

    def __init__(self, size: int, mail_size: int) -> None:
        self._mails = self._make(size, mail_size)
        self._rest = b""
        self.mails = 0
        self.seconds = 0.0
        """What making the mails took."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            started = time.perf_counter()
            self._rest = next(self._mails, b"")
            self.seconds += time.perf_counter() - started
        piece = self._rest[: len(buffer)]
        buffer[: len(piece)] = piece
        self._rest = self._rest[len(piece) :]
        return len(piece)

    def _make(self, size: int, mail_size: int) -> Iterator[bytes]:
        pick = random.Random(20260914)
        body = _LINE * max(1, mail_size // len(_LINE))
        made = 0
        while made < size:
            one = self._head(pick) + body + b"\r\n"
            made += len(one)
            self.mails += 1
            yield one

    def _head(self, pick: random.Random) -> bytes:
        number, kind = self.mails, pick.random()
        at = _START + timedelta(minutes=number)
        person = f"Person {number % 400} <person{number % 400}@quay.example>"
        lines = [f"From {number:019d}@xxx {at:%a %b %d %H:%M:%S +0000 %Y}", f"X-GM-THRID: {number:019d}"]
        if kind < 0.05:
            lines += ["X-Gmail-Labels: Sent,Opened", "From: Mara <mara@harbour.example>", f"To: {person}"]
        else:
            lines += ["X-Gmail-Labels: Inbox,Opened", "Delivered-To: mara@harbour.example"]
            lines += [f"Received: from relay{i}; {at:%a, %d %b %Y %H:%M:%S +0000}" for i in range(6)]
            lines += [
                "DKIM-Signature: v=1; a=rsa-sha256;\r\n b=" + "Zm9v" * 60,
                "To: Mara <mara@harbour.example>",
            ]
            if kind < 0.1:
                lines += [f"From: {person}", f"In-Reply-To: <{number - 20}@mail.example>"]
            elif kind < 0.8:
                lines += [
                    f"From: News <news{number % 90}@news.example>",
                    "List-Unsubscribe: <mailto:u@news.example>",
                ]
            else:
                lines += [
                    f"From: Shop <no-reply{number % 90}@shop.example>",
                    "Auto-Submitted: auto-generated",
                ]
        lines += [f"Subject: Mail {number}", f"Message-ID: <{number}@mail.example>"]
        lines += [f"Date: {at:%a, %d %b %Y %H:%M:%S +0000}", "Content-Type: text/plain", "", ""]
        return "\r\n".join(lines).encode()


def main() -> None:
    """Read one mailbox and print what it took."""
    size = int(sys.argv[1]) * 1_000_000 if len(sys.argv) > 1 else 200_000_000
    mail_size = int(sys.argv[2]) * 1000 if len(sys.argv) > 2 else 10_000
    stream = Mailbox(size, mail_size)
    source = Source("benchmark.mbox", "file")
    head = next(Mailbox(size, mail_size)._make(size, mail_size))
    member = Member("benchmark.mbox", source, lambda: stream, size, first_bytes=head)  # type: ignore[arg-type,return-value]
    started = time.perf_counter()
    found = mail.read_mail([member], ImportOptions())
    took = time.perf_counter() - started - stream.seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(f"{size / 1e6:,.0f} MB, {stream.mails:,} mails, {len(found.messages):,} letters, {len(found.people)} people")
    print(
        f"{took:.1f} s (making the mails left out) · {size / 1e6 / took:,.0f} MB/s · {stream.mails / took:,.0f} mails/s"
    )
    print(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
