"""How often one would like to be in touch, as people type it."""

from __future__ import annotations

import pytest

from coach.domain.cadence import (
    cadence_days,
    cadence_of,
    format_cadence,
    format_cadence_rules,
    format_every,
    parse_cadence,
    parse_cadence_rules,
)
from coach.domain.person import Person
from coach.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "stored", "days", "shown", "repeated"),
    [
        ("8w", "8w", 56, "8 weeks", "every 8 weeks"), ("every 10 days", "10d", 10, "10 days", "every 10 days"),
        ("11 Months", "11m", 330, "11 months", "every 11 months"), ("1m", "1m", 30, "1 month", "every month"),
        ("1y", "1y", 365, "1 year", "every year"), ("off", "", 0, "", ""), ("", "", 0, "", ""),
    ],
)  # fmt: skip
def test_a_cadence_is_a_number_and_a_unit(typed: str, stored: str, days: int, shown: str, repeated: str) -> None:
    assert parse_cadence(typed) == stored
    assert (cadence_days(stored), format_cadence(stored), format_every(stored)) == (days, shown, repeated)


@pytest.mark.parametrize("typed", ["often", "0w", "8", "w", "-3w", "8w 2d"])
def test_what_is_no_cadence_gets_one_line(typed: str) -> None:
    with pytest.raises(InvalidInput, match="8w"):
        parse_cadence(typed)


def test_rules_are_for_tags_and_ties_and_the_shortest_that_fits_counts() -> None:
    rules = parse_cadence_rules("#mentor 4w, strong 10w")
    assert rules == ("#mentor 4w", "strong 10w")
    assert cadence_of(Person(name="Ana", tie="strong", tags=("Mentor",)), rules) == "4w"
    assert cadence_of(Person(name="Ana", tie="strong"), rules) == "10w"
    assert cadence_of(Person(name="Ana", tie="strong", every="1y"), rules) == "1y"
    assert cadence_of(Person(name="Ana"), rules) == ""
    with pytest.raises(InvalidInput, match="is not understood"):
        parse_cadence_rules("friends 4w")
    assert parse_cadence_rules("well 10w, out of touch 3 months") == ("strong 10w", "dormant 3m")
    assert parse_cadence_rules("off") == ()


@pytest.mark.parametrize("typed", ["#mentor 4w, well 10w", "new 2m, a little 3w, out of touch 1y", "#strong 9d", "off"])
def test_rules_are_shown_in_the_words_that_people_type(typed: str) -> None:
    assert format_cadence_rules(parse_cadence_rules(typed)) == typed
