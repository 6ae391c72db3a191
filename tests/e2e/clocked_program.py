"""Runs the real program at the time that a test gives.

    python -m tests.e2e.clocked_program                   shell commands, in one process
    python -m tests.e2e.clocked_program TIME [WORDS …]    the screen, or one command; the clock goes on from TIME

Without a time it reads lines of JSON, [time, words], and answers each with a line of JSON: [exit code, what was printed].
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime

from coach import service
from coach.cli.main import run_command_line
from coach.tui import launch


class ScriptClock:
    """A clock that stands where the script has set it, with a fixed offset like the clock of a computer."""

    time = datetime.now().astimezone()

    def now(self) -> datetime:
        return self.time


class ShiftedClock:
    """The clock of the computer, shifted so that it starts at a time the test gives."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - datetime.now(UTC)
        self._zone = start.tzinfo

    def now(self) -> datetime:
        return (datetime.now(UTC) + self._shift).astimezone(self._zone)


def run_at(time: datetime, words: list[str]) -> int:
    """Run the screen, or a shell command, from `time` on; return the exit code."""
    clock = ShiftedClock(time)
    service.SystemClock = lambda: clock  # type: ignore[misc, assignment]
    launch._read_clock = clock.now
    return run_command_line(words)


def main() -> None:
    """Answer commands until the input ends."""
    service.SystemClock = ScriptClock  # type: ignore[misc, assignment]
    for line in sys.stdin:
        at, words = json.loads(line)
        ScriptClock.time = datetime.fromisoformat(at)
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            code = run_command_line(words)
        sys.stdout.write(json.dumps([code, printed.getvalue()]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(run_at(datetime.fromisoformat(sys.argv[1]), sys.argv[2:]))
    main()
