"""Find the pasted texts in what a terminal sends, and clean each of them before it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
"""What a terminal puts around a pasted text."""


class PasteFilter:
    """Passes on what a terminal sends, each pasted text whole and cleaned."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean
        self._pasted: list[str] = []
        """The pieces of the paste that has not ended yet."""
        self._is_pasting = False
        self._tail = ""
        """The last characters seen: a mark may arrive in two pieces."""

    def filter(self, data: str) -> Iterator[str]:
        """Yield what to read of the next piece of input."""
        while data:
            mark = PASTE_END if self._is_pasting else PASTE_START
            at = (self._tail + data).find(mark)
            cut = len(data) if at < 0 else at + len(mark) - len(self._tail)
            piece, data = data[:cut], data[cut:]
            self._tail = (self._tail + piece)[1 - len(mark) :] if at < 0 else ""
            if not self._is_pasting:
                yield piece
            else:
                self._pasted.append(piece)
            if at >= 0:
                if self._is_pasting:
                    yield self._clean("".join(self._pasted)[: -len(mark)]) + mark
                self._pasted, self._is_pasting = [], not self._is_pasting
