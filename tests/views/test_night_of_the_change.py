"""In the night of a change of summer time, the shell and the screen say when a block ends by the clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from coach.actions.focus import begin_break, start_block, stop_block
from coach.cli.day import describe_day
from coach.service import CoachService
from coach.tui.notifications import format_window_title
from tests.conftest import FakeClock


@pytest.fixture
def summer_night(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClock]:
    """A clock in New York at 01:40 on 1 November, twenty minutes before it is set back to 01:00."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    clock.at = datetime(2026, 11, 1, 1, 40, tzinfo=timezone(timedelta(hours=-4)))
    yield clock
    monkeypatch.undo()
    time.tzset()


def test_a_block_over_the_change_ends_at_the_time_on_the_wall(service: CoachService, summer_night: FakeClock) -> None:
    assert service.execute(start_block("messages", 30)).message == "Started: messages, until 01:10."
    assert format_window_title(service.build_day()) == "coach · messages until 01:10"
    summer_night.at = datetime(2026, 11, 1, 1, 20, tzinfo=timezone(timedelta(hours=-5)))
    assert "its time was up at 01:10" in "\n".join(describe_day(service.build_day()))


def test_a_break_over_the_change_ends_at_the_time_on_the_wall(service: CoachService, summer_night: FakeClock) -> None:
    service.execute(start_block("messages", 25))
    summer_night.forward(minutes=17)
    service.execute(stop_block())
    assert "until 01:02" in service.execute(begin_break("away")).message
    assert format_window_title(service.build_day()) == "coach · break until 01:02"
