"""Rows about the start: the first paint, the panels with data, and the two commands that are run most."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from benchmarks.folders import Folders
from benchmarks.ratios import Row
from benchmarks.startup import FLOOR_SAVE, process, side_by_side
from benchmarks.status import SCRIPT
from benchmarks.terminal import seconds_until

PYTHON = sys.executable
COACH = [PYTHON, "-c", SCRIPT]
FILLED = rb"\d+ of 45 min"
"""What the header says once the day is known."""


def first_paint(folders: Folders, runs: int) -> Row:
    """From the start of the process to the first frame, with a year of data."""
    env = folders.home(folders.one_year)
    floor, ours = side_by_side(
        lambda: seconds_until([PYTHON, "-m", "benchmarks.floor_app"], [b"Mood"], env)[0],
        lambda: seconds_until(COACH, [b"Mood"], env)[0],
        runs,
    )
    return _row("first paint, 1 year", 1.15, floor, ours)


def panels_filled(folders: Folders, runs: int) -> Row:
    """From the start of the process to panels that show the day: ten years beside nothing at all."""
    empty, ten = folders.home(), folders.home(folders.ten_years)
    floor, ours = side_by_side(
        lambda: seconds_until(COACH, [FILLED], empty)[0], lambda: seconds_until(COACH, [FILLED], ten)[0], runs
    )
    return _row("panels filled, 10 years (floor: none)", 1.25, floor, ours)


def mood(folders: Folders, runs: int) -> Row:
    """`coach mood 3` beside a Python that imports the same packages and replaces the same file."""
    env = folders.home(folders.ten_years)
    hot = folders.scratch / "hot.json"
    shutil.copyfile(folders.ten_years / "coach.json", hot)
    return _commands(
        "coach mood 3, 10 years",
        1.25,
        lambda: process([PYTHON, "-c", FLOOR_SAVE, str(hot)], env),
        lambda: process([*COACH, "mood", "3"], env),
        runs,
    )


def status(folders: Folders, runs: int) -> Row:
    """`coach status` beside a Python that starts and ends."""
    env = folders.home(folders.ten_years)
    return _commands(
        "coach status, 10 years",
        3.0,
        lambda: process([PYTHON, "-c", "pass"], env),
        lambda: process([*COACH, "status"], env),
        runs,
    )


def imports(folders: Folders, runs: int) -> Row:
    """Reading 100,000 messages of an export beside splitting its tables with the csv module."""
    from benchmarks import imports as big

    path = folders.scratch / "export.zip"
    big.write(path, 30_000, 100_000)

    def taken(task: str) -> float:
        return float(subprocess.check_output([PYTHON, big.__file__, "measure", task, str(path)], text=True).split()[0])

    floor, ours = side_by_side(lambda: taken("split"), lambda: taken("import"), runs)
    return _row("import of 100,000 messages", 4.0, floor, ours)


def _commands(what: str, goal: float, floor: Callable[[], float], ours: Callable[[], float], runs: int) -> Row:
    """Return a row of whole processes, three times as many runs, with what the processor says: it is not hurried."""
    used: tuple[list[float], list[float]] = [], []

    def noted(work: Callable[[], float], to: list[float]) -> float:
        before = getrusage(RUSAGE_CHILDREN)
        taken, after = work(), getrusage(RUSAGE_CHILDREN)
        to.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return taken

    row = _row(what, goal, *side_by_side(lambda: noted(floor, used[0]), lambda: noted(ours, used[1]), 3 * runs))
    ratio = median(b / a for a, b in zip(*used, strict=True))
    return replace(row, note=f"processor time alone: {ratio:.2f} ×")


def _row(what: str, goal: float, floor: list[float], ours: list[float]) -> Row:
    return Row(what, goal, [1_000 * each for each in floor], [1_000 * each for each in ours])
