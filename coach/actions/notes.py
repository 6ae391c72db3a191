"""Actions about notes: write, rewrite and close them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coach.actions.find_record import get_existing
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import find_or_create_person
from coach.domain.journal import Journal
from coach.domain.note import Note, NoteKind
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text
from coach.errors import CoachError, InvalidInput

_SAVED_MESSAGES: dict[NoteKind, str] = {
    "note": "Saved: a note{about}.",
    "takeaway": "Saved: a takeaway{about}.",
    "learned": "Saved: what you learned{about}.",
    "gave": "Saved: you helped{whom}: {text}.",
    "got": "Saved: {who} helped you: {text}.",
    "opportunity": "Saved: an opportunity{about}.",
    "draft": "Saved: a draft{about}.",
    "post": "Saved: a post.",
}


@action
def write_note(
    journal: Journal, now: datetime, kind: NoteKind, text: str, *, who: str = "", block: str = ""
) -> ActionResult:
    """Keep a line of some kind, about somebody (an id or a name) or nobody. Raises InvalidInput for an empty one."""
    text = require_text(text, "The note is still empty.")
    person, made = find_or_create_person(journal, who) if who else (None, ())
    name = person.name if person else ""
    note = Note(at=now, kind=kind, text=text, person=person.id if person else "", block=block)
    about = f" about {name}" if name else ""
    message = _SAVED_MESSAGES[kind].format(
        about=about, whom=f" {name}" if name else "", who=name or "someone", text=clean_text(text).rstrip(".")
    )
    what, hint = message.removeprefix("Saved: "), "To save a second one, word it differently."
    refuse_repeated_note(journal, note, ("kind", "text", "person"), what, hint)
    return ActionResult(message, (note, *made), record_id=note.id)


@action
def rewrite_note(journal: Journal, now: datetime, note_id: str, text: str) -> ActionResult:
    """Change the text of a note; an empty line takes the note out."""
    text = clean_typed_text(text, NOTE_LIMIT, lines=True)
    note = get_note(journal, note_id)
    if not text:
        return ActionResult("Deleted.", (note.copy_with(deleted=True),), record_id=note.id)
    return ActionResult("Saved.", (note.copy_with(text=text),), record_id=note.id)


@action
def close_note(journal: Journal, now: datetime, note_id: str) -> ActionResult:
    """End an opportunity or a parked draft: it is complete, however it went."""
    note = get_note(journal, note_id)
    message = "The opportunity is closed." if note.kind == "opportunity" else "Deleted."
    return ActionResult(message, (note.copy_with(closed_at=now),), record_id=note.id)


def require_text(typed: str, problem: str, hint: str = "A few words are enough.") -> str:
    """Return the typed text of a note. Raises InvalidInput with `problem` if it is empty."""
    if not (text := clean_typed_text(typed, NOTE_LIMIT, lines=True)):
        raise InvalidInput(problem, hint=hint)
    return text


def refuse_repeated_note(journal: Journal, note: Note, fields: Iterable[str], what: str, hint: str) -> None:
    """Raise CoachError if another note of the same day has the same `fields`; `what` says what is saved already."""
    day_of, names = journal.settings.day_of, tuple(fields)
    for known in journal.list_records(Note):
        is_same = known.id != note.id and all(getattr(known, name) == getattr(note, name) for name in names)
        if is_same and day_of(known.at) == day_of(note.at):
            raise CoachError(f"Saved already: {what}", hint=hint)


def find_note(journal: Journal, note_id: str) -> Note | None:
    """Return a note of any year, None if it is gone."""
    return journal.get_record(Note, note_id) or journal.with_all_years().get_record(Note, note_id)


def get_note(journal: Journal, note_id: str, called: str = "note") -> Note:
    """Return a note of any year. Raises CoachError if it is gone; `called` is what people call it."""
    return find_note(journal, note_id) or get_existing(journal, Note, note_id, called)
