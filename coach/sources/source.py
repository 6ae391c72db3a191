"""What a source is, and what reading it brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.actions.result import Action

if TYPE_CHECKING:
    from coach.service import CoachService
    from coach.sources.inbox_file import LineRunner

LOOK_BACK = timedelta(days=90)
"""How far back a new source is read; what is older comes in with `coach import`."""


@dataclass(frozen=True, slots=True)
class Source:
    """One connected folder or file. `marks` record what was read already; each kind has its own."""

    id: str
    kind: str
    path: str
    device: str = ""
    """The computer it is on: another one that shares the data does not look for the path."""
    added_at: str = ""
    read_at: str = ""
    came: int = 0
    """How many letters, meetings, lines … have come from it so far."""
    problem: str = ""
    """Why it could not be read the last time, in one calm line."""
    own: tuple[str, ...] = ()
    """The person's own addresses, for mail and calendars."""
    marks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        """The path to read."""
        return Path(self.path)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a source found. `actions` save it; `came` counts it in the unit of the kind."""

    marks: Mapping[str, Any]
    actions: tuple[Action, ...] = ()
    came: int = 0
    notices: tuple[str, ...] = ()
    """Lines for the person that no action says."""
    own: tuple[str, ...] | None = None
    """The person's own addresses, if they were found out just now."""
    is_complete: bool = True
    """False if there is more to read: the next reading goes on."""
    tables: Mapping[str, Mapping[str, Mapping[str, Any] | None]] = field(default_factory=dict)
    """Tables of the state file to replace: letters and offers."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of reading one source, for people: messages that undo can take back, and notices."""

    source: Source
    messages: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    problem: str = ""
    is_complete: bool = True


@dataclass
class ReadContext:
    """What a reader gets: the time, how much to read at once, and the data, opened when it is used."""

    unopened_service: CoachService
    tables: Mapping[str, Mapping[str, Any]]
    """The state file as it is: letters of the last months, offers."""
    limit: int
    """How many letters or lines to read at most."""
    run_line: LineRunner
    """What runs the lines of an inbox."""
    is_asked: bool
    """Whether the person asked for this reading, and so says that everything is written."""

    def __post_init__(self) -> None:
        self.now = self.unopened_service.now()

    @cached_property
    def service(self) -> CoachService:
        """The data, read on first use."""
        self.unopened_service.open_folder()
        return self.unopened_service
