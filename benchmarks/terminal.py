"""Timing a program in a pseudo-terminal: from the start of the process to the first paint that shows something."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl


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
