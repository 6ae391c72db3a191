"""How fast trends and the week open on ten years: the real program in a pseudo-terminal, and the pure work alone.

python -m benchmarks.trends [runs]

A key is pressed and the bytes that the program paints are watched: the first paint of the page, and the moment when
all years have been read. Then the same a second time in the same session, when everything is known. Each with the
time that passed and, for busy machines, the time that the program was on a processor.
"""

from __future__ import annotations

import os
import pty
import random
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fcntl import ioctl
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

DAYS, SEED = 3_650, 7
WIDTH, HEIGHT = 120, 36
NAMES = (
    "?: the help page, as a floor",
    "t: six pictures",
    "all years, read for the first time",
    "t again: six pictures",
    "all years again",
    "w: the week",
)


def fill(folder: str) -> int:
    """Put ten years into a folder: 7,000 moods, goals, blocks and messages; return the number of moods."""
    from coach.store import Store

    rng, now = random.Random(SEED), datetime.now(UTC)
    puts: list[tuple[str, dict[str, object]]] = []

    def put(table: str, **fields: object) -> None:
        puts.append((table, {"id": f"{rng.getrandbits(128):032x}", "changed_at": now.isoformat(), **fields}))

    for back in range(DAYS, 0, -1):
        day = now - timedelta(days=back)
        for hour in (9, 20):
            if rng.random() < 0.96:
                put("moods", at=day.replace(hour=hour).isoformat(), value=rng.randint(1, 5))
        for hour in (10, 14):
            if rng.random() < 0.5:
                start, end = day.replace(hour=hour, minute=0), day.replace(hour=hour, minute=25)
                put("blocks", kind=rng.choice(("messages", "read", "write")), felt=rng.randint(1, 5), asked=True,
                    started_at=start.isoformat(), ended_at=end.isoformat())  # fmt: skip
        if rng.random() < 0.6:
            put("goals", day=day.date().isoformat(), text="write one line", state="done", kind="own")
        if rng.random() < 0.5:
            put("messages", person=f"p{rng.randint(0, 99)}", at=day.isoformat(), direction=rng.choice(("in", "out")))
    for number in range(100):
        puts.append(("people", {"id": f"p{number}", "changed_at": now.isoformat(), "name": f"Person {number}"}))
    Store(Path(folder)).save_documents(puts)
    return sum(table == "moods" for table, _ in puts)


class Session:
    """The program in a pseudo-terminal, and what it has printed since the last key."""

    def __init__(self, terminal: int, pid: int) -> None:
        self._terminal, self._pid = terminal, pid
        self._seen = b""
        self._pressed, self._worked = time.perf_counter(), 0.0

    def press(self, key: str) -> None:
        self._seen, self._pressed, self._worked = b"", time.perf_counter(), self._cpu()
        os.write(self._terminal, key.encode())

    def until(self, mark: bytes, limit: float = 20.0) -> tuple[float, float]:
        """Return the seconds from the last key until the bytes printed since match `mark`: passed, and worked."""
        while not re.search(mark, self._seen, re.DOTALL):
            if time.perf_counter() - self._pressed > limit:
                raise TimeoutError(f"{mark!r} was not seen within {limit} s")
            self._read(0.2)
        return time.perf_counter() - self._pressed, self._cpu() - self._worked

    def _cpu(self) -> float:
        """Return the seconds that all threads of the program have been on a processor."""
        tasks = Path(f"/proc/{self._pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def settle(self, seconds: float) -> None:
        """Read on until nothing has come for so many seconds."""
        while self._read(seconds):
            pass

    def _read(self, seconds: float) -> bool:
        ready = bool(select.select([self._terminal], [], [], seconds)[0])
        if ready:
            self._seen += os.read(self._terminal, 65536)
        return ready


@contextmanager
def session(folder: str) -> Iterator[Session]:
    pid, terminal = pty.fork()
    if pid == 0:
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "COACH_DATA_DIR": folder}
        os.execvpe(sys.executable, [sys.executable, "-m", "coach"], env)
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    try:
        yield Session(terminal, pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def opened(folder: str) -> list[tuple[float, float]]:
    """Return the seconds from a key to what it paints: `?` as a floor, then the marks of NAMES."""
    times = []
    with session(folder) as running:
        running.press("")
        running.until(b"Unanswered")
        running.settle(1.0)
        running.press("?")
        times.append(running.until(b"On a hard day|Mood"))
        running.settle(0.5)
        running.press("q")
        running.settle(0.5)
        for _ in range(2):
            running.press("t")
            times.append(running.until(b"each dot"))
            running.settle(0.5)
            running.press("\x1b[C\x1b[C")  # → →: from three months to all years
            times.append(running.until(b"mean of a quarter"))
            running.settle(0.5)
            running.press("q")
            running.settle(0.5)
        running.press("w")
        times.append(running.until(b"One change"))
    return times


def best(work: Callable[[], object], runs: int) -> float:
    """Return the best of some runs, in ms."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return 1_000.0 * min(found)


def pure(folder: str, runs: int) -> Iterator[tuple[str, float]]:
    """Yield what the work costs without a screen, each time with a service that has computed nothing yet."""
    from coach.advice.patterns import checks
    from coach.advice.patterns.daily_series import build_series
    from coach.advice.patterns.markers import compute_markers, list_mood_entries
    from coach.domain.journal import Journal
    from coach.service import CoachService
    from coach.views.trends import TREND_SPANS, build_trends, build_year_grid

    desks = [CoachService(folder).open_folder() for _ in range(runs)]
    now = desks[0].now()
    today = now.date()
    yield "the numbers at hand", best(lambda: build_series(Journal(desks[0].store.state.content.docs)), runs)
    for service in desks:
        build_series(service.journal)
    fresh = iter(desks)
    yield "the numbers of all years", best(lambda: next(fresh).history.load_series(), runs)
    yield "the same, once known", best(desks[0].history.load_series, runs)
    of = desks[0].history.load_series()
    yield f"trends, {TREND_SPANS[-1]}", best(lambda: build_trends(of, today, TREND_SPANS[-1]), runs)
    yield f"trends, {TREND_SPANS[1]}", best(lambda: build_trends(of, today, TREND_SPANS[1]), runs)
    yield "a year of days", best(lambda: build_year_grid(of, today), runs)
    whole = desks[0].with_all_years(lambda journal, now: journal)
    begun = time.perf_counter()
    known = (list_mood_entries(whole), compute_markers(whole))
    yield "entries and markers of all years", 1_000.0 * (time.perf_counter() - begun)
    assert all(known)
    first = checks.first_mood_day(whole)
    if first is not None:
        yield "a look", best(lambda: checks.run_check(whole, today, first, today, None), runs)
    yield "a week of five years ago", best(lambda: desks[0].history.load_week(today - timedelta(days=1_800)), runs)


def main(runs: int = 5) -> None:
    with TemporaryDirectory() as scratch:
        folder = str(Path(scratch) / "data")
        moods = fill(folder)
        print(f"{DAYS:,} days, {moods:,} moods")
        rows = [opened(folder) for _ in range(runs)]
        for name, times in zip(NAMES, zip(*rows, strict=True), strict=True):
            passed, worked = (sorted(1_000 * each[n] for each in times) for n in (0, 1))
            spread = f"({passed[0]:.0f}–{passed[-1]:.0f})"
            print(f"{name:36} {median(passed):7.0f} ms {spread:12} of which on a processor {median(worked):5.0f}")
        for name, cost in pure(folder, runs):
            print(f"{name:36} {cost:7.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
