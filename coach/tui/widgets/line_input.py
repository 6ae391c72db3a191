"""One-line text fields: pasted lines are joined, and what joins an emoji of several people is taken."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.cells import cell_len
from textual import events
from textual.widgets import Input
from textual.widgets.input import Selection

from coach.tui.unsent_input import UnsentInput

INVISIBLE_LETTER = re.compile("[\u200c\u200d\U000e0020-\U000e007f]")
"""Joiners of emoji and of Persian and Indic letters, and the letters of flags: Textual takes them for no letters."""


def take_invisible_letter(event: events.Key, insert: Callable[[str], object]) -> None:
    """Insert a letter that Textual takes for none."""
    if event.character and INVISIBLE_LETTER.fullmatch(event.character):
        event.stop()
        event.prevent_default()
        insert(event.character)


class LineInput(Input):
    """An `Input` that takes all pasted lines; line breaks and tabs become spaces."""

    def on_resize(self) -> None:
        """Show the part of a long line in which the cursor is."""
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        if cell_len(self.value) >= self.content_size.width > 0:
            selection = self.selection
            self.selection = Selection.cursor(0)
            self.selection = selection

    def on_key(self, event: events.Key) -> None:
        take_invisible_letter(event, lambda letter: self.replace(letter, *self.selection))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # Textual's own handler takes the first line only
        pasted_lines = (pasted_line.strip() for pasted_line in event.text.expandtabs(1).splitlines())
        self.replace(" ".join(pasted_line for pasted_line in pasted_lines if pasted_line), *self.selection)


class UnsentLineInput(LineInput):
    """A line that keeps what is typed in `unsent_input`, under `key`, and begins with that, or with `value`.

    When `value` stands in it again, nothing is kept.
    """

    def __init__(
        self,
        unsent_input: UnsentInput,
        key: str,
        value: str = "",
        *,
        id: str,
        placeholder: str = "",
        password: bool = False,
    ) -> None:
        self._unsent_input, self._key, self._first_value = unsent_input, key, value
        shown = unsent_input.get_text(key) or value
        super().__init__(shown, placeholder=placeholder, password=password, select_on_focus=False, id=id)

    def watch_value(self, value: str) -> None:
        self._unsent_input.store_text(self._key, "" if value == self._first_value else value)
