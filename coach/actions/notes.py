"""Actions about notes, drafts and posts: write, rewrite and close them, park a text, log it as sent or posted.

Nothing here sends anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from coach.actions.find_record import get_existing
from coach.actions.outreach import get_person_of, log_received_message, log_sent_message
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import find_or_create_person, find_person_by_id, split_names_once
from coach.advice.blocked_people import list_shown_notes
from coach.advice.people_by_name import find_people_by_name
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note, NoteKind
from coach.domain.person import Person
from coach.domain.record import Record
from coach.domain.text import NAME_LIMIT, NOTE_LIMIT, clean_text, clean_typed_text, find_link
from coach.domain.wording import format_names
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


ParkedKind = Literal["draft", "post"]
POST_ANSWER_TEXT = "answered your post"


@action
def park_text(
    journal: Journal, now: datetime, text: str, *, to: str = "", kind: ParkedKind = "draft", note_id: str = ""
) -> ActionResult:
    """Park a text until tomorrow. `to` is an id or a line with a name; `note_id` the parked text it replaces.

    Raises InvalidInput for an empty text.
    """
    text = require_text(text, "The text is still empty.")
    person = find_recipient(journal, to)
    due = journal.settings.day_of(now) + timedelta(days=1)
    known = (journal.get_record(Note, note_id) if note_id else None) or Note(at=now)
    person_id, typed = (person.id, "") if person else ("", clean_typed_text(to))
    note = known.copy_with(text=text, kind=kind, due=due, person=person_id, to=typed, closed_at=None)
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
    return replace(logged, upserts=(*logged.upserts, parked.copy_with(closed_at=now))) if parked else logged


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


@action
def log_post(journal: Journal, now: datetime, text: str, *, link: str = "", note_id: str = "") -> ActionResult:
    """Log that a text was posted; with `note_id` the parked draft it was becomes the post.

    Raises InvalidInput for an empty text.
    """
    text = require_text(text, "There is no text yet.", "The text that you posted, or its first line.")
    known = journal.get_record(Note, note_id) if note_id else None
    note = (known or Note(at=now)).copy_with(
        kind="post", text=text, link=_clean_link(link), posted_at=now, closed_at=now, due=None
    )
    refuse_repeated_note(
        journal, note, ("kind", "text", "link"), "this post.", "To save a second one, word it differently."
    )
    return ActionResult("Saved: you posted. It counts as something you gave.", (note,), record_id=note.id)


@action
def set_post_link(journal: Journal, now: datetime, note_id: str, link: str) -> ActionResult:
    """Keep where a post can be read."""
    note = get_note(journal, note_id, "post")
    return ActionResult("Saved: the link to the post.", (note.copy_with(link=_clean_link(link)),), record_id=note.id)


@action
def log_post_answers(journal: Journal, now: datetime, note_id: str, line: str) -> ActionResult:
    """Note who answered a post, several names on one line. Nothing is owed for it."""
    typed = split_names_once(journal, line)
    if not typed:
        raise InvalidInput("The name is still empty.", hint="Put commas between names: Ana Lee, Ben Okri.")
    get_note(journal, note_id, "post")
    records: list[Record] = []
    names = []
    for name in typed:
        logged = log_received_message(name, text=POST_ANSWER_TEXT)(journal, now)
        records += (r.copy_with(closed_at=now) if isinstance(r, Message) else r for r in logged.upserts)
        names.append(get_person_of(journal, logged).name)
    message = f"Saved: {format_names(names, most=len(names))} answered your post."
    return ActionResult(message, tuple(records), record_id=note_id)


@action
def draft_post_from(journal: Journal, now: datetime, note_id: str) -> ActionResult:
    """Make a draft of a post from a takeaway, due tomorrow; the takeaway stays."""
    known = get_note(journal, note_id, "takeaway")
    due = journal.settings.day_of(now) + timedelta(days=1)
    note = Note(at=now, kind="post", text=known.text, due=due)
    return ActionResult("Saved: a draft of a post.", (note,), record_id=note.id)


def _clean_link(link: str) -> str:
    return find_link(clean_typed_text(link, NOTE_LIMIT))[1] or clean_typed_text(link, NAME_LIMIT)
