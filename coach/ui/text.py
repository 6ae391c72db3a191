"""Text for the screen: the one helper that turns any string into something a widget may draw.

`show` cleans and never parses markup, so `[/oops]` in a name is six characters and nothing else. Styles are
theme variables, so that a change of theme needs no code.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Offset
from textual.style import Style

from coach.domain.text import NOTE_LIMIT, clean

QUIET = "$quiet"
STRONG = "bold"
TITLE = "$panel-title"
HIDDEN = "•••••"

LEAST = 12
"""Cells that drawing may count on; in a smaller window what is drawn is cut off."""
Place = tuple[Offset, Callable[[], object]]
"""A place on the screen that a letter can stand at, and how one goes there."""


def show(text: str, style: str = "", limit: int = NOTE_LIMIT) -> Content:
    """Return `text`, whoever wrote it, as content to draw in one style."""
    return Content.styled(clean(text, limit), style) if style else Content(clean(text, limit))


def keyed(key: str, label: str) -> Content:
    """Return a key with what it does beside it, as every line of keys shows it."""
    return join(show(key, "$key bold"), show(label, QUIET), between=" ")


def button(content: Content, command: str) -> Content:
    """Return `content` as something to click: it carries out a command of the key table."""
    return content.stylize(Style.from_meta({"@click": f"screen.run('{command}')"}))


def lines(*rows: Content | str) -> Content:
    """Return rows as one content, one below the other."""
    return Content("\n").join([row if isinstance(row, Content) else Content(row) for row in rows])


def join(*parts: Content | str, between: str = "") -> Content:
    """Return parts beside each other, empty ones left out."""
    kept = [part if isinstance(part, Content) else Content(part) for part in parts if part]
    return Content(between).join(kept)


def fit(content: Content, width: int) -> Content:
    """Return `content` exactly `width` cells wide: cut with an ellipsis, or filled with spaces."""
    if width <= 0:
        return Content("")
    cut = content.truncate(width, ellipsis=True)
    return cut.pad_right(max(0, width - cut.cell_length))


def cut(text: str, width: int) -> str:
    """Return one line of `text` in at most `width` cells."""
    text = clean(text, NOTE_LIMIT)
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…" if width > 0 else ""


def spread(left: Content, right: Content, width: int) -> Content:
    """Return `left` and `right` at the two ends of a line; the right end gives way last."""
    room = width - right.cell_length
    if room < 2:
        return fit(left, width)
    return fit(left, room) + right


def hang(lead: Content, text: Content, width: int) -> Content:
    """Return `lead` followed by `text`, wrapped so that its later lines stand under the first."""
    indent = Content(" " * lead.cell_length)
    first, *rest = text.wrap(max(10, width - lead.cell_length)) or [Content("")]
    return Content("\n").join([lead + first, *(indent + row for row in rest)])


def bar(part: float, width: int) -> str:
    """Return a calm bar: `part` (0–1 and beyond) of `width` cells drawn heavy, the rest light."""
    full = max(0, min(width, round(part * width)))
    return "━" * full + "╌" * (width - full)
