"""A clock that starts at a time of the test's choice, for the test and for the programs that it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from coach.domain import clock
from coach.domain.clock import read_local_time
from coach.tui import app

if TYPE_CHECKING:
    import pytest

AHEAD = "TESTS_CLOCK_AHEAD"
"""The variable that tells a program of `tests.forked` how many seconds its clock is ahead of the computer's."""


class ShiftedClock:
    """The clock of the computer, shifted by `ahead`, in `zone` or the local one."""

    def __init__(self, ahead: timedelta, zone: tzinfo | None = None) -> None:
        self._ahead = ahead
        self._zone = zone

    @classmethod
    def starting_at(cls, start: datetime) -> ShiftedClock:
        """Return a clock that shows `start` now, and goes on in its zone."""
        return cls(start - datetime.now(UTC), start.tzinfo)

    @property
    def env(self) -> dict[str, str]:
        """The surroundings in which a program of `tests.forked` has this clock, in its own local zone."""
        return {AHEAD: str(self._ahead.total_seconds())}

    def now(self) -> datetime:
        return (read_local_time() + self._ahead).astimezone(self._zone)


REAL_CLOCK = ShiftedClock(timedelta(0))
"""What a program reads that is started without `tests.forked`."""


def set_clock_of_process(read: Callable[[], datetime]) -> None:
    """Let the program in this process read its time from `read`."""
    clock.read_local_time = app.read_local_time = read


def follow_surroundings(env: Mapping[str, str]) -> None:
    """Shift the clock of the program in this process if its surroundings say so."""
    if AHEAD in env:
        set_clock_of_process(ShiftedClock(timedelta(seconds=float(env[AHEAD]))).now)


def start_clocks_at(start: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program in this process, and those that it forks, begin a test at `start`."""
    shifted = ShiftedClock(start - datetime.now(UTC))
    for name, value in shifted.env.items():
        monkeypatch.setenv(name, value)
    for module in (clock, app):
        monkeypatch.setattr(module, "read_local_time", shifted.now)
