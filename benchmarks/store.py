"""Does anything get away? Kills, many writers, damage, and interrupted roll-overs, on the real disk, counted.

    python -m benchmarks.store                      everything at full size: an hour or two
    python -m benchmarks.store --quick              everything, smaller: about two minutes
    python -m benchmarks.store --kills 40 --json    one part, smaller, for a test

Every process that is killed here is a real one, killed with SIGKILL while it saves. What it had been told was
saved comes through a pipe; what is then in the files is looked at by a store that knows nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import orjson

from benchmarks.store_scenes import try_scenes, try_screen
from coach.atomic_file import FileSystem
from coach.store import Store
from coach.store.lock import LOCK_FILE_NAME

TODAY = date(2026, 11, 24)
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
    seen = len(screen.load_folder().docs["moods"])
    running = {pid for pid, _ in children}
    while running:
        for pid in list(running):
            if os.waitpid(pid, os.WNOHANG)[0]:
                running.discard(pid)
        if screen.has_changed():
            now = len(screen.load_folder().docs["moods"])
            assert now >= seen, "a record went away on the open screen"
            seen = now
        select.select([], [], [], 0.002)
    seconds = time.monotonic() - start
    for _, pipe in children:
        os.close(pipe)
    if screen.has_changed():
        seen = len(screen.load_folder().docs["moods"])
    found = len(_store(folder).load_folder().docs["moods"]) - 1000
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


def rolls(times: int, years: int = 8) -> dict[str, int]:
    """Kill a roll-over of `years` years before and after each of its steps, in whole passes, at least `times` times.

    Moods leave for the files of their years, and people for theirs.
    """
    base = Path(tempfile.mkdtemp(prefix="coach-rolls-"))
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
        for at in count(1):
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


def damage(step: int, corruptions: int, seed: int = 1) -> dict[str, int]:
    """Cut a 20 kB file at every `step`-th byte and corrupt it at random; open it, and look whether it was kept."""
    base = Path(tempfile.mkdtemp(prefix="coach-damage-"))
    folder = base / "data"
    store = _store(folder, _Quick())
    store.save_documents([_mood("first")])
    store.save_documents([_mood(f"{n:032x}") for n in range(135)])
    path, chance = folder / "coach.json", random.Random(seed)
    whole = path.read_bytes()
    found = {"bytes": len(whole), "opened": 0, "put_aside": 0, "raised": 0, "written_over": 0}

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

    for end in range(0, len(whole), step):
        look(whole[:end])
    for _ in range(corruptions):
        look(_corrupted(whole, chance))
    found["tried"] = len(range(0, len(whole), step)) + corruptions
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, metavar="N")
    parser.add_argument("--writers", type=int, nargs=2, metavar=("PROCESSES", "SAVES"))
    parser.add_argument("--rolls", type=int, metavar="N")
    parser.add_argument("--years", type=int, default=8, help="how many years leave in a roll-over")
    parser.add_argument("--damage", type=int, nargs=2, metavar=("STEP", "CORRUPTIONS"))
    parser.add_argument(
        "--scenes", type=int, metavar="N", help="kills of each command that removes or brings something"
    )
    parser.add_argument("--refusals", action="store_true", help="with --scenes: every call of these commands refused")
    parser.add_argument("--signals", type=int, metavar="N", help="signals to an open screen while somebody types")
    parser.add_argument("--quick", action="store_true", help="all of it, smaller: about two minutes")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.quick:
        args.kills, args.writers, args.rolls, args.damage = 50, (4, 25), 20, (50, 200)
        args.scenes, args.signals = 40, 9
    elif not (args.kills or args.writers or args.rolls or args.damage or args.scenes or args.signals):
        args.kills, args.writers, args.rolls, args.damage = 1000, (8, 100), 200, (1, 10_000)
        args.scenes, args.refusals, args.signals = 500, True, 500
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "kills": lambda: kills(args.kills),
        "writers": lambda: writers(*args.writers),
        "rolls": lambda: rolls(args.rolls, args.years),
        "damage": lambda: damage(*args.damage),
        "scenes": lambda: try_scenes(args.scenes, refusals=args.refusals),
        "signals": lambda: try_screen(args.signals),
    }
    results = {}
    for name, part in parts.items():
        if getattr(args, name):
            start = time.monotonic()
            results[name] = part()
            if not args.json:
                figures = " · ".join(f"{key.replace('_', ' ')} {value:,}" for key, value in results[name].items())
                print(f"{name:8} {figures}   ({time.monotonic() - start:.0f} s)", flush=True)
    if args.json:
        print(json.dumps(results))
        return
    gone = sum(part.get("gone", 0) + part.get("lost", 0) for part in results.values())
    kept = sum(part.get("kept that was to go", 0) for part in results.values())
    print(f"{gone} gone, {kept} kept that was to go")


if __name__ == "__main__":
    main()
