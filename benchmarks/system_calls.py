"""Let a hook run ahead of every call that a program makes on files below one folder, or record these calls.

The functions of `os`, `fcntl` and `io` are replaced for the rest of the process, so use it in a child of its own.
"""

from __future__ import annotations

import builtins
import fcntl
import io
import mmap
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.store.disks import Event

PATH_CALLS = (
    *("open", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "stat", "lstat", "listdir", "scandir"),
    *("utime", "chmod", "link", "symlink", "readlink", "truncate"),
)
DESCRIPTOR_CALLS = ("read", "write", "fsync", "fdatasync", "close", "fstat", "ftruncate", "fchmod")
CHANGING_CALLS = frozenset(
    {
        *("open for writing", "write", "fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "utime"),
        "chmod",
    }
)
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
Hook = Callable[[str, Any, tuple[Any, ...]], None]
"""Called with the name of the call, the function itself and its arguments; it may raise OSError."""


class CallCounter:
    """A number that a child counts up and its parent reads."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)

    @property
    def value(self) -> int:
        return int.from_bytes(self._memory[:8], "little")

    @value.setter
    def value(self, number: int) -> None:
        self._memory[:8] = number.to_bytes(8, "little")


def hook_calls(home: Path, before: Hook, after: Callable[[str, Any, tuple[Any, ...]], None] | None = None) -> None:
    """Let `before` run ahead of every call on a file below `home`, and `after` with its result."""
    base, ours = f"{home}/", set[int]()

    def is_ours(path: Any) -> bool:
        if isinstance(path, int):
            return path in ours
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        return text.startswith(base)

    def wrap(module: Any, name: str) -> None:
        call = getattr(module, name)

        def hooked(*args: Any, **more: Any) -> Any:
            if not args or not is_ours(args[0]):
                result = call(*args, **more)
                if name == "open":
                    ours.discard(result)
                return result
            writes = name == "open" and (module is not os or args[1] & WRITE_FLAGS)
            if module is not os and name == "open":
                mode = args[1] if len(args) > 1 else more.get("mode", "r")
                writes = any(letter in mode for letter in "wax+")
            called = "open for writing" if writes else name
            try:
                before(called, call, args)
            except OSError:
                if name == "close":
                    call(*args)  # a close that reports an error has closed all the same
                    ours.discard(args[0])
                raise
            result = call(*args, **more)
            if name == "open" and module is os:
                ours.add(result)
            if name == "close":
                ours.discard(args[0])
            if after is not None:
                after(called if module is os else f"file {called}", result, args)
            return result

        setattr(module, name, hooked)

    for name in (*PATH_CALLS, *DESCRIPTOR_CALLS):
        wrap(os, name)
    for name in ("flock", "lockf"):
        wrap(fcntl, name)
    wrap(io, "open")
    builtins.open = io.open


def count_calls(counter: CallCounter, names: frozenset[str] | None = None) -> Hook:
    """Return a hook that counts the calls."""
    return _at_call(counter, 0, names, lambda *_: None)


def kill_at(counter: CallCounter, at: int, *, half: bool = False) -> Hook:
    """Return a hook that kills the process before its `at`-th changing call, or after half of it if that is a write."""

    def die(name: str, call: Any, args: tuple[Any, ...]) -> None:
        if half and name == "write":
            call(args[0], bytes(args[1])[: len(args[1]) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    return _at_call(counter, at, CHANGING_CALLS, die)


def refuse_at(counter: CallCounter, at: int, error: int, names: frozenset[str] | None = None) -> Hook:
    """Return a hook that refuses the `at`-th call of `names`, of all calls by default."""

    def refuse(*_: Any) -> None:
        raise OSError(error, os.strerror(error))

    return _at_call(counter, at, names, refuse)


def _at_call(counter: CallCounter, at: int, names: frozenset[str] | None, act: Hook) -> Hook:
    counter.value = number = 0

    def before(name: str, call: Any, args: tuple[Any, ...]) -> None:
        nonlocal number
        if names is None or name in names:
            number += 1
            counter.value = number
            if number == at:
                act(name, call, args)

    return before


class CallRecorder:
    """Records what changes the files below `home`, for `tests.store.disks.after_power_cut` to play."""

    def __init__(self, home: Path, known: Mapping[str, int]) -> None:
        self._home, self._nodes = home, dict(known)
        self._open: dict[int, tuple[str, int]] = {}
        self._loose: dict[str, int] = {}
        self._next, self._existed = 1, False
        self.events: list[Event] = []

    def start(self) -> None:
        """Record from now on."""
        hook_calls(self._home, self._before, self._after)

    def finish(self) -> list[Event]:
        """Return the events, with the content of files that were written through Python's file objects."""
        for name, node in self._loose.items():
            path = self._home / name
            if self._nodes.get(name) == node and path.is_file():
                at = next(n for n, event in enumerate(self.events) if event.node == node)
                self.events.insert(at + 1, Event("write", node=node, data=path.read_bytes()))
        return self.events

    def _name(self, path: Any) -> str:
        return os.path.relpath(os.fsdecode(path), self._home)

    def _before(self, name: str, call: Any, args: tuple[Any, ...]) -> None:
        if name == "open for writing":
            self._existed = self._name(args[0]) in self._nodes

    def _after(self, name: str, result: Any, args: tuple[Any, ...]) -> None:
        add = self.events.append
        if name in ("open", "open for writing"):
            path = self._name(args[0])
            if name == "open" or args[1] & os.O_DIRECTORY:
                self._open[result] = (path, 0)
            else:
                self._open[result] = (path, self._write_node(path, truncates=bool(args[1] & os.O_TRUNC)))
        elif name == "file open for writing":
            path = self._name(args[0])
            self._loose[path] = self._write_node(path, truncates=True)
        elif name == "write":
            add(Event("write", node=self._open[args[0]][1], data=bytes(args[1])[:result]))
        elif name == "fsync":
            path, node = self._open[args[0]]
            add(Event("fsync", node=node) if node else Event("fsync_dir", path))
        elif name in ("replace", "rename"):
            source, target = self._name(args[0]), self._name(args[1])
            add(Event("rename", source, to=target))
            self._nodes[target] = self._nodes.pop(source)
        elif name in ("unlink", "remove"):
            add(Event("unlink", self._name(args[0])))
            self._nodes.pop(self._name(args[0]), None)
        elif name == "mkdir":
            add(Event("mkdir", self._name(args[0])))

    def _write_node(self, path: str, *, truncates: bool) -> int:
        if not self._existed:
            self._nodes[path] = self._next
            self._next += 1
            self.events.append(Event("create", path, self._nodes[path]))
        elif truncates:
            self.events.append(Event("truncate", node=self._nodes[path]))
        return self._nodes[path]
