"""The result of an action: the records to save, the message to show, and how records are stamped and made undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from coach.domain.journal import Journal
from coach.domain.record import Record, stamp_record
from coach.domain.undo_entry import UNDO_LIMIT, UndoEntry, UndoStep


@dataclass(frozen=True, slots=True)
class ActionResult:
    """`says` is the one line shown when it is saved; `about` the id of the record it is mainly about.

    `named` is what undo calls it, where `says` does not read well behind "Undone:".
    """

    message: str
    upserts: tuple[Record, ...] = ()
    record_id: str = ""
    undoable: bool = True
    deletes: tuple[tuple[str, str], ...] = field(default=())
    undo_label: str = ""


Action = Callable[[Journal, datetime], ActionResult]


def stamp_result(change: ActionResult, journal: Journal, now: datetime, device: str) -> ActionResult:
    """Return `change` with every record stamped, and with the action that can undo it.

    Doing something new forgets what was undone before, as everywhere; the log keeps the newest actions.
    """
    known = [journal.get_with_deleted(type(r), r.id) for r in change.upserts]
    puts = tuple(stamp_record(r, before, now, device) for r, before in zip(change.upserts, known, strict=True))
    if not change.undoable or not puts:
        return ActionResult(change.message, puts, change.record_id, change.undoable, change.deletes)
    steps = tuple(
        UndoStep(table=r.table, before=None if before is None else before.to_document(), after=r.to_document())
        for r, before in zip(puts, known, strict=True)
    )
    number = 1 + max((a.number for a in journal.list_records(UndoEntry)), default=0)
    action = stamp_record(
        UndoEntry(at=now, number=number, says=change.undo_label or change.message, steps=steps), None, now, device
    )
    return ActionResult(
        change.message, (*puts, action), change.record_id, True, (*change.deletes, *_list_expired_entries(journal))
    )


def _list_expired_entries(journal: Journal) -> list[tuple[str, str]]:
    undone = [a for a in journal.list_records(UndoEntry) if a.undone]
    done = [a for a in journal.list_records(UndoEntry) if not a.undone]
    if len(done) >= UNDO_LIMIT:
        done.sort(key=lambda a: a.sort_key)
    return [(UndoEntry.table, a.id) for a in (*undone, *done[: max(0, len(done) - UNDO_LIMIT + 1)])]
