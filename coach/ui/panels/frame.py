"""A frame: one picture of a page, drawn from the page's value alone. It knows neither its neighbours nor the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from coach.ui.text import LEAST

Draw = Callable[[Any, int, int], Content]
"""What draws a value in so many columns and rows."""


class Frame(Widget, can_focus=True):
    """Draws `view` with `draw`; `title` gives the words in its border."""

    view: var[Any] = var(None)

    @dataclass
    class Opened(Message):
        """The frame was clicked."""

        name: str

    def __init__(self, name: str, title: Callable[[Any], str], draw: Draw) -> None:
        super().__init__(id=name)
        self._title, self._draw = title, draw
        self._drawn: tuple[Any, Size, Content] | None = None

    def watch_view(self) -> None:
        """Paint again only if the picture is another one: most of what arrives later changes one frame of six."""
        if self.view is None:
            return
        self.border_title = self._title(self.view)
        before = self._drawn
        if before is None or self.render() != before[2]:
            self.refresh()

    def render(self) -> Content:
        if self.view is None:
            return Content("")
        if self._drawn is None or self._drawn[0] is not self.view or self._drawn[1] != self.content_size:
            width, height = self.content_size
            drawn = self._draw(self.view, max(LEAST, width), max(1, height))
            self._drawn = (self.view, self.content_size, drawn)
        return self._drawn[2]

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Opened(self.id or ""))
