"""The dialog with one line to type: a name, a goal, a note. The typed text survives Esc and errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input

from coach.actions.result import Action
from coach.advice.contacts_and_companies import find_contacts_by_name
from coach.advice.find_people_by_name import find_people_by_name
from coach.domain.outreach_line import split_outreach_line
from coach.errors import AmbiguousName, CoachError, InvalidInput
from coach.tui.dialogs.choice import SOMEBODY_NEW, ask_which_person
from coach.tui.dialogs.dialog import Dialog
from coach.tui.session import Session
from coach.tui.text_layout import QUIET_STYLE, flow_parts, join_parts, stack_lines, styled, wrap_text
from coach.tui.widgets.key_hints import render_key, render_legend
from coach.tui.widgets.line_input import UnsentLineInput
from coach.tui.widgets.wrapped_text import WrappedText

MOST_COMPLETED_NAMES = 5
"""The most names offered to complete a line."""


@dataclass(frozen=True, slots=True)
class LinePrompt:
    """How a line is asked for. `value` stands in it at first; `preview` returns how the typed line is understood."""

    title: str
    hint: str = "Enter saves"
    placeholder: str = ""
    value: str = ""
    preview: Callable[[str], str] | None = None


class TextInputDialog(Dialog[str | None]):
    """Asks for one line. Enter carries out the action that `save` makes of it, or calls `accept`.

    If that raises CoachError, the dialog stays open and shows it. `key` names the line: typed text that was not saved
    is offered again under it. With `names` Tab completes names; with nothing to complete it passes the line to `draft`.
    An empty line is refused, accepted as any other, or skipped: then the dialog goes on without saving.
    """

    FIRST_FOCUS = "#line"
    BINDINGS = [
        Binding("escape", "dismiss", "back", show=False),
        Binding("tab", "complete", "complete", show=False, priority=True),
        Binding("ctrl+o", "edit_outside", "your editor", show=False, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        key: str,
        prompt: LinePrompt,
        *,
        save: Callable[[str], Action] | None = None,
        accept: Callable[[str], object] | None = None,
        draft: Callable[[str], object] | None = None,
        names: bool = False,
        empty: Literal["refused", "accepted", "skipped"] = "refused",
    ) -> None:
        super().__init__(session)
        self._unsent_key, self._prompt = key, prompt
        self._save, self._accept, self._open_draft = save, accept, draft
        self._completes_names, self._empty = names, empty
        self._completions: Sequence[str] = ()

    def ask(self, done: Callable[[str], object] | None = None) -> None:
        """Open the dialog; `done` gets the line once it is saved."""
        self.session.push_screen(self, lambda line: None if line is None or done is None else done(line))

    def compose(self) -> ComposeResult:
        with self.make_box(styled(self._prompt.title, limit=90)):
            unsent_input, prompt = self.session.unsent_input, self._prompt
            yield UnsentLineInput(
                unsent_input, self._unsent_key, prompt.value, placeholder=prompt.placeholder, id="line"
            )
            yield WrappedText(id="hint")

    def on_mount(self) -> None:
        typed_line = self.query_one(Input)
        first_text = typed_line.value
        self._show_completions(first_text)
        is_unsaved_name = self._completes_names and first_text != self._prompt.value
        if first_text.isdecimal() or (is_unsaved_name and not _has_more_than_names(first_text)):
            typed_line.select_all()  # another number or name, typed at once, replaces this one
        if self._completes_names and not first_text:
            # An address book of 17,500 contacts takes half a second to read: done before the first letter comes.
            self.run_worker(partial(self._list_names, "a"), thread=True, exit_on_error=False)

    @on(Input.Changed)
    def _update_after_typing(self, event: Input.Changed) -> None:
        event.stop()
        self._show_completions(event.value)

    def _show_completions(self, typed: str) -> None:
        self._completions = self._list_names(typed) if self._completes_names and typed.strip() else ()
        understood = self._prompt.preview(typed) if self._prompt.preview is not None else ""
        self.query_one("#hint", WrappedText).show(partial(self._wrap_hint, self._completions, understood))

    def _wrap_hint(self, completions: Sequence[str], understood: str, width: int) -> Content:
        """Return the names that Tab completes, how the typed line is understood, and the keys."""
        hint_rows, hint = self.repeat_title(styled(self._prompt.title), width), self._prompt.hint
        if completions:
            first_name, *other_names = (styled(name) for name in completions)
            hint_rows += flow_parts([first_name, render_key("Tab", "completes"), *other_names], width, "   ")
            hint = " · ".join(part for part in hint.split(" · ") if not part.startswith("Tab "))
        if understood:
            understood_line = join_parts(styled("saves", QUIET_STYLE), styled(understood, "", 200), between="  ")
            hint_rows += wrap_text(understood_line, width)
        return stack_lines(*hint_rows, render_legend(hint, width))

    def action_complete(self) -> None:
        """Complete the line with the first name that fits; if none does, go on with it in a draft."""
        typed_line = self.query_one(Input)
        typed = typed_line.value
        self._show_completions(typed)
        if self._completions:
            typed_line.value = self._completions[0] + " "
            typed_line.cursor_position = len(typed_line.value)
        elif self._open_draft is not None and typed.strip():
            # The draft keeps the words; the name is offered again.
            self.session.unsent_input.store_text(self._unsent_key, split_outreach_line(typed)[0])
            self.dismiss(None)
            self._open_draft(typed)

    def action_edit_outside(self) -> None:
        """Continue in the editor that $EDITOR names. Several lines are submitted at once, one line comes back."""
        typed_line = self.query_one(Input)
        try:
            edited_text = self.session.edit_text(typed_line.value, self._unsent_key)
        except CoachError as error:
            self._show_problem(error)
            return
        typed_line.value = " ".join(edited_text.split("\n"))
        typed_line.cursor_position = len(typed_line.value)
        if "\n" in edited_text:
            self._accept_line(edited_text)

    @on(Input.Submitted)
    def _submit_line(self, event: Input.Submitted) -> None:
        event.stop()
        self._accept_line(event.value)

    def _accept_line(self, line: str) -> None:
        """Pass the line to `accept` and close; if it is refused, show why, or ask which of several people is meant."""
        try:
            if not line.strip() and self._empty == "refused":
                raise InvalidInput("Nothing is typed yet.", hint="Type a few words, or Esc steps back.")
            if self._save is not None and (line.strip() or self._empty != "skipped"):
                self.session.execute(self._save(line), raises=True, draft=(self._unsent_key, line))
            if self._accept is not None:
                self._accept(line)
        except AmbiguousName as error:
            self._ask_which_person(error, line)
            return
        except CoachError as error:
            self._show_problem(error)
            return
        self.session.unsent_input.remove_texts(self._unsent_key)
        self.dismiss(line)

    def _show_problem(self, error: CoachError) -> None:
        self.query_one("#hint", WrappedText).show_text(self.session.format_error(error))

    def _ask_which_person(self, error: AmbiguousName, line: str) -> None:
        def accept_with_person(person_id: str) -> None:
            name = f"+{error.typed}" if person_id == SOMEBODY_NEW else person_id
            self._accept_line(line.replace(error.typed, name, 1))

        ask_which_person(self.session, error, accept_with_person)

    def _list_names(self, typed: str) -> Sequence[str]:
        """Return names that complete the typed text; none once a channel, a tag or a message begins."""
        if self.session.hidden or _has_more_than_names(typed) or typed.startswith("+"):
            return ()
        journal = self.session.journal
        names = [person.name for person in find_people_by_name(journal, typed)[:MOST_COMPLETED_NAMES]]
        room = MOST_COMPLETED_NAMES - len(names)
        if room:  # else the address book need not be read
            names += [contact.name for contact in find_contacts_by_name(journal, typed, room)]
        return [name for name in names if name != typed.strip()]

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.dismiss(None)


def _has_more_than_names(typed: str) -> bool:
    """Tell whether a channel, a tag or a message begins in a line."""
    return any(mark in typed for mark in ("@", "#", ":", " !", " ?"))
