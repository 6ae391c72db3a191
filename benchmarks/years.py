"""Does it get slower with the years? One, ten and thirty years of about 4,000 records each, side by side.

    python benchmarks/years.py [--rounds N] [--years 1 10 30] [--no-shell]

The three are measured in turn, in another order every round, so that whatever else the machine does hits
all alike. Shown is the time that one round in eight stays below; ratios are to one year. `open` and `save`
are the store alone, in one process; `coach mood 3` and `coach status` are whole processes, and below each is the
processor time that it took, which a busy machine does not change. People grow with the years: see --new.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from coach.store import Store

TEXTS = ("asked about the meetup", "sent the notes", "thanked for the intro", "offered a coffee next week")
Put = tuple[str, dict[str, Any]]


def life(years: int, today: date, new: int = 14, seed: int = 1) -> Iterator[Put]:
    """Yield what somebody writes down in so many years: about 4,000 records a year, somebody new every `new` days."""
    chance = random.Random(seed)

    def put(table: str, now: datetime, /, **fields: Any) -> Put:
        key = f"{chance.getrandbits(128):032x}"
        return table, {"id": key, "changed_at": now.isoformat(), "device": "0a1b2c3d", **fields}

    start = today - timedelta(days=365 * years - 1)
    circle: list[str] = []
    for day in range(365 * years):
        at = datetime.combine(start + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=9)
        if day % new == 0:  # somebody new; whom one has not met for long drops out of the circle
            table, person = put("people", at, name=f"Somebody {day}", tie="warm", channel="linkedin")
            yield table, person
            circle = [*circle[-100:], person["id"]]
        for hour in (0, 9):
            yield put("moods", at, at=(at + timedelta(hours=hour)).isoformat(), value=chance.randint(1, 5))
        yield put("goals", at, day=at.date().isoformat(), text="Write to one person", state="done", minutes=10)
        yield put("asked", at, topic=f"R{chance.randint(1, 14):02}", at=at.isoformat(), day=at.date().isoformat())
        for hour in (1, 6):
            begin, end = at + timedelta(hours=hour), at + timedelta(hours=hour, minutes=25)
            fields = {
                "started_at": begin.isoformat(),
                "ended_at": end.isoformat(),
                "felt": chance.randint(1, 5),
                "asked": True,
            }
            yield put("blocks", at, kind="messages", intention="answer Lin", **fields)
        for _ in range(4):
            sent = {"person": chance.choice(circle), "at": at.isoformat(), "channel": "linkedin"}
            yield put("messages", at, direction=chance.choice(("out", "in")), text=chance.choice(TEXTS), **sent)
        if day % 7 == 0:
            yield put("reviews", at, kind="week", day=at.date().isoformat(), at=at.isoformat(), answers={"change": "x"})
        if day % 2:
            yield put("notes", at, at=at.isoformat(), kind="takeaway", text=chance.choice(TEXTS))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _shell(folder: Path, *words: str) -> Callable[[], object]:
    command = [sys.executable, "-m", "coach", *words]
    environment = {**os.environ, "COACH_DATA_DIR": str(folder)}
    root = str(Path(__file__).parents[1])
    return lambda: subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True)


def _processor() -> float:
    """Return the milliseconds of processor time that all processes begun from here have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (used.ru_utime + used.ru_stime)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 10, 30])
    parser.add_argument("--new", type=int, default=7, metavar="DAYS", help="days between two new people")
    parser.add_argument("--no-shell", action="store_true")
    args = parser.parse_args()
    today = datetime.now(UTC).date()
    base = Path(tempfile.mkdtemp(prefix="coach-years-"))
    folders: dict[int, Path] = {}
    for years in args.years:
        folders[years] = base / str(years)
        store = Store(folders[years])
        puts = list(life(years, today, args.new))
        store.save_documents(puts)
        store.save_documents([_one_mood(-1)])  # the backup of the day is behind us
        hot = sum(map(len, store.load_folder().docs.values()))
        size = (folders[years] / "coach.json").stat().st_size
        print(f"{years:3} years: {len(puts):7,} records, {hot:6,} at hand in {size / 1e6:.2f} MB")

    figures: dict[tuple[str, int], list[float]] = {}

    def note(what: str, years: int, work: Callable[[], object]) -> None:
        figures.setdefault((what, years), []).append(_timed(work))

    chance = random.Random(1)
    for turn in range(args.rounds):
        for years, folder in chance.sample(list(folders.items()), len(folders)):
            store = Store(folder)
            note("open", years, store.load_folder)
            note("save", years, partial(store.save_documents, [_one_mood(turn)]))
    for _ in range(0 if args.no_shell else max(8, args.rounds // 2)):
        for years, folder in chance.sample(list(folders.items()), len(folders)):
            for words in ("mood", "3"), ("status",):
                what, before = f"coach {' '.join(words)}", _processor()
                note(what, years, _shell(folder, *words))
                figures.setdefault((f"- {what}"[:15], years), []).append(_processor() - before)
    for _ in range(3):
        for years, folder in folders.items():
            store = Store(folder)
            store.load_folder()
            note("all years", years, store.load_history)
    print()
    print(f"{'ms':16}" + "".join(f"{f'{years} years':>12}" for years in folders) + "   ratios")
    for what in dict.fromkeys(name for name, _ in figures):
        fast = [statistics.quantiles(figures[what, years], n=8)[0] for years in folders]
        ratios = " ".join(f"{each / fast[0]:.2f}" for each in fast)
        print(f"{what:16}" + "".join(f"{each:12.2f}" for each in fast) + f"   {ratios}")
    shutil.rmtree(base)


def _one_mood(turn: int) -> Put:
    now = datetime.now(UTC).isoformat()
    return "moods", {"id": f"{turn:032x}", "changed_at": now, "at": now, "value": 3}


if __name__ == "__main__":
    main()
