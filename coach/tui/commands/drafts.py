"""Drafts: `D` opens one, or a parked one again. Everything in it stays on this computer until it is copied."""

from __future__ import annotations

from coach.actions.drafts import list_parked_texts
from coach.domain.message import split_outreach_line
from coach.domain.note import Note
from coach.tui.commands.selection import format_name, get_selected_person
from coach.tui.dialogs.choice import ChoiceDialog
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.markup import HIDDEN_MARK, shorten_text
from coach.tui.session import Session

MOST_PARKED = 8
"""Parked texts that are listed."""


def open_draft(session: Session) -> None:
    """Open a draft to whom the keys act on; while texts are parked, ask first which one."""
    person = get_selected_person(session)
    to = person.id if person else ""
    waiting = [n for n in list_parked_texts(session.journal) if person is None or n.person in ("", person.id)][
        :MOST_PARKED
    ]
    if not waiting:
        session.push_screen(DraftDialog(session, to=to))
        return
    new = f"a new draft to {format_name(session, person)}" if person else "a new draft"
    choices = [
        ("", shorten_text(new, 60)),
        *((n.id, HIDDEN_MARK if session.hidden else shorten_text(n.text, 60)) for n in waiting),
    ]

    def answer(note_id: str | None) -> None:
        if note_id == "":
            session.push_screen(DraftDialog(session, to=to))
        elif note_id is not None:
            reopen_draft(session, note_id)

    session.push_screen(ChoiceDialog("A draft", choices), answer)


def reopen_draft(session: Session, note_id: str) -> None:
    """Open a parked text again."""
    note = session.journal.get_record(Note, note_id)
    if note is not None:
        session.push_screen(
            DraftDialog(
                session, to=note.person or note.to, text=note.text, note=note.id, post=note.kind == "post"
            )
        )  # fmt: skip


def draft_from_line(session: Session, line: str) -> None:
    """Go on with what was typed in the outreach line: the name stays the recipient, the words become the text."""
    head, _, text = split_outreach_line(line)
    session.push_screen(DraftDialog(session, to=head, text=text))


def open_ready_text(session: Session, to: str, text: str) -> None:
    """Open a text that may go out as it is: the first key can copy it."""
    session.push_screen(DraftDialog(session, to=to, text=text, ready=True))
