"""The clock's face: seven segments in thin lines, as large as there is room for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.tui.widgets.big_digits import DIGIT_SIZES, choose_digit_size, draw_digits

SMALL = """\
╶─╮ ╭─╴   ╷ ╷ ╭─╮
╭─╯ ╰─╮ • ╰─┤ ├─┤
╰─╴ ╶─╯     ╵ ╰─╯"""


def test_digits_are_drawn_in_lines_that_meet() -> None:
    assert draw_digits("25:48", 3) == SMALL


@pytest.mark.parametrize("tall", DIGIT_SIZES)
def test_every_digit_looks_like_itself_alone(tall: int) -> None:
    assert len({draw_digits(char, tall) for char in "0123456789:+"}) == 12


@given(st.from_regex(r"\+?[0-9]{1,4}:[0-5][0-9]", fullmatch=True), st.integers(1, 100), st.integers(1, 30))
def test_what_fits_is_no_larger_than_the_room_and_the_next_size_would_be(text: str, width: int, height: int) -> None:
    tall = choose_digit_size(text, width, height)
    rows = draw_digits(text, tall).splitlines()
    assert len(rows) == tall and len({len(row) for row in rows}) == 1
    if tall > DIGIT_SIZES[0]:
        assert tall <= height and len(rows[0]) <= width
    for larger in DIGIT_SIZES[DIGIT_SIZES.index(tall) + 1 :]:
        assert larger > height or len(draw_digits(text, larger).splitlines()[0]) > width
