"""Which words of a line of keys stand out as keys."""

from __future__ import annotations

import pytest

from coach.tui.text_layout import KEY_STYLE
from coach.tui.widgets.key_hints import render_legend


def read_keys(text: str, *, letters: bool) -> list[str]:
    """Return the words of the legend that are shown as keys."""
    legend = render_legend(text, 200, letters=letters)
    return [legend.plain[span.start : span.end] for span in legend.spans if span.style == KEY_STYLE]


@pytest.mark.parametrize(
    ("text", "letters", "keys"),
    [
        ("Enter changes · u undo", True, ["Enter", "u"]),
        ("They disappear from every list · u undoes it", True, ["u"]),
        ("a number chooses one · Esc back", False, ["Esc"]),
        ("A coin picks the days.", True, []),
        ("I wrote to them on Monday. · Enter saves", True, ["Enter"]),
    ],
)
def test_a_letter_that_begins_a_sentence_is_no_key(text: str, letters: bool, keys: list[str]) -> None:
    assert read_keys(text, letters=letters) == keys
