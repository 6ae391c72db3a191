"""How fast it opens and saves: each figure beside a floor, taken in turn, five runs or more.

python -m benchmarks.startup [runs]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.terminal import seconds_until

PYTHON = sys.executable
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


def fill_folder(folder: str) -> None:
    """Put the demo's three months into a folder, four times over: about a year."""
    from coach.demo import write_demo_data
    from coach.service import CoachService

    for seed in (7, 8, 9, 10):
        write_demo_data(CoachService(folder), seed=seed)


def side_by_side(floor: Callable[[], float], ours: Callable[[], float], runs: int) -> tuple[list[float], list[float]]:
    """Return the seconds of both, measured in turn after one run each that does not count."""
    floor(), ours()
    pairs = [(floor(), ours()) for _ in range(runs)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def row(name: str, floor: list[float], ours: list[float], goal: float) -> str:
    """Return one line of the table, with medians, spread and the median of the ratios."""
    ratio = median(b / a for a, b in zip(floor, ours, strict=True))

    def said(times: list[float]) -> str:
        return f"{median(times) * 1000:6.0f} ms ({min(times) * 1000:.0f}–{max(times) * 1000:.0f})"

    return f"{name:34} {said(floor):24} {said(ours):24} {ratio:5.2f} × (goal {goal} ×)"


def process(words: list[str], env: dict[str, str]) -> float:
    """Return the seconds that a whole process takes."""
    started = time.perf_counter()
    subprocess.run(words, env={**os.environ, **env}, check=True, capture_output=True)
    return time.perf_counter() - started


def main(runs: int = 9) -> None:
    with TemporaryDirectory() as scratch:
        data = str(Path(scratch) / "data")
        fill_folder(data)
        env = {"COACH_DATA_DIR": data}
        print(f"{'what':34} {'floor':24} {'coach':24} ratio")
        floor, ours = side_by_side(
            lambda: seconds_until([PYTHON, "-m", "benchmarks.floor_app"], [b"Mood"], env)[0],
            lambda: seconds_until([PYTHON, "-m", "coach"], [b"Mood"], env)[0],
            runs,
        )
        print(row("first paint, a year of data", floor, ours, 1.4))
        floor_file = str(Path(scratch) / "floor.json")
        floor, ours = side_by_side(
            lambda: process([PYTHON, "-c", FLOOR_SAVE, floor_file], {}),
            lambda: process([PYTHON, "-m", "coach", "mood", "3"], env),
            runs,
        )
        print(row("coach mood 3", floor, ours, 1.5))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
