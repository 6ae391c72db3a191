"""Draw moods: dots and a line over time, in which days without an entry leave gaps, and a year as a calendar grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from textual.content import Content, Span

from coach.domain.wording import MOOD_NAMES, round_half_up
from coach.tui.text import QUIET_STYLE, draw_eighths, join_parts, quiet_lines, stack_lines, styled
from coach.views.trends import TrendPoint, TrendsView, YearView, choose_date_ticks, format_month, write_label

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


MOOD_CELLS = {1: "▂", 2: "▃", 3: "▅", 4: "▆", 5: "█"}
MOOD_LETTERS = {value: name[0] for value, name in MOOD_NAMES.items()}
_WEEKDAY_LABELS = ("Mo", "", "We", "", "Fr", "", "Su")
_LABEL_WIDTH = 3
_MAX_ROWS_A_DAY = 3


def draw_year_chart(year: YearView, width: int, height: int, *, letters: bool = False, legend: bool = True) -> Content:
    """Return the grid in `width` × `height` cells. Nine rows show all of it; more rows make taller columns."""
    wide = 2 if width >= _LABEL_WIDTH + 2 * len(year.weeks) else 1
    tall = max(1, min(_MAX_ROWS_A_DAY, (height - 2) // 7))
    weeks = year.weeks[max(0, len(year.weeks) - (width - _LABEL_WIDTH) // wide) :]
    first = year.last - timedelta(days=year.last.weekday() + 7 * (len(weeks) - 1))
    rows = [Content.styled(" " * _LABEL_WIDTH + _format_months(first, len(weeks), wide), QUIET_STYLE)]
    for weekday, name in enumerate(_WEEKDAY_LABELS):
        for level in range(tall - 1, -1, -1):
            cells = [_draw_cell(week[weekday], level, tall, wide, letters) for week in weeks]
            rows.append(join_parts(Content.styled(f"{name if level == 0 else '':{_LABEL_WIDTH}}", QUIET_STYLE), *cells))
    rows.append(_draw_legend(width, MOOD_LETTERS if letters else MOOD_CELLS) if legend else Content(""))
    return stack_lines(*(rows if height >= len(rows) else rows[1:] if height == len(rows) - 1 else rows[1:8]))


def _draw_cell(value: float | None, level: int, tall: int, wide: int, letters: bool) -> Content:
    """Return row `level` (0 is the lowest) of one day, `wide` cells wide."""
    if value is None:
        return Content(" " * wide)
    mood = round_half_up(value)
    if letters:
        mark = f"{MOOD_LETTERS[mood] if level == 0 else '':{wide}}"
    elif tall == 1:
        mark = MOOD_CELLS[mood] * wide
    else:
        mark = draw_eighths(round(mood / max(MOOD_NAMES) * tall * 8), level) * wide
    return Content.styled(mark, f"$mood-{mood}")


def _draw_legend(width: int, marks: dict[int, str]) -> Content:
    named = [
        join_parts(Content.styled(marks[n], f"$mood-{n}"), styled(name, QUIET_STYLE), between=" ")
        for n, name in MOOD_NAMES.items()
    ]
    row = join_parts(" " * _LABEL_WIDTH, Content("  ").join(named))
    blank = styled("blank: no entry", QUIET_STYLE)
    return join_parts(row, blank, between="  ") if row.cell_length + blank.cell_length + 2 <= width else row


def _format_months(first: date, weeks: int, wide: int) -> str:
    """Return the names of months above the weeks in which they begin."""
    row = [" "] * (weeks * wide)
    for week in range(weeks):
        monday = first + timedelta(days=7 * week)
        begins = next((day for n in range(7) if (day := monday + timedelta(days=n)).day == 1), None)
        if begins is not None:
            write_label(row, week * wide, format_month(begins))
    return "".join(row)
