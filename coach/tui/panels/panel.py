"""The base of the panels: a framed box that draws a `DayView`."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive, var

from coach.keys import USUAL_KEYS, KeyTable
from coach.tui.text_layout import MIN_WIDTH, stack_lines
from coach.tui.widgets.key_hints import PlainLinkWidget
from coach.views.day import DayView


class DayWidget(PlainLinkWidget):
    """A widget that draws a part of `day`, and draws it again only when that part has changed."""

    day: var[DayView | None] = var(None)

    def select_drawn_part(self, day: DayView) -> object:
        """Return everything of `day` that is drawn: the whole day, unless a widget says what it is."""
        return day

    def watch_day(self, before: DayView | None, after: DayView | None) -> None:
        if before is None or after is None or self.select_drawn_part(before) != self.select_drawn_part(after):
            self.draw_again()

    def draw_again(self) -> None:
        """Draw the day, of which something has changed."""
        self.refresh()


class Panel(DayWidget, can_focus=True):
    """Draws itself from `day` alone, row by row. `keys` are the keys in force, named in its hints."""

    TITLE = ""
    keys: reactive[KeyTable] = reactive(USUAL_KEYS)
    enter_is_taken: reactive[bool] = reactive(False)
    """Whether Enter answers a question elsewhere, so that it is not named here."""

    def on_mount(self) -> None:
        self.update_title()

    def draw_again(self) -> None:
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
        width, height = self.size
        return stack_lines(*self.draw_rows(self.day, max(MIN_WIDTH, width), max(1, height)))
