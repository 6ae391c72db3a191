"""Guess the code page of a text that is no UTF-8, by how its letters would stand together in each.

In Western languages a letter with a mark stands among plain ones. Where whole words have no plain letter, the text is
in another script, and few of its letters are right in the code page of a third.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """A code page of one byte for each letter."""

    name: str
    letters: re.Pattern[str]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Signs:
    """A code page of two bytes for each sign, and where its common signs are."""

    name: str
    leads: frozenset[int]
    """First bytes of common signs."""
    trail: int
    """The lowest second byte of common signs."""


_ALPHABETS = (
    _Alphabet("cp1255", re.compile("[א-ת]"), re.compile("[א-ת]{3,}")),
    _Alphabet("cp1253", re.compile("[Ά-ώ]"), re.compile("(?=[Ά-ώ]{3})[Ά-ώ]*[άέήίόύώ][Ά-ώ]*")),
    _Alphabet("cp1251", re.compile("[А-яЁёЄєІіЇїҐґЎў]"), re.compile("[А-яЁёЄєІіЇїҐґЎў]{3,}")),
)
"""Cyrillic comes last: nearly all bytes are letters in it. Greek words have an accent."""
_SIGNS = (
    _Signs("cp932", frozenset((*range(0x81, 0x84), *range(0x88, 0x99))), 0x40),
    _Signs("cp949", frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xC9))), 0xA1),
    _Signs("gbk", frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xD8))), 0xA1),
    _Signs("big5", frozenset(range(0xA1, 0xC7)), 0x40),
)
"""Korean comes before Chinese, which has the same first bytes and more."""
_SIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")


def guess_code_page(data: bytes) -> str | None:
    """Return the code page of a text in Cyrillic, Greek, Hebrew, Japanese, Chinese or Korean; None for any other."""
    whole = data[:_HEAD]
    if len(data) > _HEAD:
        whole = whole[: whole.rfind(b"\n") + 1]  # the last line may end within a letter
    for signs in _SIGNS:
        if (text := _try_decode(whole, signs.name)) and _is_written_in_signs(text, signs):
            return signs.name
    faults = {
        alphabet.name: share
        for alphabet in _ALPHABETS
        if (text := _try_decode(whole, alphabet.name)) and (share := _count_faults(text, alphabet)) <= 0.05
    }
    return min(faults, key=faults.__getitem__, default=None)


def _try_decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return ""


def _is_written_in_signs(text: str, signs: _Signs) -> bool:
    """Return whether nearly all signs are common ones and stand beside others."""
    runs = _SIGN_RUN.findall(text)
    total = sum(not char.isascii() for char in text)
    pairs = [char.encode(signs.name) for run in runs for char in run]
    common = sum(len(pair) == 2 and pair[0] in signs.leads and pair[1] >= signs.trail for pair in pairs)
    return total > 1 and common >= 0.9 * total


def _count_faults(text: str, alphabet: _Alphabet) -> float:
    """Return the share of letters that are none of the alphabet or are large after a small one; 1 without words."""
    letters = [(before, char) for before, char in pairwise(" " + text) if _is_foreign_letter(char)]
    in_words = sum(map(len, alphabet.words.findall(text)))
    if not letters or in_words < 0.6 * len(letters):
        return 1
    faults = sum(not alphabet.letters.match(char) or (char.isupper() and before.islower()) for before, char in letters)
    return faults / len(letters)


def _is_foreign_letter(char: str) -> bool:
    return not char.isascii() and (char.isalpha() or unicodedata.combining(char) > 0)
