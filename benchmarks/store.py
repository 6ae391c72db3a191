"""Count what gets lost: kills, refused calls, power cuts, many writers, damage, signals and files of wrong meaning.

    python -m benchmarks.store                      everything at full size: about eleven minutes on two cores
    python -m benchmarks.store --scale 0.1          everything, a tenth of it
    python -m benchmarks.store --only power screen  some parts
    python -m benchmarks.store --kills 40 --json    one part of a chosen size, for a test

Every process that is killed here is a real one, killed with SIGKILL while it saves. What it reported as saved comes
through a pipe; a new store then reads the files. The last line has to be "0 gone, 0 kept that was to go, 0 unexpected".
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import orjson

import coach
from benchmarks.store_meaning import read_wrong_meaning
from benchmarks.store_scenes import run_scenes
from benchmarks.store_screen import kill_screen, refuse_screen, signal_screen
from coach.atomic_file import FileSystem
from coach.store import Store
from coach.store.lock import LOCK_FILE_NAME

TODAY = date(2026, 11, 24)
MEMORY_FOLDER = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
"""Where parts work that kill processes and not the power: a folder in memory, so that nothing waits for a disk."""
OLD = "2019-03-03T10:00:00Z"
NOW = "2026-11-24T10:00:00Z"


def _store(folder: Path, disk: FileSystem | None = None) -> Store:
    return Store(folder, today=lambda: TODAY, disk=disk)


def _mood(key: str, at: str = NOW) -> tuple[str, dict[str, Any]]:
    return ("moods", {"id": key, "changed_at": NOW, "at": at, "value": 3, "note": "a walk before work, and tea"})


def _forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Run `work` in a process of its own, with a pipe to write to. Returns its id and where to read."""
    mine, its = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(mine)
            work(its)
            os._exit(0)
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
            os._exit(1)
    os.close(its)
    return pid, mine


def _rest(fd: int) -> bytes:
    parts = []
    while part := os.read(fd, 65536):
        parts.append(part)
    os.close(fd)
    return b"".join(parts)


def kills(times: int, seed: int = 1) -> dict[str, int]:
    """Kill a writer `times` times, at random moments; count what it had been told was saved and is not there."""
    chance = random.Random(seed)
    told: set[str] = set()
    lost = unreadable = acknowledged = 0
    base = Path(tempfile.mkdtemp(prefix="coach-kills-"))
    folder = base
    for number in range(times):
        if number % 50 == 0:
            folder, told = base / str(number), set()
            _store(folder).save_documents([_mood(f"base{n}") for n in range(500)])

        def work(pipe: int, folder: Path = folder, number: int = number) -> None:
            store = _store(folder)
            for turn in range(10_000):
                key = f"{number}-{turn}"
                store.save_documents([_mood(key, OLD if turn % 4 == 3 else NOW)])
                os.write(pipe, f"{key}\n".encode())

        pid, pipe = _forked(work)
        first = b""
        for _ in range(chance.randint(0, 3)):
            first += os.read(pipe, 65536)
        end = time.monotonic() + chance.random() * 0.012
        while (left := end - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
            first += os.read(pipe, 65536)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        news = {key.decode() for key in (first + _rest(pipe)).split(b"\n") if key}
        told |= news
        acknowledged += len(news)
        store = _store(folder)
        unreadable += store.load_folder().damage is not None
        lost += len(told - set(store.load_history()["moods"]))
    shutil.rmtree(base)
    return {"kills": times, "acknowledged": acknowledged, "lost": lost, "unreadable": unreadable}


def writers(processes: int, saves: int) -> dict[str, float]:
    """Let processes write at once, with one more looking on; count what is found in the end."""
    folder = Path(tempfile.mkdtemp(prefix="coach-writers-")) / "data"
    _store(folder).save_documents([_mood(f"base{n}") for n in range(1000)])

    def work(name: int, _: int) -> None:
        store = _store(folder)
        for number in range(saves):
            store.save_documents([_mood(f"{name}-{number}")])

    start = time.monotonic()
    children = [_forked(partial(work, name)) for name in range(processes)]
    screen = _store(folder)  # as an open screen does: look now and then, load when something has changed
    seen = len(screen.load_folder().documents["moods"])
    running = {pid for pid, _ in children}
    while running:
        for pid in list(running):
            if os.waitpid(pid, os.WNOHANG)[0]:
                running.discard(pid)
        if screen.has_changed():
            now = len(screen.load_folder().documents["moods"])
            assert now >= seen, "a record went away on the open screen"
            seen = now
        select.select([], [], [], 0.002)
    seconds = time.monotonic() - start
    for _, pipe in children:
        os.close(pipe)
    if screen.has_changed():
        seen = len(screen.load_folder().documents["moods"])
    found = len(_store(folder).load_folder().documents["moods"]) - 1000
    shutil.rmtree(folder.parent)
    return {"written": processes * saves, "found": found, "seen_on_screen": seen - 1000, "seconds": round(seconds, 2)}


class _Dying(FileSystem):
    """A disk that kills its process before the `at`-th call that changes anything."""

    def __init__(self, at: int) -> None:
        self._left = at

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        if flags & os.O_CREAT and path.name != LOCK_FILE_NAME:
            self._step()
        return super().open(path, flags, mode)

    def write(self, fd: int, data: memoryview) -> int:
        self._step()
        half = super().write(fd, data[: max(1, len(data) // 2)])
        self._step()
        return half

    def fsync(self, fd: int) -> None:
        self._step()
        super().fsync(fd)

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)
        self._step()

    def unlink(self, path: Path) -> None:
        self._step()
        super().unlink(path)

    def mkdir(self, path: Path) -> None:
        self._step()
        super().mkdir(path)


def rolls(times: int, years: int = 8, share: tuple[int, int] = (0, 1)) -> dict[str, int]:
    """Kill a roll-over of `years` years before and after each of its steps, in whole passes, at least `times` times.

    Moods leave for the files of their years, and people for theirs.
    """
    base = Path(tempfile.mkdtemp(prefix="coach-rolls-", dir=MEMORY_FOLDER))
    template = base / "template"
    each = ((year, n) for year in range(2026 - years, 2027) for n in range(20))
    puts = [_mood(f"{year}-{n}", f"{year}-0{n % 9 + 1}-01T10:00:00Z") for year, n in each]
    for n in range(60):
        puts.append(("people", {"id": f"p{n}", "changed_at": OLD, "name": f"Somebody {n}"}))
        puts.append(("messages", {"id": f"w{n}", "changed_at": OLD, "person": f"p{n}", "at": OLD}))
    Store(template, today=lambda: date(2026 - years, 12, 31)).save_documents(puts)
    wanted = {doc["id"] for _, doc in puts}
    killed = lost = doubled = steps = 0
    while killed < times:
        for at in count(1 + share[0], share[1]):
            folder = base / "data"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(template, folder)
            pid, pipe = _forked(partial(_save_dying, folder, at))
            status = os.waitpid(pid, 0)[1]
            os.close(pipe)
            if not os.WIFSIGNALED(status):
                break
            killed += 1
            steps = max(steps, at)
            store = _store(folder)
            store.load_folder()
            found = [key for rows in store.load_history().values() for key in rows]
            lost += len(wanted - set(found))
            doubled += len(found) > len(wanted) + 1
            store.save_documents([_mood("after")])
            everywhere = [key for path in folder.glob("coach*.json") for key in _keys(path)]
            lost += len(wanted - set(everywhere))
            doubled += len(everywhere) - len(set(everywhere))
    shutil.rmtree(base)
    return {"kills": killed, "steps": steps, "lost": lost, "doubled": doubled}


def _save_dying(folder: Path, at: int, _: int) -> None:
    _store(folder, _Dying(at)).save_documents([_mood("new")])


def _keys(path: Path) -> list[str]:
    tables = orjson.loads(path.read_bytes())
    return [row["id"] for name in ("moods", "people", "messages") for row in tables.get(name, {}).values()]


class _Quick(FileSystem):
    """A disk that is not waited for: damage is about reading."""

    def fsync(self, fd: int) -> None:
        pass


def damage(step: int, corruptions: int, seed: int = 1, share: tuple[int, int] = (0, 1)) -> dict[str, int]:
    """Cut a 20 kB file at every `step`-th byte and corrupt it at random; open it, and look whether it was kept."""
    base = Path(tempfile.mkdtemp(prefix="coach-damage-", dir=MEMORY_FOLDER))
    folder = base / "data"
    store = _store(folder, _Quick())
    store.save_documents([_mood("first")])
    store.save_documents([_mood(f"{n:032x}") for n in range(135)])
    path, chance = folder / "coach.json", random.Random(seed)
    whole = path.read_bytes()
    found = {"opened": 0, "put_aside": 0, "raised": 0, "written_over": 0}

    def look(data: bytes) -> None:
        path.write_bytes(data)
        try:
            loaded = _store(folder, _Quick()).load_folder()
        except BaseException:
            found["raised"] += 1
            return
        found["written_over"] += path.read_bytes() != data
        if loaded.damage is None:
            found["opened"] += 1
        elif loaded.damage.quarantined is not None and loaded.damage.quarantined.read_bytes() == data:
            found["put_aside"] += 1
            loaded.damage.quarantined.unlink()

    cuts = range(share[0] * step, len(whole), share[1] * step)
    for end in cuts:
        look(whole[:end])
    for _ in range(corruptions):
        look(_corrupted(whole, chance))
    found["tried"] = len(cuts) + corruptions
    shutil.rmtree(base)
    return found


def _corrupted(data: bytes, chance: random.Random) -> bytes:
    bad = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(bad)), chance.choice((1, 1, 2, 16, 512))
        kind = chance.randrange(5)
        if kind == 0:
            bad[at : at + size] = chance.randbytes(size)
        elif kind == 1:
            bad[at : at + size] = bytes(size)
        elif kind == 2:
            del bad[at : at + size]
        elif kind == 3:
            bad[at] ^= 1 << chance.randrange(8)
        else:
            bad[at:at] = chance.choice((b"{", b"}", b'"', b"\\", b"NaN", b"\xff", b"[[[", b"null,", b'"id":5,'))
    return bytes(bad)


PARTS = (
    "kills",
    "writers",
    "rolls",
    "damage",
    "killed",
    "refused",
    "power",
    "screen",
    "signals",
    "refused screen",
    "meaning",
)
"""The parts in their order; each returns counts, of which "gone", "lost" and "kept" have to be 0."""


def import_program() -> None:
    """Import every module of the program, so that a forked command does not."""
    for module in pkgutil.walk_packages(coach.__path__, "coach."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def share_work(work: Callable[[tuple[int, int]], dict[str, Any]], processes: int) -> dict[str, Any]:
    """Run `work((n, processes))` in that many processes; return the sums of their counts."""
    children = []
    for number in range(processes):

        def report(pipe: int, number: int = number) -> None:
            os.write(pipe, json.dumps(work((number, processes))).encode())

        children.append(_forked(report))
    totals: dict[str, Any] = {}
    for pid, pipe in children:
        found = json.loads(_rest(pipe) or b"null")
        os.waitpid(pid, 0)
        if found is None:
            raise RuntimeError("a process of the benchmark ended without a result")
        for key, value in found.items():
            totals[key] = totals[key] + value if key in totals else value
    return totals


def list_parts(args: argparse.Namespace) -> dict[str, Callable[[], dict[str, Any]]]:
    """Return the parts that were asked for."""

    def scaled(number: int) -> int:
        return max(1, round(number * args.scale))

    jobs = args.jobs  # screens mostly wait, so three times as many of them run at once
    own = {
        "kills": lambda: kills(args.kills), "writers": lambda: writers(*args.writers),
        "rolls": lambda: rolls(args.rolls, args.years), "damage": lambda: damage(*args.damage),
    }  # fmt: skip
    chosen = {name: part for name, part in own.items() if getattr(args, name)}
    if chosen:
        return chosen
    step = max(1, round(1 / args.scale))
    full: dict[str, Callable[[], dict[str, Any]]] = {
        "kills": lambda: share_work(lambda share: kills(scaled(1000) // share[1], seed=share[0]), jobs),
        "writers": lambda: writers(8, scaled(100)),
        "rolls": lambda: share_work(lambda share: rolls(scaled(200) // share[1], 3, share), jobs),
        "damage": lambda: share_work(
            lambda share: damage(step, scaled(10_000) // share[1], seed=share[0], share=share), jobs
        ),
        "killed": lambda: share_work(lambda share: run_scenes("killed", scaled(500), share), jobs),
        "refused": lambda: share_work(lambda share: run_scenes("refused", step, share), jobs),
        "power": lambda: share_work(lambda share: run_scenes("power", scaled(4), share), jobs),
        "screen": lambda: share_work(lambda share: kill_screen(scaled(500), share), 3 * jobs),
        "signals": lambda: share_work(lambda share: signal_screen(scaled(100), share), 3 * jobs),
        "refused screen": lambda: share_work(lambda share: refuse_screen(step, share), 3 * jobs),
        "meaning": lambda: share_work(lambda share: read_wrong_meaning(scaled(2000), share), jobs),
    }
    return {name: part for name, part in full.items() if not args.only or name in args.only}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, metavar="SHARE", help="which share of everything to do")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes work at once")
    parser.add_argument("--kills", type=int, metavar="N")
    parser.add_argument("--writers", type=int, nargs=2, metavar=("PROCESSES", "SAVES"))
    parser.add_argument("--rolls", type=int, metavar="N")
    parser.add_argument("--years", type=int, default=8, help="how many years are archived by a roll-over")
    parser.add_argument("--damage", type=int, nargs=2, metavar=("STEP", "CORRUPTIONS"))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    parts = list_parts(args)
    if set(parts) - {"kills", "writers", "rolls", "damage"}:
        import_program()
    results: dict[str, dict[str, Any]] = {}
    examples: list[str] = []
    for name, part in parts.items():
        start = time.monotonic()
        results[name] = found = part()
        examples += found.pop("examples", [])
        if not args.json:
            figures = " · ".join(f"{key} {value:,}" for key, value in found.items())
            print(f"{name:14} {figures}   ({time.monotonic() - start:.0f} s)", flush=True)
    if args.json:
        print(json.dumps(results))
        return
    for example, times in Counter(examples).most_common(40):
        print(f"   {example[:300]}" + (f" ({times} times)" if times > 1 else ""))
    gone = sum(part.get("gone", 0) + part.get("lost", 0) + part.get("written_over", 0) for part in results.values())
    print(
        f"{gone} gone, {sum(part.get('kept', 0) for part in results.values())} kept that was to go, "
        f"{sum(part.get('unexpected', 0) for part in results.values())} unexpected"
    )


if __name__ == "__main__":
    main()
