"""A boundary towards one person: they appear on no list, completion, suggestion or export preview."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from coach.domain.record import Record

Reason = Literal["harsh", "inappropriate", "other"]
REASONS: tuple[Reason, ...] = ("harsh", "inappropriate", "other")
STEPS = ("blocked", "reported")
"""What one can have done about it where it happened."""


class Boundary(Record):
    """A boundary towards one person. `steps` are the things done about it (blocked, reported)."""

    table: ClassVar[str] = "boundaries"

    person: str
    at: datetime
    reason: Reason = "other"
    steps: tuple[str, ...] = ()
    note: str = ""
