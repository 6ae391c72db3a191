"""A framed chart that draws itself from one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive, var
from textual.widget import Widget

from coach.tui.text import MIN_WIDTH, QUIET_STYLE, stack_lines, styled

DrawFunction = Callable[[Any, int, int], Content]
"""A function that draws a value in so many columns and rows."""


class ChartFrame(Widget, can_focus=True):
    """Draws `view` with `draw`; `title` returns the title in its border. A text that is too long can be scrolled."""

    view: var[Any] = var(None)
    first_row: reactive[int] = reactive(0)
    """The first row that is shown of a text that does not fit."""

    @dataclass
    class Opened(Message):
        """The frame was clicked."""

        name: str

    def __init__(self, name: str, title: Callable[[Any], str], draw: DrawFunction) -> None:
        super().__init__(id=name)
        self._format_title, self._draw_chart = title, draw

    def watch_view(self) -> None:
        if self.view is not None:
            self.border_title = self._format_title(self.view)
        self.refresh()

    def render(self) -> Content:
        rows, height = self._list_rows(), self.content_size.height
        if len(rows) <= height:
            return stack_lines(*rows)
        first = min(self.first_row, len(rows) - height + 1)
        return stack_lines(*rows[first : first + height - 1], styled("↑ ↓ more", QUIET_STYLE))

    def _list_rows(self) -> list[Content]:
        if self.view is None:
            return []
        width, height = self.content_size
        return self._draw_chart(self.view, max(MIN_WIDTH, width), max(1, height)).split("\n", allow_blank=True)

    def scroll_text(self, step: int) -> bool:
        """Scroll a text that does not fit by so many rows; return whether there is anything to scroll."""
        hidden = len(self._list_rows()) - self.content_size.height + 1
        self.first_row = max(0, min(self.first_row + step, hidden))
        return hidden > 1

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Opened(self.id or ""))
