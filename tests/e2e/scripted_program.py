"""The real program for scripts of invented lives: each command at the time that the script says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo


class ScriptedProgram:
    """The real program in a process of its own, whose clock stands where the script sets it, in one time zone."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.env = {"COACH_DATA_DIR": str(folder / "data"), "TZ": zone, "HOME": str(folder)}
        self.env |= {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.clocked_program"], env={**os.environ, **self.env}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def try_to_run(self, day: date, clock: str, *words: str) -> tuple[int, str]:
        """Run a command; return its exit code and what it printed."""
        assert self.process.stdin and self.process.stdout
        at = datetime.combine(day, time.fromisoformat(clock), self.zone)
        print(json.dumps([at.isoformat(), words]), file=self.process.stdin, flush=True)
        code, printed = json.loads(self.process.stdout.readline())
        return int(code), str(printed)

    def run(self, day: date, clock: str, *words: str) -> str:
        """Return what a command prints that has to succeed."""
        code, printed = self.try_to_run(day, clock, *words)
        assert code == 0, (day, clock, words, printed)
        return printed

    def read(self, day: date, clock: str, *words: str) -> Any:
        """Return what a command prints as JSON."""
        return json.loads(self.run(day, clock, *words, "--json"))

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(120)
