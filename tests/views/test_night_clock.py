"""The hour where somebody is stands on their row while it is night there."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from coach.views.day_builder import format_night_clock

NOON = datetime(2026, 11, 24, 14, 7, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Australia/Sydney", "00:07 there"), ("America/Los_Angeles", "05:07 there"), ("Asia/Kolkata", ""),
        ("Europe/Paris", ""), ("", ""), ("No/Where", ""),
    ],
)  # fmt: skip
def test_only_a_night_elsewhere_is_shown(zone: str, shown: str) -> None:
    assert format_night_clock(zone, NOON) == shown


def test_a_night_of_ones_own_is_not_shown_for_the_same_clock() -> None:
    late = NOON.replace(hour=23)
    assert format_night_clock("Europe/Paris", late) == ""
    assert format_night_clock("Europe/London", late) == "22:07 there"
