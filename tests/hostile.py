"""Text that has broken programs like this one, and what may never reach a terminal."""

from __future__ import annotations

import re

NASTY = [
    "Bob [/oops]",
    "Bob [/",
    "[@click=app.quit]Bob[/]",
    "\x1b[31mRed\x1b[0m",
    "\x1b]0;a new title\x07Tia",
    "\x9b2JCleo",
    "\u202eevil\u202c Ron",
    "x" * 10_000,
    "👩‍👩‍👧‍👦 Family",
    "=cmd()",
    "Zoë\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "a\x00b\x08c\rd\x7f",
    "two\nlines\tand one tab",
    "漢字仮名交じり文" * 20,
    "$error {curly} %s \\n",
]
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters (but newline and tab), direction overrides and lone surrogates."""

FITS = 80
"""Characters that every line takes; longer ones are refused whole, and come by imports and files alone."""


def short(text: str) -> str:
    """Return as much of `text` as somebody can type into a line together with a few words more."""
    return text[:FITS]
