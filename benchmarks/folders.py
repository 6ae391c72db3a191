"""Data folders to measure on: made once from a seed, put through the store, copied for every row.

Ten years are about 40,000 records; the store itself lets the finished years leave for files of their own. Every copy
has a home of its own, so that no cache and no state of this computer, and of no other row, is seen.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks import imports

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 3_000
TEXTS = ("asked about the meetup", "sent the notes", "thanked for the intro", "offered a coffee next week")
Put = tuple[str, dict[str, Any]]


class Folders:
    """Homes with data, under a scratch folder that the caller throws away."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self._count = 0

    @cached_property
    def one_year(self) -> Path:
        return self._made("one", list(life(1, _yesterday())))

    @cached_property
    def ten_years(self) -> Path:
        """Ten years, with the newest look at patterns taken: it is due once in weeks, and no part of an hour of use."""
        folder = self._made("ten", list(life(10, _yesterday())))
        self.run({**self.home(), "COACH_DATA_DIR": str(folder)}, "patterns")
        return folder

    @cached_property
    def many_people(self) -> Path:
        """A year, and 3,000 people more."""
        now = datetime.now(UTC).isoformat()
        more = [
            ("people", {"id": f"{n:032x}", "changed_at": now, "name": f"Somebody Else{n}", "tie": "warm"})
            for n in range(PEOPLE)
        ]
        return self._made("many", [*life(1, _yesterday()), *more])

    @cached_property
    def big_export(self) -> Path:
        """An export of 30,000 connections and 100,000 messages."""
        path = self.scratch / "export.zip"
        imports.write(path, 30_000, 100_000)
        return path

    def home(self, data: Path | None = None) -> dict[str, str]:
        """Return the environment of a new home with a copy of `data`, or with none.

        Whatever is imported is compiled once, as in an installed program, also where this is usually switched off.
        """
        self._count += 1
        home = self.scratch / f"home{self._count}"
        home.mkdir()
        if data is not None:
            shutil.copytree(data, home / "data")
        kinds = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "STATE", "CONFIG", "DATA")}
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.scratch / "compiled")}
        return {"HOME": str(home), "COACH_DATA_DIR": str(home / "data"), "PYTHONPATH": str(ROOT), **kinds, **compiled}

    def run(self, env: dict[str, str], *words: str) -> None:
        """Run one shell command of the coach."""
        command = [sys.executable, "-m", "coach", *words]
        subprocess.run(command, env={**os.environ, **env}, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    def _made(self, name: str, puts: list[tuple[str, dict[str, Any]]]) -> Path:
        from coach.store import Store

        folder = self.scratch / name
        Store(folder).save_documents(puts)
        Store(folder).save_documents(puts[-1:])  # the copy that is made before the first save of a day is behind us
        return folder


def _yesterday() -> date:
    """Return the last day that is written down: what one does today comes after it."""
    return datetime.now(UTC).date() - timedelta(days=1)


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
