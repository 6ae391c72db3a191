"""Read JSON files: small ones whole, big ones one value at a time."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from coach.importers.files.archive_members import Member
from coach.importers.files.text_encoding import decode_text, detect_encoding

JSON_LIMIT = 24 * 1024 * 1024
"""Bytes of a JSON file that are read in one piece."""
DAMAGED_FILE, FILE_TOO_LARGE = "damaged_file", "file_too_large"
"""Reasons for which a whole file is left out."""
AROUND_TEXT = "\ufeff \t\r\n\x00\x1a"
"""What editors and old disks leave around a text."""
_READ = 1 << 16
_VALUE_LIMIT = 12 * 1024 * 1024  # characters of one value: a conversation of 30,000 messages
_NESTING_LIMIT = 400_000  # lists and objects in one value: they take far more memory than text
_SEPARATORS = re.compile(r"[\s,:]*")


def read_json_file(member: Member, warnings: list[str], ignored: Counter[str], limit: int = JSON_LIMIT) -> Any:
    """Return what a JSON file holds; None, with a warning and a count, if it is too large or damaged."""
    if member.size > limit:
        ignored[FILE_TOO_LARGE] += 1
        warnings.append(f"{member.file_name} is larger than {limit // 1_048_576} MB; left out.")
        return None
    try:
        return json.loads(decode_text(member.read_bytes(limit)).strip(AROUND_TEXT))
    except (ValueError, RecursionError):
        ignored[DAMAGED_FILE] += 1
        warnings.append(f"{member.file_name} is damaged or cut short. Export it again, or copy it again.")
        return None


def get_value(value: Any, *names: str) -> Any:
    """Return what stands under a name in an object, or under the second one in that; None without it."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def get_list(value: Any, *names: str) -> list[Any]:
    """Return the list that `get_value` finds; an empty one for anything else."""
    found = get_value(value, *names)
    return found if isinstance(found, list) else []


def get_text(value: Any, *names: str) -> str:
    """Return the text that `get_value` finds; an empty one for anything else."""
    found = get_value(value, *names)
    return found if isinstance(found, str) else ""


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


class JsonStream:
    """JSON text read a piece at a time. Methods raise ValueError where the text is not as they expect."""

    _decoder = json.JSONDecoder(parse_constant=_refuse_constant)

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode: codecs.IncrementalDecoder | None = None
        self._text = ""
        self._at = 0
        self._ended = False

    def skip_past(self, mark: str) -> None:
        """Skip the text up to and including the first `mark`, which stands near the start."""
        self._read_more()
        self._at = self._text.find(mark) + 1 or len(self._text)

    def peek_character(self) -> str:
        """Return the next character that is no space, comma or colon; empty at the end."""
        while True:
            found = _SEPARATORS.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read_more()

    def take_character(self) -> str:
        """Return the next character and move past it."""
        character = self.peek_character()
        self._at += 1
        return character

    def expect_character(self, expected: str) -> None:
        """Move past `expected`."""
        if self.take_character() != expected:
            raise ValueError(f"no {expected}")

    def skip_closing(self, closing: str) -> bool:
        """Return whether `closing` comes next, and move past it if so."""
        if (found := self.peek_character()) == closing:
            self._at += 1
        elif not found:
            raise ValueError("cut short")
        return found == closing

    def iterate_names(self) -> Iterator[str]:
        """Yield the names of an object after its brace. The caller takes each value before the next name."""
        while not self.skip_closing("}"):
            yield str(self.take_value())

    def iterate_values(self) -> Iterator[Any]:
        """Yield the values of a list."""
        self.expect_character("[")
        while not self.skip_closing("]"):
            yield self.take_value()

    def take_value(self) -> Any:
        """Return the next value and move past it."""
        self.peek_character()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except ValueError:
                if self._ended or self._is_too_much():
                    raise
            else:
                if end < len(self._text) or self._ended:  # a number may go on in the next piece
                    self._at = end
                    return value
            self._read_more()

    def _is_too_much(self) -> bool:
        size = len(self._text) - self._at
        if size <= _VALUE_LIMIT // 16:
            return False
        return size > _VALUE_LIMIT or self._text.count("[") + self._text.count("{") > _NESTING_LIMIT

    def _read_more(self) -> None:
        """Read as much as is left over, so that a long value is tried a few times only."""
        data = self._stream.read(max(_READ, len(self._text) - self._at))
        self._ended = not data
        if self._decode is None:
            self._decode = codecs.getincrementaldecoder(detect_encoding(data))("replace")
        self._text = self._text[self._at :] + self._decode.decode(data, self._ended)
        self._at = 0
