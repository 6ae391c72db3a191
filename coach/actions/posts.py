"""Actions about public posts: log one as posted, note who answered it, make one of a takeaway."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from coach.actions.outreach import log_received_message
from coach.actions.result import Action, ActionResult
from coach.domain.clock import day_of
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.record import Record
from coach.domain.text import NAME_LIMIT, NOTE_LIMIT, clean_text, clean_typed_text, find_link
from coach.errors import CoachError, InvalidInput

_NAME_BREAKS = re.compile(r"[,;\n]| and | & ")
POST_ANSWER_TEXT = "answered your post"


def log_post(text: str, *, link: str = "", note_id: str = "") -> Action:
    """Log that a text was posted; with `note_id` the parked draft it was becomes the post.

    Raises InvalidInput for an empty text.
    """
    text = clean_typed_text(text, NOTE_LIMIT, lines=True)
    if not text:
        raise InvalidInput("There is no text yet.", hint="The text that you posted, or its first line.")

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        known = journal.get_record(Note, note_id) if note_id else None
        note = (known or Note(at=now)).copy_with(
            kind="post", text=text, link=_read_link(link), posted_at=now, closed_at=now, due=None
        )
        return ActionResult("Saved: you posted. It counts as given.", (note,), record_id=note.id)

    return run_action


def set_post_link(note_id: str, link: str) -> Action:
    """Keep where a post can be read."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        note = _get_post(journal, note_id)
        return ActionResult("Saved: the link of the post.", (note.copy_with(link=_read_link(link)),), record_id=note.id)

    return run_action


def log_post_answers(note_id: str, line: str) -> Action:
    """Note who answered a post, several names on one line. Nothing is owed for it."""
    names = list(dict.fromkeys(name for part in _NAME_BREAKS.split(line) if (name := clean_text(part))))
    if not names:
        raise InvalidInput("The name is still empty.", hint="Several names go with commas: Ana Lee, Ben Okri.")

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        _get_post(journal, note_id)
        records: list[Record] = []
        for name in names:
            logged = log_received_message(name, text=POST_ANSWER_TEXT)(journal, now)
            records += (r.copy_with(closed_at=now) if isinstance(r, Message) else r for r in logged.upserts)
        says = f"Saved: {', '.join(names)} answered your post."
        return ActionResult(says, tuple(records), record_id=note_id)

    return run_action


def draft_post_from(note_id: str) -> Action:
    """Make a draft of a post from a takeaway, ready to be gone on with; the takeaway stays."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        known = journal.get_record(Note, note_id) or journal.with_all_years().get_record(Note, note_id)
        if known is None:
            raise CoachError("That takeaway is no longer there.", hint="u may bring it back.")
        due = day_of(now, journal.settings.day_ends) + timedelta(days=1)
        note = Note(at=now, kind="post", text=known.text, due=due)
        return ActionResult("Saved: a draft of a post. D opens it.", (note,), record_id=note.id)

    return run_action


def _read_link(link: str) -> str:
    return find_link(clean_text(link, NOTE_LIMIT))[1] or clean_text(link, NAME_LIMIT)


def _get_post(journal: Journal, note_id: str) -> Note:
    note = journal.get_record(Note, note_id) or journal.with_all_years().get_record(Note, note_id)
    if note is None:
        raise CoachError("That post is no longer there.", hint="u may bring it back.")
    return note
