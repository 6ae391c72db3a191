"""Drafts: `D` opens one, or a parked one again. Everything in it stays on this computer until it is copied."""

from __future__ import annotations

from coach.domain.outreach import split_line
from coach.ui.commands.outreach import about
from coach.ui.screens.today import TodayScreen
from coach.ui.text import HIDDEN, cut

_SHOWN = 8


def write(screen: TodayScreen) -> None:
    """Open a draft to whom the keys act on; while texts are parked, ask first which one."""
    from coach.acts.drafts import parked
    from coach.ui.dialogs.choice import ChoiceDialog

    person = about(screen)
    waiting = [n for n in parked(screen.desk.book) if person is None or n.person in ("", person.id)][:_SHOWN]
    if not waiting:
        _open(screen, to=person.id if person else "")
        return
    new = f"a new draft to {HIDDEN if screen.hidden else person.name}" if person else "a new draft"
    choices = [("", cut(new, 60)), *((n.id, HIDDEN if screen.hidden else cut(n.text, 60)) for n in waiting)]

    def chosen(word: str | None) -> None:
        if word == "":
            _open(screen, to=person.id if person else "")
        elif word is not None:
            reopen(screen, word)

    screen.app.push_screen(ChoiceDialog("A draft", choices), chosen)


def reopen(screen: TodayScreen, note_id: str) -> None:
    """Open a parked text again."""
    from coach.domain.note import Note

    note = screen.desk.book.get(Note, note_id)
    if note is not None:
        _open(screen, to=note.person or note.to, text=note.text, note=note.id, post=note.kind == "post")


def from_line(screen: TodayScreen, line: str) -> None:
    """Go on with what was typed in the outreach line: the name stays whom it is for, the words become the text."""
    head, _, text = split_line(line)
    _open(screen, to=head, text=text)


def ready_made(screen: TodayScreen, to: str, text: str) -> None:
    """Open a text that may go out as it is: the first key can copy it."""
    _open(screen, to=to, text=text, ready=True)


def _open(
    screen: TodayScreen, *, to: str = "", text: str = "", note: str = "", post: bool = False, ready: bool = False
) -> None:
    from coach.ui.dialogs.draft import DraftDialog

    screen.app.push_screen(DraftDialog(screen, to=to, text=text, note=note, post=post, ready=ready))
