"""Data folders to measure on: made once from a seed, put through the store, copied for every row.

Ten years are about 40,000 records; the store itself lets the finished years leave for files of their own. Every copy
has a home of its own, so that no cache and no state of this computer, and of no other row, is seen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks import imports
from benchmarks.years import life

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 3_000


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
