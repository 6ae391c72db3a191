"""A clock in large digits of seven segments, drawn with box-drawing lines.

A segment links neighbouring cells; the links of a cell choose its line character.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

DIGIT_SIZES = (3, 5, 7, 9)
"""Rows of a digit, and as many columns: a cell is about twice as tall as it is wide."""
_DIGIT_SEGMENTS = {"0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd", "6": "afgedc",
        "7": "abc", "8": "abcdefg", "9": "abcdfg", "+": "g|"}  # fmt: skip
"""The segments of each character by their usual letters: a top, b c right, d bottom, e f left, g middle."""
_NORTH, _EAST, _SOUTH, _WEST = 1, 2, 4, 8
_LINE_CHARACTERS = " ╵╶╰╷│╭├╴╯─┴╮┤┬┼"
"""The character of a cell, by the sum of its links."""


class BigDigits(Widget):
    """Shows `time_text`, such as "18:42" or "+3:05", in digits of `digit_rows` rows.

    It draws line by line, which takes a fraction of what a content takes, because it does so every second.
    """

    time_text: reactive[str] = reactive("")
    digit_rows: reactive[int] = reactive(DIGIT_SIZES[0], layout=True)
    _lines: Sequence[str] = ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.digit_rows

    def watch_time_text(self) -> None:
        self._lines = draw_digits(self.time_text, self.digit_rows).splitlines()

    watch_digit_rows = watch_time_text

    def render_line(self, y: int) -> Strip:
        line = (self._lines[y] if y < len(self._lines) else "").ljust(self.size.width)
        return Strip([Segment(line, self.visual_style.rich_style)], len(line))


def draw_digits(text: str, tall: int) -> str:
    """Return `text` in digits of `tall` rows; characters other than digits, colon and plus are left out."""
    drawn_characters = [_draw_character(char, tall) for char in text if char == ":" or char in _DIGIT_SEGMENTS]
    gap = " " * (tall // 2)
    return "\n".join(gap.join(character_rows) for character_rows in zip(*drawn_characters, strict=True))


def choose_digit_size(text: str, width: int, height: int) -> int:
    """Return the largest of `DIGIT_SIZES` in which `text` fits into the given cells; the smallest if none does."""
    return max(
        (n for n in DIGIT_SIZES if n <= height and len(draw_digits(text, n).partition("\n")[0]) <= width),
        default=DIGIT_SIZES[0],
    )


@cache
def _draw_character(char: str, tall: int) -> tuple[str, ...]:
    """Return one character in rows. Cached, because every second the same twelve are drawn."""
    if char == ":":
        dots = {tall // 2} if tall == DIGIT_SIZES[0] else {tall // 4, tall - 1 - tall // 4}
        return tuple("•" if row in dots else " " for row in range(tall))
    last, middle = tall - 1, tall // 2
    ends = {"a": (0, 0, last, 0), "b": (last, 0, last, middle), "c": (last, middle, last, last),
            "d": (0, last, last, last), "e": (0, middle, 0, last), "f": (0, 0, 0, middle),
            "g": (0, middle, last, middle), "|": (middle, tall // 4, middle, last - tall // 4)}  # fmt: skip
    links: Counter[tuple[int, int]] = Counter()
    for x, y, right, bottom in (ends[segment] for segment in _DIGIT_SEGMENTS[char]):
        for n in range(x, right):
            links[n, y] |= _EAST
            links[n + 1, y] |= _WEST
        for n in range(y, bottom):
            links[x, n] |= _SOUTH
            links[x, n + 1] |= _NORTH
    return tuple("".join(_LINE_CHARACTERS[links[x, y]] for x in range(tall)) for y in range(tall))
