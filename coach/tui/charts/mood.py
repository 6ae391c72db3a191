"""Draw the mood chart of the trends page: dots and a line over time; days without an entry leave gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from textual.content import Content, Span

from coach.domain.wording import MOOD_NAMES, round_half_up
from coach.tui.text import QUIET_STYLE, quiet_lines, stack_lines, styled
from coach.views.date_axis import choose_date_ticks, write_label
from coach.views.trends import TrendPoint, TrendsView

_LEAST_WIDTH, _LEAST_HEIGHT = 24, 5
_AXIS_ROWS = 2
"""The axis and its dates. In a chart too low for them the dates stand alone, or neither."""
_DOT = "●"
_DOT_COLUMNS, _DOT_ROWS = 2, 4
"""Dots in a braille character, across and down."""
_BRAILLE = 0x2800
_BRAILLE_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille character, row by row (Unicode, block Braille Patterns)."""
_CAPTIONS = {
    "two weeks": "each dot is a day; days without an entry leave gaps",
    "three months": "each dot is a day; the line is the average of its week",
    "a year": "each dot is the average of a week",
    "all": "each dot is the average of a {step}",
}
_Cells = dict[tuple[int, int], tuple[str, str]]
"""(row, column) → the character there and its style."""


def draw_mood_chart(trends: TrendsView, width: int, height: int, *, key: str = "m") -> Content:
    """Return the moods of a time span in `width` × `height` cells; a sentence where there are none or no room."""
    if not trends.dots:
        return quiet_lines("No moods in this period.", f"{key} on the first page logs how you are")
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        return styled(f"{trends.rated} days with a logged mood", QUIET_STYLE)
    axis_rows = min(_AXIS_ROWS, height - len(MOOD_NAMES))
    between = (height - axis_rows - 1) // (len(MOOD_NAMES) - 1)
    rows = between * (len(MOOD_NAMES) - 1) + 1  # so that the five words stand equally far apart
    label = max(map(len, MOOD_NAMES.values()))
    columns = width - label - 1
    cells = {**_draw_lines(trends, columns, rows), **_draw_dots(trends, columns, rows)}
    words = {(max(MOOD_NAMES) - value) * between: name for value, name in MOOD_NAMES.items()}
    drawn = [_draw_row(row, words.get(row, ""), label, columns, cells) for row in range(rows)]
    drawn += _draw_axis(trends, label, columns)[_AXIS_ROWS - axis_rows :]
    if height > len(drawn):
        caption = _CAPTIONS[trends.span].format(step=trends.step)
        drawn.append(Content.styled(f"{caption:>{width}}", QUIET_STYLE))
    return stack_lines(*drawn)


def _find_column(day: date, trends: TrendsView, columns: int) -> int:
    """Return the column of `day` on an axis of so many columns."""
    days = max(1, (trends.last - trends.first).days)
    return round_half_up((day - trends.first).days / days * (columns - 1))


def _find_row(value: float, rows: int) -> int:
    """Return the row of `value` on a scale of so many rows; the brightest mood is row 0."""
    lowest, highest = min(MOOD_NAMES), max(MOOD_NAMES)
    return round_half_up((highest - value) / (highest - lowest) * (rows - 1))


def _draw_dots(trends: TrendsView, columns: int, rows: int) -> _Cells:
    """Return a dot for each mean, in the colour of its mood."""
    cells: _Cells = {}
    for point in trends.dots:
        place = _find_row(point.value, rows), _find_column(point.day, trends, columns)
        cells[place] = _DOT, f"$mood-{round_half_up(point.value)}"
    return cells


def _draw_lines(trends: TrendsView, columns: int, rows: int) -> _Cells:
    """Return the unbroken pieces of the line in braille."""
    bits: dict[tuple[int, int], int] = {}
    for piece in trends.line:
        for x, y in _trace_line(piece, trends, columns * _DOT_COLUMNS, rows * _DOT_ROWS):
            cell = y // _DOT_ROWS, x // _DOT_COLUMNS
            bits[cell] = bits.get(cell, 0) | _BRAILLE_BITS[y % _DOT_ROWS][x % _DOT_COLUMNS]
    return {cell: (chr(_BRAILLE + bit), "$bar") for cell, bit in bits.items()}


def _trace_line(piece: Sequence[TrendPoint], trends: TrendsView, columns: int, rows: int) -> Iterator[tuple[int, int]]:
    """Yield the (column, row) of every braille dot on straight lines between the points."""
    places = [(_find_column(point.day, trends, columns), _find_row(point.value, rows)) for point in piece]
    for (x, y), (next_x, next_y) in pairwise(places):
        steps = max(1, abs(next_x - x), abs(next_y - y))
        for step in range(steps + 1):
            part = step / steps
            yield round_half_up(x + (next_x - x) * part), round_half_up(y + (next_y - y) * part)


def _draw_row(row: int, word: str, label: int, columns: int, cells: _Cells) -> Content:
    """Return one row: the word of a mood, the axis and the cells; neighbours of one style share a span."""
    text = f"{word:>{label}}{'┤' if word else '│'}"
    spans = [Span(0, len(text), QUIET_STYLE)]
    for column in range(columns):
        character, style = cells.get((row, column), (" ", ""))
        at = len(text)
        text += character
        if style and spans[-1].style == style and spans[-1].end == at:
            spans[-1] = Span(spans[-1].start, at + 1, style)
        elif style:
            spans.append(Span(at, at + 1, style))
    return Content(text, spans)


def _draw_axis(trends: TrendsView, label: int, columns: int) -> list[Content]:
    """Return the axis of days and the row of dates below it."""
    line, names = ["─"] * columns, [" "] * columns
    for day, name in choose_date_ticks(trends.first, trends.last, columns):
        tick = _find_column(day, trends, columns)
        start = max(0, min(tick - len(name) // 2, columns - len(name)))
        if write_label(names, start, name):
            line[tick] = "┬"
    axis = " " * label + "└" + "".join(line)
    return [Content.styled(axis, QUIET_STYLE), Content.styled(" " * (label + 1) + "".join(names), QUIET_STYLE)]
