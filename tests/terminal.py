"""A real terminal for tests: a pseudo-terminal, a real process in it, and a screen that can be read and waited for."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pyte

from tests.forked import Forked

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "backspace": "\x7f", "space": " ", "ctrl+p": "\x10", "ctrl+q": "\x11",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "shift+tab": "\x1b[Z", "pagedown": "\x1b[6~",
}  # fmt: skip
COACH = [sys.executable, "-m", "coach"]
"""The program as a person starts it. A `Terminal` takes a quicker way, `tests.forked`, unless it is told to `start`."""
COLOURS = re.compile(rb"\x1b\[[\d;]*m")
"""Colours are most of what the program prints, and the screen is read for its letters alone."""
UNFINISHED = re.compile(rb"\x1b(\[[\d;]*)?$")
"""The beginning of what may be a colour."""
AT_ONCE = 50
"""Pieces of output that are taken in before somebody looks at the screen again."""


class Terminal:
    """A program in a pseudo-terminal of `columns` × `rows`. Use as a context manager; it never outlives its test."""

    def __init__(
        self,
        *words: str,
        columns: int = 120,
        rows: int = 36,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        start: bool = False,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self._unfinished = b""
        self._drawn_version: tuple[int, int, int] | None = None
        self._drawn_text = ""
        self.code: int | None = None
        size = struct.pack("HHHH", rows, columns, 0, 0)
        argv = list(words) or COACH
        full = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        for name in ("COLUMNS", "LINES", "NO_COLOR"):  # what the test runner may have set is not the person's
            if name not in (env or {}):
                full.pop(name, None)
        self._forked: Forked | None = None
        if argv[: len(COACH)] == COACH and not start:
            self._fd, theirs = pty.openpty()
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
            self._forked = Forked(argv[len(COACH) :], full, cwd, [theirs])
            self.pid = self._forked.pid
            os.close(theirs)
            return
        self.pid, self._fd = pty.fork()
        if self.pid == 0:  # the child: becomes the program
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            if cwd is not None:
                os.chdir(cwd)
            os.execvpe(argv[0], argv, full)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        os.close(self._fd)

    @property
    def text(self) -> str:
        """What is on the screen."""
        version = len(self.raw), self.screen.columns, self.screen.lines
        if version != self._drawn_version:  # it is asked for again and again while nothing was printed
            rows, columns = range(self.screen.lines), range(self.screen.columns)
            lines = ("".join([self.screen.buffer[y][x].data for x in columns]) for y in rows)  # as `display`, sooner
            self._drawn_version, self._drawn_text = version, "\n".join(lines)
        return self._drawn_text

    def _read(self, seconds: float) -> bool:
        """Take in what the program prints within `seconds`; False when it has ended."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            data = b""
        self._draw(data)
        if not data:
            self._reap()
        return bool(data)

    def _read_all(self, seconds: float) -> bool:
        """Take in what the program prints within `seconds`, and what else it has printed by then."""
        for _ in range(AT_ONCE):
            if not self._read(seconds):
                return False
            seconds = 0
            if not select.select([self._fd], [], [], 0)[0]:
                break
        return True

    def _draw(self, data: bytes) -> None:
        """Put what was printed on the screen, without its colours."""
        self.raw += data
        data = self._unfinished + data
        rest = UNFINISHED.search(data)
        self._unfinished = rest.group() if rest else b""
        self._stream.feed(COLOURS.sub(b"", data.removesuffix(self._unfinished)))

    def _reap(self) -> None:
        if self.code is None and self._forked is not None:
            self.code = self._forked.wait()
        if self.code is None:
            try:
                _, status = os.waitpid(self.pid, 0)
                self.code = os.waitstatus_to_exitcode(status)
            except ChildProcessError:
                self.code = -1

    def wait_for(self, pattern: str, seconds: float = 60) -> str:
        """Return the screen once it matches `pattern`; fail with the screen if it never does."""
        return self._until(lambda: re.search(pattern, self.text) is not None, f"{pattern!r} to appear", seconds)

    def wait_gone(self, pattern: str, seconds: float = 60) -> str:
        """Return the screen once it no longer matches `pattern`."""
        return self._until(lambda: re.search(pattern, self.text) is None, f"{pattern!r} to go", seconds)

    def _until(self, met: object, what: str, seconds: float = 60) -> str:
        end = time.monotonic() + seconds
        assert callable(met)
        while not met():
            if time.monotonic() > end or not self._read_all(0.05):
                if met():
                    break
                raise AssertionError(f"waited for {what}; the screen shows:\n{self.text}")
        return self.text

    def settle(self, quiet: float = 0.03, most: int = 40) -> str:
        """Return the screen once nothing was printed for `quiet` seconds, or after so many pieces of output."""
        for _ in range(most):
            before = len(self.raw)
            if not self._read(quiet) or len(self.raw) == before:
                break
        return self.text

    def press(self, *keys: str) -> None:
        """Send keys, by name or as text."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wait_end(self, seconds: float = 60) -> int:
        """Return the exit code once the program has ended by itself."""
        end = time.monotonic() + seconds
        while self.code is None and time.monotonic() < end:
            if not self._read(0.05):
                break
        if self.code is None:
            raise AssertionError(f"the program goes on; the screen shows:\n{self.text}")
        return self.code

    def close_window(self) -> None:
        """Take the terminal away, as closing its window does, and tell the program so."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDONLY)

    def kill(self, sign: int = signal.SIGKILL, *, reading: bool = True) -> None:
        """End the program by a signal, if it is still there; not `reading`, its last output finds no room."""
        if self.code is None:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(self.pid, sign)
            while reading and self.code is None and self._read(0.05):
                pass
            self._reap()
