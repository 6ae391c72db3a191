"""The line in which an outreach is logged: names complete with Tab, and where nothing is left to complete, Tab
opens a draft to the person named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.widgets import Input

from coach.domain.outreach import split_line
from coach.ui.dialogs.line import LineDialog
from coach.ui.drafts import drafts


class OutreachLine(LineDialog):
    """A line with a name. `draft` gets the line as typed when Tab asks for more room."""

    def __init__(self, about: str, title: str, *, draft: Callable[[str], object], **more: Any) -> None:
        super().__init__(about, title, **more)
        self._draft = draft

    def complete(self) -> None:
        super().complete()
        typed = self.query_one(Input).value
        if self._found or not typed.strip():
            return
        drafts(self).keep(self._about, split_line(typed)[0])  # the draft keeps the words; the name is offered again
        self.dismiss(None)
        self._draft(typed)
