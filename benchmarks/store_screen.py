"""Kill the open screen, signal it and refuse its calls while somebody types; count what was promised and is not there.

After SIGKILL every mood that the screen called saved counts, after SIGHUP and SIGTERM every key that was typed, and after a
refused call every mood once the data was opened again.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import random
import re
import select
import shutil
import signal
import struct
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from benchmarks.store_scenes import Scene, run_in_child, set_home
from benchmarks.system_calls import CHANGING_CALLS, CallCounter, count_calls, hook_calls, refuse_at
from coach.cli.main import run_command_line
from coach.domain.wording import MOOD_NAMES

_STYLES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_SAVED = re.compile(rb"Saved: (\w+)")
_LONGEST = 120.0
"""Seconds after which a screen that does not end counts as hanging."""


class OpenScreen:
    """The program in a pseudo-terminal, forked from this process, which has imported it."""

    def __init__(self, home: Path, prepare: Callable[[], None] = lambda: None) -> None:
        self.raw = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            code = 99
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
                set_home(home)
                os.environ["TERM"] = "xterm-256color"
                os.chdir(home)
                prepare()
                code = run_command_line(())
            finally:
                os._exit(code)

    def read_for(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Read what is shown until `until`, for so many seconds at most, or until the program ends."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not until():
            if select.select([self._fd], [], [], min(left, 0.05))[0]:
                try:
                    part = os.read(self._fd, 65536)
                except OSError:
                    return
                if not part:
                    return
                self.raw += part

    def wait_until_shown(self, text: bytes) -> None:
        """Read until `text` is shown."""
        self.read_for(_LONGEST, lambda: text in _STYLES.sub(b"", self.raw))

    def press(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    @property
    def saved(self) -> set[str]:
        """The names of the moods that were called saved."""
        return {name.decode() for name in _SAVED.findall(_STYLES.sub(b"", self.raw))} & set(MOOD_NAMES.values())

    def end(self, sign: int = 0) -> bool:
        """Send a signal and read to the end; return whether the program ended by itself."""
        if sign:
            os.kill(self.pid, sign)
        end = time.monotonic() + _LONGEST
        while time.monotonic() < end:
            self.read_for(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                self.read_for(1.0)  # what it wrote between the last read and its end
                os.close(self._fd)
                return True
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)
        return False


def read_moods(home: Path) -> set[str]:
    """Return the names of the moods in the data file."""
    path = home / "data" / "coach" / "coach.json"
    if not path.exists():
        return set()
    return {MOOD_NAMES[row["value"]] for row in orjson.loads(path.read_bytes()).get("moods", {}).values()}


def _make_home() -> Path:
    base = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="coach-screen-", dir=base if os.access(base, os.W_OK) else None))


def _type_moods(screen: OpenScreen, chance: random.Random, most: int) -> set[str]:
    """Type moods of different values; return their names."""
    values = chance.sample(range(1, 6), chance.randint(1, most))
    for value in values:
        screen.press(f"m{value}")
        screen.read_for(chance.random() * 0.15)
    return {MOOD_NAMES[value] for value in values}


def kill_screen(times: int, share: tuple[int, int]) -> dict[str, Any]:
    """Kill the screen at a random moment while somebody types."""
    chance, found = random.Random(share[0]), {"killed": 0, "called saved": 0, "gone": 0}
    for _ in range(share[0], times, share[1]):
        home = _make_home()
        screen = OpenScreen(home)
        screen.wait_until_shown(b"m mood")
        _type_moods(screen, chance, 4)
        screen.read_for(chance.random())
        screen.end(signal.SIGKILL)
        found["killed"] += 1
        found["called saved"] += len(screen.saved)
        found["gone"] += len(screen.saved - read_moods(home))
        shutil.rmtree(home, ignore_errors=True)
    return found


def signal_screen(times: int, share: tuple[int, int]) -> dict[str, Any]:
    """Send SIGHUP and SIGTERM, `times` of each, at a random moment while somebody types."""
    chance, found = (
        random.Random(share[0]),
        {"signals": 0, "typed": 0, "terminals left changed": 0, "hang": 0, "gone": 0},
    )
    for number in range(share[0], 2 * times, share[1]):
        home = _make_home()
        screen = OpenScreen(home)
        screen.wait_until_shown(b"m mood")
        typed = _type_moods(screen, chance, 3)
        sign = (signal.SIGHUP, signal.SIGTERM)[number // share[1] % 2]
        found["hang"] += not screen.end(sign)
        found["signals"] += 1
        found["typed"] += len(typed)
        found["terminals left changed"] += b"\x1b[?1049l" not in screen.raw
        found["gone"] += len(typed - read_moods(home))
        shutil.rmtree(home, ignore_errors=True)
    return found


def refuse_screen(step: int, share: tuple[int, int]) -> dict[str, Any]:
    """Refuse each `step`-th changing call of a screen with two moods; both have to be there once the data was opened again."""
    counter, found = CallCounter(), {"refused": 0, "hang": 0, "gone": 0}
    examples: list[str] = []
    names = {MOOD_NAMES[value] for value in (1, 5)}

    def run(hook: Any) -> Path:
        home = _make_home()
        screen = OpenScreen(home, lambda: hook_calls(home, hook))
        screen.wait_until_shown(b"m mood")
        for value in (1, 5):
            screen.press(f"m{value}")
            screen.read_for(1.5, lambda: len(screen.saved) == 2 or b"Not saved" in screen.raw)
        screen.press("q")
        found["hang"] += not screen.end()
        run_in_child(home, Scene("mood", ("mood", "3"), lambda home: True), lambda: None)
        return home

    shutil.rmtree(run(count_calls(counter, CHANGING_CALLS)))
    for error in (errno.EIO, errno.ENOSPC):
        for at in range(1 + share[0] * step, counter.value + 1, share[1] * step):
            home = run(refuse_at(CallCounter(), at, error, CHANGING_CALLS))
            found["refused"] += 1
            missing = len(names - read_moods(home))
            found["gone"] += missing
            if missing:
                examples.append(f"screen, {errno.errorcode[error]} at call {at}: {missing} gone")
            shutil.rmtree(home, ignore_errors=True)
    return {**found, "examples": examples}
