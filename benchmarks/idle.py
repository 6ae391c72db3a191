"""What an open window costs while nobody touches it: CPU over a minute, four programs side by side.

    python -m benchmarks.idle [SECONDS]

A bare Textual app that does nothing, one that updates one Digits a second, the coach without a timer and the coach
with one, each on three months of the demo and each two times, all at once, so that the machine treats them alike.
Goals: at most 1.2 times the bare app that does the same. Linux: the figures come from /proc, in nanoseconds.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
BARE = """
from textual.app import App
from textual.widgets import Digits
class Bare(App):
    def compose(self):
        yield Digits("25:00")
    def on_mount(self):
        if TICKS:
            self.left = 1500
            self.set_interval(1.0, self.tick)
    def tick(self):
        self.left -= 1
        self.query_one(Digits).update(f"{self.left // 60}:{self.left % 60:02d}")
Bare().run()
"""
COACH = "from coach.__main__ import main; main()"
SETTLE = 10.0
COPIES = 2
"""Windows of each kind: what a second window of a kind costs more than the first is chance."""


class Window:
    """A program in a terminal of 120 × 36, whose output is read and thrown away."""

    def __init__(self, code: str, env: dict[str, str]) -> None:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            full = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT), **env}
            os.execvpe(sys.executable, [sys.executable, "-c", code], full)
        ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.bytes = 0

    def read(self) -> None:
        self.bytes += len(os.read(self.terminal, 65536))

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


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with TemporaryDirectory() as home:
        envs = [{"HOME": home, "COACH_DATA_DIR": f"{home}/{name}"} for name in ("idle", "runs")]
        for env in envs:
            full = {**os.environ, **env, "PYTHONPATH": str(ROOT)}
            fill = "from coach.service import CoachService; from coach.demo import write_demo_data; write_demo_data(CoachService())"
            subprocess.run([sys.executable, "-c", fill], env=full, check=True)
        start = [sys.executable, "-m", "coach", "focus", "120"]
        subprocess.run(start, env={**os.environ, **envs[1], "PYTHONPATH": str(ROOT)}, check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # fmt: skip
        kinds = [(f"TICKS = False\n{BARE}", 0), (COACH, 0), (f"TICKS = True\n{BARE}", 0), (COACH, 1)]
        windows = [Window(code, envs[env]) for code, env in kinds * COPIES]
        try:
            drain(windows, SETTLE)
            before = [(window.used, window.bytes) for window in windows]
            drain(windows, seconds)
            after = [(window.used, window.bytes) for window in windows]
        finally:
            for window in windows:
                window.close()
    each = [((b[0] - a[0]) / seconds * 1000, b[1] - a[1]) for a, b in zip(before, after, strict=True)]
    used = [sum(one[0] for one in each[n::4]) / COPIES for n in range(4)]
    sent = [each[n][1] for n in range(4)]
    good = True
    for name, bare, ours in (("no timer", 0, 1), ("a timer runs", 2, 3)):
        ratio = used[ours] / used[bare]
        good &= ratio <= 1.2
        print(f"{name:14} bare {used[bare]:6.2f} ms/s   coach {used[ours]:6.2f} ms/s   × {ratio:4.2f} (goal 1.2)"
              f"   bytes {sent[bare]} and {sent[ours]} in {seconds:g} s")  # fmt: skip
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
