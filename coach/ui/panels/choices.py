"""A line of choices: keys and their words, each of which can be clicked. Headers, tabs and footers of pages."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from coach.ui.text import QUIET, join, show


@dataclass(frozen=True, slots=True)
class Choice:
    """An action of the screen, the key for it ("" for none) and its words; `on` is the one that holds now."""

    action: str
    key: str
    label: str
    on: bool = False


class Choices(Widget):
    """As many choices as fit, those before the last left out first."""

    items: reactive[tuple[Choice, ...]] = reactive(())
    right: reactive[bool] = reactive(False)
    """Whether they stand at the right end of the line."""

    @dataclass
    class Pressed(Message):
        """A choice was clicked."""

        action: str

    def _fitting(self) -> tuple[list[Choice], int, int]:
        """Return what fits, the gap between, and the column in which it begins."""
        items, width = list(self.items), self.content_size.width
        while True:
            length = sum(_part(item).cell_length for item in items)
            for gap in (3, 2):
                rest = width - length - gap * (len(items) - 1)
                if rest >= 0:
                    return items, gap, rest if self.right else 0
            if len(items) < 2:
                return items, 1, 0
            del items[-2]

    def render(self) -> Content:
        items, gap, start = self._fitting()
        return Content(" " * start) + Content(" " * gap).join([_part(item) for item in items])

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        items, gap, at = self._fitting()
        for item in items:
            length = _part(item).cell_length
            if at <= offset.x < at + length:
                self.post_message(self.Pressed(item.action))
            at += length + gap


def _part(item: Choice) -> Content:
    label = show(item.label, "$foreground bold underline" if item.on else QUIET)
    return join(show(item.key, "$key bold"), label, between=" ")
