"""Undo and redo of the newest actions. An undo restores the records as they were and is saved like any change.

An import or a merge changed too many records for this: its entry is marked here, and its records are restored when the
entry is saved (`coach.store.undo_log`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from coach.actions.result import ActionResult, action
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.record import Record, record_type_of
from coach.domain.undo_entry import UndoEntry, UndoStep


@action
def undo_last_action(journal: Journal, now: datetime) -> ActionResult:
    """Undo the newest action; without one, a message says so."""
    done = sorted((a for a in journal.list_records(UndoEntry) if not a.undone), key=lambda a: a.sort_key, reverse=True)
    return _apply_first(done, journal, _record_before, undone=True) or ActionResult("Nothing to undo.", undoable=False)


@action
def log_empty_import(journal: Journal, now: datetime) -> ActionResult:
    """Log an import that brought nothing new as an action of its own, so that undo does not reach the one before."""
    number = 1 + max((entry.number for entry in journal.list_records(UndoEntry)), default=0)
    entry = UndoEntry(at=now, number=number, says="An import that added nothing.")
    return ActionResult("", (entry,), undoable=False)


@action
def redo_last_action(journal: Journal, now: datetime) -> ActionResult:
    """Redo the action that was undone last."""
    undone = sorted((a for a in journal.list_records(UndoEntry) if a.undone), key=lambda a: a.sort_key)
    # What was done first was undone last.
    return _apply_first(undone, journal, _record_after, undone=False) or ActionResult(
        "Nothing to redo.", undoable=False
    )


def _apply_first(
    entries: Iterable[UndoEntry],
    journal: Journal,
    find_record: Callable[[UndoStep, Journal], Record | None],
    *,
    undone: bool,
) -> ActionResult | None:
    """Undo or redo the first action, without those whose steps another computer keeps."""
    for entry in entries:
        if not entry.kept or (journal.years is not None and journal.years.has_undo_steps(entry.kept)):
            records = [record for step in entry.steps if (record := find_record(step, journal)) is not None]
            label = entry.says[:1].lower() + entry.says[1:]
            if not entry.kept:  # else it begins with no name, and there may be very many to look through
                label = _lowercase_first_word(entry.says, journal, entry.steps)
            return ActionResult(
                f"{'Undone' if undone else 'Redone'}: {label}",
                (*records, entry.copy_with(undone=undone)),
                undoable=False,
            )
    return None


def _record_before(step: UndoStep, journal: Journal) -> Record | None:
    kind = record_type_of(step.table)
    if step.before is not None:
        return kind.model_validate(step.before)
    made = journal.get_with_deleted(kind, step.after["id"]) or journal.with_all_years().get_with_deleted(
        kind, step.after["id"]
    )
    if made is None:
        return None
    if len(step.after) > 1:
        return made.as_tombstone()  # the step has it whole, to redo it
    return made.model_copy(update={"deleted": True, "taken_back": False})


def _record_after(step: UndoStep, journal: Journal) -> Record | None:
    kind = record_type_of(step.table)
    if len(step.after) > 1:
        return kind.model_validate(step.after)
    made = journal.get_with_deleted(kind, step.after["id"])
    return None if made is None else made.model_copy(update={"deleted": False, "taken_back": False})


def _lowercase_first_word(label: str, journal: Journal, steps: Iterable[UndoStep]) -> str:
    """Return a label in lower case, to stand after a colon; a name or a typed text at its beginning stays as it is."""
    label = label.removeprefix("Saved: ").removeprefix("Done: ")
    known = [person.name for person in journal.with_archived_people().list_records(Person)]
    docs = [doc for step in steps for doc in (step.before, step.after, _stored_document(step, journal)) if doc]
    changed = [str(doc.get("name", "")) for doc in docs]
    typed = [str(doc.get(field, "")) for doc in docs for field in ("text", "title")]
    first = label.split(" ", 1)[0].rstrip(",:.")
    named = any(name.split(" ", 1)[0] == first for name in (*known, *changed) if name)
    named = named or any(label.startswith(text) for text in typed if text)
    return label if named else label[:1].lower() + label[1:]


def _stored_document(step: UndoStep, journal: Journal) -> dict[str, Any]:
    """Return the words of the record that a step made: the step itself has only its id until it is undone."""
    made = journal.get_with_deleted(record_type_of(step.table), step.after["id"])
    return {} if made is None else {field: getattr(made, field, "") for field in ("name", "text", "title")}
