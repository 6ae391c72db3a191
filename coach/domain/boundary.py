"""A boundary towards one person: they appear on no list, completion, suggestion or export preview."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from coach.domain.record import Moment, Record

BoundaryReason = Literal["harsh", "inappropriate", "other"]
BOUNDARY_REASONS: tuple[BoundaryReason, ...] = get_args(BoundaryReason)
BOUNDARY_STEPS = ("blocked", "reported")
"""What one can do about it on the site where it happened."""


class Boundary(Record):
    """A boundary towards one person. `steps` are the things done about it (blocked, reported)."""

    table: ClassVar[str] = "boundaries"

    person: str
    at: Moment
    reason: BoundaryReason = "other"
    steps: tuple[str, ...] = ()
    note: str = ""
