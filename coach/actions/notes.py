"""Actions about notes, drafts and posts: write, rewrite and close them, park a text, log it as sent or posted.

Nothing here sends anything.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Literal

from coach.actions.find_record import get_existing
from coach.actions.outreach import get_person_of, log_received_message, log_sent_message
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import find_or_create_person, find_person_by_id, split_names_once
from coach.advice.blocked_people import list_shown_notes
from coach.advice.find_people_by_name import find_people_by_name
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note, NoteKind
from coach.domain.outreach_line import parse_outreach_line
from coach.domain.person import Person
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
    text = _require_text(text, "The note is still empty.")
    person, new_people = find_or_create_person(journal, who) if who else (None, ())
    name = person.name if person else ""
    note = Note(at=now, kind=kind, text=text, person=person.id if person else "", block=block)
    message = _SAVED_MESSAGES[kind].format(
        about=f" about {name}" if name else "",
        whom=f" {name}" if name else "",
        who=name or "someone",
        text=clean_text(text).rstrip("."),
    )
    _refuse_repeated_note(journal, note, ("kind", "text", "person"), message.removeprefix("Saved: "), _REWORD_HINT)
    return ActionResult(message, (note, *new_people))


@action
def rewrite_note(journal: Journal, now: datetime, note_id: str, note_text: str) -> ActionResult:
    """Change the text of a note; an empty line takes the note out."""
    note_text = clean_typed_text(note_text, NOTE_LIMIT, lines=True)
    note = get_note(journal, note_id)
    if not note_text:
        return ActionResult("Deleted.", (note.copy_with(deleted=True),))
    return ActionResult("Saved.", (note.copy_with(text=note_text),))


@action
def close_note(journal: Journal, now: datetime, note_id: str) -> ActionResult:
    """End an opportunity or a parked draft: it is complete, however it went."""
    note = get_note(journal, note_id)
    message = "The opportunity is closed." if note.kind == "opportunity" else "Deleted."
    return ActionResult(message, (note.copy_with(closed_at=now),))


def _require_text(typed: str, problem: str, hint: str = "A few words are enough.") -> str:
    """Return the typed text of a note. Raises InvalidInput with `problem` if it is empty."""
    if not (text := clean_typed_text(typed, NOTE_LIMIT, lines=True)):
        raise InvalidInput(problem, hint=hint)
    return text


_REWORD_HINT = "To save a second one, word it differently."


def _refuse_repeated_note(journal: Journal, note: Note, fields: tuple[str, ...], already_saved: str, hint: str) -> None:
    """Raise CoachError if another note of the same day has the same `fields`; `already_saved` says what it is."""
    day_of, content = journal.settings.day_of, attrgetter(*fields)
    for other in journal.list_records(Note):
        if other.id != note.id and content(other) == content(note) and day_of(other.at) == day_of(note.at):
            raise CoachError(f"Saved already: {already_saved}", hint=hint)


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
    text = _require_text(text, "The text is still empty.")
    recipient = find_recipient(journal, to)
    person, typed_recipient = (recipient.id, "") if recipient else ("", clean_typed_text(to))
    note = (journal.get_record(Note, note_id) or Note(at=now)).copy_with(
        text=text, kind=kind, due=_tomorrow(journal, now), person=person, to=typed_recipient, closed_at=None
    )
    draft = f"the draft for {recipient.name}." if recipient else "the draft."
    fields = ("kind", "text", "person", "to", "closed_at")
    _refuse_repeated_note(journal, note, fields, draft, "coach draft shows the drafts set aside.")
    return ActionResult(f"Set aside until tomorrow: {draft}", (note,))


@action
def log_sent_draft(journal: Journal, now: datetime, text: str, *, to: str, note_id: str = "") -> ActionResult:
    """Log a draft as a message I sent to `to` (an id or a line with a name), and close its parked copy."""
    is_id = find_person_by_id(journal, to) is not None
    log_draft = log_sent_message("", to=to, text=text) if is_id else log_sent_message(to, text=text)
    result, draft = log_draft(journal, now), journal.get_record(Note, note_id)
    return replace(result, upserts=(*result.upserts, draft.copy_with(closed_at=now))) if draft else result


def _tomorrow(journal: Journal, now: datetime) -> date:
    return journal.settings.day_of(now) + timedelta(days=1)


def list_parked_texts(journal: Journal) -> tuple[Note, ...]:
    """Return the parked texts, the soonest due first."""
    parked_texts = (note for note in list_shown_notes(journal) if note.kind in ("draft", "post") and not note.closed_at)
    return tuple(sorted(parked_texts, key=lambda note: (note.due is not None, note.due or note.at.date(), note.id)))


def find_recipient(journal: Journal, recipient: str) -> Person | None:
    """Return the one person that `recipient` (an id or a line with a name) means, if there is one."""
    person = find_person_by_id(journal, recipient)
    if person is not None or not recipient:
        return person
    people = find_people_by_name(journal, parse_outreach_line(recipient).name)
    return people[0] if len(people) == 1 else None


@action
def park_public_post(journal: Journal, now: datetime) -> ActionResult:
    """Park a public post till tomorrow."""
    note = Note(at=now, kind="post", text="A public post, set aside", due=_tomorrow(journal, now))
    return ActionResult("Set aside until tomorrow.", (note,))


@action
def log_post(journal: Journal, now: datetime, text: str, *, post_link: str = "", note_id: str = "") -> ActionResult:
    """Log that a text was posted; with `note_id` the parked draft it was becomes the post.

    Raises InvalidInput for an empty text.
    """
    text = _require_text(text, "There is no text yet.", "Type the text that you posted, or its first line.")
    note = (journal.get_record(Note, note_id) or Note(at=now)).copy_with(
        kind="post", text=text, link=_clean_link(post_link), posted_at=now, closed_at=now, due=None
    )
    _refuse_repeated_note(journal, note, ("kind", "text", "link"), "this post.", _REWORD_HINT)
    return ActionResult("Saved: you posted. It counts as something you gave.", (note,))


@action
def set_post_link(journal: Journal, now: datetime, note_id: str, post_link: str) -> ActionResult:
    """Keep where a post can be read."""
    post = get_note(journal, note_id, "post")
    return ActionResult("Saved: the link to the post.", (post.copy_with(link=_clean_link(post_link)),))


@action
def log_post_answers(journal: Journal, now: datetime, note_id: str, names_line: str) -> ActionResult:
    """Note who answered a post, several names on one line. Nothing is owed for it."""
    typed_names = split_names_once(journal, names_line)
    if not typed_names:
        raise InvalidInput("The name is still empty.", hint="Put commas between names: Ana Lee, Ben Okri.")
    get_note(journal, note_id, "post")
    results = [log_received_message(name, text=POST_ANSWER_TEXT)(journal, now) for name in typed_names]
    records = (
        record.copy_with(closed_at=now) if isinstance(record, Message) else record
        for result in results
        for record in result.upserts
    )
    names = [get_person_of(journal, result).name for result in results]
    message = f"Saved: {format_names(names, most=len(names))} answered your post."
    return ActionResult(message, tuple(records))


@action
def draft_post_from(journal: Journal, now: datetime, note_id: str) -> ActionResult:
    """Make a draft of a post from a takeaway, due tomorrow; the takeaway stays."""
    takeaway = get_note(journal, note_id, "takeaway")
    draft = Note(at=now, kind="post", text=takeaway.text, due=_tomorrow(journal, now))
    return ActionResult("Saved: a draft of a post.", (draft,))


def _clean_link(typed_link: str) -> str:
    return find_link(clean_typed_text(typed_link, NOTE_LIMIT))[1] or clean_typed_text(typed_link, NAME_LIMIT)
