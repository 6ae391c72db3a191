"""The day that a promise names."""

from __future__ import annotations

from datetime import date

import pytest

from coach.domain.message import find_promised_day, format_promise

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("an intro by Thursday", date(2026, 11, 26)),
        ("an intro by next week", date(2026, 11, 30)),
        ("the slides by 3 December", date(2026, 12, 3)),
        ("the slides on 2026-12-03", date(2026, 12, 3)),
        ("an intro bis Donnerstag", None),
        ("a book by Tolstoy", None),
        ("a note by the way", None),
        ("an intro by 3 December 2199", None),
        ("an intro by 31 November", None),
        ("Thursday", None),
        ("", None),
    ],
)
def test_a_day_that_is_understood_is_the_one_of_the_promise(text: str, day: date | None) -> None:
    assert find_promised_day(text, TUESDAY) == day


@pytest.mark.parametrize(
    ("text", "day", "shown"),
    [
        ("an intro by Thursday", date(2026, 11, 26), "an intro by Thursday (26 November)"),
        ("the slides by 3 December", date(2026, 12, 3), "the slides by 3 December"),
        ("an intro", None, "an intro"),
    ],
)
def test_what_was_typed_stays_and_a_word_for_a_day_gets_its_date(text: str, day: date | None, shown: str) -> None:
    assert format_promise(text, day) == shown
