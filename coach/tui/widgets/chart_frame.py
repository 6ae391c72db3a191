"""A framed chart that draws itself from one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from coach.tui.markup import MIN_WIDTH

DrawFunction = Callable[[Any, int, int], Content]
"""A function that draws a value in so many columns and rows."""


class ChartFrame(Widget, can_focus=True):
    """Draws `view` with `draw`; `title` returns the title in its border."""

    view: var[Any] = var(None)

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
        if self.view is None:
            return Content("")
        width, height = self.content_size
        return self._draw_chart(self.view, max(MIN_WIDTH, width), max(1, height))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Opened(self.id or ""))
