"""Actions about notes: write, rewrite and close notes and opportunities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

from coach.actions.people import get_person_by_name
from coach.actions.result import Action, ActionResult
from coach.advice.outreach.conversations import counted_workdays
from coach.domain.clock import day_of
from coach.domain.dates import parse_coming_day
from coach.domain.journal import Journal
from coach.domain.note import Note, NoteKind
from coach.domain.text import NOTE_LIMIT, clean_text
from coach.domain.wording import format_date
from coach.errors import CoachError, InvalidInput

NEXT_STEP_DAYS = 3
"""Working days until the coach asks about a next step that has no day of its own."""
_SAVED_MESSAGES: dict[NoteKind, str] = {
    "note": "Saved: a note{about}.",
    "takeaway": "Saved: a takeaway{about}.",
    "learned": "Saved: what you learned{about}.",
    "gave": "Saved: you helped{whom}.",
    "got": "Saved: {who} helped you.",
    "opportunity": "Saved: an opening{about}.",
    "draft": "Saved: a draft{about}.",
    "post": "Saved: a post.",
}
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


def write_note(kind: NoteKind, text: str, *, who: str = "", block: str = "") -> Action:
    """Keep a line of some kind, about somebody (an id or a name) or nobody. Raises NotUnderstood for an empty one."""
    text = _format_saved_text(text)

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        person = get_person_by_name(journal, who) if who else None
        name = person.name if person else ""
        note = Note(at=now, kind=kind, text=text, person=person.id if person else "", block=block)
        about = f" about {name}" if name else ""
        says = _SAVED_MESSAGES[kind].format(about=about, whom=f" {name}" if name else "", who=name or "somebody")
        return ActionResult(says, (note,), record_id=note.id)

    return run_action


def save_opportunity(
    line: str, *, who: str = "", next_step: str = "", due: date | None = None, note_id: str = ""
) -> Action:
    """Keep an opportunity, or change the one with `note_id`: "role at Acme : send the CV by friday".

    What follows the colon is the next step; without a day it is asked about in three working days.
    """
    text, step, day_named = _parse_opportunity(line)

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        known = journal.get_record(Note, note_id) if note_id else None
        person = get_person_by_name(journal, who) if who else None
        today = day_of(now, journal.settings.day_ends)
        next_ = _format_saved_text(next_step) if next_step else step
        day = due or (parse_coming_day(day_named, today) if day_named else None)
        if next_ and day is None:
            day = counted_workdays(journal).add_workdays(today, NEXT_STEP_DAYS)
        fields: dict[str, Any] = {"text": text, "next_step": next_, "due": day}
        if known is None:
            known = Note(at=now, kind="opportunity", person=person.id if person else "")
        note = known.copy_with(**fields)
        says = (
            f"Saved: {text}. Next: {next_}, {format_date(day, weekday=True)}." if next_ and day else f"Saved: {text}."
        )
        return ActionResult(says, (note,), record_id=note.id)

    return run_action


def rewrite_note(note_id: str, text: str) -> Action:
    """Change the text of a note; an empty line takes the note out."""
    text = clean_text(text, NOTE_LIMIT, lines=True)

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        note = _get_note(journal, note_id)
        if not text:
            return ActionResult("Taken out.", (note.copy_with(deleted=True),), record_id=note.id)
        return ActionResult("Saved.", (note.copy_with(text=text),), record_id=note.id)

    return run_action


def close_note(note_id: str) -> Action:
    """End an opportunity or a parked draft: it is complete, however it went."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        note = _get_note(journal, note_id)
        says = "The opening is closed." if note.kind == "opportunity" else "Put away."
        return ActionResult(says, (note.copy_with(closed_at=now),), record_id=note.id)

    return run_action


def _parse_opportunity(line: str) -> tuple[str, str, str]:
    """Read "role at Acme : send the CV by friday" into text, next step and the words that name a day."""
    text, _, step = f" {clean_text(line, NOTE_LIMIT)} ".partition(" : ")
    text, step = _format_saved_text(text), step.strip()
    head, by, day = step.rpartition(" by ")
    if by:
        try:
            parse_coming_day(day, date.min)
        except InvalidInput:
            return text, step, ""
        return text, head, day
    return text, step, ""


def _format_saved_text(text: str) -> str:
    text = clean_text(text, NOTE_LIMIT, lines=True)
    if not text:
        raise InvalidInput("There is nothing to keep yet.", hint="A few words are enough.")
    return text


def _get_note(journal: Journal, note_id: str) -> Note:
    note = journal.get_record(Note, note_id) or journal.with_all_years().get_record(Note, note_id)
    if note is None:
        raise CoachError("That note is no longer there.", hint="u may bring it back.")
    return note


def format_opportunity_line(note: Note) -> str:
    """Return an opportunity as the line that `opportunity` reads."""
    step = f" : {note.next_step}" if note.next_step else ""
    return f"{note.text}{step} by {note.due.isoformat()}" if step and note.due else f"{note.text}{step}"
