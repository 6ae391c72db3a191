"""Commands that bring, remove or move data are killed and refused at every call, and the power is cut after each.

Each command runs in a process of its own, forked from one that has imported everything, in a home with a small life: open
and finished years, archived people, an address book, imports, backups, a quarantined file and edited texts. What was
there before has to be reachable afterwards; what a command was told to remove has to be in no file once it says so, and
after it was run again.
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
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from benchmarks.system_calls import (
    CHANGING_CALLS,
    CallCounter,
    CallRecorder,
    count_calls,
    hook_calls,
    kill_at,
    refuse_at,
)
from coach.cli.main import run_command_line
from coach.service import CoachService
from coach.store import Store
from tests.store.disks import Event, after_power_cut

NAME = "Zebulon Quartz"
LATE = "e" * 32
"""The id of a mood that is newer than the copy to restore."""
CARDS = f"BEGIN:VCARD\nFN:{NAME}\nEMAIL:z@example.org\nEND:VCARD\nBEGIN:VCARD\nFN:Mia\nEMAIL:m@example.org\nEND:VCARD\n"
LETTERS = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
    f"c1,,Me,https://www.linkedin.com/in/me,{NAME},https://www.linkedin.com/in/zq,2026-11-01 10:00:00 UTC,,Hi,INBOX\n"
    "c2,,Me,https://www.linkedin.com/in/me,Lin,https://www.linkedin.com/in/lin,2026-11-02 10:00:00 UTC,,Hi,INBOX\n"
)


@dataclass(frozen=True)
class Scene:
    """One command, and what is to be so once it has said that it is done."""

    name: str
    words: tuple[str, ...]
    is_done: Callable[[Path], bool]
    stays: frozenset[str] = frozenset()
    """Ids that have to be reachable at every moment."""
    stays_anywhere: frozenset[str] = frozenset()
    """Ids that have to be in some file at every moment."""
    prepare: Callable[[Path], None] = lambda home: None
    work: Callable[[Path], int] | None = None
    """What runs instead of a command."""


@dataclass
class Tally:
    """How often a scene ran, and what went wrong."""

    runs: int = 0
    gone: int = 0
    kept: int = 0
    unexpected: int = 0
    examples: list[str] = field(default_factory=list)

    def add_check(self, scene: Scene, home: Path, code: int | None, moment: str) -> None:
        """Count what is gone, and what is there though the command said that it is done."""
        missing = len(scene.stays - find_reachable_ids(home)) + len(scene.stays_anywhere - find_all_ids(home))
        kept = code == 0 and not scene.is_done(home)
        log = home / "state" / "coach" / "coach.log"
        unexpected = code == 99 or log.exists()
        self.gone, self.kept, self.unexpected = self.gone + missing, self.kept + kept, self.unexpected + unexpected
        if missing or kept or unexpected:
            trace = log.read_text(errors="replace").splitlines()[-2:] if log.exists() else []
            self.examples.append(f"{scene.name} {moment}: {missing} gone, {kept} kept, {trace}")

    def join(self, other: Tally) -> None:
        self.runs, self.gone, self.kept = self.runs + other.runs, self.gone + other.gone, self.kept + other.kept
        self.unexpected += other.unexpected
        self.examples += other.examples


def find_data_folder(home: Path) -> Path:
    """Return the folder in which the program looks for the data."""
    note = home / "state" / "coach" / "data-folder"
    with suppress(OSError):
        if text := note.read_text().strip():
            return Path(text)
    return home / "data" / "coach"


def find_reachable_ids(home: Path) -> set[str]:
    """Return the ids of the records in the data file, in finished years and among archived people."""
    folder = find_data_folder(home)
    return _read_ids(
        [folder / "coach.json", folder / "coach-people.json", *folder.glob("coach-[0-9][0-9][0-9][0-9].json")]
    )


def find_all_ids(home: Path) -> set[str]:
    """Return the ids of the records in any file."""
    return _read_ids(path for path in list_files(home) if path.suffix == ".json")


def _read_ids(paths: Any) -> set[str]:
    found: set[str] = set()
    for path in paths:
        with suppress(OSError, ValueError, AttributeError, TypeError, KeyError):
            tables = orjson.loads(path.read_bytes())
            for name, rows in tables.items():
                if name not in ("meta", "actions", "asked", "settings"):
                    found |= {row["id"] for row in rows.values()}
    return found


def holds_name(home: Path) -> bool:
    """Return whether any file holds the name of the person to forget."""
    return any(NAME.encode() in path.read_bytes() for path in list_files(home))


def list_files(home: Path) -> list[Path]:
    """Return every file of the program."""
    return [path for path in home.rglob("*") if path.is_file() and "given" not in path.relative_to(home).parts]


def set_home(home: Path) -> None:
    """Let the program live in `home` from now on."""
    for name in ("STATE", "CACHE", "CONFIG", "DATA"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ.pop("COACH_DATA_DIR", None)
    os.environ["HOME"] = str(home)


def _mood(key: str, at: str) -> tuple[str, dict[str, Any]]:
    return "moods", {"id": key, "changed_at": at, "at": at, "value": 3, "note": "a walk"}


def _make_long_life(home: Path) -> None:
    """Write years and people that are still to be archived."""
    at = "2019-03-03T10:00:00Z"
    puts = [
        _mood(f"{year * 100 + n:032x}", f"{year}-0{n + 1}-03T10:00:00Z")
        for year in (2017, 2018, 2019)
        for n in range(3)
    ]
    for n in range(45):
        puts.append(("people", {"id": f"{n:031x}a", "changed_at": at, "name": f"Person {n}"}))
        puts.append(("messages", {"id": f"{n:031x}b", "changed_at": at, "at": at, "person": f"{n:031x}a"}))
    Store(home / "data" / "coach", today=lambda: date(2019, 12, 31)).save_documents(puts)


def _make_life(home: Path) -> None:
    """Add what a person of today has, and somebody to forget in every kind of file."""
    folder, given = home / "data" / "coach", home / "given"
    given.mkdir()
    for words in (
        ("mood", "3", "tea"),
        ("sent", "Mia"),
        ("goal", "write"),
        ("note", "a line"),
        ("backup",),
        ("check", "--edit"),
    ):
        run_command_line(words)
    (given / "messages.csv").write_text(LETTERS)
    (given / "cards.vcf").write_text(CARDS)
    for words in (("sent", NAME), ("note", "--about", NAME, "private"), ("backup",), ("status",)):
        run_command_line(words)
    for file, more in ((given / "messages.csv", ("--me", "me")), (given / "cards.vcf", ())):
        run_command_line(("import", str(file), *more, "--yes"))
    run_command_line(("sent", "Wrong Name"))
    run_command_line(("undo",))
    for name, text in (
        ("texts.txt", f"Hello {NAME}"),
        ("inbox.done.txt", f"sent {NAME}\nmood 3\n"),
        ("copied.txt", NAME),
    ):
        (folder / name).write_text(text)
    (folder / "inbox.taking-0123456789ab.txt").write_text(f"sent {NAME}\n")
    for name in ("coach-damaged-2026-11-01.json", ".coach-1f-0.tmp", "backups/.coach-1f-1.tmp", "coach.json.part"):
        (folder / name).write_bytes((folder / "coach.json").read_bytes()[:900])
    (home / "state" / "coach" / "acknowledged" / ".coach-1f-2.tmp").write_text(NAME)
    moods = {f"{n:032x}": {"id": f"{n:032x}", "changed_at": f"2026-11-0{n}T10:00:00Z", "at": f"2026-11-0{n}T10:00:00Z", "value": 4}
             for n in range(1, 6)}  # fmt: skip
    rows = {str(number): row for number, row in enumerate(moods.values(), 1)}
    (given / "other.json").write_bytes(orjson.dumps({"meta": {"1": {"id": "schema", "value": 1}}, "moods": rows}))
    (given / "export.json").write_text(
        json.dumps({"format": "networking-coach", "version": 1, "tables": {"moods": moods}})
    )
    (given / "old.json").write_bytes((folder / "coach.json").read_bytes())
    CoachService().open_folder().store.save_documents([_mood(LATE, "2026-11-20T10:00:00Z")])


def _has_moved(home: Path) -> bool:
    old = home / "data" / "coach"
    return find_data_folder(home) == home / "data2" and not any(old.glob("coach*.json"))


def _spool(home: Path) -> int:
    """Spool a mood that the disk refused, and say that it is kept."""
    service = CoachService().open_folder()
    return 0 if service.store.spool_documents([_mood("d" * 32, "2026-11-21T10:00:00Z")]) else 1


def _is_spooled(home: Path) -> bool:
    return "d" * 32 in find_all_ids(home)


def _leave_conflict_copy(home: Path) -> None:
    shutil.copy(home / "given" / "other.json", home / "data" / "coach" / "coach (1).json")


def list_scenes(life: frozenset[str]) -> list[Scene]:
    """Return the commands that are killed and refused."""
    brought = frozenset(f"{n:032x}" for n in range(1, 6))
    others = frozenset(life - {LATE})
    return [
        Scene("forget", ("forget", NAME, "--yes"), lambda home: not holds_name(home), life),
        Scene(
            "erase",
            ("erase", "--word", "erase"),
            lambda home: not any(path.stat().st_size for path in list_files(home)),
        ),
        Scene(
            "import", ("import", "given/export.json", "--yes"), lambda home: brought <= find_reachable_ids(home), life
        ),
        Scene("merge", ("merge", "given/other.json"), lambda home: brought <= find_reachable_ids(home), life),
        Scene(
            "restore",
            ("restore", "given/old.json", "--yes"),
            lambda home: LATE not in find_reachable_ids(home),
            others,
            life,
        ),
        Scene("move-data", ("move-data", "data2"), _has_moved, life),
    ]


def list_power_scenes(life: frozenset[str]) -> list[Scene]:
    """Return the further scenes in which the power is cut: copies, the spool, and commands that save."""
    brought = frozenset(f"{n:032x}" for n in range(1, 6))
    return [
        Scene(
            "conflict copy",
            ("today",),
            lambda home: brought <= find_reachable_ids(home),
            life,
            prepare=_leave_conflict_copy,
        ),
        Scene("backup", ("backup",), lambda home: True, life),
        Scene("undo", ("undo",), lambda home: True, life - {LATE}),
        Scene("spool", (), _is_spooled, life, work=_spool),
    ]


def run_in_child(home: Path, scene: Scene, prepare: Callable[[], None], kill_after: float | None = None) -> int | None:
    """Run a scene in a process of its own; return its exit code, None if it was killed."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            set_home(home)
            os.chdir(home)
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
            prepare()
            code = scene.work(home) if scene.work is not None else run_command_line(scene.words)
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


class Stage:
    """A home at one path, and the life that it is filled with again for each run."""

    def __init__(self, base: Path) -> None:
        self.home, self._life, self._long_life = base / "home", base / "life", base / "long life"
        self.home.mkdir(parents=True)
        build = Scene("build", (), lambda home: True, work=lambda home: _make_long_life(home) or 0)
        assert run_in_child(self.home, build, lambda: None) == 0
        shutil.copytree(self.home, self._long_life)
        build = Scene("build", (), lambda home: True, work=lambda home: _make_life(home) or 0)
        assert run_in_child(self.home, build, lambda: None) == 0
        shutil.copytree(self.home, self._life)
        stays = find_reachable_ids(self.home)
        forget = Scene("forget", ("forget", NAME, "--yes"), lambda home: True)
        assert run_in_child(self.home, forget, lambda: None) == 0
        self.ids = frozenset(each for each in stays & find_reachable_ids(self.home) if len(each) == 32)

    def fill(self, scene: Scene, *, long: bool = False) -> None:
        """Fill the home anew."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._long_life if long else self._life, self.home)
        scene.prepare(self.home)

    def hooked(self, hook: Any) -> Callable[[], None]:
        """Return what a child does first so that `hook` runs ahead of its calls."""
        return lambda: hook_calls(self.home, hook)


def kill_scene(stage: Stage, scene: Scene, times: int, share: tuple[int, int], seed: int = 1) -> Tally:
    """Kill a command before each changing call, in the middle of each write, and at random moments: `times` in all.

    `share` (n, of) says which of them this process does.
    """
    tally, counter, chance = Tally(), CallCounter(), random.Random(seed + share[0])
    stage.fill(scene)
    start = time.monotonic()
    run_in_child(stage.home, scene, stage.hooked(count_calls(counter, CHANGING_CALLS)))
    seconds, calls = time.monotonic() - start, counter.value
    plans: list[tuple[int, bool]] = [(at, half) for half in (False, True) for at in range(1, calls + 1)]
    mine = range(share[0], times, share[1])
    attempts = 0
    for number in mine:
        while attempts < 4 * times:
            attempts += 1
            stage.fill(scene)
            if number < len(plans):
                at, half = plans[number]
                code = run_in_child(stage.home, scene, stage.hooked(kill_at(counter, at, half=half)))
                moment = f"killed at call {at}{' half' if half else ''}"
            else:
                after = chance.random() * seconds
                code = run_in_child(stage.home, scene, lambda: None, after)
                moment = f"killed after {after:.3f} s"
            if code is None:
                break
        tally.runs += code is None
        _check_and_repeat(stage, scene, tally, code, moment)
    return tally


def refuse_scene(stage: Stage, scene: Scene, share: tuple[int, int]) -> Tally:
    """Refuse every call of a command, one in each run; those that change something with three errors."""
    tally, counter = Tally(), CallCounter()
    plans: list[tuple[int, frozenset[str] | None]] = [
        (errno.EIO, None), (errno.ENOSPC, CHANGING_CALLS), (errno.EROFS, CHANGING_CALLS),
    ]  # fmt: skip
    for error, names in plans:
        stage.fill(scene)
        run_in_child(stage.home, scene, stage.hooked(count_calls(counter, names)))
        for at in range(1 + share[0], counter.value + 1, share[1]):
            stage.fill(scene)
            code = run_in_child(stage.home, scene, stage.hooked(refuse_at(counter, at, error, names)))
            tally.runs += 1
            _check_and_repeat(stage, scene, tally, code, f"{errno.errorcode[error]} at call {at}")
    return tally


def _check_and_repeat(stage: Stage, scene: Scene, tally: Tally, code: int | None, moment: str) -> None:
    """Check what is left; if the command did not end well, run it again and check once more."""
    tally.add_check(scene, stage.home, code, moment)
    if code != 0:
        (stage.home / "state" / "coach" / "coach.log").unlink(missing_ok=True)
        run_in_child(stage.home, scene, lambda: None)
        tally.add_check(scene, stage.home, 0, f"{moment}, repeated")


def record_scene(stage: Stage, scene: Scene, *, long: bool = False) -> tuple[dict[str, bytes], list[Event]]:
    """Return the files before a scene, and the events of running it."""
    stage.fill(scene, long=long)
    before = {str(path.relative_to(stage.home)): path.read_bytes() for path in stage.home.rglob("*") if path.is_file()}
    result = stage.home.with_name("events.json")
    recorder = CallRecorder(stage.home, {name: -number for number, name in enumerate(before, 1)})

    def work(home: Path) -> int:
        recorder.start()
        code = scene.work(home) if scene.work is not None else run_command_line(scene.words)
        rows = [[e.what, e.path, e.node, e.data.hex(), e.to] for e in recorder.finish()]
        result.write_text(json.dumps(rows))
        return code

    code = run_in_child(stage.home, Scene(scene.name, (), scene.is_done, work=work), lambda: None)
    assert code == 0, f"{scene.name} ended with {code}"
    rows = json.loads(result.read_text())
    return before, [Event(what, path, node, bytes.fromhex(data), to) for what, path, node, data, to in rows]


def cut_power(stage: Stage, scene: Scene, rounds: int, share: tuple[int, int], *, long: bool = False) -> Tally:
    """Cut the power after every event of a scene, `rounds` times over, and check what the disk has."""
    tally, chance = Tally(), random.Random(share[0])
    before, events = record_scene(stage, scene, long=long)
    for end in range(share[0], len(events) + 1, share[1]):
        for _ in range(rounds if end < len(events) else 8 * rounds):
            shutil.rmtree(stage.home, ignore_errors=True)
            after_power_cut(events[:end], stage.home, chance, before)
            tally.runs += 1
            tally.add_check(
                scene, stage.home, 0 if end == len(events) else None, f"power cut after {end} of {len(events)}"
            )
        run_in_child(stage.home, Scene("today", ("today",), scene.is_done), lambda: None)  # the program opens it, too
        tally.add_check(scene, stage.home, None, f"power cut after {end}, opened")
    return tally


def list_long_scenes() -> list[Scene]:
    """Return the scene in which years and people are archived for the first time."""
    ids = frozenset(
        {f"{year * 100 + n:032x}" for year in (2017, 2018, 2019) for n in range(3)}
        | {f"{n:031x}{kind}" for n in range(45) for kind in "ab"}
    )
    archived = lambda home: (find_data_folder(home) / "coach-people.json").exists()  # noqa: E731
    return [Scene("archive", ("mood", "3"), archived, ids)]


def run_scenes(kind: str, size: int, share: tuple[int, int]) -> dict[str, Any]:
    """Run this process's share of the scenes: `size` kills of each, each `size`-th call refused, or `size` cuts a call."""
    base = Path("/dev/shm")
    stage = Stage(Path(tempfile.mkdtemp(prefix="coach-stage-", dir=base if os.access(base, os.W_OK) else None)))
    total, found = Tally(), dict[str, Any]()
    scenes = list_scenes(stage.ids)
    if kind == "power":
        scenes += [*list_power_scenes(stage.ids), *list_long_scenes()]
    try:
        for scene in scenes:
            if kind == "killed":
                tally = kill_scene(stage, scene, size, share)
            elif kind == "refused":
                tally = refuse_scene(stage, scene, (share[0] * size, share[1] * size))
            else:
                tally = cut_power(stage, scene, size, share, long=scene.name == "archive")
            found[scene.name] = tally.runs
            total.join(tally)
    finally:
        shutil.rmtree(stage.home.parent, ignore_errors=True)
    counts = {"unexpected": total.unexpected, "gone": total.gone, "kept": total.kept}
    return {**found, **counts, "examples": total.examples}
