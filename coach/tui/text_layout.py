"""Text for the screen: turn any string into content that a widget can draw.

`styled` cleans a text and never parses markup, so `[/oops]` in a name is six characters and nothing else. Styles are
theme variables: a change of theme needs no code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len
from textual.content import Content, Span

from coach.domain.text import NOTE_LIMIT, clean_text

QUIET_STYLE = "$quiet"
STRONG_STYLE = "bold"
TITLE_STYLE = "$panel-title"
HEADING_STYLE = f"{TITLE_STYLE} bold"
KEY_STYLE = "$key bold"

NAMES_ARE_HIDDEN = "Names and notes are hidden. {view.hide} shows them."
MIN_WIDTH = 12
"""The least width that is drawn for; in a smaller window the rest is cut off."""
LOW_HEIGHT = 20
"""A window with fewer rows is low: its pages have the class -flat, and leave out empty rows."""
_KEPT_TOGETHER = tuple(
    (re.compile(rf"(?<=\s)\(?(?:{end})\s*$"), re.compile(start))
    for end, start in (
        (r"(?!(?:19|20)\d\d\s*$|\d\d?:\d\d\s*$)\d(?:[\d:.,–-]*\d)?(?:\s+\d+)*", r"[^\W_]"),  # 18 | September, 116 | 123
        (r"\d+\s+(?:in|of|to)", r"\d"),  # 4 in | 100
        (r"until|from|at|of|about", r"\d"),  # until | 14:25
        (r"\d\d?\s+[A-Z][a-z]+", r"(?:19|20)\d\d"),  # 18 September | 2026
    )
)
"""What a line may not end with if the next one begins so: both are one thing."""


def styled(text: str, style: str = "", limit: int = NOTE_LIMIT) -> Content:
    """Return `text`, whoever wrote it, as content to draw in one style."""
    return Content.styled(clean_text(text, limit), style) if style else Content(clean_text(text, limit))


def flow_parts(parts: Sequence[Content], width: int, between: str = " · ") -> list[Content]:
    """Return parts beside each other in as many rows as they need, broken between parts if that is possible."""
    rows: list[Content] = []
    for part in parts:
        if rows and rows[-1].cell_length + len(between) + part.cell_length <= width:
            rows[-1] = rows[-1] + Content.styled(between, QUIET_STYLE) + part
        else:
            rows += wrap_text(part, max(1, width))
    return rows


def wrap_text(text: Content, width: int) -> list[Content]:
    """Return `text` in lines of at most `width` cells; "18 September" and "4 in 100" stay together."""
    if "\n" in text.plain:
        return [line for paragraph in text.split("\n") for line in wrap_text(paragraph, width)]
    lines = text.wrap(width)
    for n, line in enumerate(lines[:-1]):
        ends = (end.search(line.plain) for end, start in _KEPT_TOGETHER if start.match(lines[n + 1].plain))
        moved_from = min((end.start() for end in ends if end and line.plain[: end.start()].strip()), default=0)
        if moved_from:
            moved = Content(" ").join([line[moved_from:].rstrip(), *lines[n + 1 :]])
            return [*lines[:n], line[:moved_from].rstrip(), *wrap_text(moved, width)]
    return lines


def fit_parts(parts: Sequence[Content], width: int, between: str = " · ") -> Content:
    """Return parts beside each other in one row, as many of the first ones as fit; the first is cut if it must be."""
    row, *_ = [*flow_parts(parts, width, between), Content("")]
    return fit_width(row, width) if row.cell_length > width else row


def put_at_bottom(rows: Sequence[Content], bottom_rows: Sequence[Content], width: int, height: int) -> list[Content]:
    """Return `rows`, wrapped, and `bottom_rows` in the lowest rows of the panel, with all its free room between them.

    Where there is too little room, rows give way, the lowest first; an ellipsis ends a row that goes on.
    """
    top_lines: list[Content] = []
    for row in rows:
        room = max(1, height - len(bottom_rows)) - len(top_lines)
        top_lines += limit_rows(wrap_text(row, width), room, width)
    return [*top_lines, *[Content("")] * (height - len(top_lines) - len(bottom_rows)), *bottom_rows]


def limit_rows(rows: list[Content], most: int, width: int) -> list[Content]:
    """Return at most `most` rows; where there are more, an ellipsis ends the last one."""
    if len(rows) <= most:
        return rows
    return [*rows[: most - 1], fit_width(Content(" ").join(rows[most - 1 :]), width)] if most > 0 else []


def wrap_lines(text: Content, width: int) -> Content:
    """Return `text` as one content, broken as `wrap_text` breaks it."""
    return stack_lines(*wrap_text(text, width))


def stack_lines(*rows: Content | str) -> Content:
    """Return rows as one content, one below the other."""
    return Content("\n").join([row if isinstance(row, Content) else Content(row) for row in rows])


def quiet_lines(*texts: str) -> Content:
    """Return texts one below the other in the quiet colour."""
    return stack_lines(*(styled(text, QUIET_STYLE) for text in texts))


def join_parts(*parts: Content | str, between: str = "") -> Content:
    """Return parts beside each other, empty ones left out."""
    kept = [part if isinstance(part, Content) else Content(part) for part in parts if part]
    return Content(between).join(kept)


def join_cells(cells: Iterable[tuple[str, str]], gap: str = "") -> Content:
    """Return (text, style) cells beside each other; neighbours of one style are one piece, painted at once."""
    row, spans = "", []
    for style, neighbours in groupby(cells, key=itemgetter(1)):
        row += gap if row else ""
        start, row = len(row), row + gap.join(text for text, _ in neighbours)
        spans += [Span(start, len(row), style)] if style else []
    return Content(row, spans)


def fit_width(content: Content, width: int) -> Content:
    """Return `content` exactly `width` cells wide: cut with an ellipsis, or filled with spaces."""
    if width <= 0:
        return Content("")
    cut_content = content.truncate(width, ellipsis=True)
    return cut_content.pad_right(max(0, width - cut_content.cell_length))


def shorten_text(text: str, width: int) -> str:
    """Return one line of `text` in at most `width` cells."""
    text = clean_text(text, NOTE_LIMIT)
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    cut_length = bisect_right(range(len(text)), width - 1, key=lambda end: cell_len(text[:end]))
    return text[: cut_length - 1].rstrip() + "…"


def choose_fitting(texts: Iterable[str], width: int) -> str:
    """Return the first of `texts` that fits into `width` cells, the last one if none does."""
    text = ""
    for text in texts:
        if cell_len(text) <= width:
            break
    return text


def count_hidden_rows(below: int, above: int) -> Content:
    """Return how many rows of a list are not shown: "+ 3 more · 2 above"."""
    counts = [f"+ {below} more"] * bool(below) + [f"{above} above"] * bool(above)
    return styled(" · ".join(counts), QUIET_STYLE)


def find_first_visible(chosen: int, room: int, count: int) -> int:
    """Return the first row to show of a list of `count` rows in `room` rows, so that the chosen one can be seen."""
    return max(0, min(chosen - room + 1, count - room))


def find_row_again(before: Sequence[Hashable], chosen: int, after: Sequence[Hashable], *, undone: bool = False) -> int:
    """Return the index of the chosen row in a list that was built anew, from what tells its rows apart.

    A row that has left gives way to the next one that is still there, else to what follows the one before it. After an
    undo, one row that has come back is chosen.
    """
    rows_before = set(before)
    came = [n for n, row in enumerate(after) if row not in rows_before]
    if undone and len(came) == 1:
        return came[0]
    index_after = {row: n for n, row in enumerate(after)}
    for row in before[chosen:]:
        if row in index_after:
            return index_after[row]
    follows = (index_after[row] + 1 for row in reversed(before[:chosen]) if row in index_after)
    return max(0, min(next(follows, 0), len(after) - 1))


def highlight_row(row: Content, width: int) -> Content:
    """Return the lines of the chosen row, marked over the whole width."""
    return stack_lines(*(fit_width(line, width).stylize_before("on $selected") for line in row.split("\n")))


def justify(left: Content, right: Content, width: int) -> Content:
    """Return `left` and `right` at the two ends of a line; the right end gives way last."""
    room = width - right.cell_length
    if room < 2:
        return fit_width(left, width)
    return fit_width(left, room) + right


def indent_wrapped(lead: Content, text: Content, width: int, *, more: int = 0) -> Content:
    """Return `lead` followed by `text`, wrapped so that its later lines stand under the first, or `more` cells in."""
    indent = Content(" " * (lead.cell_length + more))
    first, *rest = wrap_text(text, max(10, width - lead.cell_length - more))
    return Content("\n").join([lead + first, *(indent + row for row in rest)])


def hang_wrapped(text: Content, width: int) -> Content:
    """Return one row of a list, wrapped where it is too long, with its later lines a little to the right."""
    return text if text.cell_length <= width else indent_wrapped(Content(""), text, width, more=2)


def render_bar(part: float, width: int) -> Content:
    """Return a horizontal bar of `width` cells: `part` (0–1, more is full) of them heavy, the rest light."""
    full = max(0, min(width, round(part * width)))
    return Content.styled("━" * full, "$bar") + Content.styled("─" * (width - full), QUIET_STYLE)


def draw_eighths(eighths: int, level: int) -> str:
    """Return the cell in row `level` (0 is the lowest) of a vertical bar that is so many eighths of a cell tall."""
    return " ▁▂▃▄▅▆▇█"[max(0, min(8, eighths - level * 8))]
