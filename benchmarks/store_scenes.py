"""Commands and the open screen are killed, refused and told to end at every moment: is anything gone, or kept that was to go?

Each command runs in a process of its own on a copy of one small life. A `FileSystem` kills it before its nth call, or
refuses that call. What was there before has to be there afterwards; what a command was told to remove has to be in no
file once it says so, and after it was run again.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from coach.atomic_file import FileSystem
from coach.cli.main import run_command_line

NAME = "Zebulon Quartz"
CALLS = ("open", "read", "write", "fsync", "replace", "unlink", "rmdir", "mkdir", "stat", "names", "flock", "utime")
CHANGING_CALLS = ("open", "write", "fsync", "replace", "unlink", "rmdir", "mkdir")
ERRNOS = (errno.EIO, errno.ENOSPC, errno.EACCES)


@dataclass(frozen=True)
class Scene:
    """One command, and what is to be there and not to be there once it has said that it is done."""

    name: str
    words: tuple[str, ...]
    is_done: Callable[[Path], bool]
    keeps_life: bool = True


@dataclass
class Tally:
    """How often a scene ran, and what went wrong."""

    runs: int = 0
    gone: int = 0
    kept: int = 0
    unexpected: int = 0


def find_ids(home: Path) -> set[str]:
    """Return the ids of all records in data files, wherever the data is."""
    found: set[str] = set()
    for path in [*home.glob("data*/coach.json"), *home.glob("data*/coach-*.json")]:
        with suppress(ValueError, AttributeError):
            tables = orjson.loads(path.read_bytes())
            found |= {row["id"] for name, rows in tables.items() if name != "meta" for row in rows.values()}
    return found


def holds_name(home: Path) -> bool:
    """Return whether any file holds the name of the person to forget."""
    return any(NAME.encode() in path.read_bytes() for path in list_files(home))


def list_files(home: Path) -> list[Path]:
    """Return every file of the program."""
    return [path for path in home.rglob("*") if path.is_file() and "given" not in path.parts]


def make_life(home: Path) -> tuple[set[str], set[str]]:
    """Fill a home; return the ids that have to stay, and those that a merge or restore brings."""
    set_home(home)
    for words in (("mood", "3", "tea"), ("sent", "Mia"), ("goal", "write"), ("note", "a line"), ("backup",)):
        run_command_line(words)
    stay = find_ids(home)
    run_command_line(("sent", NAME))
    run_command_line(("note", "--about", NAME, "private"))
    given = home / "given"
    given.mkdir()
    other = {"meta": {"1": {"id": "schema", "value": 1}}, "moods": {}}
    for n in range(1, 6):
        at = f"2026-11-0{n}T10:00:00Z"
        other["moods"][str(n)] = {"id": f"{n:032x}", "changed_at": at, "at": at, "value": 4}
    (given / "other.json").write_bytes(orjson.dumps(other))
    tables = {"moods": {row["id"]: row for row in other["moods"].values()}}
    whole = {"format": "networking-coach", "version": 1, "tables": tables}
    (given / "export.json").write_text(json.dumps(whole))
    (given / "old.json").write_bytes((home / "data" / "coach.json").read_bytes())
    return {each for each in stay if len(each) == 32}, {f"{n:032x}" for n in range(1, 6)}


def set_home(home: Path) -> None:
    """Let the program live in `home` from now on."""
    for name in ("state", "cache", "config"):
        os.environ[f"XDG_{name.upper()}_HOME"] = str(home / name)
    os.environ["XDG_DATA_HOME"] = str(home / "share")
    os.environ["COACH_DATA_DIR"] = str(home / "data")


def list_scenes(brought: set[str]) -> list[Scene]:
    """Return the commands that are tried."""
    has_brought = lambda home: brought <= find_ids(home)  # noqa: E731
    return [
        Scene("forget", ("forget", NAME, "--yes"), lambda home: not holds_name(home)),
        Scene("erase", ("erase", "--word", "erase"), lambda home: not list_files(home), keeps_life=False),
        Scene("import", ("import", "given/export.json", "--yes"), has_brought),
        Scene("merge", ("merge", "given/other.json"), has_brought),
        Scene("restore", ("restore", "given/old.json", "--yes"), lambda home: True),
        Scene("move-data", ("move-data", "data2"), lambda home: not (home / "data" / "coach.json").exists()),
    ]


def run_in_child(home: Path, words: tuple[str, ...], prepare: Callable[[], None]) -> int | None:
    """Run a command in a process of its own; return its exit code, None if it was killed."""
    pid = os.fork()
    if pid == 0:
        try:
            set_home(home)
            os.chdir(home)
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            prepare()
            os._exit(run_command_line(words))
        finally:
            os._exit(99)
    status = os.waitpid(pid, 0)[1]
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


def patch_calls(names: tuple[str, ...], before: Callable[[int], None]) -> None:
    """Let `before(n)` run ahead of the nth call of the file system."""
    count = 0

    def wrap(name: str) -> None:
        call = getattr(FileSystem, name)

        def counted(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            before(count)
            return call(*args, **more)

        setattr(FileSystem, name, counted)

    for name in names:
        wrap(name)


def kill_before(at: int) -> Callable[[], None]:
    """Return what lets the process be killed before its nth changing call."""

    def die(number: int) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return lambda: patch_calls(CHANGING_CALLS, die)


def refuse(at: int, error: int) -> Callable[[], None]:
    """Return what lets the nth call end in an error."""

    def answer(number: int) -> None:
        if number == at:
            raise OSError(error, os.strerror(error))

    return lambda: patch_calls(CALLS, answer)


def steps(times: int | None, errors: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield (call, error): over and over, or once for each error."""
    if times is None:
        yield from ((at, error) for error in errors for at in range(1, 10_000))
        return
    while True:
        yield from ((at, 0) for at in range(1, 10_000))


def try_scene(scene: Scene, template: Path, stay: set[str], times: int | None) -> Tally:
    """Kill a command `times` times, or refuse each of its calls once, and look at what is left."""
    tally, home, error_over = Tally(), template.with_name("home"), -1
    last_at = 10_000
    for at, error in steps(times, ERRNOS):
        if at > last_at or error == error_over:
            continue
        if times is not None and tally.runs >= times:
            break
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        code = run_in_child(home, scene.words, kill_before(at) if times is not None else refuse(at, error))
        tally.runs += 1
        if scene.keeps_life:
            tally.gone += len(stay - find_ids(home))
        tally.unexpected += code == 99
        tally.kept += code == 0 and not scene.is_done(home)
        if code is None or code:
            run_in_child(home, scene.words, lambda: None)
            tally.kept += not scene.is_done(home)
            if scene.keeps_life:
                tally.gone += len(stay - find_ids(home))
        elif times is not None:
            last_at = at  # the command had fewer calls than that: begin anew
            if at == 1:
                break
        else:
            error_over = error if at > 200 else error_over
    return tally


def try_scenes(kills: int, *, refusals: bool) -> dict[str, Any]:
    """Try every scene; return the counts, all together and by scene."""
    base = Path(tempfile.mkdtemp(prefix="coach-scenes-"))
    template = base / "template"
    template.mkdir()
    saved = dict(os.environ)
    stdout = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    sys.stdout.flush()
    os.dup2(nowhere, 1)
    try:
        stay, brought = make_life(template)
        found = {scene.name: try_scene(scene, template, stay, kills) for scene in list_scenes(brought)}
        refused = {}
        if refusals:
            refused = {scene.name: try_scene(scene, template, stay, None) for scene in list_scenes(brought)}
    finally:
        sys.stdout.flush()
        os.dup2(stdout, 1)
        os.environ.clear()
        os.environ.update(saved)
        shutil.rmtree(base, ignore_errors=True)
    tallies = [*found.values(), *refused.values()]
    return {
        **{f"{name} killed": tally.runs for name, tally in found.items()},
        **{f"{name} kept": tally.kept for name, tally in {**found, **refused}.items() if tally.kept},
        **{f"{name} refused": tally.runs for name, tally in refused.items()},
        "unexpected": sum(tally.unexpected for tally in tallies),
        "gone": sum(tally.gone for tally in tallies),
        "kept that was to go": sum(tally.kept for tally in tallies),
    }


def try_screen(times: int, seed: int = 1) -> dict[str, Any]:
    """Type moods and send SIGHUP, SIGTERM or SIGKILL at a random moment; count what was promised and is not there.

    After SIGHUP and SIGTERM every key that was typed counts, after SIGKILL what the screen called saved.
    """
    from tests.terminal import Terminal

    chance, found = random.Random(seed), {"typed": 0, "gone": 0, "terminals left changed": 0}
    base = Path(tempfile.mkdtemp(prefix="coach-screen-"))
    for number in range(times):
        home = base / str(number)
        env = {f"XDG_{name}_HOME": str(home / name) for name in ("STATE", "CACHE", "CONFIG", "DATA")}
        env |= {"COACH_DATA_DIR": str(home / "data"), "HOME": str(home)}
        home.mkdir()
        sign = (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL)[number % 3]
        with Terminal(env=env) as terminal:
            terminal.wait_for("m says how you are|m mood")
            typed = chance.randint(1, 4)
            for _ in range(typed):
                terminal.press("m", str(chance.randint(1, 5)))
            if sign == signal.SIGKILL:
                terminal.wait_for("Saved: ")
                typed = 1
            time.sleep(chance.random() * 0.04)
            with suppress(ProcessLookupError):
                os.kill(terminal.pid, sign)
            terminal.wait_end()
            found["terminals left changed"] += sign != signal.SIGKILL and b"\x1b[?1049l" not in terminal.raw
        path = home / "data" / "coach.json"
        there = len(orjson.loads(path.read_bytes()).get("moods", {})) if path.exists() else 0
        found["typed"] += typed
        found["gone"] += max(0, typed - there)
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(base, ignore_errors=True)
    return {"signals": times, **found}
