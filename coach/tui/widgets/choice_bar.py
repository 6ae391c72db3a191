"""A row of keys with labels that can be clicked: the headers, tabs and footers of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style

from coach.tui.panels.panel import PlainLinkWidget
from coach.tui.text import LOW_HEIGHT, QUIET_STYLE, flow_parts, join_parts, stack_lines, styled


@dataclass(frozen=True, slots=True)
class Choice:
    """An action of the screen, its key ("" for none) and its label; `is_chosen` marks the current choice."""

    action: str
    key: str
    label: str
    is_chosen: bool = False

    def render_choice(self) -> Content:
        """Return key and label as something to click."""
        label = styled(self.label, "$foreground bold underline" if self.is_chosen else QUIET_STYLE)
        drawn = join_parts(styled(self.key, "$key bold"), label, between=" ")
        return drawn.stylize(Style.from_meta({"@click": f"screen.{self.action}"}))


class ChoiceBar(PlainLinkWidget):
    """Shows as many choices as fit; where there is little room, those before the last that are not chosen go first."""

    items: reactive[tuple[Choice, ...]] = reactive(())
    aligned_right: reactive[bool] = reactive(False)

    def choose_items(self, width: int) -> list[Choice]:
        """Return the choices that fit into `width` cells."""
        items = list(self.items)
        while len(items) > 1 and _join_choices(items, 2).cell_length > width:
            last_not_chosen = (n for n in range(len(items) - 2, -1, -1) if not items[n].is_chosen)
            del items[next(last_not_chosen, -1)]
        return items

    def render(self) -> Content:
        width = self.content_size.width
        items = self.choose_items(width)
        wide = _join_choices(items, 3)
        line = wide if wide.cell_length <= width else _join_choices(items, 2)
        return line.pad_left(max(0, width - line.cell_length)) if self.aligned_right else line


class KeyBar(ChoiceBar):
    """Shows all choices, in as many rows as they need; on a low page in one row, as many as fit."""

    STAYS_WHOLE = False
    """Whether no choice is left out on a low page either."""

    def watch_items(self) -> None:
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._layout_rows(width))

    def render(self) -> Content:
        rows = self._layout_rows(self.content_size.width)
        return stack_lines(*rows) if len(rows) > 1 else super().render()

    def _layout_rows(self, width: int) -> list[Content]:
        if self.app.size.height < LOW_HEIGHT and not self.STAYS_WHOLE:
            return [Content("")]
        return flow_parts([item.render_choice() for item in self.items], width, between="  ")


def _join_choices(items: Sequence[Choice], gap: int) -> Content:
    return Content(" " * gap).join([item.render_choice() for item in items])
