"""The base of the panels: a framed box that draws a `DayView`."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from coach.key_table import USUAL, KeyTable
from coach.tui.markup import MIN_WIDTH, stack_lines
from coach.views.day import DayView


class PlainLinkWidget(Widget):
    """A widget whose clickable words are not underlined as links."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False


class Panel(PlainLinkWidget, can_focus=True):
    """Draws itself from `day` alone. `keys` are the keys in force, named in its hints."""

    TITLE = ""
    day: var[DayView | None] = var(None)
    keys: var[KeyTable] = var(USUAL)

    def on_mount(self) -> None:
        self.update_title()

    def watch_day(self) -> None:
        self.update_title()
        self.refresh()

    def update_title(self) -> None:
        """Update the title in the frame."""
        self.border_title = self.format_title()

    def format_title(self) -> str:
        """Return the title in the frame. It never contains text that people typed."""
        return self.TITLE

    def draw_rows(self, day: DayView, width: int, height: int) -> Sequence[Content]:
        """Return the rows for `day` in `width` × `height` cells."""
        raise NotImplementedError

    def render(self) -> Content:
        if self.day is None:
            return Content("")
        width, height = self.content_size
        return stack_lines(*self.draw_rows(self.day, max(MIN_WIDTH, width), max(1, height)))
