"""Weekdays are understood as people write them."""

from __future__ import annotations

import pytest

from coach.domain.typed_dates import find_weekday, format_weekdays, parse_weekdays
from coach.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("Mon Wed, Sat", (0, 2, 5)),
        ("monday to thursday", (0, 1, 2, 3)),
        ("sat – mon", (0, 5, 6)),
        ("weekends", (5, 6)),
        ("tues and thurs", (1, 3)),
        ("weds", (2,)),
        ("none", ()),
    ],
)
def test_weekdays_are_read_as_people_write_them(typed: str, days: tuple[int, ...]) -> None:
    assert parse_weekdays(typed) == days


@pytest.mark.parametrize("typed", ["m", "moonday", "fri-xyz", "-fri"])
def test_a_word_that_is_no_weekday_is_named(typed: str) -> None:
    with pytest.raises(InvalidInput, match="is not a weekday"):
        parse_weekdays(typed)


def test_two_letters_are_too_few_where_a_day_may_be_a_name() -> None:
    assert find_weekday("mo", shortest=3) is None
    assert find_weekday("mon", shortest=3) == 0


def test_weekdays_are_printed_short() -> None:
    assert format_weekdays((0, 1, 2, 3)) == "mon-thu"
    assert format_weekdays((1, 3), ", ") == "tue, thu"
    assert format_weekdays(()) == "none"
