"""Splitting an mbox into mails."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.mail.mbox import BODY_LIMIT, HEAD_LIMIT, RawMail, is_mbox, read_single_mail, split_mbox

LINE = b"From 17@xxx Mon Jan 05 09:00:00 +0000 2026"


def parts(data: bytes, *, bodies: bool = False) -> list[RawMail]:
    return list(split_mbox(io.BytesIO(data), lambda head: bodies))


def test_a_line_that_begins_with_from_is_text_unless_it_is_a_whole_separator() -> None:
    data = (
        LINE
        + b"\nSubject: a\n\nFrom here the harbour looks small.\nFrom 17@xxx at noon\n\n"
        + LINE
        + b"\nSubject: b\n\n"
    )
    assert [mail.head for mail in parts(data)] == [b"Subject: a", b"Subject: b"]


def test_an_escaped_separator_is_text() -> None:
    data = LINE + b"\nSubject: a\n\n>" + LINE + b"\nSubject: b\n"
    assert len(parts(data)) == 1


def test_a_separator_that_no_header_follows_is_text() -> None:
    data = LINE + b"\nSubject: a\n\nlook at this:\n" + LINE + b"\nand so on\n"
    assert len(parts(data)) == 1


def test_a_separator_needs_no_empty_line_before_it() -> None:
    data = LINE + b"\nSubject: a\n\ntext\n" + LINE + b"\nSubject: b\n\ntext\n"
    assert len(parts(data)) == 2


def test_line_ends_of_windows_make_no_difference() -> None:
    data = LINE + b"\nSubject: a\nTo: b\n\ntext\n\n" + LINE + b"\nSubject: b\n\n"
    windows = parts(data.replace(b"\n", b"\r\n"))
    assert [mail.head.replace(b"\r", b"") for mail in windows] == [mail.head for mail in parts(data)]


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        (b"From a@b.c Mon Jan  5 09:00:00 2026", (2026, 1, 5, 9, 0, 0)),
        (b"From - Mon Jan 05 09:00:07 2026", (2026, 1, 5, 9, 0, 7)),
        (b"From a@b.c Mon Jan 05 09:00:00 -0700 2026", (2026, 1, 5, 16, 0, 0)),
        (b"From a@b.c Mon Jan 05 09:00:00 PST 2026", (2026, 1, 5, 9, 0, 0)),
        (b"From a@b.c Mon Jan 05 09:00:00 2026 +0100", (2026, 1, 5, 8, 0, 0)),
        (b"From a@b.c Mon Jan 05 09:00 2026", (2026, 1, 5, 9, 0, 0)),
        (b"From a@b.c Mon Jan 05 2026 09:00:00", (2026, 1, 5, 9, 0, 0)),
        (b"From - Mon, 05 Jan 2026 09:00:07 GMT", (2026, 1, 5, 9, 0, 7)),
        (b"From a@b.c Mon, 5 Jan 2026 09:00:00 +0100", (2026, 1, 5, 8, 0, 0)),
        (b"From a@b.c Mon Feb 31 09:00:00 2026", (2026, 1, 1, 0, 0, 0)),
    ],
)
def test_the_separator_tells_when_the_mail_came(line: bytes, moment: tuple[int, ...]) -> None:
    assert parts(line + b"\nA: b\n\n")[0].stamp == datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "line",
    [
        b"From ",
        b"From - ",
        b"From 1844347792267117879@xxx",
        b"From a@b.c 2026-01-05T09:00:00Z",
        b'From "Ana Abara" <ana@quay.example> Mon Jan  5 09:00:00 2026',
        b"From a@b.c Mon Jan  5 09:00:00 2026 remote from quay",
        b"From a@b.c Mon Jan  5 09:00:00 MET DST 2026",
    ],
)
def test_a_separator_without_a_date_follows_an_empty_line(line: bytes) -> None:
    data = line + b"\nSubject: a\n\ntext\n" + line + b"\nNote: text\n\n" + line + b"\nSubject: b\n\n"
    assert [(mail.stamp, mail.head) for mail in parts(data)] == [(None, b"Subject: a"), (None, b"Subject: b")]


def test_a_place_after_from_is_text() -> None:
    assert len(parts(LINE + b"\nSubject: a\n\nA postcard\n\nFrom Lisbon\nP.S.: later\n")) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"From a b Mon Jan 05 09:00:00 2026",
        b"From a@b.c Mon Jan 05 09:00:00 2026 and more",
        b"From a@b.c Mon, 5 Jan 2026",
        b"From a@b.c yesterday",
    ],
)
def test_anything_else_is_no_separator(line: bytes) -> None:
    assert parts(line + b"\nA: b\n\n") == []


def test_a_mail_by_itself_is_no_mbox() -> None:
    assert not is_mbox(b"From: ana@quay.example\n\n")
    assert is_mbox(LINE + b"\nFrom: ana@quay.example\n\n")


def test_bodies_are_kept_only_where_they_are_wanted() -> None:
    data = LINE + b"\nSubject: keep\n\none\n\n" + LINE + b"\nSubject: drop\n\ntwo\n"
    mails = list(split_mbox(io.BytesIO(data), lambda head: b"keep" in head))
    assert [mail.body.strip() for mail in mails] == [b"one", b""]


def test_a_kept_body_is_bounded() -> None:
    data = LINE + b"\nSubject: a\n\n" + b"text " * 300_000 + b"\n" + LINE + b"\nSubject: b\n\nend\n"
    first, second = parts(data, bodies=True)
    assert len(first.body) == BODY_LIMIT
    assert second.body == b"end\n"


def test_a_header_block_without_an_end_is_cut() -> None:
    mails = parts(LINE + b"\n" + b"X: y\n" * 500_000 + LINE + b"\nSubject: b\n\n")
    assert len(mails) == 2
    assert len(mails[0].head) <= HEAD_LIMIT


def test_what_stands_before_the_first_separator_is_passed_over() -> None:
    assert [mail.head for mail in parts(b"junk\n\n" + LINE + b"\nA: b\n\n")] == [b"A: b"]


def test_a_mail_of_its_own_file_has_no_stamp() -> None:
    mail = read_single_mail(io.BytesIO(b"Subject: a\r\n\r\ntext"), lambda head: True)
    assert (mail.stamp, mail.head, mail.body) == (None, b"Subject: a\r", b"text")


class Trickle(io.RawIOBase):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data, self._step, self._at = data, step, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._data[self._at : self._at + self._step]
        self._at += len(piece)
        return piece


TEXT = st.lists(
    st.sampled_from(
        [b"text", b"From here", b"", b">" + LINE, b"From \n", b"From a@b Mon Jan 05", b"\r", b"Subject: x"]
    ),
    max_size=8,
).map(b"\n".join)


@given(st.lists(TEXT, min_size=1, max_size=6), st.integers(1, 60))
def test_the_size_of_the_pieces_that_are_read_makes_no_difference(bodies: list[bytes], step: int) -> None:
    data = b"".join(LINE + b"\nSubject: %d\n\n" % n + body + b"\n\n" for n, body in enumerate(bodies))
    whole = list(split_mbox(io.BytesIO(data), lambda head: True))
    assert [mail.head.rstrip(b"\r") for mail in whole] == [b"Subject: %d" % n for n in range(len(bodies))]
    assert list(split_mbox(Trickle(data, step), lambda head: True)) == whole  # type: ignore[arg-type]


@given(st.binary(max_size=400), st.integers(1, 50))
def test_no_bytes_make_it_raise(data: bytes, step: int) -> None:
    mails = list(split_mbox(Trickle(LINE + b"\nA: b\n\n" + data, step), lambda head: False))  # type: ignore[arg-type]
    assert mails[0].head.startswith(b"A: b")
