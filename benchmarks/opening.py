"""Rows about the start: the first paint, the panels with data, and the two commands that are run most."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from uuid import uuid4

from benchmarks import imports as imports_of_100_000
from benchmarks.folders import Folders
from benchmarks.ratios import Row
from benchmarks.terminal import COACH as CODE
from benchmarks.terminal import seconds_until

PYTHON = sys.executable
COACH = [PYTHON, "-c", CODE]
FLOOR_SAVE = """
import click, orjson, tinydb, pydantic, os, sys
class Mood(pydantic.BaseModel):
    value: int
path = sys.argv[1]
data = orjson.loads(open(path, "rb").read()) if os.path.exists(path) else {}
data.setdefault("moods", {})[str(len(data.get("moods", {})) + 1)] = Mood(value=3).model_dump()
with open(path + ".new", "wb") as file:
    file.write(orjson.dumps(data)); file.flush(); os.fsync(file.fileno())
os.replace(path + ".new", path)
folder = os.open(os.path.dirname(path), os.O_RDONLY); os.fsync(folder); os.close(folder)
"""
_note_numbers = count()
FILLED = rb"\d+ of 45 min"
"""What the header says once the day is known."""


def side_by_side(floor: Callable[[], float], ours: Callable[[], float], runs: int) -> tuple[list[float], list[float]]:
    """Return the seconds of both, measured in turn after one run each that does not count."""
    floor(), ours()
    pairs = [(floor(), ours()) for _ in range(runs)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def process(words: list[str], env: dict[str, str]) -> float:
    """Return the seconds that a whole process takes."""
    started = time.perf_counter()
    subprocess.run(words, env={**os.environ, **env}, check=True, capture_output=True)
    return time.perf_counter() - started


def first_paint(folders: Folders, runs: int) -> Row:
    """From the start of the process to the first frame, with a year of data."""
    env = folders.home(folders.one_year)
    return _measured(
        "first paint, 1 year",
        1.25,
        lambda: seconds_until([PYTHON, "-m", "benchmarks.floor_app"], [b"Mood"], env)[0],
        lambda: seconds_until(COACH, [b"Mood"], env)[0],
        2 * runs,
    )


def panels_filled(folders: Folders, runs: int) -> Row:
    """From the start of the process to panels that show the day: ten years beside nothing at all."""
    empty, ten = folders.home(), folders.home(folders.ten_years)
    return _measured(
        "panels filled, 10 years beside none",
        1.25,
        lambda: seconds_until(COACH, [FILLED], empty)[0],
        lambda: seconds_until(COACH, [FILLED], ten)[0],
        2 * runs,
    )


def mood(folders: Folders, runs: int) -> Row:
    """`coach mood 3` beside a Python that imports the same packages and replaces the same file.

    Each has a note of its own: the same mood within a minute would not be saved again.
    """
    env = folders.home(folders.ten_years)
    hot = folders.scratch / "hot.json"
    shutil.copyfile(folders.ten_years / "coach.json", hot)
    return _measured(
        "coach mood 3, 10 years",
        1.35,
        lambda: process([PYTHON, "-c", FLOOR_SAVE, str(hot)], env),
        lambda: process([*COACH, "mood", "3", str(next(_note_numbers))], env),
        3 * runs,
    )


def status(folders: Folders, runs: int) -> Row:
    """`coach status` beside a Python that starts and ends."""
    env = folders.home(folders.ten_years)
    return _measured(
        "coach status, 10 years",
        3.0,
        lambda: process([PYTHON, "-c", "pass"], env),
        lambda: process([*COACH, "status"], env),
        3 * runs,
    )


def ten_years_beside_one(folders: Folders, runs: int) -> list[Row]:
    """Opening, saving, `coach mood 3` and `coach status` with ten years of data beside one year."""
    homes = folders.home(folders.one_year), folders.home(folders.ten_years)

    def in_process(work: str) -> tuple[Callable[[], float], Callable[[], float]]:
        one, ten = (partial(_store_seconds, Path(home["COACH_DATA_DIR"]), work) for home in homes)
        return one, ten

    def in_shell(*words: str) -> tuple[Callable[[], float], Callable[[], float]]:
        def run(home: dict[str, str]) -> float:
            note = [str(next(_note_numbers))] if words[0] == "mood" else []
            return process([*COACH, *words, *note], home)

        one, ten = (partial(run, home) for home in homes)
        return one, ten

    rows = [
        _row(f"ten years beside one: {work}", 1.15, *side_by_side(*in_process(work), 4 * runs), processor=None)
        for work in ("open", "save")
    ]
    return rows + [
        _measured(f"ten years beside one: {' '.join(words)}", 1.15, *in_shell(*words), 3 * runs)
        for words in (("mood", "3"), ("status",))
    ]


def _store_seconds(folder: Path, work: str) -> float:
    from coach.store import Store

    store = Store(folder)
    started = time.perf_counter()
    store.load_folder()
    if work == "save":
        started = time.perf_counter()
        now = datetime.now(UTC).isoformat()
        store.save_documents([("moods", {"id": uuid4().hex, "changed_at": now, "at": now, "value": 3})])
    return time.perf_counter() - started


def imports(folders: Folders, runs: int) -> list[Row]:
    """Previewing and saving 100,000 messages of an export beside splitting its tables with the csv module."""
    path = folders.big_export
    used: tuple[list[float], list[float]] = [], []
    peaks: tuple[list[float], list[float]] = [], []

    def measure(task: str, number: int) -> float:
        words = [PYTHON, imports_of_100_000.__file__, "measure", task, str(path)]
        seconds, peak, processor = map(float, subprocess.check_output(words, text=True).split())
        used[number].append(processor)
        peaks[number].append(peak)
        return seconds

    floor, ours = side_by_side(lambda: measure("split", 0), lambda: measure("preview and save", 1), runs)
    return [
        Row("import of 100,000 messages", None, floor, ours, "s", limit=20, processor=_ratio(*used)),
        Row("import of 100,000 messages: memory", None, *peaks, "MB", limit=300),
    ]


def _measured(what: str, goal: float, floor: Callable[[], float], ours: Callable[[], float], runs: int) -> Row:
    """Return a row of whole processes, with what the processor says."""
    used: tuple[list[float], list[float]] = [], []

    def noted(work: Callable[[], float], to: list[float]) -> float:
        before = getrusage(RUSAGE_CHILDREN)
        taken, after = work(), getrusage(RUSAGE_CHILDREN)
        to.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return taken

    taken = side_by_side(lambda: noted(floor, used[0]), lambda: noted(ours, used[1]), runs)
    return _row(what, goal, *taken, processor=_ratio(*used))


def _ratio(floor: list[float], ours: list[float]) -> float:
    """Return the median ratio of seconds of the processor; the clock on the wall also counts what others do."""
    return median(b / a for a, b in zip(floor, ours, strict=True))


def _row(what: str, goal: float, floor: list[float], ours: list[float], processor: float | None) -> Row:
    return Row(what, goal, [1_000 * each for each in floor], [1_000 * each for each in ours], processor=processor)
