"""Plain glyphs for terminals whose font lacks the finer ones, such as the Linux console.

A line filter translates what is painted, one cell for one cell, into the characters of code page 437, which every
console font has. Names keep their letters.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

GLYPHS_VARIABLE = "COACH_GLYPHS"

PLAIN_GLYPHS: Mapping[int, str] = str.maketrans(
    {
        **dict(zip("╭╮╰╯╶╴╷╵┃", "┌┐└┘──││║", strict=True)),
        **dict(zip("━╌╍┄┅", "═─═─═", strict=True)),
        **dict(zip("▁▂▃▅▆▇▔▎▊▏▕", "__▄▄██▀▌▌▌▐", strict=True)),
        **dict(zip("▣●◦○✓›‹…×−–—‘’“”", "■•°o√><~x---''\"\"", strict=True)),
        **dict(zip("🔎📂📁📄", ("> ", "v ", "> ", "  "), strict=True)),
        **{chr(dots): "·" for dots in range(0x2801, 0x2900)},  # braille, of which curves are drawn
    }
)
"""A glyph → what stands for it, as wide as it is."""


def needs_plain_glyphs(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether plain glyphs are needed: on the Linux console, or where COACH_GLYPHS=plain asks for them."""
    return environ.get(GLYPHS_VARIABLE) == "plain" or (
        environ.get("TERM") == "linux" and GLYPHS_VARIABLE not in environ
    )


class PlainGlyphs(LineFilter):
    """Translates every line that is painted."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text.translate(PLAIN_GLYPHS), style, control) for text, style, control in segments]
