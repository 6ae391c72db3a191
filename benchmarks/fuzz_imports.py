"""Ten thousand damaged files for every importer: nothing but calm errors, no hang, nothing written.

    python benchmarks/fuzz_imports.py [TIMES] [NAME …]

Prints, for each kind of file, how many came through, how many were refused with a calm error, and the slowest.
Anything else is printed with its seed, so that it can be looked at.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from coach.errors import CoachError
from coach.importers.import_report import build_report
from coach.importers.import_result import drop_future_records
from coach.importers.options import ImportOptions
from coach.importers.own_exports import split_own_exports
from coach.importers.read_exports import read_exports
from tests.importers.mutate import mutate
from tests.importers.render import zipped
from tests.importers.seeds import ARCHIVES, FILES

NOW = datetime(2026, 11, 24, tzinfo=UTC)
Case = Callable[[random.Random, Path], Path]


def damaged_files(name: str) -> Case:
    """A whole zip with damaged files in it, or the other way round."""

    def make(dice: random.Random, folder: Path) -> Path:
        files = ARCHIVES[name]
        if dice.random() < 0.7:
            files = {key: mutate(dice, data) if dice.random() < 0.5 else data for key, data in files.items()}
            return zipped(files, folder / "a.zip")
        path = zipped(files, folder / "a.zip")
        path.write_bytes(mutate(dice, path.read_bytes()))
        return path

    return make


def damaged_file(name: str) -> Case:
    """A damaged single file."""

    def make(dice: random.Random, folder: Path) -> Path:
        path = folder / ("backup.daylio" if name == "daylio backup" else "a.csv")
        path.write_bytes(mutate(dice, FILES[name]))
        return path

    return make


def fuzz(make: Case, times: int, folder: Path) -> tuple[int, int, float, list[str]]:
    """How many came through, how many were refused, seconds of the slowest, and what went wrong."""
    through, refused, slowest, wrong = 0, 0, 0.0, []
    for seed in range(times):
        path = make(random.Random(seed), folder)
        began = time.perf_counter()
        try:
            own = split_own_exports([path], dict, NOW)
            for found in read_exports(own.others, ImportOptions(now=NOW)) if own.others else ():
                build_report(drop_future_records(found, NOW))
            through += 1
        except CoachError:
            refused += 1
        except Exception as trouble:
            wrong.append(f"seed {seed}: {type(trouble).__name__}: {trouble}")
        slowest = max(slowest, time.perf_counter() - began)
        if [one for one in folder.iterdir() if one != path]:
            wrong.append(f"seed {seed}: something was written")
    return through, refused, slowest, wrong


def main() -> None:
    """Fuzz all, or the named ones."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    cases = {name: damaged_files(name) for name in ARCHIVES} | {name: damaged_file(name) for name in FILES}
    trouble = 0
    print("format                 through refused  slowest    wrong")
    for name, make in cases.items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        with tempfile.TemporaryDirectory() as folder:
            through, refused, slowest, wrong = fuzz(make, times, Path(folder))
        print(f"{name:22} {through:7} {refused:7} {slowest:6.2f} s {len(wrong):8}", flush=True)
        print(*(f"    {line}" for line in wrong[:5]), sep="\n", end="\n" if wrong else "")
        trouble += len(wrong)
    sys.exit(trouble > 0)


if __name__ == "__main__":
    main()
