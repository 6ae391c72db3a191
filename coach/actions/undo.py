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
    done_entries = sorted(
        (undo_entry for undo_entry in journal.list_records(UndoEntry) if not undo_entry.undone),
        key=lambda undo_entry: undo_entry.sort_key,
        reverse=True,
    )
    return _apply_first(done_entries, journal, _record_before, undone=True) or ActionResult(
        "Nothing to undo.", undoable=False
    )


@action
def log_empty_import(journal: Journal, now: datetime) -> ActionResult:
    """Log an import that brought nothing new as an action of its own, so that undo does not reach the one before."""
    action_number = 1 + max((undo_entry.number for undo_entry in journal.list_records(UndoEntry)), default=0)
    undo_entry = UndoEntry(at=now, number=action_number, says="An import that added nothing.")
    return ActionResult("", (undo_entry,), undoable=False)


@action
def redo_last_action(journal: Journal, now: datetime) -> ActionResult:
    """Redo the action that was undone last."""
    undone_entries = sorted(
        (undo_entry for undo_entry in journal.list_records(UndoEntry) if undo_entry.undone),
        key=lambda undo_entry: undo_entry.sort_key,
    )
    # What was done first was undone last.
    return _apply_first(undone_entries, journal, _record_after, undone=False) or ActionResult(
        "Nothing to redo.", undoable=False
    )


def _apply_first(
    undo_entries: Iterable[UndoEntry],
    journal: Journal,
    find_record: Callable[[UndoStep, Journal], Record | None],
    *,
    undone: bool,
) -> ActionResult | None:
    """Undo or redo the first action, without those whose steps another computer keeps."""
    for undo_entry in undo_entries:
        if not undo_entry.kept or (journal.years is not None and journal.years.has_undo_steps(undo_entry.kept)):
            restored_records = [
                restored_record
                for undo_step in undo_entry.steps
                if (restored_record := find_record(undo_step, journal)) is not None
            ]
            undo_label = undo_entry.says[:1].lower() + undo_entry.says[1:]
            if not undo_entry.kept:  # else it begins with no name, and there may be very many to look through
                undo_label = _lowercase_first_word(undo_entry.says, journal, undo_entry.steps)
            return ActionResult(
                f"{'Undone' if undone else 'Redone'}: {undo_label}",
                (*restored_records, undo_entry.copy_with(undone=undone)),
                undoable=False,
            )
    return None


def _record_before(undo_step: UndoStep, journal: Journal) -> Record | None:
    record_type = record_type_of(undo_step.table)
    if undo_step.before is not None:
        return record_type.model_validate(undo_step.before)
    created_record = journal.get_with_deleted(
        record_type, undo_step.after["id"]
    ) or journal.with_all_years().get_with_deleted(record_type, undo_step.after["id"])
    if created_record is None:
        return None
    if len(undo_step.after) > 1:
        return created_record.as_tombstone()  # the step has it whole, to redo it
    return created_record.model_copy(update={"deleted": True, "taken_back": False})


def _record_after(undo_step: UndoStep, journal: Journal) -> Record | None:
    record_type = record_type_of(undo_step.table)
    if len(undo_step.after) > 1:
        return record_type.model_validate(undo_step.after)
    created_record = journal.get_with_deleted(record_type, undo_step.after["id"])
    return None if created_record is None else created_record.model_copy(update={"deleted": False, "taken_back": False})


def _lowercase_first_word(undo_label: str, journal: Journal, steps: Iterable[UndoStep]) -> str:
    """Return a label in lower case, to stand after a colon; a name or a typed text at its beginning stays as it is."""
    undo_label = undo_label.removeprefix("Saved: ").removeprefix("Done: ")
    known_names = [person.name for person in journal.with_archived_people().list_records(Person)]
    step_documents = [
        step_document
        for undo_step in steps
        for step_document in (undo_step.before, undo_step.after, _stored_document(undo_step, journal))
        if step_document
    ]
    changed_names = [str(step_document.get("name", "")) for step_document in step_documents]
    typed_texts = [str(step_document.get(field, "")) for step_document in step_documents for field in ("text", "title")]
    first_word = undo_label.split(" ", 1)[0].rstrip(",:.")
    begins_with_name = any(
        known_or_changed_name.split(" ", 1)[0] == first_word
        for known_or_changed_name in (*known_names, *changed_names)
        if known_or_changed_name
    )
    begins_with_name = begins_with_name or any(
        undo_label.startswith(typed_text) for typed_text in typed_texts if typed_text
    )
    return undo_label if begins_with_name else undo_label[:1].lower() + undo_label[1:]


def _stored_document(undo_step: UndoStep, journal: Journal) -> dict[str, Any]:
    """Return the words of the record that a step made: the step itself has only its id until it is undone."""
    created_record = journal.get_with_deleted(record_type_of(undo_step.table), undo_step.after["id"])
    return (
        {}
        if created_record is None
        else {field: getattr(created_record, field, "") for field in ("name", "text", "title")}
    )
