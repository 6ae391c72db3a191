"""Search many short texts at once: all lines in one long folded text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Lines in one text, and which of them hold a part. A line begins with a space, so " an" begins a word."""

    text: str
    starts: Sequence[int]

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> FoldedText:
        """Join folded lines."""
        begun = [f" {line}\n" for line in lines]
        return cls("".join(begun), tuple(accumulate(map(len, begun), initial=0))[:-1])

    def __iter__(self) -> Iterator[str]:
        return (self.text[at : self.text.find("\n", at)] for at in self.starts)

    def lines_with_all(self, parts: Sequence[str]) -> Iterator[int]:
        """Yield the numbers of the lines that hold every part, in order. Quick if the first part is a rare one."""
        rarest, *others = parts
        text = self.text
        at = text.find(rarest)
        while at >= 0:
            end = text.find("\n", at) + 1
            if others:
                line = text[text.rfind("\n", 0, at) + 1 : end]
            for part in others:  # a plain loop: this is the one place that a key waits for
                if part not in line:
                    break
            else:
                yield bisect_right(self.starts, at) - 1
            at = text.find(rarest, end)

    def lines_matching(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Yield the numbers of the lines in which `pattern` is found."""
        found = -1
        for match in pattern.finditer(self.text):
            number = bisect_right(self.starts, match.start()) - 1
            if number != found:
                found = number
                yield number
