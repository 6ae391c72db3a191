"""The base of the panels: a framed box that draws a `Day`."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from coach.domain.day import Day
from coach.key_table import USUAL, KeyTable
from coach.ui.text import LEAST, lines


class PlainLinks(Widget):
    """A widget in which words that can be clicked look like the others."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False


class Panel(PlainLinks, can_focus=True):
    """A panel draws itself from `day` alone. `keys` are the keys in force, for what it says about them."""

    TITLE = ""
    day: var[Day | None] = var(None)
    keys: var[KeyTable] = var(USUAL)

    def on_mount(self) -> None:
        self.entitle()

    def watch_day(self) -> None:
        self.entitle()
        self.refresh()

    def entitle(self) -> None:
        """Put the words into the frame."""
        self.border_title = self.title()

    def title(self) -> str:
        """Return the words in the frame. They are ours; nothing typed by people goes in here."""
        return self.TITLE

    def draw(self, day: Day, width: int, height: int) -> Sequence[Content]:
        """Return the rows for `day` in `width` × `height` cells."""
        raise NotImplementedError

    def render(self) -> Content:
        if self.day is None:
            return Content("")
        width, height = self.content_size
        return lines(*self.draw(self.day, max(LEAST, width), max(1, height)))
