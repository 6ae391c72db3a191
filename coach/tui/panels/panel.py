"""The base of the panels: a framed box that draws a `DayView`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.visual import Visual

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
    keys: var[KeyTable] = var(USUAL_KEYS)
    enter_is_taken: var[bool] = var(False)
    """Whether Enter answers a question elsewhere, so that it is not named here."""
    _rows: Sequence[Content] = ()
    """The rows as they stand on the screen."""
    _rows_size = Size(0, 0)
    """The size of the panel for which they were drawn."""

    def on_mount(self) -> None:
        self.update_title()

    def watch_enter_is_taken(self) -> None:
        self.draw_changed_rows()

    def watch_keys(self) -> None:
        self.draw_changed_rows()

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
        rows_before = self._rows
        self._draw_all_rows()
        pairs = enumerate(zip_longest(rows_before, self._rows))
        changed_lines = [
            y for y, (row_before, row) in pairs if row_before is None or row is None or not row.is_same(row_before)
        ]
        if changed_lines:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed_lines))

    def _draw_all_rows(self) -> None:
        """Draw all rows for the day and the size of now."""
        self._rows_size = self.size
        width, height = self.size
        rows = () if self.day is None else self.draw_rows(self.day, max(MIN_WIDTH, width), max(1, height))
        # In a very small window a row may take several lines.
        self._rows = [line for row in rows for line in (row.wrap(width) if row.cell_length > width > 0 else [row])]

    def render(self) -> Content:
        return stack_lines(*self._rows)

    def render_line(self, y: int) -> Strip:
        """Return one row to paint; the panel as a whole is painted only while text in it is selected."""
        if self._rows_size != self.size:
            self._draw_all_rows()
        if self.text_selection is not None:
            return super().render_line(y)
        width, style = self.size.width, self.visual_style
        if y >= len(self._rows) or not width:
            return Strip.blank(width, style.rich_style)
        return Visual.to_strips(self, self._rows[y], width, 1, style)[0].apply_offsets(0, y)
