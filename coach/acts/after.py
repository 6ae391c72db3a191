"""Actions after a block: rate how much of a chore it was, begin a break, choose the signal, keep a takeaway."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from coach.acts.change import Act, Change
from coach.advice.after import break_for
from coach.domain.book import Book
from coach.domain.focus import Block, exact
from coach.domain.note import Note
from coach.domain.settings import SETTINGS_ID
from coach.domain.text import NOTE_LIMIT, clean
from coach.errors import CoachError, NotUnderstood

RESTS: dict[str, str] = {"away": "away from the screen", "screen": "at the screen"}
"""What a break may be, as stored and as said."""


def chore(value: int, block_id: str = "") -> Act:
    """Say how much the block felt like a chore, 1 not at all … 5 very much. Raises NotUnderstood."""
    if not 1 <= value <= 5:
        raise NotUnderstood("A chore is a number from 1 to 5.", hint="1 not at all, 5 very much.")

    def run_action(book: Book, now: datetime) -> Change:
        block = _block(book, block_id).but(chore=value)
        return Change(f"Saved: chore {value} of 5.", (block,), about=block.id)

    return run_action


def rest(kind: Literal["away", "screen"], block_id: str = "") -> Act:
    """Begin the break after a block, now."""
    if kind not in RESTS:
        raise NotUnderstood("A break is away or at the screen.", hint="coach focus break away")

    def run_action(book: Book, now: datetime) -> Change:
        block = _block(book, block_id)
        until = exact(now) + break_for(block, book.settings, now)
        return Change(
            f"A break {RESTS[kind]}, until {until:%H:%M}.",
            (block.but(rest=kind, rest_until=until),),
            about=block.id,
        )

    return run_action


def noticed_by(*, bell: bool, notify: bool) -> Act:
    """Choose how the end of a block is noticed, beyond what the screen shows."""

    def run_action(book: Book, now: datetime) -> Change:
        words = {
            (False, False): "on the screen",
            (True, False): "by a bell",
            (True, True): "by a bell and a message",
        }
        how = words.get((bell, notify), "by a message")
        settings = book.settings.but(bell=bell, notify=notify)
        return Change(f"An end is noticed {how}.", (settings,), about=SETTINGS_ID)

    return run_action


def takeaway(text: str, block_id: str = "") -> Act:
    """Keep one line of what was read. Raises NotUnderstood for an empty one."""
    line = clean(text, NOTE_LIMIT)
    if not line:
        raise NotUnderstood("The takeaway is still empty.", hint="One line is enough.")

    def run_action(book: Book, now: datetime) -> Change:
        note = Note(at=now, kind="takeaway", text=line, block=block_id)
        return Change("Kept: one takeaway.", (note,), about=note.id)

    return run_action


def _block(book: Book, block_id: str) -> Block:
    """Return the block with that id, or the one that ended last."""
    ended = (b for b in book.all(Block) if b.ended_at is not None and not b.key)
    block = book.get(Block, block_id) if block_id else max(ended, key=lambda b: b.started_at, default=None)
    if block is None or block.ended_at is None:
        raise CoachError("There is no block to say this about.", hint="f, or coach focus, starts one and ends it.")
    return block
