"""Actions about boundaries: set one, record a step or a note, lift it. No message they return holds the name."""

from __future__ import annotations

from datetime import datetime

from coach.acts.change import Act, Change
from coach.acts.outreach import who_is
from coach.advice.boundary import behind
from coach.domain.book import Book
from coach.domain.boundary import REASONS, STEPS, Boundary, Reason
from coach.domain.clock import day_of
from coach.domain.person import Person
from coach.domain.text import NOTE_LIMIT, clean, fold
from coach.errors import CoachError, NotUnderstood


def reason_named(word: str) -> Reason:
    """Return the reason that `word` names or begins. Raises NotUnderstood."""
    low = clean(word).lower()
    for reason in REASONS:
        if low and reason.startswith(low):
            return reason
    raise NotUnderstood(f'"{clean(word, 40)}" is no reason here.', hint=f"Reasons: {', '.join(REASONS)}.")


def read(line: str, book: Book) -> tuple[str, str]:
    """Return the name and the reason in "Ron harsh"; the whole is the name ("other") if somebody is called that."""
    name, _, last = clean(line).rpartition(" ")
    called = any(person.folded == fold(line) for person in book.all(Person))
    return (name, last.lower()) if name and last.lower() in REASONS and not called else (line, "other")


def draw(who: str, reason: Reason = "other", *, note: str = "") -> Act:
    """Set a boundary towards `who` (an id or a name): from now on they are on no list."""

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        boundary = Boundary(person=person.id, at=now, reason=reason, note=clean(note, NOTE_LIMIT, lines=True))
        says = "Done. They are out of every list from now on."
        return Change(says, (boundary,), about=boundary.id, named="the boundary.")

    return run_action


def add(boundary_id: str, *, step: str = "", note: str = "") -> Act:
    """Add to a boundary: a step that was taken (blocked, reported) or a private note."""
    if step and step not in STEPS:
        raise NotUnderstood(f"A step is {' or '.join(STEPS)}.")

    def run_action(book: Book, now: datetime) -> Change:
        known = book.get(Boundary, boundary_id)
        if known is None:
            raise CoachError("That boundary is no longer there.", hint="coach boundaries lists them.")
        steps = tuple(dict.fromkeys((*known.steps, step))) if step else known.steps
        text = "\n".join(filter(None, (known.note, clean(note, NOTE_LIMIT, lines=True))))
        says = f"Noted: {step}." if step else "Noted, for you alone."
        named = f"the note that it is {step}." if step else "the private note."
        return Change(says, (known.but(steps=steps, note=text),), about=known.id, named=named)

    return run_action


def open_today(book: Book, now: datetime) -> Boundary | None:
    """Return today's newest boundary about which nothing was done on the site so far, if there is one."""
    ends = book.settings.day_ends
    mine = [b for b in book.all(Boundary) if not b.steps and day_of(b.at, ends) == day_of(now, ends)]
    return max(mine, key=lambda b: b.at, default=None)


def lift(who: str) -> Act:
    """Lift the boundaries towards `who` (an id, or a whole name): they are in the lists again."""

    def run_action(book: Book, now: datetime) -> Change:
        named = {p.id for _, p in behind(book) if p is not None and who and (p.id == who or p.folded == fold(who))}
        found = tuple(b.but(deleted=True) for b in book.all(Boundary) if b.person in named or b.id == who)
        if not found:
            raise NotUnderstood("There is no boundary with that name.", hint="coach boundaries lists them.")
        if len(named) > 1:
            raise NotUnderstood("Several boundaries have that name.", hint="coach boundaries --json shows their ids.")
        says = "Lifted. They are in your lists again."
        return Change(says, found, about=found[0].person, named="the lifting of a boundary.")

    return run_action
