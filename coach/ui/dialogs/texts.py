"""Texts to ask again with: a digit takes one into the draft box, where it can be changed and copied."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.ui.dialogs.dialog import Dialog
from coach.ui.text import hang, legend, lines, show


class TextsDialog(Dialog[str | None]):
    """Offer up to nine texts, name and subject filled in. `where` is the file that holds the person's own."""

    BINDINGS = [("escape", "dismiss(None)", "back")]

    def __init__(self, name: str, texts: Sequence[str], where: str) -> None:
        super().__init__()
        self._name, self._texts, self._where = name, texts, where

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = show(f"A line to {self._name}", limit=60)
            with VerticalScroll(id="texts"):
                yield Static(markup=False)
            yield Static(legend(f"a digit takes one · Esc back · {self._first()}", self.room), markup=False)

    def _first(self) -> str:
        """Say where the person's own texts are; of a long path its end."""
        says, room = "yours come first: ", self.room
        long = len(says) + len(self._where) > room
        return says + (f"…{self._where[len(says) + 1 - room :]}" if long else self._where)

    def on_resize(self) -> None:
        width = max(30, self.query_one("#texts").content_size.width - 1)  # a space may end a line
        rows = [
            hang(show(f" {n} ", "$key bold") + " ", show(text), width)
            for n, text in enumerate(self._texts, start=1)
        ]  # fmt: skip
        self.query_one("#texts Static", Static).update(lines(*rows))

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if character.isdecimal() and 1 <= int(character) <= len(self._texts):
            event.stop()
            self.dismiss(self._texts[int(character) - 1])
