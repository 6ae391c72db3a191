"""The clock of an open window follows the zone of the computer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from coach.domain.clock import SystemClock, read_local_time


@pytest.fixture
def in_lisbon(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC+0")
        time.tzset()
        yield patch
    time.tzset()


def test_a_window_that_travels_shows_the_time_of_the_place(in_lisbon: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    in_lisbon.setenv("TZ", "JST-9")  # what a new /etc/localtime is to the C library
    assert clock.now().utcoffset() == read_local_time().utcoffset() == timedelta(hours=9)
