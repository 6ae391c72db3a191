"""Actions about notes: write, rewrite and close notes and opportunities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

from coach.acts.change import Act, Change
from coach.acts.people import who_is
from coach.advice.threads import work_days
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.note import Note, NoteKind
from coach.domain.text import NOTE_LIMIT, clean
from coach.domain.times import coming_day
from coach.domain.wording import format_date
from coach.errors import CoachError, NotUnderstood

STEP_DAYS = 3
"""Working days until the coach asks about a next step that has no day of its own."""
_SAYS: dict[NoteKind, str] = {
    "note": "Saved: a note{about}.",
    "takeaway": "Saved: a takeaway{about}.",
    "learned": "Saved: what you learned{about}.",
    "gave": "Saved: you helped{whom}.",
    "got": "Saved: {who} helped you.",
    "opportunity": "Saved: an opening{about}.",
    "draft": "Saved: a draft{about}.",
    "post": "Saved: a post.",
}
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


def write(kind: NoteKind, text: str, *, who: str = "", block: str = "") -> Act:
    """Keep a line of some kind, about somebody (an id or a name) or nobody. Raises NotUnderstood for an empty one."""
    text = _said(text)

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who) if who else None
        name = person.name if person else ""
        note = Note(at=now, kind=kind, text=text, person=person.id if person else "", block=block)
        about = f" about {name}" if name else ""
        says = _SAYS[kind].format(about=about, whom=f" {name}" if name else "", who=name or "somebody")
        return Change(says, (note,), about=note.id)

    return run_action


def opportunity(line: str, *, who: str = "", next_step: str = "", due: date | None = None, note_id: str = "") -> Act:
    """Keep an opportunity, or change the one with `note_id`: "role at Acme : send the CV by friday".

    What follows the colon is the next step; without a day it is asked about in three working days.
    """
    text, step, day_named = _opening(line)

    def run_action(book: Book, now: datetime) -> Change:
        known = book.get(Note, note_id) if note_id else None
        person = who_is(book, who) if who else None
        today = day_of(now, book.settings.day_ends)
        next_ = _said(next_step) if next_step else step
        day = due or (coming_day(day_named, today) if day_named else None)
        if next_ and day is None:
            day = work_days(book).add(today, STEP_DAYS)
        fields: dict[str, Any] = {"text": text, "next_step": next_, "due": day}
        if known is None:
            known = Note(at=now, kind="opportunity", person=person.id if person else "")
        note = known.but(**fields)
        says = (
            f"Saved: {text}. Next: {next_}, {format_date(day, weekday=True)}." if next_ and day else f"Saved: {text}."
        )
        return Change(says, (note,), about=note.id)

    return run_action


def rewrite(note_id: str, text: str) -> Act:
    """Change the text of a note; an empty line takes the note out."""
    text = clean(text, NOTE_LIMIT, lines=True)

    def run_action(book: Book, now: datetime) -> Change:
        note = _note(book, note_id)
        if not text:
            return Change("Taken out.", (note.but(deleted=True),), about=note.id)
        return Change("Saved.", (note.but(text=text),), about=note.id)

    return run_action


def close(note_id: str) -> Act:
    """End an opportunity or a parked draft: it is complete, however it went."""

    def run_action(book: Book, now: datetime) -> Change:
        note = _note(book, note_id)
        says = "The opening is closed." if note.kind == "opportunity" else "Put away."
        return Change(says, (note.but(closed_at=now),), about=note.id)

    return run_action


def _opening(line: str) -> tuple[str, str, str]:
    """Read "role at Acme : send the CV by friday" into text, next step and the words that name a day."""
    text, _, step = f" {clean(line, NOTE_LIMIT)} ".partition(" : ")
    text, step = _said(text), step.strip()
    head, by, day = step.rpartition(" by ")
    if by:
        try:
            coming_day(day, date.min)
        except NotUnderstood:
            return text, step, ""
        return text, head, day
    return text, step, ""


def _said(text: str) -> str:
    text = clean(text, NOTE_LIMIT, lines=True)
    if not text:
        raise NotUnderstood("There is nothing to keep yet.", hint="A few words are enough.")
    return text


def _note(book: Book, note_id: str) -> Note:
    note = book.get(Note, note_id) or book.everything().get(Note, note_id)
    if note is None:
        raise CoachError("That note is no longer there.", hint="u may bring it back.")
    return note


def as_line(note: Note) -> str:
    """Return an opportunity as the line that `opportunity` reads."""
    step = f" : {note.next_step}" if note.next_step else ""
    return f"{note.text}{step} by {note.due.isoformat()}" if step and note.due else f"{note.text}{step}"
