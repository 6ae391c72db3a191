"""Runs shell commands of the real program in one process, each at the time that a test gives.

Reads lines of JSON, [time, words], and answers each with a line of JSON: [exit code, what was printed].
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime

from coach import service
from coach.cli.main import run_command_line


class ScriptClock:
    """A clock that stands where the script has set it, with a fixed offset like the clock of a computer."""

    time = datetime.now().astimezone()

    def now(self) -> datetime:
        return self.time


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
    main()
