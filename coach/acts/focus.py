"""Focus, as acts: start, pause, five more, drift, stop, and how it felt. The rules of time are in the domain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from coach.acts.change import Act, Change
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import (
    GRACE,
    KINDS,
    Block,
    Form,
    Kind,
    Pause,
    Phase,
    clock_face,
    counted,
    phase,
    running,
)
from coach.domain.mood import NAMES
from coach.domain.text import clean
from coach.errors import CoachError, NotUnderstood

MORE = timedelta(minutes=5)


def kind_named(word: str) -> Kind:
    """Return the kind of block that `word` names or begins. Raises NotUnderstood."""
    low = clean(word).lower().replace("-", " ")
    for kind in KINDS:
        if low and kind.startswith(low):
            return kind
    raise NotUnderstood(f'"{clean(word, 40)}" is no kind of block.', hint=f"Kinds: {', '.join(KINDS)}.")


def start(
    kind: Kind | None = None,
    minutes: int | None = None,
    *,
    intention: str = "",
    form: Form = "timed",
    ago: timedelta = timedelta(0),
) -> Act:
    """Start a block: of the last kind and length unless said otherwise, `ago` before now if it was forgotten.

    A block that is past its end is ended first; one that still runs is left alone (CoachError).
    """
    if minutes is not None and not 1 <= minutes <= 600:
        raise NotUnderstood("A block is 1 to 600 minutes long.", hint="25 is a good length.")

    def act(book: Book, now: datetime) -> Change:
        open_block = running(book.all(Block))
        if open_block is not None and phase(open_block, now) is not Phase.OVER:
            raise CoachError(
                f"A block is running: {open_block.kind}, {clock_face(open_block, now)}.",
                hint="f ends it, or: coach focus stop.",
            )
        started = now - ago
        length = minutes or last_minutes(book)
        block = Block(
            kind=kind or last_kind(book),
            intention=clean(intention),
            form=form,
            started_at=started,
            deadline=started + timedelta(minutes=length) if form == "timed" else None,
        )
        ended = (_ended(open_block, now).but(asked=True),) if open_block else ()
        until = f", until {block.deadline:%H:%M}" if block.deadline else ""
        return Change(f"Started: {block.kind}{until}.", (block, *ended), about=block.id)

    return act


def pause() -> Act:
    """Pause the running block, or go on with a paused one; the deadline moves by the length of the pause."""

    def act(book: Book, now: datetime) -> Change:
        block = _open(book)
        if block.pauses and block.pauses[-1].end is None:
            open_pause = block.pauses[-1]
            deadline = block.deadline and block.deadline + max(now - open_pause.start, timedelta(0))
            closed = (*block.pauses[:-1], Pause(start=open_pause.start, end=max(now, open_pause.start)))
            block = block.but(pauses=closed, deadline=deadline)
            until = f", until {deadline:%H:%M}" if deadline else ""
            return Change(f"Going on{until}.", (block,), about=block.id)
        block = block.but(pauses=(*block.pauses, Pause(start=now)))
        return Change("Paused. Nothing runs on.", (block,), about=block.id)

    return act


def more() -> Act:
    """Add five minutes: to what is left, or from now on if the block is over already."""

    def act(book: Book, now: datetime) -> Change:
        block = _open(book)
        if block.deadline is None:
            raise CoachError("This block has no end to move.", hint="f ends it whenever you like.")
        base = block.deadline if phase(block, now) is not Phase.OVER else now
        block = block.but(deadline=base + MORE)
        return Change(f"Five more minutes, until {block.deadline:%H:%M}.", (block,), about=block.id)

    return act


def drift() -> Act:
    """Note a drift without stopping anything."""

    def act(book: Book, now: datetime) -> Change:
        block = _open(book)
        block = block.but(drifts=block.drifts + 1)
        return Change("Noted. The block goes on.", (block,), about=block.id)

    return act


def stop(*, all_of_it: bool = False) -> Act:
    """End the running block; the part that was done counts.

    Overtime beyond five minutes is left out unless `all_of_it` says that it was work.
    """

    def act(book: Book, now: datetime) -> Change:
        block = _open(book)
        ended = _ended(block, now, all_of_it=all_of_it)
        return Change(f"Ended: {said(ended, now)}.", (ended,), about=ended.id)

    return act


def felt(value: int | None, block_id: str = "") -> Act:
    """Say how a block felt, 1 heavy … 5 bright; None skips. A block that is over ends with it."""
    if value is not None and value not in NAMES:
        raise NotUnderstood("How it felt is a number from 1 to 5.", hint="Enter skips.")

    def act(book: Book, now: datetime) -> Change:
        block = book.get(Block, block_id) if block_id else to_ask(book, now)
        if block is None:
            raise CoachError("There is no block to say this about.", hint="f starts one.")
        block = _ended(block, now).but(felt=value, asked=True)
        told = f"{said(block, now)} · felt {NAMES[value]}" if value else said(block, now)
        return Change(f"Saved: {told}.", (block,), about=block.id)

    return act


def to_ask(book: Book, now: datetime) -> Block | None:
    """Return the block whose end has not been asked about: today's newest that ended or is past its deadline."""
    today = day_of(now, book.settings.day_ends)
    ends = [b for b in book.all(Block) if not b.asked and phase(b, now) in (Phase.ENDED, Phase.OVER) and not b.key]
    newest = max(ends, key=lambda b: (b.started_at, b.id), default=None)
    if newest is None:
        return None
    recent = phase(newest, now) is Phase.OVER or day_of(newest.started_at, book.settings.day_ends) == today
    open_block = running(book.all(Block))
    return newest if recent and (open_block is None or open_block.id == newest.id) else None


def last_kind(book: Book) -> Kind:
    """Return the kind of the newest block, or messages."""
    newest = max(book.all(Block), key=lambda b: b.started_at, default=None)
    return newest.kind if newest else "messages"


def last_minutes(book: Book) -> int:
    """Return the length of a block in minutes, as set."""
    return book.settings.block_minutes


def said(block: Block, now: datetime) -> str:
    """Return "messages · 25 min · drifted 1"."""
    parts = [block.kind, f"{round(counted(block, now).total_seconds() / 60)} min"]
    if block.drifts:
        parts.append(f"drifted {block.drifts}")
    return " · ".join(parts)


def _open(book: Book) -> Block:
    block = running(book.all(Block))
    if block is None:
        raise CoachError("No block is running.", hint="f starts one.")
    return block


def _ended(block: Block, now: datetime, *, all_of_it: bool = False) -> Block:
    """Return `block` ended now, or at the point from which time no longer counts."""
    if block.ended_at is not None:
        return block
    end = max(now, block.started_at)
    changes: dict[str, Any] = {}
    if block.pauses and block.pauses[-1].end is None:
        end = max(block.pauses[-1].start, block.started_at)
        changes["pauses"] = (*block.pauses[:-1], Pause(start=block.pauses[-1].start, end=end))
    elif block.deadline is not None and not all_of_it:
        end = min(end, block.deadline + GRACE)
    return block.but(ended_at=end, **changes)
