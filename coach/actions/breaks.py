"""Actions after a block: rate how much of a chore it was, begin a break, choose the signal, keep a takeaway."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from coach.actions.result import Action, ActionResult
from coach.advice.breaks import compute_break
from coach.domain.clock import to_wall_time
from coach.domain.focus import FocusBlock, with_fixed_offset
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.domain.settings import SETTINGS_ID
from coach.domain.text import NOTE_LIMIT, clean_typed_text
from coach.errors import CoachError, InvalidInput

BREAK_PLACES: dict[str, str] = {"away": "away from the screen", "screen": "at the screen"}
"""What a break may be, as stored and as said."""


def rate_chore(value: int, block_id: str = "") -> Action:
    """Say how much the block felt like a chore, 1 not at all … 5 very much. Raises NotUnderstood."""
    if not 1 <= value <= 5:
        raise InvalidInput("How much of a chore it was is a number from 1 to 5.", hint="1 not at all, 5 very much.")

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        block = _find_block(journal, block_id).copy_with(chore=value)
        return ActionResult(f"Saved: felt like a chore, {value} of 5.", (block,), record_id=block.id)

    return run_action


def begin_break(kind: Literal["away", "screen"], block_id: str = "") -> Action:
    """Begin the break after a block, now."""
    if kind not in BREAK_PLACES:
        raise InvalidInput('A break is "away" or "screen".', hint="coach focus break away")

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        block = _find_block(journal, block_id)
        until = with_fixed_offset(now) + compute_break(block, journal.settings, now)
        return ActionResult(
            f"Break {BREAK_PLACES[kind]}, until {to_wall_time(until, now):%H:%M}.",
            (block.copy_with(rest=kind, rest_until=until),),
            record_id=block.id,
        )

    return run_action


def choose_block_end_signal(*, bell: bool, notify: bool) -> Action:
    """Choose how the end of a block is noticed, beyond what the screen shows."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        words = {
            (False, False): "a line on the screen",
            (True, False): "a bell",
            (True, True): "a bell and a notification",
        }
        how = words.get((bell, notify), "a notification")
        settings = journal.settings.copy_with(bell=bell, notify=notify)
        return ActionResult(f"Blocks will now end with {how}.", (settings,), record_id=SETTINGS_ID)

    return run_action


def add_takeaway(text: str, block_id: str = "") -> Action:
    """Keep one line of what was read. Raises NotUnderstood for an empty one."""
    line = clean_typed_text(text, NOTE_LIMIT)
    if not line:
        raise InvalidInput("The takeaway is still empty.", hint="A short sentence is enough.")

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        note = Note(at=now, kind="takeaway", text=line, block=block_id)
        return ActionResult("Saved: a takeaway.", (note,), record_id=note.id)

    return run_action


def _find_block(journal: Journal, block_id: str) -> FocusBlock:
    """Return the block with that id, or the one that ended last."""
    ended = (b for b in journal.list_records(FocusBlock) if b.ended_at is not None and not b.key)
    block = (
        journal.get_record(FocusBlock, block_id) if block_id else max(ended, key=lambda b: b.started_at, default=None)
    )
    if block is None or block.ended_at is None:
        raise CoachError("There is no block to rate.", hint="coach focus starts one.", screen_hint="f starts one.")
    return block
