"""Actions about drafts: park a text until tomorrow, or log it as sent. Nothing here sends anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from coach.actions.notes import refuse_repeated_note
from coach.actions.outreach import log_sent_message
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import find_person_by_id
from coach.advice.people_by_name import find_people_by_name
from coach.advice.shown_people import list_shown_notes
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text
from coach.errors import InvalidInput

ParkedKind = Literal["draft", "post"]


@action
def park_text(
    journal: Journal, now: datetime, text: str, *, to: str = "", kind: ParkedKind = "draft", note_id: str = ""
) -> ActionResult:
    """Park a text until tomorrow. `to` is an id or a line with a name; `note_id` the parked text it replaces.

    Raises InvalidInput for an empty text.
    """
    text = clean_typed_text(text, NOTE_LIMIT, lines=True)
    if not text:
        raise InvalidInput("The text is still empty.", hint="A few words are enough.")
    person = find_recipient(journal, to)
    due = journal.settings.day_of(now) + timedelta(days=1)
    changes: dict[str, Any] = {
        "text": text, "kind": kind, "due": due, "person": person.id if person else "",
        "to": "" if person else clean_text(to), "closed_at": None,
    }  # fmt: skip
    note = (journal.get_record(Note, note_id) if note_id else None) or Note(at=now)
    note = note.copy_with(**changes)
    whose = f" for {person.name}" if person else ""
    fields = ("kind", "text", "person", "to", "closed_at")
    refuse_repeated_note(journal, note, fields, f"the draft{whose}.", "coach draft shows the drafts set aside.")
    return ActionResult(f"Set aside until tomorrow: the draft{whose}.", (note,), record_id=note.id)


@action
def log_sent_draft(journal: Journal, now: datetime, text: str, *, to: str, note_id: str = "") -> ActionResult:
    """Log a draft as a message I sent to `to` (an id or a line with a name), and close its parked copy."""
    line_is_id = find_person_by_id(journal, to) is not None
    logged = (log_sent_message("", to=to, text=text) if line_is_id else log_sent_message(to, text=text))(journal, now)
    parked = journal.get_record(Note, note_id) if note_id else None
    closed_copy = () if parked is None else (parked.copy_with(closed_at=now),)
    return ActionResult(logged.message, (*logged.upserts, *closed_copy), record_id=logged.record_id)


def list_parked_texts(journal: Journal) -> tuple[Note, ...]:
    """Return the parked texts, the soonest due first."""
    found = (n for n in list_shown_notes(journal) if n.kind in ("draft", "post") and not n.closed_at)
    return tuple(sorted(found, key=lambda n: (n.due is not None, n.due or n.at.date(), n.id)))


def find_recipient(journal: Journal, to: str) -> Person | None:
    """Return the one person that `to` (an id or a line with a name) means, if there is one."""
    from coach.domain.outreach_line import parse_outreach_line

    known = find_person_by_id(journal, to)
    found = (known,) if known else find_people_by_name(journal, parse_outreach_line(to).name) if to else ()
    return found[0] if len(found) == 1 else None


@action
def park_public_post(journal: Journal, now: datetime) -> ActionResult:
    """Park a public post till tomorrow."""
    due = journal.settings.day_of(now) + timedelta(days=1)
    note = Note(at=now, kind="post", text="A public post, set aside", due=due)
    return ActionResult("Set aside until tomorrow.", (note,), record_id=note.id)
