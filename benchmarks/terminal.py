"""Programs in pseudo-terminals: how long until one shows something, and windows that stay open."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COACH = "from coach.__main__ import main; main()"
"""What the installed `coach` runs."""


def seconds_until(
    words: Sequence[str], marks: Sequence[bytes], env: Mapping[str, str], limit: float = 20.0
) -> list[float]:
    """Return the seconds until each of `marks` (regular expressions over all bytes printed so far) was seen, in order."""
    size = struct.pack("HHHH", 36, 120, 0, 0)
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        ioctl(0, termios.TIOCSWINSZ, size)
        full = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env}
        for name in ("COLUMNS", "LINES"):
            full.pop(name, None)
        os.execvpe(words[0], list(words), full)
    ioctl(terminal, termios.TIOCSWINSZ, size)
    seen, times = b"", []
    try:
        for mark in marks:
            pattern = re.compile(mark, re.DOTALL)
            while not pattern.search(seen):
                if time.perf_counter() - started > limit:
                    raise TimeoutError(f"{mark!r} was not seen within {limit} s")
                ready, _, _ = select.select([terminal], [], [], 0.5)
                if ready:
                    seen += os.read(terminal, 65536)
            times.append(time.perf_counter() - started)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    return times


class Window:
    """A program in a terminal of 120 × 36, whose output is read and thrown away."""

    def __init__(self, code: str, env: dict[str, str]) -> None:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            full = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT), **env}
            os.execvpe(sys.executable, [sys.executable, "-c", code], full)
        ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))

    def read(self) -> bytes:
        """Return what the program has printed since the last call."""
        return os.read(self.terminal, 65536)

    @property
    def used(self) -> float:
        """CPU seconds of all threads so far."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def drain(windows: list[Window], seconds: float) -> None:
    """Read what all of them print for some time."""
    end = time.monotonic() + seconds
    by_terminal = {window.terminal: window for window in windows}
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select(list(by_terminal), [], [], left)
        for terminal in ready:
            by_terminal[terminal].read()
