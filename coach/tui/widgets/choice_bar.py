"""A row of keys with labels that can be clicked: the headers, tabs and footers of pages."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from coach.tui.markup import QUIET_STYLE, join_parts, styled


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


class ChoiceBar(Widget):
    """Shows as many choices as fit; where there is little room, those before the last are left out first."""

    auto_links: reactive[bool] = reactive(False)
    items: reactive[tuple[Choice, ...]] = reactive(())
    aligned_right: reactive[bool] = reactive(False)

    def render(self) -> Content:
        parts, width = [item.render_choice() for item in self.items], self.content_size.width
        while True:
            for gap in (3, 2):
                line = Content(" " * gap).join(parts)
                if line.cell_length <= width or (len(parts) < 2 and gap == 2):
                    return line.pad_left(max(0, width - line.cell_length)) if self.aligned_right else line
            del parts[-2]


def make_page_bindings(*rows: tuple[str, str, str]) -> list[BindingType]:
    """Return the bindings of a page. They have priority, so that a key takes effect before the next one is handled."""
    return [Binding(keys, action, words, show=False, priority=True) for keys, action, words in rows]
