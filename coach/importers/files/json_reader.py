"""One element after another of a big JSON array, without ever holding the whole of it.

An archive of years may hold a hundred megabytes of posts in one array. Elements are decoded from a buffer that
grows only while one of them does not fit. Damage ends the reading, with a line; nothing raises.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from coach.importers.files.source import Member

_START = 1 << 16
_ELEMENT_LIMIT = 12 * 1024 * 1024  # characters of one element; a conversation of 30,000 messages
_ELEMENTS = 3_000_000  # far above the posts or followers of anybody who needs a coach
_NESTS_LIMIT = 400_000  # lists and objects in one element: they take far more memory than text
_GAP = re.compile(r"[\s,]*")
_NAME = re.compile(r"\s*window\.(?:YTD\.(\w{1,80})\.part(\d{1,6})|(__THAR_CONFIG))\s*=\s*")


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def read_script_name(member: Member) -> str:
    """What an archive's script assigns to: `direct_messages`, `tweets`, `__THAR_CONFIG` …; empty if nothing."""
    found = _NAME.match(member.read_head(512).decode("utf-8-sig", "replace"))
    return (found[1] or found[3]) if found else ""


def iterate_items(member: Member) -> Iterator[Any]:
    """Yield the elements of the array (or the one object) that follows the first `=` of a script.

    The script is never run. Ends early, with a warning on the source, at the first element that is damaged,
    nested too deeply, or over 12 million characters, and after three million elements.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    with member.open() as stream:
        buffer, want, ended = "", _START, False

        def too_much() -> bool:
            if len(buffer) <= _ELEMENT_LIMIT // 16:
                return False
            return len(buffer) > _ELEMENT_LIMIT or buffer.count("[") + buffer.count("{") > _NESTS_LIMIT

        def fill() -> None:
            nonlocal buffer, want, ended
            data = stream.read(want)
            ended = not data
            buffer += decoder.decode(data, final=ended)
            want = max(_START, len(buffer))  # doubles, so that a long element is tried a few times only

        fill()
        buffer = buffer.partition("=")[2].lstrip()
        single = buffer.startswith("{")
        if not single and not buffer.startswith("["):
            member.source.warn(f"{member.name} holds no list where one belongs; left out.")
            return
        place = 0 if single else 1
        given = 0
        while given < _ELEMENTS:
            place = _GAP.match(buffer, place).end()  # type: ignore[union-attr]
            if buffer[place : place + 1] == "]":
                return
            try:
                element, end = _DECODER.raw_decode(buffer, place)
            except (ValueError, RecursionError) as trouble:
                deep = isinstance(trouble, RecursionError)
                buffer, place = buffer[place:], 0
                if ended or deep or too_much():
                    member.source.warn(f"{member.name} is damaged, or one entry is too long; read as far as it goes.")
                    return
                fill()
                continue
            yield element
            given += 1
            if single:
                return
            buffer, place, want = (buffer[end:], 0, _START) if end > _START else (buffer, end, _START)
        member.source.warn(f"{member.name} is longer than can be read; took the first {_ELEMENTS:,} entries.")
