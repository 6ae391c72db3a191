"""The dialog with one line to type: a name, a goal, a note. The typed text survives Esc and errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from coach.advice.contacts import find_contacts_by_name
from coach.advice.people import find_people_by_name
from coach.domain.message import split_outreach_line
from coach.errors import AmbiguousName, CoachError
from coach.tui.dialogs.choice import SOMEBODY_NEW, ask_which_person
from coach.tui.dialogs.dialog import Dialog
from coach.tui.editor import edit_outside
from coach.tui.markup import QUIET_STYLE, join_parts, render_key, render_legend, stack_lines, styled
from coach.tui.session import Session
from coach.tui.unsent_input import are_names_hidden, get_unsent_input
from coach.tui.widgets.line_input import LineInput

CompleteLine = Callable[[str], Sequence[str]]


class TextInputDialog(Dialog[str | None]):
    """Asks for one line. Enter calls `accept`; if that raises CoachError, the dialog stays open and shows it."""

    FIRST_FOCUS = "#line"
    BINDINGS = [
        Binding("escape", "leave", "back", show=False),
        Binding("tab", "complete", "complete", show=False, priority=True),
        Binding("ctrl+o", "edit_outside", "your editor", show=False, priority=True),
    ]

    def __init__(
        self,
        about: str,
        title: str,
        *,
        hint: str = "",
        placeholder: str = "",
        value: str = "",
        complete: CompleteLine | None = None,
        accept: Callable[[str], object] | None = None,
        empty_ok: bool = False,
        preview: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__()
        self._draft_key, self._title, self._hint, self._placeholder = about, title, hint, placeholder
        self._saved_value = self._value = value
        self._complete, self._accept, self._allows_empty = complete, accept, empty_ok
        self._completions: Sequence[str] = ()
        self._preview = preview
        """Returns how the typed line is understood, or ""."""

    def compose(self) -> ComposeResult:
        self._value = get_unsent_input(self).get_text(self._draft_key) or self._saved_value
        with Vertical(id="box") as box:
            box.border_title = styled(self._title, limit=90)
            yield LineInput(self._value, placeholder=self._placeholder, select_on_focus=False, id="line")
            yield Static(render_legend(self._hint, self.content_width), id="hint", markup=False)

    def on_mount(self) -> None:
        self._show_completions(self._value)
        if self._complete is not None and not self._value:
            # An address book of 17,500 contacts takes half a second to read: done before the first letter comes.
            self.run_worker(partial(self._complete, "a"), thread=True, exit_on_error=False)

    @on(Input.Changed)
    def _update_after_typing(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._value:
            self._store_draft()
        self._show_completions(event.value)

    def _show_completions(self, typed: str) -> None:
        self._completions = self._complete(typed)[:5] if self._complete and typed.strip() else ()
        names = styled("   ".join(self._completions[:5]), "", 400) if self._completions else styled("")
        keys = render_key("Tab", "completes") if self._completions else styled("")
        hint = render_legend(self._hint, self.content_width)
        rows = [join_parts(names, keys, between="   ")] if self._completions else []
        if self._preview is not None and (understood := self._preview(typed)):
            rows.append(join_parts(styled("saves", QUIET_STYLE), styled(understood, "", 200), between="  "))
        self.query_one("#hint", Static).update(stack_lines(*rows, hint))

    def action_complete(self) -> None:
        """Complete the line with the first name that fits."""
        line = self.query_one(Input)
        self._show_completions(line.value)
        if self._completions:
            line.value = self._completions[0] + " "
            line.cursor_position = len(line.value)

    def action_leave(self) -> None:
        """Close the dialog; the typed text is offered again the next time."""
        self._store_draft()
        self.dismiss(None)

    def _store_draft(self) -> None:
        """Store what is typed for the next time, unless it is what is saved already."""
        typed = self.query_one(Input).value
        get_unsent_input(self).store_text(self._draft_key, "" if typed == self._saved_value else typed)

    def action_edit_outside(self) -> None:
        """Continue in the editor that $EDITOR names. Several lines are submitted at once, one line comes back."""
        line = self.query_one(Input)
        try:
            text = edit_outside(self.app, line.value)
        except CoachError as error:
            self.query_one("#hint", Static).update(styled(error.screen_text))
            return
        line.value = " ".join(text.split("\n"))
        line.cursor_position = len(line.value)
        if "\n" in text:
            self._submit_text(text)

    @on(Input.Submitted)
    def _submit_line(self, event: Input.Submitted) -> None:
        event.stop()
        self._submit_text(event.value)

    def _submit_text(self, text: str) -> None:
        """Submit a text, unless it is empty."""
        if not text.strip() and not self._allows_empty:
            self.query_one("#hint", Static).update(styled("Still empty. Esc steps back."))
            return
        self._accept_line(text)

    def _accept_line(self, line: str) -> None:
        """Pass the line to `accept` and close; if it is refused, show why, or ask which of several people is meant."""
        try:
            if self._accept is not None:
                self._accept(line)
        except AmbiguousName as error:
            self._ask_which_person(error, line)
            return
        except CoachError as error:
            self.query_one("#hint", Static).update(styled(error.screen_text))
            return
        get_unsent_input(self).remove_texts(self._draft_key)
        self.dismiss(line)

    def _ask_which_person(self, error: AmbiguousName, line: str) -> None:
        def answer(who: str | None) -> None:
            if who is not None:
                name = f"+{error.typed}" if who == SOMEBODY_NEW else who
                self._accept_line(line.replace(error.typed, name, 1))

        self.app.push_screen(ask_which_person(error, hide=are_names_hidden(self)), answer)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.action_leave()


MOST_COMPLETIONS = 5
"""The most names offered to complete a line."""


class OutreachInputDialog(TextInputDialog):
    """Asks for a name and a message. Tab with nothing to complete opens the line as a draft."""

    def __init__(self, about: str, title: str, *, draft: Callable[[str], object], **more: Any) -> None:
        super().__init__(about, title, **more)
        self._open_draft = draft

    def action_complete(self) -> None:
        super().action_complete()
        typed = self.query_one(Input).value
        if self._completions or not typed.strip():
            return
        get_unsent_input(self).store_text(
            self._draft_key, split_outreach_line(typed)[0]
        )  # the draft keeps the words; the name is offered again
        self.dismiss(None)
        self._open_draft(typed)


def list_name_completions(session: Session, typed: str) -> Sequence[str]:
    """Return names that complete the typed text; none once a channel, a tag or a message begins."""
    if session.hidden or any(mark in typed for mark in ("@", "#", ":", " !", " ?")) or typed.startswith("+"):
        return ()
    names = [p.name for p in find_people_by_name(session.journal, typed)[:MOST_COMPLETIONS]]
    if len(names) < MOST_COMPLETIONS:
        names += [one.name for one in find_contacts_by_name(session.journal, typed, MOST_COMPLETIONS - len(names))]
    return [name for name in names if name != typed.strip()]
