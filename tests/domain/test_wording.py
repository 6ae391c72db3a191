"""Dates, counts, chances and near names: each written in one way."""

from __future__ import annotations

from datetime import date

import pytest

from coach.domain.text import find_closest_match, format_suggestion
from coach.domain.wording import format_chance, format_count, format_date, format_recent_date, round_chance

DAY = date(2026, 12, 3)


def test_a_date_has_one_form_for_each_room() -> None:
    assert format_date(DAY) == "3 December"
    assert format_date(DAY, weekday=True) == "Thursday 3 December"
    assert format_date(DAY, year=True) == "3 December 2026"
    assert format_date(DAY, weekday=True, short=True) == "Thu 3 Dec"


def test_the_year_is_named_when_it_is_another() -> None:
    assert format_recent_date(DAY, date(2026, 1, 1)) == "3 December"
    assert format_recent_date(date(2025, 12, 3), DAY, short=True) == "3 Dec 2025"
    assert format_recent_date(date(2027, 1, 1), DAY, weekday=True) == "Friday 1 January 2027"


def test_one_is_singular_and_all_else_plural() -> None:
    assert [format_count(n, "answer") for n in (0, 1, 2)] == ["0 answers", "1 answer", "2 answers"]
    assert format_count(2, "reply", "replies") == "2 replies"


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.0, 0), (0.019, 0), (0.02, 2), (0.085, 9), (0.12, 10), (0.125, 15), (0.45, 45), (0.999, 95)],
)
def test_a_chance_is_said_in_whole_numbers_then_in_fives(chance: float, said: int) -> None:
    assert round_chance(chance) == said


def test_a_small_chance_is_not_said_as_none() -> None:
    assert format_chance(0.01) == "fewer than 2 in 100"
    assert format_chance(0.2) == "about 20 in 100"


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    known = ["Ana Lee", "Ben Ortega"]
    assert find_closest_match("anna lee", known) == "Ana Lee"
    assert find_closest_match("ben", known) == "Ben Ortega"
    assert find_closest_match("xyz", known) == ""
    assert format_suggestion("Ana Le", known) == "Did you mean Ana Lee?"
    assert format_suggestion("xyz", known, "Try a name.") == "Try a name."
