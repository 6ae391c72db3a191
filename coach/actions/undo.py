"""Undo and redo of the newest actions. An undo restores the records as they were and is saved like any change.

An import or a merge changed too many records for this: its entry is marked here, and its records are restored when the
entry is saved (`coach.store.undo_log`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from coach.actions.result import ActionResult, action, newest_action_number
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.record import Record, record_type_of
from coach.domain.undo_entry import UndoEntry, UndoStep


@action
def undo_last_action(journal: Journal, now: datetime) -> ActionResult:
    """Undo the newest action; without one, a message says so."""
    return _apply_first(_sort_entries(journal, undone=False)[::-1], journal, _record_before, undone=True)


@action
def redo_last_action(journal: Journal, now: datetime) -> ActionResult:
    """Redo the action that was undone last; without one, a message says so."""
    # What was done first was undone last.
    return _apply_first(_sort_entries(journal, undone=True), journal, _record_after, undone=False)


@action
def log_empty_import(journal: Journal, now: datetime) -> ActionResult:
    """Log an import that brought nothing new as an action of its own, so that undo does not reach the one before."""
    entry = UndoEntry(at=now, number=newest_action_number(journal) + 1, says="An import that added nothing.")
    return ActionResult("", (entry,), undoable=False)


def is_undone_next(journal: Journal, message: str) -> bool:
    """Return whether undo would take back the action that said this."""
    entry = next(_list_undoable(_sort_entries(journal, undone=False)[::-1], journal), None)
    return entry is not None and entry.says == message


def _sort_entries(journal: Journal, *, undone: bool) -> list[UndoEntry]:
    entries = (entry for entry in journal.list_records(UndoEntry) if entry.undone == undone)
    return sorted(entries, key=lambda entry: entry.sort_key)


def _apply_first(
    entries: Iterable[UndoEntry],
    journal: Journal,
    find_record: Callable[[UndoStep, Journal], Record | None],
    *,
    undone: bool,
) -> ActionResult:
    """Undo or redo the first action, without those whose steps another computer keeps."""
    entry = next(_list_undoable(entries, journal), None)
    if entry is None:
        return ActionResult("Nothing to undo." if undone else "Nothing to redo.", undoable=False)
    found = (find_record(step, journal) for step in entry.steps)
    restored = [record for record in found if record is not None]
    if entry.kept:  # it begins with no name, and there may be very many to look through
        undo_label = _lowercase_first_letter(entry.says)
    else:
        undo_label = _lowercase_first_word(entry.says, journal, entry.steps)
    message = f"{'Undone' if undone else 'Redone'}: {undo_label}"
    return ActionResult(message, (*restored, entry.copy_with(undone=undone)), undoable=False)


def _list_undoable(entries: Iterable[UndoEntry], journal: Journal) -> Iterator[UndoEntry]:
    """Yield the actions whose steps are on this computer."""
    for entry in entries:
        if not entry.kept or (journal.years is not None and journal.years.has_undo_steps(entry.kept)):
            yield entry


def _record_before(step: UndoStep, journal: Journal) -> Record | None:
    record_type = record_type_of(step.table)
    if step.before is not None:
        return record_type.model_validate(step.before)
    created = _find_created(step, journal) or _find_created(step, journal.with_all_years())
    if created is not None and len(step.after) > 1:
        return created.as_tombstone()  # the step has it whole, to redo it
    return created and created.model_copy(update={"deleted": True, "taken_back": False})


def _record_after(step: UndoStep, journal: Journal) -> Record | None:
    if len(step.after) > 1:
        return record_type_of(step.table).model_validate(step.after)
    created = _find_created(step, journal)
    return created and created.model_copy(update={"deleted": False, "taken_back": False})


def _find_created(step: UndoStep, journal: Journal) -> Record | None:
    """Return the record that a step made: the step itself has only its id until it is undone."""
    return journal.get_with_deleted(record_type_of(step.table), step.after["id"])


def _lowercase_first_word(label: str, journal: Journal, steps: Iterable[UndoStep]) -> str:
    """Return a label in lower case, to stand after a colon; a name or a typed text at its beginning stays as it is."""
    label = label.removeprefix("Saved: ").removeprefix("Done: ")
    names = [person.name for person in journal.with_archived_people().list_records(Person)]
    typed_texts: list[str] = []
    for step in steps:
        created = _find_created(step, journal)
        stored = {name: getattr(created, name, "") for name in ("name", "text", "title")}
        for document in (step.before or {}, step.after, stored):
            names.append(str(document.get("name", "")))
            typed_texts += (str(document.get(name, "")) for name in ("text", "title"))
    first_word = label.split(" ", 1)[0].rstrip(",:.")
    begins_with_name = any(name.split(" ", 1)[0] == first_word for name in names if name)
    begins_with_text = any(label.startswith(text) for text in typed_texts if text)
    return label if begins_with_name or begins_with_text else _lowercase_first_letter(label)


def _lowercase_first_letter(label: str) -> str:
    return label[:1].lower() + label[1:]
