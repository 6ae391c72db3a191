"""The result of an action: the records to save, the message to show, and how records are stamped and made undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from coach.domain.action import KEPT, Action, Step
from coach.domain.book import Book
from coach.domain.record import Record, stamp


@dataclass(frozen=True, slots=True)
class Change:
    """`says` is the one line shown when it is saved; `about` the id of the record it is mainly about.

    `named` is what undo calls it, where `says` does not read well behind "Undone:".
    """

    says: str
    puts: tuple[Record, ...] = ()
    about: str = ""
    undoable: bool = True
    drops: tuple[tuple[str, str], ...] = field(default=())
    named: str = ""


Act = Callable[[Book, datetime], Change]


def stamped(change: Change, book: Book, now: datetime, device: str) -> Change:
    """Return `change` with every record stamped, and with the action that can undo it.

    Doing something new forgets what was undone before, as everywhere; the log keeps the newest actions.
    """
    known = [book.newest(type(r), r.id) for r in change.puts]
    puts = tuple(stamp(r, before, now, device) for r, before in zip(change.puts, known, strict=True))
    if not change.undoable or not puts:
        return Change(change.says, puts, change.about, change.undoable, change.drops)
    steps = tuple(
        Step(table=r.table, before=None if before is None else before.doc(), after=r.doc())
        for r, before in zip(puts, known, strict=True)
    )
    number = 1 + max((a.number for a in book.all(Action)), default=0)
    action = stamp(Action(at=now, number=number, says=change.named or change.says, steps=steps), None, now, device)
    return Change(change.says, (*puts, action), change.about, True, (*change.drops, *_forgotten(book)))


def _forgotten(book: Book) -> list[tuple[str, str]]:
    undone = [a for a in book.all(Action) if a.undone]
    done = [a for a in book.all(Action) if not a.undone]
    if len(done) >= KEPT:
        done.sort(key=lambda a: a.order)
    return [(Action.table, a.id) for a in (*undone, *done[: max(0, len(done) - KEPT + 1)])]
