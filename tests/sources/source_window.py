"""A window of the coach in a process of its own, which reads the sources at each time that it is told.

Reads lines of ISO times and answers each with a line; tests let two of them read at once, and kill them on the way.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from coach.service import CoachService
from coach.sources import connected_sources as sources


class StandingClock:
    """A clock that shows the time it was given."""

    def __init__(self, time: datetime) -> None:
        self._time = time

    def now(self) -> datetime:
        return self._time


def main() -> None:
    """Read the sources of the folder that the first word names, until the input ends."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        clock = StandingClock(datetime.fromisoformat(line.strip()))
        reports = sources.read_sources(CoachService(folder, clock, device_id="test0001"))
        print(sum(1 for report in reports if report.problem), flush=True)


if __name__ == "__main__":
    main()
