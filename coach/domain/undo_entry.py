"""What was done, with the records before and after, so that it can be undone after a restart."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from coach.domain.record import Moment, Record

UNDO_LIMIT = 20
"""How many actions can be undone."""


class UndoStep(BaseModel):
    """One record of an action: its document before (None: it did not exist) and after."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    table: str
    before: dict[str, Any] | None = None
    after: dict[str, Any]


class UndoEntry(Record):
    """Something the person did, in one line, and the records it touched."""

    table: ClassVar[str] = "actions"

    at: Moment
    number: int = 0
    """Its place in the order of doing, which two actions within one tick of the clock would not tell."""
    says: str
    steps: tuple[UndoStep, ...] = ()
    undone: bool = False
    kept: str = ""
    """The file of this computer that holds the steps, where there are too many for the data file: a merge."""

    @property
    def sort_key(self) -> tuple[int, datetime, str]:
        """The order of doing; total, also when two computers counted alike."""
        return (self.number, self.at, self.id)
