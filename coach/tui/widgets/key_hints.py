"""Keys with what they do, to press, to read and to click: bindings, hints, legends, scales, tabs and footers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from coach.keys import Key, KeyTable
from coach.tui.text_layout import KEY_STYLE, LOW_HEIGHT, QUIET_STYLE, flow_parts, join_parts, stack_lines, styled


def bind_commands(keys: Iterable[Key]) -> list[BindingType]:
    """Return the bindings with which a page runs commands of the key table; they come before those of its widgets."""
    return [Binding(k.key, f"run('{k.id}')", k.label, id=k.id, tooltip=k.help, show=False, priority=True) for k in keys]


def render_key(key: str, label: str) -> Content:
    """Return a key with what it does beside it, as every line of keys shows it."""
    return join_parts(styled(key, KEY_STYLE), styled(label, QUIET_STYLE), between=" ")


def make_clickable(content: Content, command: str) -> Content:
    """Return `content` as something to click: it carries out a command of the key table."""
    return content.stylize(Style.from_meta({"@click": f"screen.run('{command}')"}))


def render_key_link(keys: KeyTable, command: str, label: str) -> Content:
    """Return the key of a command with what it does here, to click."""
    return make_clickable(render_key(keys.name(command), label), command)


def render_key_hints(keys: KeyTable, width: int, *labels: tuple[str, str]) -> list[Content]:
    """Return keys and what they do here, (command, label) each, in as many rows as they need; each can be clicked."""
    hints = [render_key_link(keys, command, label) for command, label in labels]
    rows, tight_rows = flow_parts(hints, width), flow_parts(hints, width, "  ")
    return tight_rows if len(tight_rows) < len(rows) else rows


LEGEND_KEYS = frozenset({"Enter", "Esc", "Tab", "Space", "Del", "↓", "↑ ↓", "1–5"})
"""Keys that a part of a legend may begin with."""


def render_legend(text: str, width: int, *, letters: bool = False) -> Content:
    """Return "a few words · Enter saves · Esc back" with its keys standing out, broken between its parts.

    With `letters`, a part may begin with a letter that is a key too; a sentence does not.
    """
    parts = []
    for part in text.split(" · "):
        key = next(
            (name for name in LEGEND_KEYS if part.startswith(f"{name} ")),
            part[:1] if letters and part[1:2] == " " and not part.endswith(".") else "",
        )
        parts.append(render_key(key, part[len(key) + 1 :]) if key else styled(part, QUIET_STYLE))
    return stack_lines(*flow_parts(parts, width))


def render_scale(names: dict[int, str], width: int, *, coloured: bool) -> list[Content]:
    """Return the choices of a scale, "1 heavy  2 low …", in as many rows as they need; a digit stays with its word."""
    choices = [
        join_parts(styled(str(n), KEY_STYLE), " ", styled(name, f"$mood-{n}" if coloured else ""))
        for n, name in names.items()
    ]
    choices_width = sum(choice.cell_length for choice in choices)
    gap = next((gap for gap in (3, 2, 1) if choices_width + gap * (len(choices) - 1) <= width), 0)
    rows: list[Content] = []
    for choice in choices:
        if rows and (gap or rows[-1].cell_length + 2 + choice.cell_length <= width):
            rows[-1] = join_parts(rows[-1], " " * (gap or 2), choice)
        else:
            rows.append(choice)
    return rows


class PlainLinkWidget(Widget):
    """A widget whose clickable words are not underlined as links."""

    auto_links: reactive[bool] = reactive(False)


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
        key_and_label = join_parts(styled(self.key, KEY_STYLE), label, between=" ")
        return key_and_label.stylize(Style.from_meta({"@click": f"screen.{self.action}"}))


class ChoiceBar(PlainLinkWidget):
    """Shows as many choices as fit; where there is little room, those before the last that are not chosen go first."""

    items: reactive[tuple[Choice, ...]] = reactive(())
    aligned_right: reactive[bool] = reactive(False)

    def choose_items(self, width: int) -> list[Choice]:
        """Return the choices that fit into `width` cells."""
        fitting_choices = list(self.items)
        while len(fitting_choices) > 1 and _join_choices(fitting_choices, 2).cell_length > width:
            last_not_chosen = (n for n in range(len(fitting_choices) - 2, -1, -1) if not fitting_choices[n].is_chosen)
            del fitting_choices[next(last_not_chosen, -1)]
        return fitting_choices

    def render(self) -> Content:
        width = self.content_size.width
        fitting_choices = self.choose_items(width)
        wide_line = _join_choices(fitting_choices, 3)
        line = wide_line if wide_line.cell_length <= width else _join_choices(fitting_choices, 2)
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
