"""Pieces: a finished year read a part at a time, for those who use its records once and keep none of them.

A year as documents is fifteen times as heavy as its file, and what lies between things that stay is never given back by
Python. So the bytes are cut where a record ends, and each piece is read as if it were a file. A cut inside a record
leaves something that is no JSON, so a wrong one cannot go unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from coach.store.form import SCHEMA, Damaged, Docs, content_of, decode, numbers

SIZE = 32 * 1024
"""Bytes from which a piece ends with the next record."""
_NEXT = re.compile(rb'\},"[0-9]+":\{"')


def pieces(data: bytes) -> Iterator[Docs]:
    """Yield the records of a data file, in the order of the file.

    Raises Damaged, perhaps after some pieces, unless the file is exactly as this version writes it. That is not to say
    that anything is wrong with it: the caller reads it as a whole.
    """
    begin, table, count = 0, "", 0
    known: set[str] = set()
    while begin < len(data):
        cut = _NEXT.search(data, begin + SIZE)
        end = cut.start() + 1 if cut else len(data)
        opening = b"{" + orjson.dumps(table) + b":{" if begin else b""
        tables = decode(b"".join((opening, data[begin:end], b"}}" if cut else b"")))
        content = content_of(tables)
        if content.strangers or not (begin or content.schema == SCHEMA):
            raise Damaged("not as we write it")
        for name, rows in tables.items():
            if name != table:
                known.add(table)
                table, count = name, 0
            if name in known or list(rows) != numbers(count + len(rows))[count : count + len(rows)]:
                raise Damaged("a number or a table twice")
            count += len(rows)
        yield content.docs
        begin = end + 1
