"""`coach status`, asked as a bar asks for it: beside a Python that does nothing, and one with the same imports.

    python benchmarks/status.py [ROUNDS]

Fills a throw-away folder with a year of the demo, lets a block run, and times whole processes, interleaved and in
turns, so that a busy moment of the machine hits all alike. Goals: at most 2.5 times the Python with the same
imports, and under 80 ms. The full way, taken once after each change from outside, is printed too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SAME = "import sys, os, time, zlib"
SCRIPT = "from coach.__main__ import main; main()"
"""What the installed `coach` does."""


def timed(words: list[str], env: dict[str, str]) -> float:
    """Return the milliseconds that one process takes from start to end."""
    start = time.perf_counter()
    subprocess.run(words, env=env, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home, "COACH_DATA_DIR": f"{home}/data", "XDG_CACHE_HOME": f"{home}/cache",
               "PYTHONPATH": str(ROOT)}  # fmt: skip
        fill = "from coach.service import Desk; from coach.demo import write_demo_data; d = Desk(); write_demo_data(d)"
        subprocess.run([sys.executable, "-c", fill], env=env, check=True)
        start = [sys.executable, "-m", "coach", "focus", "--free"]
        subprocess.run(start, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        cases = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python, the same imports": [sys.executable, "-c", SAME],
            "coach status": [sys.executable, "-c", SCRIPT, "status"],
            "coach status --json": [sys.executable, "-c", SCRIPT, "status", "--json"],
        }
        taken: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(rounds):
            for name, words in cases.items():
                taken[name].append(timed(words, env))
        full: list[float] = []
        for _ in range(5):
            (Path(home) / "data" / "coach.json").touch()
            full.append(timed(cases["coach status"], env))
    base, same = median(taken["python -c pass"]), median(taken["python, the same imports"])
    for name, times in taken.items():
        ms = median(times)
        print(f"{name:26} {ms:6.1f} ms   × {ms / base:4.2f} of pass   × {ms / same:4.2f} of the same imports")
    print(f"{'the full way':26} {median(full):6.1f} ms   (once after a change from outside)")
    ms = median(taken["coach status"])
    good = ms <= 2.5 * same and ms < 80
    print(f"goals: × 2.5 of the same imports and under 80 ms: {'kept' if good else 'not kept'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
