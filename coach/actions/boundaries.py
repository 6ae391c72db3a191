"""Actions about boundaries: set one, record a step or a note, lift it. No message they return holds the name."""

from __future__ import annotations

from datetime import datetime

from coach.actions.result import ActionResult, action
from coach.actions.typed_names import find_or_create_person, find_person_by_id
from coach.advice.shown_people import list_boundaries
from coach.domain.boundary import BOUNDARY_REASONS, BOUNDARY_STEPS, Boundary, BoundaryReason
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text, fold_text
from coach.domain.wording import format_date
from coach.errors import CoachError, InvalidInput

_DONE = "Done. They are on none of your lists from now on."


def parse_reason(word: str) -> BoundaryReason:
    """Return the reason that `word` names or begins. Raises InvalidInput."""
    low = clean_text(word).lower()
    for reason in BOUNDARY_REASONS:
        if low and reason.startswith(low):
            return reason
    raise InvalidInput(f'Unknown reason "{clean_text(word, 40)}".', hint=f"Reasons: {', '.join(BOUNDARY_REASONS)}.")


def parse_boundary_line(line: str, journal: Journal) -> tuple[str, str]:
    """Return the name and the reason in "Ron harsh"; the whole is the name ("other") if somebody is called that."""
    name, _, last = clean_text(line).rpartition(" ")
    called = any(person.folded_name == fold_text(line) for person in journal.list_records(Person))
    return (name, last.lower()) if name and last.lower() in BOUNDARY_REASONS and not called else (line, "other")


@action
def set_boundary(
    journal: Journal, now: datetime, who: str, reason: BoundaryReason = "other", *, note: str = ""
) -> ActionResult:
    """Set a boundary towards `who` (an id or a name, also of somebody new): from now on they are on no list."""
    person, made = find_or_create_person(journal, who)
    boundary = Boundary(person=person.id, at=now, reason=reason, note=clean_typed_text(note, NOTE_LIMIT, lines=True))
    message = "Done. They were on none of your lists, and stay off them." if made else _DONE
    return ActionResult(message, (boundary, *made), record_id=boundary.id, undo_label="the boundary.")


@action
def extend_boundary(
    journal: Journal, now: datetime, boundary_id: str, *, step: str = "", note: str = ""
) -> ActionResult:
    """Add to a boundary: a step that was taken (blocked, reported) or a private note."""
    if step and step not in BOUNDARY_STEPS:
        raise InvalidInput(f"A step is {' or '.join(BOUNDARY_STEPS)}.")
    known = journal.get_record(Boundary, boundary_id)
    if known is None:
        raise CoachError("That boundary is no longer there.", hint="coach boundaries lists them.")
    steps = tuple(dict.fromkeys((*known.steps, step))) if step else known.steps
    text = "\n".join(filter(None, (known.note, clean_typed_text(note, NOTE_LIMIT, lines=True))))
    message = f"Noted: {step}." if step else "Saved: a private note."
    named = f"the step: {step}." if step else "the private note."
    return ActionResult(message, (known.copy_with(steps=steps, note=text),), record_id=known.id, undo_label=named)


def find_boundary_of_today(journal: Journal, now: datetime) -> Boundary | None:
    """Return today's newest boundary about which nothing was done on the site so far, if there is one."""
    day_of = journal.settings.day_of
    mine = [b for b in journal.list_records(Boundary) if not b.steps and day_of(b.at) == day_of(now)]
    return max(mine, key=lambda b: b.at, default=None)


@action
def lift_boundary(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Lift the boundaries towards `who` (an id, or a whole name): they are in the lists again."""
    person = find_person_by_id(journal, who)
    named = {
        p.id: b
        for b, p in list_boundaries(journal)
        if p is not None and who and (p == person or p.folded_name == fold_text(who))
    }
    found = tuple(b.copy_with(deleted=True) for b in journal.list_records(Boundary) if b.person in named or b.id == who)
    if not found:
        raise InvalidInput("There is no boundary with that name.", hint="coach boundaries lists them.")
    if len(named) > 1:
        since = "; ".join(f"since {format_date(b.at, year=True)} (--id {key[:8]})" for key, b in named.items())
        raise InvalidInput(f"{len(named)} boundaries have that name: {since}.", hint="Add --id.")
    message = "Boundary lifted. They are in your lists again."
    return ActionResult(message, found, record_id=found[0].person, undo_label="lifting a boundary.")
