"""The base of the panels: a framed box that draws a `DayView`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive, var
from textual.widget import Widget

from coach.default_keys import USUAL, KeyTable
from coach.tui.text import MIN_WIDTH, stack_lines
from coach.views.day import DayView


class PlainLinkWidget(Widget):
    """A widget whose clickable words are not underlined as links."""

    auto_links: reactive[bool] = reactive(False)


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
    """Draws itself from `day` alone. `keys` are the keys in force, named in its hints."""

    TITLE = ""
    keys: var[KeyTable] = var(USUAL)
    enter_is_taken: reactive[bool] = reactive(False)
    """Whether Enter answers a question elsewhere, so that it is not named here."""
    _drawn_rows: Sequence[Content] = ()
    """The rows as they stand on the screen."""

    def on_mount(self) -> None:
        self.update_title()

    def draw_again(self) -> None:
        self.update_title()
        self.draw_changed_rows()

    def update_title(self) -> None:
        """Update the title in the frame, if it is another one: Textual then draws the whole panel."""
        title = self.format_title()
        if self.border_title != title:
            self.border_title = title

    def format_title(self) -> str:
        """Return the title in the frame. It never contains text that people typed."""
        return self.TITLE

    def draw_rows(self, day: DayView, width: int, height: int) -> Sequence[Content]:
        """Return the rows for `day` in `width` × `height` cells."""
        raise NotImplementedError

    def draw_changed_rows(self) -> None:
        """Draw the rows that are other ones now; most keys change one or two."""
        rows, width = self._list_rows(), self.content_size.width
        pairs = enumerate(zip_longest(self._drawn_rows, rows))
        same = {y for y, (was, row) in pairs if was is not None and row is not None and row.is_same(was)}
        changed = [Region(0, y, width, 1) for y in range(max(len(self._drawn_rows), len(rows))) if y not in same]
        if any(row.cell_length > width for row in (*self._drawn_rows, *rows)):
            self.refresh()  # in a very small window a row may take several lines
        elif changed:
            self.refresh(*changed)

    def _list_rows(self) -> Sequence[Content]:
        if self.day is None:
            return ()
        width, height = self.content_size
        return self.draw_rows(self.day, max(MIN_WIDTH, width), max(1, height))

    def render(self) -> Content:
        self._drawn_rows = self._list_rows()
        return stack_lines(*self._drawn_rows)
