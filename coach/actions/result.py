"""The result of an action: the records to save, the message to show, and how records are stamped and made undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from coach.domain.journal import Journal
from coach.domain.record import Record, stamp_record
from coach.domain.undo_entry import UNDO_LIMIT, UndoEntry, UndoStep


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action saves and shows: `message` is the line shown, `record_id` the record it is mainly about.

    `undo_label` is what undo calls it, where `message` does not read well after "Undone:".
    """

    message: str
    upserts: tuple[Record, ...] = ()
    record_id: str = ""
    undoable: bool = True
    deletes: tuple[tuple[str, str], ...] = ()
    undo_label: str = ""


Action = Callable[[Journal, datetime], ActionResult]
P = ParamSpec("P")


def action(work: Callable[Concatenate[Journal, datetime, P], ActionResult]) -> Callable[P, Action]:
    """Turn a function of the journal, the time and other arguments into one of these others that returns an action.

    So `log_mood(3)` is an action, and the service that carries it out passes the journal and the time.
    """

    @wraps(work)
    def bind_arguments(*args: P.args, **kwargs: P.kwargs) -> Action:
        return lambda journal, now: work(journal, now, *args, **kwargs)

    return bind_arguments


def stamp_result(result: ActionResult, journal: Journal, now: datetime, device: str) -> ActionResult:
    """Return `result` with every record stamped, and with the undo entry for it.

    A new action ends the chance to redo what was undone before; the undo log keeps the newest actions.
    """
    known = [journal.get_with_deleted(type(r), r.id) for r in result.upserts]
    changed = [r.as_tombstone() if r.deleted and result.undoable else r for r in result.upserts]
    records = tuple(stamp_record(r, before, now, device) for r, before in zip(changed, known, strict=True))
    if not result.undoable or not records:
        return ActionResult(result.message, records, result.record_id, result.undoable, result.deletes)
    steps = tuple(
        UndoStep(table=r.table, before=None if before is None else before.to_document(), after=r.to_document())
        for r, before in zip(records, known, strict=True)
    )
    number = 1 + max((a.number for a in journal.list_records(UndoEntry)), default=0)
    action = stamp_record(
        UndoEntry(at=now, number=number, says=result.undo_label or result.message, steps=steps), None, now, device
    )
    return ActionResult(
        result.message, (*records, action), result.record_id, True, (*result.deletes, *_list_expired_entries(journal))
    )


def _list_expired_entries(journal: Journal) -> list[tuple[str, str]]:
    undone = [a for a in journal.list_records(UndoEntry) if a.undone]
    done = [a for a in journal.list_records(UndoEntry) if not a.undone]
    if len(done) >= UNDO_LIMIT:
        done.sort(key=lambda a: a.sort_key)
    return [(UndoEntry.table, a.id) for a in (*undone, *done[: max(0, len(done) - UNDO_LIMIT + 1)])]
