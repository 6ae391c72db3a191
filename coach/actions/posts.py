"""Actions about public posts: log one as posted, note who answered it, make one of a takeaway."""

from __future__ import annotations

from datetime import datetime, timedelta

from coach.actions.notes import get_note, refuse_repeated_note
from coach.actions.outreach import get_person_of, log_received_message
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import split_names_once
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.record import Record
from coach.domain.text import NAME_LIMIT, NOTE_LIMIT, clean_text, clean_typed_text, find_link
from coach.domain.wording import format_names
from coach.errors import InvalidInput

POST_ANSWER_TEXT = "answered your post"


@action
def log_post(journal: Journal, now: datetime, text: str, *, link: str = "", note_id: str = "") -> ActionResult:
    """Log that a text was posted; with `note_id` the parked draft it was becomes the post.

    Raises InvalidInput for an empty text.
    """
    text = clean_typed_text(text, NOTE_LIMIT, lines=True)
    if not text:
        raise InvalidInput("There is no text yet.", hint="The text that you posted, or its first line.")
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
        raise InvalidInput("The name is still empty.", hint="Several names go with commas: Ana Lee, Ben Okri.")
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
    return find_link(clean_text(link, NOTE_LIMIT))[1] or clean_text(link, NAME_LIMIT)
