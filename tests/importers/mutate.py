"""Damage for files: what downloads, spreadsheets, careless programs and hostile people do to them."""

from __future__ import annotations

import random
import re
from typing import Any

NASTY: tuple[bytes, ...] = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b'",', b"\r", b"\r\n", b",,,,", b";", b"\t", b"\\", b"[", b"]",
    b"{", b"}", b"null", b"NaN", b"-1", b"1e999", b"true", b"\x1b]0;x\x07", b"\xe2\x80\xae", b"[/oops]", b"=cmd()",
    b"9" * 400, b"[" * 3000, b'{"a":' * 2000, b"a" * 70_000, b"2026-99-99 99:99:99 UTC", b"0001-01-01 00:00:00 UTC",
    b"9999-12-31 23:59:59 UTC", b"12/31/99, 11:59 PM", b"31 Feb 2026", b"LinkedIn Member", b"\xed\xa0\x80", b"\xc3",
    b"\xf0\x9f\x9a", b"https://www.linkedin.com/in/", b"%", b"%FF%FE", b"From a Mon Sep 14 18:00:00 2026\n",
    b"PK\x03\x04", b"RRULE:FREQ=SECONDLY\r\n", b"<!ENTITY a 'b'>", b"Content-Type: multipart/mixed; boundary=x\n",
)  # fmt: skip

YEARS = (b"0001", b"9999", b"1969", b"2999")
"""Years of damaged files and broken clocks."""


ODD_VALUES: tuple[object, ...] = (
    None, True, 0, -1, 7, 10**30, 1.5, "", "x", "7", "2026-09-14T10:00:00Z", [], [[1]], [None], {}, {"a": 1}, {"id": [1]},
)  # fmt: skip
"""Values of JSON, for places where a program writes others."""


def mutate_json(dice: random.Random, value: Any) -> Any:
    """Return JSON with one of its values in another form, twice, or taken away."""
    if isinstance(value, dict | list) and value and dice.random() < 0.9:
        place = dice.choice(list(value) if isinstance(value, dict) else range(len(value)))
        copy: Any = dict(value) if isinstance(value, dict) else list(value)
        if dice.random() < 0.1:
            del copy[place]
        elif isinstance(copy, list) and dice.random() < 0.1:
            copy.insert(place, copy[place])
        else:
            copy[place] = mutate_json(dice, value[place])
        return copy
    return dice.choice(ODD_VALUES)


def mutate(dice: random.Random, data: bytes) -> bytes:
    """A few kinds of damage, one after another."""
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        place = dice.randrange(len(data) + 1)
        end = min(len(data), place + dice.choice((1, 2, 10, 100, 2000)))
        kind = dice.randrange(8)
        if kind == 0:
            data = data[:place] + bytes([dice.randrange(256)]) + data[place + 1 :]
        elif kind == 1:
            data = data[:place] + dice.choice(NASTY) + data[place:]
        elif kind == 2:
            data = data[:place] + data[end:]
        elif kind == 3:
            data = data[:end] + data[place:]
        elif kind == 4:
            data = data[:place]
        elif kind == 5:
            other = dice.randrange(len(data) + 1)
            data = data[:place] + data[other : other + end - place] + data[end:]
        elif kind == 6:
            data = re.sub(rb"20\d\d", dice.choice(YEARS), data)
        else:
            data = data[:place] + dice.randbytes(end - place) + data[end:]
    return data
