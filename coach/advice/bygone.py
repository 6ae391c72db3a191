"""Bygone: messages and notes of finished years, packed, for as long as somebody looks through them.

As records, or only as tuples, ten years of them would be heavier than the rest of the program, and Python never gives
back what lies between things that stay. So each is some bytes in one long row, and something again when it is shown.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar, overload

from coach.domain.book import Book, Docs
from coach.domain.note import Note
from coach.domain.record import Doc

T = TypeVar("T")


class Passed(NamedTuple):
    """What is needed of a message to find it."""

    person: str
    kind: str
    text: str
    at: datetime


class Chosen(Sequence[T]):
    """The things with the `numbers` out of something that returns what has a number."""

    __slots__ = ("_numbers", "_of")

    def __init__(self, of: Callable[[int], T], numbers: Iterable[int]) -> None:
        self._of, self._numbers = of, array("l", numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Chosen[T]: ...
    def __getitem__(self, at: int | slice) -> T | Chosen[T]:
        return Chosen(self._of, self._numbers[at]) if isinstance(at, slice) else self._of(self._numbers[at])

    def those(self, wanted: Callable[[T], bool]) -> Chosen[T]:
        """Return the wanted ones."""
        return Chosen(self._of, (number for number in self._numbers if wanted(self._of(number))))


def newest_first(parts: Sequence[Sequence[Any]], wanted: Callable[[Any], bool]) -> Chosen[Any]:
    """Return the wanted ones of all parts, which are notes or messages, the newest first."""

    def of(number: int) -> Any:
        for part in parts:
            if number < len(part):
                return part[number]
            number -= len(part)
        raise IndexError(number)

    numbers, times = array("l"), array("d")
    for number in range(sum(map(len, parts))):
        each = of(number)
        times.append(each.at.timestamp())
        if wanted(each):
            numbers.append(number)
    return Chosen(of, sorted(numbers, key=times.__getitem__, reverse=True))


class _Pack(Generic[T]):
    """Documents of one kind, each with its id and its version; None for one that is not to be found."""

    def __init__(self, table: str, pack: Callable[[Doc], Any], unpack: Callable[[Any], T]) -> None:
        self.table = table
        self._pack, self._unpack = pack, unpack
        self._bytes, self._ends, self._met = bytearray(), array("l", [0]), set[str]()

    def add(self, key: str, doc: Doc) -> None:
        try:
            packed = None if doc.get("deleted") else self._pack(doc)
        except (KeyError, TypeError, ValueError):
            packed = None  # without a text, say, or one odd record, which must not hide the others
        self._bytes += marshal.dumps((key, str(doc.get("changed_at")), packed))
        self._ends.append(len(self._bytes))
        self._met.add(key)

    def _at(self, number: int) -> tuple[str, str, Any]:
        return marshal.loads(self._bytes[self._ends[number] : self._ends[number + 1]])  # type: ignore[no-any-return]

    def _get(self, number: int) -> T:
        return self._unpack(self._at(number)[2])

    def once(self) -> Sequence[T]:
        """Return what is to be found, each record in its newest version: it may stand in two files."""
        numbers: Iterable[int] = range(len(self._ends) - 1)
        if len(self._met) < len(self._ends) - 1:
            newest: dict[str, tuple[str, int]] = {}
            for number in numbers:
                key, version, _ = self._at(number)
                if key not in newest or newest[key][0] < version:
                    newest[key] = (version, number)
            numbers = [number for _, number in newest.values()]
        return Chosen(self._get, (number for number in numbers if self._at(number)[2] is not None))


def bygone(book: Book, files: Iterable[Docs]) -> tuple[Sequence[Note], Sequence[Passed]]:
    """Return the notes, and the messages with a text, that are in `files` and not in `book`."""
    notes = _Pack("notes", _note, Note.model_validate)
    texts = _Pack("messages", _passed, _unpassed)
    for docs in files:
        for pack in (notes, texts):
            here = book.docs.get(pack.table, {})
            for key, doc in docs.get(pack.table, {}).items():
                if key not in here:
                    pack.add(key, doc)
    return notes.once(), texts.once()


def _note(doc: Doc) -> Doc:
    Note.model_validate(doc)
    return dict(doc)


def _passed(doc: Doc) -> tuple[str, str, str, str]:
    person, text, at = doc["person"], doc["text"], doc["at"]
    if datetime.fromisoformat(at).tzinfo is None or not (isinstance(text, str) and isinstance(person, str)):
        raise ValueError("a message of another shape")
    return person, str(doc.get("kind", "message")), text, at


def _unpassed(packed: tuple[str, str, str, str]) -> Passed:
    person, kind, text, at = packed
    return Passed(person, kind, text, datetime.fromisoformat(at))
