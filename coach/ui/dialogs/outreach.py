"""The line in which a message is logged: Tab completes a name; with nothing to complete it opens a draft to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.widgets import Input

from coach.advice.people import matching
from coach.domain.outreach import split_line
from coach.ui.dialogs.line import LineDialog
from coach.ui.drafts import drafts
from coach.ui.session import Session

MOST_NAMES = 5
"""Names that are offered to complete a line."""


class OutreachLine(LineDialog):
    """A line with a name. `draft` gets the line as typed when Tab asks for more room."""

    def __init__(self, about: str, title: str, *, draft: Callable[[str], object], **more: Any) -> None:
        super().__init__(about, title, **more)
        self._draft = draft

    def action_complete(self) -> None:
        super().action_complete()
        typed = self.query_one(Input).value
        if self._found or not typed.strip():
            return
        drafts(self).keep(self._about, split_line(typed)[0])  # the draft keeps the words; the name is offered again
        self.dismiss(None)
        self._draft(typed)


def complete_name(session: Session, typed: str) -> Sequence[str]:
    """Return the names that complete what was typed so far, none once a channel, tie or text begins."""
    if session.hidden or any(mark in typed for mark in ("@", "#", ":", " !", " ?")) or typed.startswith("+"):
        return ()
    return [p.name for p in matching(session.journal, typed)[:MOST_NAMES] if p.name != typed.strip()]
