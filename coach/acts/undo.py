"""Undo and redo: the records of an action as they stood before, or after, as new versions of themselves."""

from __future__ import annotations

from datetime import datetime

from coach.acts.change import Act, Change
from coach.acts.kinds import kind_of
from coach.domain.action import Action, Step
from coach.domain.book import Book
from coach.domain.record import Record


def undo() -> Act:
    """Take back the newest action. Says so calmly if there is none."""

    def act(book: Book, now: datetime) -> Change:
        done = [a for a in book.all(Action) if not a.undone]
        if not done:
            return Change("Nothing to undo.", undoable=False)
        action = max(done, key=lambda a: a.order)
        back = tuple(r for step in action.steps if (r := _before(step, book)) is not None)
        return Change(f"Undone: {_quoted(action.says)}", (*back, action.but(undone=True)), undoable=False)

    return act


def redo() -> Act:
    """Do again what was undone last."""

    def act(book: Book, now: datetime) -> Change:
        undone = [a for a in book.all(Action) if a.undone]
        if not undone:
            return Change("Nothing to redo.", undoable=False)
        action = min(undone, key=lambda a: a.order)  # what was done first was undone last
        again = tuple(kind_of(step.table).model_validate(step.after) for step in action.steps)
        return Change(f"Done again: {_quoted(action.says)}", (*again, action.but(undone=False)), undoable=False)

    return act


def last(book: Book) -> str:
    """Return what undo would take back, or ""."""
    done = [a for a in book.all(Action) if not a.undone]
    return max(done, key=lambda a: a.order).says if done else ""


def _before(step: Step, book: Book) -> Record | None:
    kind = kind_of(step.table)
    if step.before is not None:
        return kind.model_validate(step.before)
    made = book.newest(kind, step.after["id"]) or book.everything().newest(kind, step.after["id"])
    return None if made is None else made.model_copy(update={"deleted": True})


def _quoted(says: str) -> str:
    """Return what was said of an action, as it was said: it may begin with a name."""
    return says.removeprefix("Saved: ").removeprefix("Done: ")
