"""The options of an import, and its progress.

Every reader is `read(members, options) -> ImportResult`. The streams of `Member.open` count the bytes read.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

_STEP = 1 << 18  # bytes between two reports


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read. All fields are optional; the defaults keep as little as possible."""

    me: tuple[str, ...] = ()
    """Who the owner is, as typed: slugs, profile addresses, names or mail addresses. Empty: found by rule."""
    keep_text: bool = False
    """Keep message texts. Off by default: who and when suffice to know who has not answered."""
    as_of: datetime | None = None
    """The moment of the export, aware, if the person knows better than the file."""
    now: datetime | None = None
    """When the import happens, aware: no export is from later. None if nobody said it."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Answers to what a file leaves open: column names of a table, values of custom moods."""
    progress: Callable[[int, int], None] | None = None
    """Called with (bytes done, bytes in all)."""
    command: str = ""
    """The shell command that reads the same files in the same way; empty on the screen, which asks for the rest."""


def format_mappings(command: str, *pairs: str) -> str:
    """Return the options that give pairs such as "date=Day", after `command`, if there is one."""
    return " ".join((*filter(None, [command]), *(f"--map {shlex.quote(pair)}" for pair in pairs)))


DEFAULT_OPTIONS = ImportOptions()


@dataclass(slots=True)
class ProgressMeter:
    """Count the bytes of one import and report them at most every 256 KiB."""

    options: ImportOptions = field(default_factory=ImportOptions)
    total: int = 0
    done: int = 0
    _next: int = 0

    def count_bytes(self, count: int) -> None:
        """Count `count` more bytes."""
        self.done += count
        if self.done < self._next:
            return
        self._next = self.done + _STEP
        if self.options.progress is not None:
            self.options.progress(min(self.done, self.total), self.total)

    def finish(self) -> None:
        """Report that everything is read."""
        if self.options.progress is not None:
            self.options.progress(self.total, self.total)
