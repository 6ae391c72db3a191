"""Settings are understood as people type them, and refused with a value that works."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from coach.actions.settings import find_setting, save_setting
from coach.domain.settings import Settings
from coach.errors import InvalidInput
from tests.journals import TODAY, journal


@pytest.mark.parametrize(
    ("key", "typed", "meant"),
    [
        ("limit", "none", 0),
        ("limit", "off", 0),
        ("limit", "1h", 60),
        ("limit", "1 hour 15 min", 75),
        ("limit", "half an hour", 30),
        ("limit", "50 min", 50),
        ("block", "40m", 40),
        ("day-ends", "3am", time(3)),
        ("day-ends", "2.30", time(2, 30)),
        ("day-ends", "12 am", time(0)),
        ("day-ends", "5", time(5)),
        ("holidays", "25.12.2026, 1 Jan 2027, 2026-12-26", (date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1))),
        ("holidays", "2026-12-26 2026-12-25", (date(2026, 12, 25), date(2026, 12, 26))),
        ("holidays", "none", ()),
    ],
)
def test_a_setting_is_read_as_it_is_typed(key: str, typed: str, meant: object) -> None:
    assert find_setting(key).parse_value(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("key", "typed"),
    [("limit", ""), ("limit", "25h"), ("limit", "a lot"), ("block", "off"), ("block", "0"), ("day-ends", "13pm"),
     ("day-ends", "24:00"), ("day-ends", "noon-ish"), ("holidays", "easter"), ("holidays", "31 Nov 2026")],
)  # fmt: skip
def test_another_value_is_refused_with_one_that_works(key: str, typed: str) -> None:
    with pytest.raises(InvalidInput) as error:
        find_setting(key).parse_value(typed, TODAY)
    assert error.value.hint


def test_the_year_of_a_holiday_is_that_of_the_action() -> None:
    then = datetime(2031, 11, 3, 12, tzinfo=UTC)
    saved = save_setting("holidays", "24 Dec, 2 Jan")(journal(), then).upserts[0]
    assert isinstance(saved, Settings) and saved.holidays == (date(2031, 12, 24), date(2032, 1, 2))
