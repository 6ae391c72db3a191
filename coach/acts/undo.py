"""Undo and redo of the newest actions. An undo restores the records as they were and is saved like any change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coach.acts.change import Act, Change
from coach.acts.kinds import TABLES, kind_of
from coach.domain.action import Action, Step
from coach.domain.book import Book
from coach.domain.person import Person
from coach.domain.record import Record


def undo() -> Act:
    """Undo the newest action; without one, a message says so."""

    def run_action(book: Book, now: datetime) -> Change:
        done = sorted((a for a in book.all(Action) if not a.undone), key=lambda a: a.order, reverse=True)
        for action, steps in _here(done, book):
            years = book.everything() if action.kept else book
            back = tuple(r for step in steps if (r := _before(step, years, taken_back=bool(action.kept))) is not None)
            return Change(f"Undone: {_quoted(action.says, book)}", (*back, action.but(undone=True)), undoable=False)
        return Change("Nothing to undo.", undoable=False)

    return run_action


def redo() -> Act:
    """Redo the action that was undone last."""

    def run_action(book: Book, now: datetime) -> Change:
        undone = sorted((a for a in book.all(Action) if a.undone), key=lambda a: a.order)
        for action, steps in _here(undone, book):  # what was done first was undone last
            years = book.everything() if action.kept else book
            again = tuple(r for step in steps if (r := _after(step, years)) is not None)
            return Change(
                f"Done again: {_quoted(action.says, book)}", (*again, action.but(undone=False)), undoable=False
            )
        return Change("Nothing to redo.", undoable=False)

    return run_action


def last(book: Book) -> str:
    """Return what undo would take back, or ""."""
    done = [a for a in book.all(Action) if not a.undone]
    return max(done, key=lambda a: a.order).says if done else ""


def _here(actions: Iterable[Action], book: Book) -> Iterable[tuple[Action, tuple[Step, ...]]]:
    """Yield actions with their steps, without those whose steps another computer keeps."""
    for action in actions:
        if not action.kept:
            yield action, action.steps
        elif book.further is not None and (found := book.further.steps(action.kept)):
            known = (doc for doc in found if doc["table"] in TABLES)
            steps = (
                Step(table=doc["table"], before=doc.get("before"), after=doc.get("after") or {"id": doc["record"]})
                for doc in known
            )
            yield action, tuple(steps)


def _before(step: Step, book: Book, *, taken_back: bool) -> Record | None:
    kind = kind_of(step.table)
    if step.before is not None:
        return kind.model_validate(step.before)
    made = book.newest(kind, step.after["id"]) or book.everything().newest(kind, step.after["id"])
    return None if made is None else made.model_copy(update={"deleted": True, "taken_back": taken_back})


def _after(step: Step, book: Book) -> Record | None:
    kind = kind_of(step.table)
    if len(step.after) > 1:
        return kind.model_validate(step.after)
    made = book.newest(kind, step.after["id"])
    return None if made is None else made.model_copy(update={"deleted": False, "taken_back": False})


def _quoted(says: str, book: Book) -> str:
    """Return a line as it goes on behind a colon; a name at its beginning stays as it is written."""
    says = says.removeprefix("Saved: ").removeprefix("Done: ")
    first = says.split(" ", 1)[0]
    named = any(person.name.split(" ", 1)[0] == first for person in book.all(Person))
    return says if named else says[:1].lower() + says[1:]
