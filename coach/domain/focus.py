"""Focus: a block of time is a record with a deadline, not a process.

Nothing has to keep running for a block to be right: closing the window, killing the program or letting the
computer sleep changes no field of it. What a clock shows is worked out from the record and the present moment
by the pure functions here. Times are compared in UTC, so a change of zone or of daylight saving is harmless.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.domain.record import Record

Kind = Literal["messages", "read", "write", "meet", "search", "deep work"]
KINDS: tuple[Kind, ...] = ("messages", "read", "write", "meet", "search", "deep work")
NETWORKING: frozenset[str] = frozenset(KINDS) - {"deep work"}
"""Kinds that count against the daily networking limit."""
FEED: frozenset[str] = frozenset({"read", "search"})
"""Kinds with an allowance of their own, because they have no natural end."""
Form = Literal["timed", "flow", "free"]

GRACE = timedelta(minutes=5)
"""Overtime that counts without the person having said so."""
ZERO = timedelta(0)


class Pause(BaseModel):
    """A pause from `start` to `end`; still going while `end` is None."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    start: datetime
    end: datetime | None = None


class Block(Record):
    """A stretch of focus. Running while `ended_at` is None. `deadline` is None for flow and free forms."""

    table: ClassVar[str] = "blocks"

    kind: Kind = "messages"
    intention: str = ""
    form: Form = "timed"
    started_at: datetime
    deadline: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    ended_at: datetime | None = None
    drifts: int = Field(default=0, ge=0)
    felt: int | None = Field(default=None, ge=1, le=5)
    asked: bool = False
    """The question at its end was answered or skipped."""
    chore: int | None = Field(default=None, ge=1, le=5)
    rest: Literal["", "away", "screen"] = ""
    """What the break after it was."""
    key: str = ""


class Phase(Enum):
    """What a block is doing at a moment."""

    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    """Past its deadline, not yet ended by the person."""
    ENDED = "ended"


def phase(block: Block, now: datetime) -> Phase:
    """Return what `block` is doing at `now`."""
    if block.ended_at is not None:
        return Phase.ENDED
    if block.pauses and block.pauses[-1].end is None:
        return Phase.PAUSED
    if block.deadline is not None and now >= block.deadline:
        return Phase.OVER
    return Phase.RUNNING


def worked(block: Block, now: datetime) -> timedelta:
    """Return the time worked in `block` up to `now`: never negative, pauses left out."""
    end = block.ended_at or now
    total = max(end - block.started_at, ZERO)
    resting = sum((max(min(p.end or end, end) - max(p.start, block.started_at), ZERO) for p in block.pauses), ZERO)
    return max(total - resting, ZERO)


def counted(block: Block, now: datetime) -> timedelta:
    """Return the time that counts: as `worked`, but an unattended block stops at its deadline plus `GRACE`."""
    if block.ended_at is None and block.deadline is not None and not (block.pauses and block.pauses[-1].end is None):
        now = min(now, block.deadline + GRACE)
    return worked(block, now)


def left(block: Block, now: datetime) -> timedelta | None:
    """Return the time to the deadline (negative in overtime), frozen while paused; None without a deadline."""
    if block.deadline is None:
        return None
    if block.pauses and block.pauses[-1].end is None:
        now = block.pauses[-1].start
    return block.deadline - now


def running(blocks: Iterable[Block]) -> Block | None:
    """Return the newest block that has not ended, or None."""
    open_blocks = [block for block in blocks if block.ended_at is None]
    return max(open_blocks, key=lambda b: (b.started_at, b.id), default=None)


def clock_face(block: Block, now: datetime) -> str:
    """Return what a clock shows for `block`: "18:42" to go, "+3:05" over, or "12:00" so far without a deadline."""
    span = left(block, now)
    if span is None:
        return _minutes_seconds(worked(block, now))
    # Rounding up keeps 25:00 on the face for the whole first second and 0:00 for none.
    return _minutes_seconds(span, up=True) if span > ZERO else "+" + _minutes_seconds(-span)


def _minutes_seconds(span: timedelta, *, up: bool = False) -> str:
    seconds = -(-span // timedelta(seconds=1)) if up else span // timedelta(seconds=1)
    return f"{seconds // 60}:{seconds % 60:02d}"
