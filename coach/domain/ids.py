"""Ids: whether a record was met a second time, without keeping ten years of ids."""

from __future__ import annotations

from array import array
from collections.abc import Iterable


class Met:
    """The ids that were met, as numbers of eight bytes each."""

    def __init__(self) -> None:
        self._hashes = array("q")

    def add(self, ids: Iterable[str]) -> None:
        """Take note of ids."""
        self._hashes.extend(map(hash, ids))

    @property
    def twice(self) -> bool:
        """Whether one was met twice. It may be said of two different ones, once in ten thousand lives.

        Looked at by eighths: as numbers of Python they are ten times as heavy as in their array.
        """
        for eighth in range(8):
            some = [each for each in self._hashes if each & 7 == eighth]
            if len(set(some)) < len(some):
                return True
        return False
