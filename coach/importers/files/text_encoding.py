"""Find the encoding of a text and decode it, whole or line by line.

UTF-8 is the rule. UTF-16 is known by its mark or by NUL bytes in every other place. A text that is neither is read in
the code page of its script, if it has words in one, or in that of a Mac or of DOS, if its words look right in it; else
single bytes that are no UTF-8 are read as Windows-1252. Nothing raises.

A code page is guessed by how the letters would stand together in each. In Western languages a letter with a mark stands
among plain ones. Where whole words have no plain letter, the text is in another script, and few of its letters are
right in the code page of a third.
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import BinaryIO, cast

from coach.domain.text import decode_stray_bytes
from coach.importers.files.archive_members import HEAD, Member


def detect_encoding(head: bytes) -> str:
    """Return utf-16 by its mark or by NUL in every other byte alone, else utf-8-sig (with or without a mark).

    Letters of other scripts have no NUL, but the separators and line ends among them do.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:200]
    even, odd = start[::2], start[1::2]
    if len(start) >= 8 and 0 not in even and _has_nul_throughout(odd):
        return "utf-16-le"
    if len(start) >= 8 and 0 not in odd and _has_nul_throughout(even):
        return "utf-16-be"
    return "utf-8-sig"


def _has_nul_throughout(data: bytes) -> bool:
    """Return whether most bytes are NUL, or at least a tenth and more than the stray ones of a damaged file."""
    count = data.count(0)
    return 2 * count > len(data) or (count > 3 and 10 * count > len(data))


_CODE_PAGES = ("cp1251", "cp932", "gbk", "cp949", "big5", "cp1253")
"""What programs on Windows write in Cyrillic, Japanese, Chinese, Korean and Greek."""
_HEADINGS_BY_CODE_PAGE = {
    "cp1250": re.compile(
        r"(?i)\b(?:imię|nazwisko|jméno|příjmení|meno|priezvisko|keresztnév|vezetéknév|nume de familie"
        r"|ime|priimek|prezime)\b"
    ),
    "cp1254": re.compile(r"(?i)\b(?:soyad|soyadı)\b"),
}
"""Code page → headings of tables from countries whose letters Windows-1252 reads as others."""


def list_encodings(head: bytes) -> Iterator[str]:
    """Yield the encodings in which a text may be written, the likeliest first, by its first bytes."""
    likeliest = detect_encoding(head)
    whole = head[: head.rfind(b"\n") + 1] or head  # the last line may end within a letter
    if likeliest != "utf-8-sig" or _try_decode(whole, "utf-8") is not None:
        yield likeliest
        return
    if guess := guess_code_page(whole):
        yield guess
    for encoding, heading in _HEADINGS_BY_CODE_PAGE.items():
        if heading.search(whole.decode(encoding, "replace")):
            yield encoding
    if western := guess_western_code_page(whole):
        yield western
    yield likeliest
    yield from (encoding for encoding in _CODE_PAGES if _try_decode(whole, encoding) is not None)


def _try_decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def decode_as(data: bytes, encoding: str) -> str:
    """Decode the first bytes of a text in an encoding of `list_encodings`. Never raises."""
    return decode_text(data) if encoding.startswith("utf") else data.decode(encoding, "replace")


def recode_stream(stream: BinaryIO, encoding: str) -> BinaryIO:
    """Return the same text in UTF-8, read piece by piece."""
    return cast(BinaryIO, codecs.EncodedFile(stream, "utf-8", encoding, "replace"))


def decode_text(data: bytes) -> str:
    """Decode the first bytes of a text by BOM, else UTF-8, else its code page. Never raises."""
    encoding = detect_encoding(data)
    text = data.decode(encoding, choose_error_handler(encoding))
    if not has_stray_bytes(text):
        return text
    code_page = guess_code_page(data) or guess_western_code_page(data)
    return data.decode(code_page, "replace") if code_page else decode_stray_bytes(text)


class OldMacStream(io.RawIOBase):
    """A text whose lines end in a carriage return alone, with newlines in place of those. Read it buffered."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


def is_old_mac_text(head: bytes) -> bool:
    """Return whether the lines of a text end in a carriage return alone, by its first bytes."""
    return b"\r" in head and b"\n" not in head


def choose_error_handler(encoding: str) -> str:
    """Return what to do with bytes that are no text of an encoding: in UTF-8 they are read later, else replaced."""
    return "surrogateescape" if encoding == "utf-8-sig" else "replace"


def has_stray_bytes(text: str) -> bool:
    """Return whether a text holds bytes that could not be decoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


LINE_LIMIT = 16 * 1024
"""Bytes after which a joined line stops growing: it is then longer than this, and no more than 80 KiB."""
_READ = 1 << 16
QUOTED_PRINTABLE = re.compile(rb"(?i);(?:ENCODING=)?QUOTED-PRINTABLE")


def unfold_lines(member: Member, *, soft_breaks: bool = False) -> Iterator[bytes]:
    """Yield the joined lines of a member in UTF-8 (or whatever one-byte encoding it has), without line ends.

    With `soft_breaks`, a quoted-printable line that ends in `=` goes on in the next one, too (vCard 2.1).
    """
    whole = b""
    with member.open() as stream:
        head = member.read_head(200)
        for line in _read_lines(stream, detect_encoding(head), is_old_mac=is_old_mac_text(head)):
            bare = line.rstrip(b"\r\n")
            if soft_breaks and whole.endswith(b"=") and QUOTED_PRINTABLE.search(whole.partition(b":")[0]):
                # Some programs indent these, too: nearly all write a space that is meant as =20.
                whole = _append_limited(whole[:-1], bare[1:] if line[:1] in (b" ", b"\t") else bare)
            elif line[:1] in (b" ", b"\t"):
                whole = _append_limited(whole, bare[1:])
            else:
                if whole:
                    yield whole
                whole = bare
    if whole:
        yield whole


def _append_limited(whole: bytes, more: bytes) -> bytes:
    return whole + more if len(whole) <= LINE_LIMIT else whole


def _read_lines(stream: BinaryIO, encoding: str, *, is_old_mac: bool) -> Iterator[bytes]:
    """Yield physical lines with their ends, at most 64 KiB of each; what follows is dropped."""
    if encoding.startswith("utf-16"):
        text = io.TextIOWrapper(stream, encoding, "replace", newline="\n")
        while line := text.readline(_READ):
            yield line.encode("utf-8", "replace")
        return
    if is_old_mac:
        stream = io.BufferedReader(OldMacStream(stream))
    cut = False
    while piece := stream.readline(_READ):
        if not cut:
            yield piece.removeprefix(b"\xef\xbb\xbf")
        cut = not piece.endswith(b"\n")


_CYRILLIC = "[А-яЁёЄєІіЇїҐґЎў]"
_LETTERS_AND_WORDS = {
    "cp1255": ("[א-ת]", "[א-ת]{3,}"),
    "cp1253": ("[Ά-ώ]", "(?=[Ά-ώ]{3})[Ά-ώ]*[άέήίόύώ][Ά-ώ]*"),
    **dict.fromkeys(("cp1251", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic"), (_CYRILLIC, f"{_CYRILLIC}{{3,}}")),
}
"""Code page of one byte for each letter → a letter of its alphabet, and a word.

Cyrillic comes last: nearly all bytes are letters in it. Greek words have an accent. KOI8-U holds KOI8-R.
"""
_COMMON_SIGNS = {
    "cp932": (frozenset((*range(0x81, 0x84), *range(0x88, 0x99))), 0x40),
    "cp949": (frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xC9))), 0xA1),
    "gbk": (frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xD8))), 0xA1),
    "big5": (frozenset(range(0xA1, 0xC7)), 0x40),
}
"""Code page of two bytes for each sign → the first bytes of common signs, and the lowest of their second bytes.

Korean comes before Chinese, which has the same first bytes and more.
"""
_WESTERN = ("iso8859-15", "mac-roman", "cp850")  # in these, every byte is a sign
_LATEST_TEXTS = 4
"""Texts whose code page is remembered: one file is decoded for each format it may be, and guessing takes long."""
_SIGN = re.compile(r"[^\x00-\x7f]")
_SIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")


@lru_cache(maxsize=_LATEST_TEXTS)
def guess_code_page(data: bytes) -> str | None:
    """Return the code page of a text in Cyrillic, Greek, Hebrew, Japanese, Chinese or Korean; None for any other."""
    whole = data[:HEAD]
    if len(data) > HEAD:
        whole = whole[: whole.rfind(b"\n") + 1]  # the last line may end within a letter
    for name in _COMMON_SIGNS:
        if (text := _try_decode(whole, name)) and _is_written_in_signs(text, name):
            return name
    faults = {
        name: share
        for name in _LETTERS_AND_WORDS
        if (text := _try_decode(whole, name)) and (share := _count_faults(text, name)) <= 0.05
    }
    return min(faults, key=faults.__getitem__, default=None)


@lru_cache(maxsize=_LATEST_TEXTS)
def guess_western_code_page(data: bytes) -> str | None:
    """Return the code page of a text in a Western language, None if Windows-1252 is as good as any other.

    Letters with a mark stand in words, large ones at their beginning. In the wrong code page they are signs, or large.
    """
    shares = {name: _share_of_right_signs(data[:HEAD].decode(name)) for name in _WESTERN}
    best = max(shares, key=shares.__getitem__)
    is_better = shares[best] >= 0.9 and shares[best] > _share_of_right_signs(data[:HEAD].decode("cp1252", "replace"))
    return best if is_better else None


def _share_of_right_signs(text: str) -> float:
    """Return the share of signs beyond ASCII that may stand where they do; 1 if there are none."""
    around = f" {text} "
    places = (match.start() for match in _SIGN.finditer(around))
    counts = Counter(around[place - 1 : place + 2] for place in places)
    right = sum(count for signs, count in counts.items() if _is_right_sign(signs))
    return right / counts.total() if counts else 1


def _is_right_sign(around: str) -> bool:
    """Return whether the second of three signs, which is beyond ASCII, may stand between the others."""
    before, char, after = tuple(around)
    if unicodedata.category(char) == "Lu":
        return not before.isalpha() or (before.isupper() and not after.islower())
    if unicodedata.category(char) == "Ll":
        return not (before.isdigit() or after.isdigit())
    if char in "…”»°²³½¼¾":
        return not after.isalpha()
    return char in "’´·" or (char in "“‘«„–—€£§©®™ªº¿¡\xa0" and not (before.isalpha() and after.isalpha()))


def _is_written_in_signs(text: str, code_page: str) -> bool:
    """Return whether nearly all signs are common ones and stand beside others."""
    leads, lowest_trail = _COMMON_SIGNS[code_page]
    total = len(_SIGN.findall(text))
    pairs = [char.encode(code_page) for run in _SIGN_RUN.findall(text) for char in run]
    common = sum(len(pair) == 2 and pair[0] in leads and pair[1] >= lowest_trail for pair in pairs)
    return total > 1 and common >= 0.9 * total


def _count_faults(text: str, code_page: str) -> float:
    """Return the share of letters that are none of the alphabet or are large after a small one; 1 without words."""
    letter, word = map(re.compile, _LETTERS_AND_WORDS[code_page])
    total = sum(count for char, count in Counter(text).items() if _is_letter_or_frame(char))
    in_words = sum(map(len, word.findall(text)))
    if not total or in_words < 0.6 * total:
        return 1
    faults = sum(
        count
        for (before, char), count in Counter(pairwise(" " + text)).items()
        if _is_letter_or_frame(char) and (not letter.match(char) or (char.isupper() and before.islower()))
    )
    return faults / total


def _is_letter_or_frame(char: str) -> bool:
    """Return whether a sign is a letter beyond ASCII, or one that frames are drawn with, which no text has."""
    is_frame = "\u2500" <= char <= "\u25ff"
    return is_frame or (not char.isascii() and (char.isalpha() or unicodedata.combining(char) > 0))
