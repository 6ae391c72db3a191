"""What the four panels share: a framed box that draws a `Day`, and is told which question is being asked."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive, var

from coach.domain.day import Day
from coach.ui.keys import USUAL, KeyTable
from coach.ui.panels.kept import Kept
from coach.ui.text import LEAST


class Panel(Kept, can_focus=True):
    """A panel draws itself from `day` alone. `ask` is the question that digits answer now ("" if none).

    `keys` are the keys in force, for what it says about them.
    """

    TITLE = ""
    day: var[Day | None] = var(None)
    ask: reactive[str] = reactive("")
    keys: var[KeyTable] = var(USUAL)

    def on_mount(self) -> None:
        self.border_title = self.TITLE

    def watch_day(self) -> None:
        self.border_title = self.title()
        self.refresh()

    def title(self) -> str:
        """Return the words in the frame. They are ours; nothing typed by people goes in here."""
        return self.TITLE

    def draw(self, day: Day, width: int, height: int) -> Content:
        """Return the content for `day` in `width` × `height` cells."""
        raise NotImplementedError

    def render(self) -> Content:
        if self.day is None:
            return Content("")
        width, height = self.content_size
        return self.draw(self.day, max(LEAST, width), max(1, height))
