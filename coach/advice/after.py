"""Break lengths, the one question that may follow a block, and whether a break is going on.

Each question is asked once: how to signal the end of a block at the first end ever, whether the block felt like a
chore at most once a day. That it was asked is remembered, because leaving it open is an answer too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import NETWORKING, Block, block_on_break, counted
from coach.domain.rounding import whole_minutes
from coach.domain.settings import Settings

BELL, CHORE = "bell", "chore"
"""Topics of the questions, as they are remembered."""
FLOW_PART = 5
"""In flowtime the break is a fifth of the run …"""
FLOW_LEAST, FLOW_MOST = timedelta(minutes=5), timedelta(minutes=15)
"""… but no shorter and no longer than this."""


def break_for(block: Block, settings: Settings, now: datetime) -> timedelta:
    """Return the break that fits `block`, in whole minutes: the one set or, in flowtime, a fifth of the run.

    Fixed rhythms and freely chosen ones end up equal, so the form is the person's own choice (Biwer et al. 2023,
    Br J Educ Psychol; Smits et al. 2025, Behav Sci 15:861).
    """
    if block.form != "flow":
        return timedelta(minutes=settings.break_minutes)
    fifth = counted(block, now) / FLOW_PART
    return timedelta(minutes=whole_minutes(max(FLOW_LEAST, min(fifth, FLOW_MOST))))


def break_minutes(blocks: Iterable[Block], settings: Settings, now: datetime) -> int:
    """Return the minutes of the break after the newest of `blocks` that has ended, or of any break without one."""
    last = max((b for b in blocks if b.ended_at), key=lambda b: (b.started_at, b.id), default=None)
    return int(break_for(last, settings, now) / timedelta(minutes=1)) if last else settings.break_minutes


def next_question(book: Book, now: datetime, block: Block) -> str:
    """Return what is asked once `block` has ended and its feeling was answered: "bell", "chore" or "" for nothing."""
    if book.settings.bell is None and not any(a.topic == BELL for a in book.all(Asked)):
        return BELL
    today = day_of(now, book.settings.day_ends)
    if block.kind not in NETWORKING or any(a.topic == CHORE and a.day == today for a in book.all(Asked)):
        return ""
    answered = any(b.chore and day_of(b.started_at, book.settings.day_ends) == today for b in book.all(Block))
    return "" if answered else CHORE


def on_break(book: Book, now: datetime) -> Block | None:
    """Return the block whose break goes on at `now`, or None."""
    return block_on_break(book.all(Block), now)
