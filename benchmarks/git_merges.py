"""Does git ever leave a conflict? Two clones of one repository, written at random, rebased and merged; counted.

    python benchmarks/git_merges.py                       50 interleavings: about a minute
    python benchmarks/git_merges.py --rounds 12 --json    fewer, for a test

Each interleaving: both sides write, change and delete records and commit, in a random order; then each in turn
takes in what the other pushed, by a rebase or by a merge, and pushes. The clock of one side is two days ahead.
Git calls the real `coach merge-driver`, as `coach git-setup` registered it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from coach.domain.mood import Mood
from coach.domain.record import Document, stamp_record
from coach.store import Store
from coach.store.merge_records import version_key

ROOT = Path(__file__).parents[1]
START = datetime(2026, 11, 24, 10, tzinfo=UTC)
PLAIN_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_EDITOR": "true", "PYTHONPATH": str(ROOT),
    "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
}  # fmt: skip


class Clone:
    """One side: a clone that is a data folder, and a clock."""

    def __init__(self, root: Path, name: str, ahead: timedelta) -> None:
        self.folder, self._state, self.name, self._ahead = root / name, root / f"{name}.json", name, ahead
        self.told: list[Document] = []
        self.refused: list[str] = []
        self.git_seconds = 0.0

    def git(self, *words: str) -> bool:
        """Run git; what it refuses is kept."""
        begin = time.perf_counter()
        done = subprocess.run(
            ["git", "-C", str(self.folder), *words], env={**os.environ, **PLAIN_GIT}, capture_output=True, text=True
        )
        self.git_seconds += time.perf_counter() - begin
        if done.returncode:
            self.refused.append(f"{' '.join(words)}: {done.stdout}{done.stderr}")
        return done.returncode == 0

    def set_up(self) -> None:
        """Run `coach git-setup`, as a person does."""
        subprocess.run(
            [sys.executable, "-m", "coach", "--data", str(self.folder), "git-setup"],
            env={**os.environ, **PLAIN_GIT}, check=True, capture_output=True,
        )  # fmt: skip

    def store(self) -> Store:
        return Store(self.folder, today=lambda: date(2026, 11, 24), local_copy=self._state)

    def write(self, chance: random.Random, at: datetime) -> None:
        """Write a new record, or change or delete one that is there; then commit."""
        store = self.store()
        with store.hold_lock() as documents:
            moods = documents.get("moods", {})
            known = moods[chance.choice(sorted(moods))] if moods and chance.random() < 0.5 else None
            before = Mood.model_validate(known) if known else None
            number = len(self.told)
            mood = Mood(
                id=before.id if before else f"{self.name}{number}",
                at=at,
                value=chance.randint(1, 5),
                note=f"{self.name} {number}",
                deleted=before is not None and chance.random() < 0.3,
            )
            doc = stamp_record(mood, before, at + self._ahead, self.name).to_document()
            store.save_documents([("moods", doc)])
        self.told.append(doc)
        self.git("add", "-A")
        self.git("commit", "-qm", "coach")

    def take_in(self, chance: random.Random) -> str:
        """Take in what the other side pushed, one way or the other, and push."""
        way = chance.choice(["rebase", "merge"])
        how = "--rebase" if way == "rebase" else "--no-rebase"
        self.git("pull", "-q", "--no-edit", how, "origin", "main")
        self.git("push", "-q", "origin", "HEAD:main")
        return way


def run(rounds: int, seed: int) -> dict[str, Any]:
    """Return what was counted in `rounds` interleavings."""
    chance = random.Random(seed)
    ways = {"rebase": 0, "merge": 0}
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(root / "bare")], check=True)
        a, b = Clone(root, "a", timedelta(0)), Clone(root, "b", timedelta(days=2))
        for side in (a, b):
            subprocess.run(
                ["git", "clone", "-q", str(root / "bare"), str(side.folder)],
                check=True, capture_output=True, env={**os.environ, **PLAIN_GIT},
            )  # fmt: skip
            side.git("checkout", "-q", "-B", "main")
        a.set_up()
        a.write(chance, START)
        a.git("push", "-q", "origin", "HEAD:main")
        b.git("pull", "-q", "--rebase", "origin", "main")
        b.set_up()
        for number in range(rounds):
            turns = [a] * chance.randint(1, 3) + [b] * chance.randint(1, 3)
            chance.shuffle(turns)
            for minute, side in enumerate(turns):
                side.write(chance, START + timedelta(minutes=10 * number + minute))
            for side in chance.sample([a, b], 2):
                ways[side.take_in(chance)] += 1
        for side in (a, b):
            side.git("pull", "-q", "--no-edit", "--no-rebase", "origin", "main")
        files = [(side.folder / "coach.json").read_bytes() for side in (a, b)]
        there = a.store().load_folder().documents["moods"]
        told = [*a.told, *b.told]
        return {
            "rounds": rounds,
            "written": len(told),
            "records": len(there),
            "gone": sum(d["id"] not in there or version_key(there[d["id"]]) < version_key(d) for d in told),
            "rebases": ways["rebase"],
            "merges": ways["merge"],
            "refused": a.refused + b.refused,
            "markers": sum(file.count(b"<<<<<<<") + file.count(b">>>>>>>") for file in files),
            "same_bytes": files[0] == files[1],
            "seconds": round(time.perf_counter() - begin, 1),
            "git_seconds": round(a.git_seconds + b.git_seconds, 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    found = run(words.rounds, words.seed)
    if words.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:12} {value}")


if __name__ == "__main__":
    main()
