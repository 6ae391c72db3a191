"""Disks for tests: one that refuses a call, one that writes everything down, and what a power cut leaves of that."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from coach.atomic_file import FileSystem

CALLS = (
    *("open", "read", "write", "fsync", "close", "replace", "unlink"),
    *("mkdir", "chmod", "utime", "stat", "names", "flock", "lockf"),
)


class Counting(FileSystem):
    """A disk that asks `before(number, name)` ahead of every call; that may raise."""

    def __init__(self, before: Callable[[int, str], None] = lambda number, name: None) -> None:
        self.before = before
        self.calls: list[str] = []
        for name in CALLS:
            setattr(self, name, self._counted(name, getattr(super(), name)))

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            self.calls.append(name)
            try:
                self.before(len(self.calls), name)
            except OSError:
                if name == "close":
                    call(*args)  # a close that complains has closed all the same
                raise
            return call(*args)

        return counted


class Refusing(Counting):
    """A disk on which the `at`-th call from now ends in `error`; on the next ones too if `lasting`."""

    def __init__(self) -> None:
        super().__init__(self._refuse)
        self.at, self.error, self.lasting = 0, 0, False
        self.only: frozenset[str] = frozenset(CALLS)

    def arm(self, at: int, error: int, *, lasting: bool = False, only: frozenset[str] = frozenset(CALLS)) -> None:
        self.calls.clear()
        self.at, self.error, self.lasting, self.only = at, error, lasting, only

    def disarm(self) -> None:
        self.at = 0

    def _refuse(self, number: int, name: str) -> None:
        if name in self.only and self.at and (number == self.at or (self.lasting and number > self.at)):
            raise OSError(self.error, os.strerror(self.error))


class Partly(FileSystem):
    """A disk on which the `at`-th write from now takes half of what it is given and the next one finds it full."""

    def __init__(self) -> None:
        self.at, self.writes = 0, 0

    def arm(self, at: int) -> None:
        self.at, self.writes = at, 0

    def write(self, fd: int, data: memoryview) -> int:
        self.writes += 1
        if self.at and self.writes == self.at + 1:
            raise OSError(errno.ENOSPC, "no room for the rest")
        return super().write(fd, data[: len(data) // 2] if self.writes == self.at else data)


class Shaky(FileSystem):
    """A disk that, while `shaky`, does not confirm the names in a folder, though it takes what is in the files."""

    def __init__(self) -> None:
        self.shaky = False
        self._folders: set[int] = set()

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        fd = super().open(path, flags, mode)
        (self._folders.add if flags & os.O_DIRECTORY else self._folders.discard)(fd)
        return fd

    def fsync(self, fd: int) -> None:
        if self.shaky and fd in self._folders:
            raise OSError(errno.EIO, "the folder is not on the disk")
        super().fsync(fd)


class Short(FileSystem):
    """A disk that takes a few bytes at a time, as full and networked ones may."""

    def write(self, fd: int, data: memoryview) -> int:
        return super().write(fd, data[:7])


@dataclass(frozen=True)
class Event:
    """One thing that happened: create, write, truncate, fsync, rename, unlink, fsync_dir, mkdir or ack."""

    what: str
    path: str = ""
    node: int = 0
    data: bytes = b""
    to: str = ""


class Tape(FileSystem):
    """A disk that writes down everything that changes it, for `after_power_cut` to play."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.events: list[Event] = []
        self._open: dict[int, tuple[str, int]] = {}
        self._nodes = 0

    def ack(self, word: str) -> None:
        """Note that somebody was told that `word` is saved."""
        self.events.append(Event("ack", word))

    def _name(self, path: Path) -> str:
        return os.path.relpath(path, self.root)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        created = bool(flags & os.O_CREAT) and not path.exists()
        fd = super().open(path, flags, mode)
        if created:
            self._nodes += 1
            self.events.append(Event("create", self._name(path), self._nodes))
            self._open[fd] = (self._name(path), self._nodes)
        elif flags & os.O_DIRECTORY:
            self._open[fd] = (self._name(path), 0)
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        taken = super().write(fd, data)
        self.events.append(Event("write", node=self._open[fd][1], data=bytes(data[:taken])))
        return taken

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        path, node = self._open[fd]
        self.events.append(Event("fsync", node=node) if node else Event("fsync_dir", path))

    def close(self, fd: int) -> None:
        super().close(fd)
        self._open.pop(fd, None)

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self.events.append(Event("rename", self._name(source), to=self._name(target)))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self.events.append(Event("unlink", self._name(path)))

    def mkdir(self, path: Path) -> None:
        super().mkdir(path)
        self.events.append(Event("mkdir", self._name(path)))


def after_power_cut(
    events: list[Event], target: Path, chance: random.Random, before: Mapping[str, bytes] = MappingProxyType({})
) -> list[str]:
    """Build in `target` a folder that a power cut after `events` may leave. Returns what was acknowledged.

    `before` has the files that were safe on the disk; the nth of them is node -n. What was forced to the disk is there. Of everything else, `chance` says: a write may be there, be torn, be
    zeros or be gone; a change of names may have happened or not, later ones without earlier ones.
    """
    content: dict[int, bytes] = {}
    safe: dict[int, bytes] = {}
    acks: list[str] = []
    pending: dict[str, list[Event]] = {}
    names: dict[str, int] = {}  # what is on the disk for certain
    live: dict[str, int] = {}  # what programs see
    folders = {str(parent) for name in before for parent in Path(name).parents}
    for number, (name, data) in enumerate(before.items(), 1):
        content[-number] = safe[-number] = data
        names[name] = live[name] = -number
    for event in events:
        if event.what == "ack":
            acks.append(event.path)
        elif event.what == "write":
            content[event.node] = content.get(event.node, b"") + event.data
        elif event.what == "truncate":
            content[event.node] = b""
        elif event.what == "fsync":
            safe[event.node] = content.get(event.node, b"")
        elif event.what == "fsync_dir":
            for change in pending.pop(event.path, []):
                _apply(change, names, folders)
        else:
            if event.what == "create":
                content.setdefault(event.node, b"")
            if event.what == "rename":
                event = Event("rename", event.path, live[event.path], to=event.to)
            _apply(event, live, set())
            pending.setdefault(str(Path(event.path).parent), []).append(event)
    style = chance.choice(("none", "all", "some", "some"))
    for changes in pending.values():
        for change in changes:
            if style == "all" or (style == "some" and chance.random() < 0.5):
                _apply(change, names, folders)
    target.mkdir(parents=True, exist_ok=True)
    for folder in sorted(folders):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for name, node in names.items():
        path = target / name
        if path.parent.is_dir():
            path.write_bytes(_torn(content.get(node, b""), safe.get(node), chance))
    return acks


def _apply(event: Event, names: dict[str, int], folders: set[str]) -> None:
    if event.what == "create":
        names[event.path] = event.node
    elif event.what == "mkdir":
        folders.add(event.path)
    elif event.what == "unlink":
        names.pop(event.path, None)
    elif event.what == "rename":
        names.pop(event.path, None)
        names[event.to] = event.node


def _torn(written: bytes, safe: bytes | None, chance: random.Random) -> bytes:
    if safe is not None and written == safe:
        return safe
    kept = chance.randrange(len(written) + 1)
    return chance.choice((safe or b"", written, written[:kept], written[:kept] + bytes(len(written) - kept)))
