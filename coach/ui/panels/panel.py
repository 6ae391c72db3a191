"""What the four panels share: a framed box that draws a `Day`, and is told which question is being asked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import var

from coach.domain.day import Day
from coach.ui.keys import USUAL, KeyTable
from coach.ui.panels.drawn import Drawn
from coach.ui.text import LEAST


class Panel(Drawn, can_focus=True):
    """A panel draws itself from `day` alone. `keys` are the keys in force, for what it says about them."""

    TITLE = ""
    day: var[Day | None] = var(None)
    keys: var[KeyTable] = var(USUAL)

    _title: str | None = None

    def on_mount(self) -> None:
        self.entitle()

    def watch_day(self) -> None:
        self.entitle()
        self.redraw()

    def entitle(self) -> None:
        """Put the words into the frame. Setting them paints the whole panel, so it is done when they are others."""
        if self._title != (title := self.title()):
            self.border_title = self._title = title

    def title(self) -> str:
        """Return the words in the frame. They are ours; nothing typed by people goes in here."""
        return self.TITLE

    def draw(self, day: Day, width: int, height: int) -> Sequence[Content]:
        """Return the rows for `day` in `width` × `height` cells."""
        raise NotImplementedError

    def rows(self) -> Sequence[Content]:
        if self.day is None:
            return ()
        width, height = self.content_size
        return self.draw(self.day, max(LEAST, width), max(1, height))
