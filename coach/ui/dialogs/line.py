"""One line to type: a name, a goal, a note. Esc keeps the text for the next time; an error keeps it too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from coach.advice.people import matching
from coach.domain.outreach import split_line
from coach.errors import CoachError
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.field import Field
from coach.ui.drafts import drafts
from coach.ui.session import Session
from coach.ui.text import join, keyed, legend, lines, show

Complete = Callable[[str], Sequence[str]]


class LineDialog(Dialog[str | None]):
    """Ask for one line. `accept` is tried on Enter; if it raises CoachError the dialog stays, with one calm line."""

    FIRST = "#line"
    BINDINGS = [
        Binding("escape", "leave", "back", show=False),
        Binding("tab", "complete", "complete", show=False, priority=True),
    ]

    def __init__(
        self,
        about: str,
        title: str,
        *,
        hint: str = "",
        placeholder: str = "",
        value: str = "",
        complete: Complete | None = None,
        accept: Callable[[str], object] | None = None,
        empty_ok: bool = False,
    ) -> None:
        super().__init__()
        self._about, self._title, self._hint, self._placeholder = about, title, hint, placeholder
        self._value = value
        self._complete, self._accept, self._empty_ok = complete, accept, empty_ok
        self._found: Sequence[str] = ()

    def compose(self) -> ComposeResult:
        self._value = self._value or drafts(self).of(self._about)
        with Vertical(id="box") as box:
            box.border_title = show(self._title, limit=90)
            yield Field(self._value, placeholder=self._placeholder, select_on_focus=False, id="line")
            yield Static(legend(self._hint, self.room), id="hint", markup=False)

    def on_mount(self) -> None:
        self._suggest(self._value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._suggest(event.value)

    def _suggest(self, typed: str) -> None:
        self._found = self._complete(typed)[:5] if self._complete and typed.strip() else ()
        names = show("   ".join(self._found[:5]), "", 400) if self._found else show("")
        keys = keyed("Tab", "completes") if self._found else show("")
        hint = legend(self._hint, self.room)
        self.query_one("#hint", Static).update(lines(join(names, keys, between="   "), hint) if self._found else hint)

    def action_complete(self) -> None:
        """Tab: take the first name that fits what was typed."""
        line = self.query_one(Input)
        self._suggest(line.value)
        if self._found:
            line.value = self._found[0] + " "
            line.cursor_position = len(line.value)

    def action_leave(self) -> None:
        """Step back; what was typed is offered again next time."""
        drafts(self).keep(self._about, self.query_one(Input).value)
        self.dismiss(None)

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip() and not self._empty_ok:
            self.query_one("#hint", Static).update(show("Still empty. Esc steps back."))
            return
        try:
            if self._accept is not None:
                self._accept(event.value)
        except CoachError as error:
            self.query_one("#hint", Static).update(show(str(error)))
            return
        drafts(self).forget(self._about)
        self.dismiss(event.value)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.action_leave()


MOST_NAMES = 5
"""Names that are offered to complete a line."""


class OutreachLine(LineDialog):
    """A line for a name and a message. Tab with nothing to complete hands the line to `draft`."""

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
