"""Entries of the undo log: an action with the records before and after it, so that it can be undone after a restart."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from coach.domain.record import Moment, Record

UNDO_LIMIT = 20
"""How many actions can be undone."""


class UndoStep(BaseModel):
    """One record of an action: its document before (None: it did not exist) and after."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    table: str
    before: dict[str, Any] | None = None
    after: dict[str, Any]


class UndoEntry(Record):
    """An action in one line, and the records that it changed."""

    table: ClassVar[str] = "actions"

    at: Moment
    number: int = 0
    """Its place in the order of actions, because two may have the same time."""
    says: str
    steps: tuple[UndoStep, ...] = ()
    undone: bool = False
    kept: str = ""
    """The file of this computer with the steps of a merge or an import, which are too many for the data file."""

    @property
    def sort_key(self) -> tuple[int, datetime, str]:
        """The order of actions; total, also when two computers gave the same number."""
        return (self.number, self.at, self.id)
