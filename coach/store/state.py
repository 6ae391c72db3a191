"""State: what a store knows of its folder, and what a look at the folder brought. Values, replaced as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.atomic_file import Stamp
from coach.errors import CoachError
from coach.store.form import SCHEMA, Content, Docs

if TYPE_CHECKING:
    from coach.store.recovery import Damage


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a look at the folder brought. `notices` are calm one-liners for the person."""

    docs: Docs
    read_only: bool = False
    notices: tuple[str, ...] = ()
    damage: Damage | None = None
    """Set while the file is unreadable and `docs` come from elsewhere."""
    refuses: CoachError | None = None
    """What a save would say now, if `read_only`."""


@dataclass(frozen=True, slots=True)
class State:
    """What is in memory: one version of the file. Replaced as a whole, so that an error leaves the old one."""

    content: Content = field(default_factory=Content)
    stamp: Stamp | None = None
    damage: Damage | None = None
    refuses: CoachError | None = None
    """Why nothing can be saved; None if it can."""
    was: int = SCHEMA
    """The schema that the file has on the disk."""
    owes: bool = False
    """The file on the disk lacks something that was acknowledged here; the next commit writes it."""
