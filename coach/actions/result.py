"""The result of an action: the records to save, the message to show, and how records are stamped and made undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from coach.domain.journal import Journal
from coach.domain.record import Record, stamp_record
from coach.domain.undo_entry import UNDO_LIMIT, UndoEntry, UndoStep
from coach.errors import CoachError

TABLES_WITH_NAMES = frozenset({"people", "messages", "notes", "goals", "blocks", "boundaries"})
"""Tables whose records, and messages about them, may name somebody or say something in the person's own words."""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action saves and shows: `message` is the line shown, `record_id` the record it is mainly about.

    That is the first of `upserts` unless said otherwise. `undo_label` is what undo calls the action, where `message`
    does not read well after "Undone:".
    """

    message: str
    upserts: tuple[Record, ...] = ()
    record_id: str = ""
    undoable: bool = True
    deletes: tuple[tuple[str, str], ...] = ()
    undo_label: str = ""

    def __post_init__(self) -> None:
        if self.upserts and not self.record_id:
            object.__setattr__(self, "record_id", self.upserts[0].id)

    def describe(self, *, hide: bool) -> str:
        """Return the message; with `hide` only "Done.", where it may name somebody."""
        may_name = any(record.table in TABLES_WITH_NAMES for record in self.upserts)
        return "Done." if hide and may_name else self.message


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


def logged_already_error(message: str) -> CoachError:
    """Return the error for something that is in the data already."""
    return CoachError(message, hint="coach undo undoes that.", screen_hint="{undo.undo} undoes that.")


def stamp_result(result: ActionResult, journal: Journal, now: datetime, device: str) -> ActionResult:
    """Return `result` with every record stamped, and with the undo entry for it.

    A new action ends the chance to redo what was undone before; the undo log keeps the newest actions.
    """
    versions_before = [journal.get_with_deleted(type(record), record.id) for record in result.upserts]
    records = tuple(
        stamp_record(record.as_tombstone() if record.deleted and result.undoable else record, before, now, device)
        for record, before in zip(result.upserts, versions_before, strict=True)
    )
    if not result.undoable or not records:
        return replace(result, upserts=records)
    steps = tuple(
        UndoStep(table=record.table, before=before and before.to_document(), after=record.to_document())
        for record, before in zip(records, versions_before, strict=True)
    )
    number, undo_label = newest_action_number(journal) + 1, result.undo_label or result.message
    entry = stamp_record(UndoEntry(at=now, number=number, says=undo_label, steps=steps), None, now, device)
    deletes = (*result.deletes, *_list_expired_entries(journal))
    return replace(result, upserts=(*records, entry), deletes=deletes)


def newest_action_number(journal: Journal) -> int:
    """Return the number of the newest action in the undo log, 0 if there is none."""
    return max((entry.number for entry in journal.list_records(UndoEntry)), default=0)


def _list_expired_entries(journal: Journal) -> list[tuple[str, str]]:
    entries = sorted(journal.list_records(UndoEntry), key=lambda entry: entry.sort_key)
    undone = [entry for entry in entries if entry.undone]
    done = [entry for entry in entries if not entry.undone]
    too_old = done[: max(0, len(done) - UNDO_LIMIT + 1)]
    return [(UndoEntry.table, entry.id) for entry in (*undone, *too_old)]
