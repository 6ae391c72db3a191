"""Drafts: `D` opens one, or a parked one again. Everything in it stays on this computer until it is copied."""

from __future__ import annotations

from coach.actions.drafts import list_parked_texts
from coach.domain.note import Note
from coach.tui.commands.people import format_name, get_selected_person
from coach.tui.dialogs.choice import ask_choice
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.markup import HIDDEN_MARK, shorten_text
from coach.tui.session import Session

MOST_PARKED = 8
"""Parked texts that are listed."""


def open_draft(session: Session) -> None:
    """Open a draft to whom the keys act on; while texts are parked, ask first which one."""
    person = get_selected_person(session)
    parked = [n for n in list_parked_texts(session.journal) if person is None or n.person in ("", person.id)]

    def answer(note_id: str) -> None:
        if note_id:
            reopen_draft(session, note_id)
        else:
            session.push_screen(DraftDialog(session, to=person.id if person else ""))

    if not parked:
        answer("")
        return
    new = f"a new draft to {format_name(session, person)}" if person else "a new draft"
    choices = [("", shorten_text(new, 60))]
    choices += [(n.id, HIDDEN_MARK if session.hidden else shorten_text(n.text, 60)) for n in parked[:MOST_PARKED]]
    ask_choice(session, "A draft", choices, answer)


def reopen_draft(session: Session, note_id: str) -> None:
    """Open a parked text again."""
    note = session.journal.get_record(Note, note_id)
    if note is not None:
        to, is_post = note.person or note.to, note.kind == "post"
        session.push_screen(DraftDialog(session, to=to, text=note.text, note=note.id, post=is_post))
