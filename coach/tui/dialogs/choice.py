"""Dialogs that offer choices: a digit or a letter chooses, and Esc closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from coach.errors import AmbiguousName
from coach.tui.dialogs.dialog import Dialog
from coach.tui.session import Session
from coach.tui.text_layout import KEY_STYLE, highlight_row, indent_wrapped, stack_lines, styled
from coach.tui.widgets.key_hints import render_legend
from coach.tui.widgets.wrapped_text import WrappedText

Offer = tuple[str, Callable[[], object]]
"""What can be done, in words, and what does it."""
KeyedOffer = tuple[str, str, Callable[[], object]]
"""A key, what can be done, in words, and what does it."""


class ChoiceDialog(Dialog[Callable[[], object] | None]):
    """Offer things to do, each by its key; up, down and Enter choose too; nothing is preselected."""

    BINDINGS = [("escape", "dismiss(None)", "back")]

    def __init__(self, session: Session, title: str, offered: Sequence[KeyedOffer], hint: str) -> None:
        super().__init__(session)
        self._title, self._offered, self._hint = title, offered, hint
        self._highlighted = -1
        self._offer_of_line: list[int] = []
        """The number of the offer that stands in each line, -1 for the title; a long one has several lines."""

    def compose(self) -> ComposeResult:
        with self.make_box(styled(self._title, limit=90)):
            yield Static(id="choices", markup=False)

    def on_resize(self) -> None:
        self._draw_choices()

    def _draw_choices(self) -> None:
        width = self.content_width - 1  # a scrollbar may stand at the right
        rows = self.repeat_title(styled(self._title), width)
        self._offer_of_line = [-1] * len(rows)
        for n, (key, label, _) in enumerate(self._offered):
            mark = "›" if n == self._highlighted else " "
            row = indent_wrapped(Content.styled(f"{mark}{key} ", KEY_STYLE) + " ", styled(label), width)
            rows.append(highlight_row(row, width) if n == self._highlighted else row)
            self._offer_of_line += [n] * len(row.split("\n"))
        rows += [render_legend(line, width, letters=True) for line in self._hint.split("\n") if line]
        self.query_one("#choices", Static).update(stack_lines(*rows))

    def _highlight_choice(self, number: int) -> None:
        """Highlight a choice, and show it where the dialog is higher than the window."""
        self._highlighted = number
        self._draw_choices()
        first_line, line_count = self._offer_of_line.index(number), self._offer_of_line.count(number)
        box = self.query_one("#box")
        box.scroll_to_region(Region(0, first_line, 1, line_count), animate=False)

    def on_key(self, event: events.Key) -> None:
        chosen = next((work for key, _, work in self._offered if key == event.character), None)
        if event.key == "enter" and self._highlighted >= 0:
            chosen = self._offered[self._highlighted][2]
        if chosen is not None:
            event.stop()
            self.dismiss(chosen)
        elif event.key in ("up", "down", "k", "j"):
            event.stop()
            step = -1 if event.key in ("up", "k") else 1
            from_number = self._highlighted if self._highlighted >= 0 or step > 0 else 0
            self._highlight_choice((from_number + step) % len(self._offered))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self.query_one("#choices", Static))
        if offset is not None and 0 <= offset.y < len(self._offer_of_line):
            if (number := self._offer_of_line[offset.y]) >= 0:
                self.dismiss(self._offered[number][2])
        elif event.widget is self:
            self.dismiss(None)


def offer_keyed_actions(session: Session, title: str, offered: Sequence[KeyedOffer], *, hint: str = "") -> None:
    """Offer things to do, each by a key of its own; Esc does nothing."""
    session.push_screen(ChoiceDialog(session, title, offered, hint), lambda work: None if work is None else work())


def offer_actions(session: Session, title: str, offered: Sequence[Offer], *, hint: str = "") -> None:
    """Offer up to nine things to do, each by a digit."""
    numbered = [(str(n), label, work) for n, (label, work) in enumerate(offered, 1)]
    offer_keyed_actions(session, title, numbered, hint=hint)


def ask_choice(
    session: Session, title: str, choices: Sequence[tuple[str, str]], answer: Callable[[str], object], *, hint: str = ""
) -> None:
    """Ask for one of `choices` (value, label), and call `answer` with its value."""
    offer_actions(session, title, [(label, partial(answer, value)) for value, label in choices], hint=hint)


SOMEBODY_NEW = "+"


def ask_which_person(session: Session, error: AmbiguousName, answer: Callable[[str], object]) -> None:
    """Ask which of several people with one name is meant, and call `answer` with their id, or with SOMEBODY_NEW."""
    namesakes = [(person_id, *described.partition(", ")) for person_id, described in error.people[:8]]
    choices = [(person_id, f"{session.hide_text(name)}, {about}") for person_id, name, _, about in namesakes]
    if error.can_be_new:
        choices.append((SOMEBODY_NEW, "someone new"))
    ask_choice(session, f"Which {session.hide_text(error.typed)}?", choices, answer)


class TextChoiceDialog(Dialog[str | None]):
    """Offer up to nine texts to copy. `own_texts_file` is the file of the texts that the user wrote."""

    FIRST_FOCUS = "#texts"
    BINDINGS = [("escape", "dismiss(None)", "back")]

    def __init__(self, session: Session, name: str, texts: Sequence[str], own_texts_file: str) -> None:
        super().__init__(session)
        self._name, self._texts, self._own_texts_file = name, texts, own_texts_file

    def compose(self) -> ComposeResult:
        with self.make_box(styled(f"A message to {self._name}", limit=60)):
            with VerticalScroll(id="texts"):
                yield WrappedText(self._wrap_texts)
            yield WrappedText(self._wrap_hint)

    def _wrap_texts(self, width: int) -> Content:
        rows = []
        for n, text in enumerate(self._texts, 1):
            digit = styled(f" {n} ", KEY_STYLE) + " "
            rows.append(indent_wrapped(digit, styled(text), self.leave_scrollbar(width)))
        return stack_lines(*rows)

    def _wrap_hint(self, width: int) -> Content:
        """Return what chooses a text, and the file of one's own; where that is long, its end."""
        label, file_path = "your own texts: ", self._own_texts_file
        if len(label) + len(file_path) > width:
            file_path = f"…{file_path[len(label) + 1 - width :]}"
        return render_legend(f"a number chooses one · {label}{file_path}", width)

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if character.isdecimal() and 1 <= int(character) <= len(self._texts):
            event.stop()
            self.dismiss(self._texts[int(character) - 1])
