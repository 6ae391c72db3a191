"""A text that is wrapped again whenever the room for it changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.content import Content
from textual.geometry import Size

from coach.tui.text_layout import MIN_WIDTH, styled, wrap_lines
from coach.tui.widgets.key_hints import PlainLinkWidget

WrapFunction = Callable[[int], Content]
"""A function that returns a text in lines of at most so many cells."""


class WrappedText(PlainLinkWidget):
    """Shows what `wrap` returns for its width, in as many rows as that takes: none for an empty text."""

    def __init__(self, wrap: WrapFunction = lambda width: Content(""), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._wrap = wrap

    def show(self, wrap: WrapFunction) -> None:
        """Show another text. The widgets around it move only if it takes another number of rows."""
        self._wrap = wrap
        self.refresh(layout=self._count_rows(self.content_size.width) != self.content_size.height)

    def show_text(self, text: str) -> None:
        """Show a text as it is."""
        self.show(partial(wrap_lines, styled(text)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._count_rows(width)

    def render(self) -> Content:
        return self._wrap(max(MIN_WIDTH, self.content_size.width))

    def _count_rows(self, width: int) -> int:
        text = self._wrap(max(MIN_WIDTH, width))
        return len(text.split("\n", allow_blank=True)) if text else 0
