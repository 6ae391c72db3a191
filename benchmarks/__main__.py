"""Measure every budget of the project, each beside a floor, and print a table that says which are met.

    python -m benchmarks [--runs N] [--quick] [--only WORD]

Each figure is taken in turn with its floor, after one run of both that does not count; shown are medians with the
least and the most, and the median of the ratios. A line of JSON is added to benchmarks/results/. All of it takes about a
quarter of an hour, most of it for 2,500 keys, an hour of use and the big import; with --quick three.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import keystrokes, opening, resting
from benchmarks.folders import Folders
from benchmarks.ratios import HEAD, Row

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("textual", "pydantic", "tinydb", "orjson", "click")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="how often each figure is taken (default 5)")
    parser.add_argument("--quick", action="store_true", help="fewer keys, ten seconds of idling, ten minutes of use")
    parser.add_argument("--only", metavar="WORD", default="", help="only rows with this word in their name")
    args = parser.parse_args()
    runs, quick = args.runs, args.quick
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="coach-benchmarks-") as scratch:
        folders = Folders(Path(scratch))
        jobs: dict[str, Callable[[], Row | list[Row]]] = {
            "first paint": lambda: opening.first_paint(folders, runs),
            "panels filled": lambda: opening.panels_filled(folders, runs),
            "mood": lambda: opening.mood(folders, runs),
            "status": lambda: opening.status(folders, runs),
            "keys": lambda: keystrokes.keys(folders, min(runs, 2) if quick else runs, 100 if quick else 500),
            "idle": lambda: resting.idle(folders, runs, 10 if quick else 60),
            "memory": lambda: resting.memory(folders, 12 if quick else 60),
            "years": lambda: opening.ten_years_beside_one(folders, runs),
            "save": lambda: keystrokes.saved(folders, runs),
            "import": lambda: [*opening.imports(folders, min(runs, 3)), keystrokes.during_import(folders)],
        }
        print(HEAD)
        for name, job in jobs.items():
            if args.only in name:
                found = job()
                for row in found if isinstance(found, list) else [found]:
                    rows.append(row)
                    print(row, flush=True)
    print(f"{sum(row.is_met for row in rows)} of {len(rows)} budgets are met")
    _save_results(rows, runs, quick)
    return 0 if all(row.is_met for row in rows) else 1


def _save_results(rows: list[Row], runs: int, quick: bool) -> None:
    """Add one line to the results of the day: figures, and what they depend on; nothing that names this computer."""
    now = datetime.now(UTC)
    machine = {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
    line = {
        "at": now.isoformat(timespec="seconds"), "runs": runs, "quick": quick,
        "machine": {**machine, **{name: version(name) for name in PACKAGES}},
        "rows": [row.plain() for row in rows],
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{now.date().isoformat()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
