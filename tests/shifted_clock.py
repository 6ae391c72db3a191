"""A clock that a test starts at a time of its choice, for itself and for the programs that it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from coach.domain import clock
from coach.tui import launch

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
        return (datetime.now(UTC) + self._ahead).astimezone(self._zone)


def set_clock_of_process(read: Callable[[], datetime]) -> None:
    """Let the program in this process read its time from `read`."""
    clock.read_local_time = launch.read_local_time = read


def follow_surroundings(env: Mapping[str, str]) -> None:
    """Shift the clock of the program in this process if its surroundings say so."""
    if AHEAD in env:
        set_clock_of_process(ShiftedClock(timedelta(seconds=float(env[AHEAD]))).now)
