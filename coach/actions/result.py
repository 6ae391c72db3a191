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
    records_before = [journal.get_with_deleted(type(record), record.id) for record in result.upserts]
    records_with_tombstones = [
        record.as_tombstone() if record.deleted and result.undoable else record for record in result.upserts
    ]
    records = tuple(
        stamp_record(record, record_before, now, device)
        for record, record_before in zip(records_with_tombstones, records_before, strict=True)
    )
    if not result.undoable or not records:
        return ActionResult(result.message, records, result.record_id, result.undoable, result.deletes)
    undo_steps = tuple(
        UndoStep(
            table=record.table,
            before=None if record_before is None else record_before.to_document(),
            after=record.to_document(),
        )
        for record, record_before in zip(records, records_before, strict=True)
    )
    action_number = 1 + max((undo_entry.number for undo_entry in journal.list_records(UndoEntry)), default=0)
    new_undo_entry = stamp_record(
        UndoEntry(at=now, number=action_number, says=result.undo_label or result.message, steps=undo_steps),
        None,
        now,
        device,
    )
    return ActionResult(
        result.message,
        (*records, new_undo_entry),
        result.record_id,
        True,
        (*result.deletes, *_list_expired_entries(journal)),
    )


def _list_expired_entries(journal: Journal) -> list[tuple[str, str]]:
    undone_entries = [undo_entry for undo_entry in journal.list_records(UndoEntry) if undo_entry.undone]
    done_entries = [undo_entry for undo_entry in journal.list_records(UndoEntry) if not undo_entry.undone]
    if len(done_entries) >= UNDO_LIMIT:
        done_entries.sort(key=lambda undo_entry: undo_entry.sort_key)
    return [
        (UndoEntry.table, undo_entry.id)
        for undo_entry in (*undone_entries, *done_entries[: max(0, len(done_entries) - UNDO_LIMIT + 1)])
    ]
