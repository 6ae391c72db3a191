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
from datetime import datetime

from coach.cli.main import run_command_line
from tests.shifted_clock import ShiftedClock, set_clock_of_process


def main() -> None:
    """Answer commands until the input ends."""
    for line in sys.stdin:
        at, words = json.loads(line)
        time = datetime.fromisoformat(at)
        set_clock_of_process(lambda time=time: time)
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            code = run_command_line(words)
        sys.stdout.write(json.dumps([code, printed.getvalue()]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        set_clock_of_process(ShiftedClock.starting_at(datetime.fromisoformat(sys.argv[1])).now)
        sys.exit(run_command_line(sys.argv[2:]))
    main()
