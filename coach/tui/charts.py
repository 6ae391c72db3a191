"""Draw the charts: minutes, messages and feelings as bars, moods as dots and a line, and a year as a calendar grid.

Place and height carry the meaning; colour repeats it. The bars are drawn here because those of chart libraries begin
and end between cells, and these line up with the dates below them. Days without a mood leave gaps. `ChartFrame` is the
widget that draws one value in a frame.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive, var
from textual.widget import Widget

from coach.advice.patterns.block_feelings import MeanFeeling
from coach.domain.wording import MOOD_NAMES, format_kind, round_half_up
from coach.tui.text_layout import (
    MIN_WIDTH,
    QUIET_STYLE,
    draw_eighths,
    fit_width,
    join_cells,
    join_parts,
    quiet_lines,
    stack_lines,
    styled,
)
from coach.views.trends import (
    FEWEST_RATED_ANSWERS,
    TrendPoint,
    TrendsView,
    YearView,
    choose_date_ticks,
    format_day_part,
    format_month,
)

DrawFunction = Callable[[Any, int, int], Content]
"""A function that draws a value in so many columns and rows."""


class ChartFrame(Widget, can_focus=True):
    """Draws `view` with `draw`; `title` returns the title in its border. A text that is too long can be scrolled."""

    view: var[Any] = var(None)
    first_row: reactive[int] = reactive(0)
    """The first row that is shown of a text that does not fit."""

    @dataclass
    class Opened(Message):
        """The frame was clicked."""

        name: str

    def __init__(self, name: str, title: Callable[[Any], str], draw: DrawFunction) -> None:
        super().__init__(id=name)
        self._format_title, self._draw_chart = title, draw

    def watch_view(self) -> None:
        if self.view is not None:
            self.border_title = self._format_title(self.view)
        self.refresh()

    def render(self) -> Content:
        chart_rows, height = self._list_rows(), self.content_size.height
        if len(chart_rows) <= height:
            return stack_lines(*chart_rows)
        first_shown = min(self.first_row, len(chart_rows) - height + 1)
        return stack_lines(*chart_rows[first_shown : first_shown + height - 1], styled("↑ ↓ more", QUIET_STYLE))

    def _list_rows(self) -> list[Content]:
        if self.view is None:
            return []
        width, height = self.content_size
        return self._draw_chart(self.view, max(MIN_WIDTH, width), max(1, height)).split("\n", allow_blank=True)

    def scroll_text(self, step: int) -> bool:
        """Scroll a text that does not fit by so many rows; return whether there is anything to scroll."""
        hidden = len(self._list_rows()) - self.content_size.height + 1
        self.first_row = max(0, min(self.first_row + step, hidden))
        return hidden > 1

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Opened(self.id or ""))


_LEAST_MOOD_CHART_WIDTH, _LEAST_MOOD_CHART_HEIGHT = 24, 5
_AXIS_ROWS = 2
"""The axis and its dates. In a chart too low for them the dates stand alone, or neither."""
_DOT = "●"
_DOT_COLUMNS, _DOT_ROWS = 2, 4
"""Dots in a braille character, across and down."""
_BRAILLE = 0x2800
_BRAILLE_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille character, row by row (Unicode, block Braille Patterns)."""
_MOOD_CHART_CAPTIONS = {
    "two weeks": "each dot is a day; days without an entry leave gaps",
    "three months": "each dot is a day; the line is the average of its week",
    "a year": "each dot is the average of a week",
    "all": "each dot is the average of a {step}",
}
_ChartCells = dict[tuple[int, int], tuple[str, str]]
"""(row, column) → the character there and its style."""


def draw_mood_chart(trends: TrendsView, width: int, height: int, *, key: str = "m") -> Content:
    """Return the moods of a time span in `width` × `height` cells; a sentence where there are none or no room."""
    if not trends.dots:
        return quiet_lines("No moods in this period.", f"{key} on the first page logs how you are")
    if width < _LEAST_MOOD_CHART_WIDTH or height < _LEAST_MOOD_CHART_HEIGHT:
        return styled(f"{trends.rated_days} days with a logged mood", QUIET_STYLE)
    axis_rows = min(_AXIS_ROWS, height - len(MOOD_NAMES))
    rows_between_moods = (height - axis_rows - 1) // (len(MOOD_NAMES) - 1)
    rows = rows_between_moods * (len(MOOD_NAMES) - 1) + 1  # so that the five words stand equally far apart
    label = max(map(len, MOOD_NAMES.values()))
    columns = width - label - 1
    cells = {**_draw_lines(trends, columns, rows), **_draw_dots(trends, columns, rows)}
    moods_by_row = {(max(MOOD_NAMES) - value) * rows_between_moods: name for value, name in MOOD_NAMES.items()}
    chart_rows = [_draw_mood_row(row, moods_by_row.get(row, ""), label, columns, cells) for row in range(rows)]
    chart_rows += _draw_mood_axis(trends, label, columns)[_AXIS_ROWS - axis_rows :]
    if height > len(chart_rows):
        caption = _MOOD_CHART_CAPTIONS[trends.span].format(step=trends.step)
        chart_rows.append(Content.styled(f"{caption:>{width}}", QUIET_STYLE))
    return stack_lines(*chart_rows)


def _find_column(day: date, trends: TrendsView, columns: int) -> int:
    """Return the column of `day` on an axis of so many columns."""
    days = max(1, (trends.last - trends.first).days)
    return round_half_up((day - trends.first).days / days * (columns - 1))


def _find_mood_row(value: float, rows: int) -> int:
    """Return the row of `value` on a scale of so many rows; the brightest mood is row 0."""
    lowest, highest = min(MOOD_NAMES), max(MOOD_NAMES)
    return round_half_up((highest - value) / (highest - lowest) * (rows - 1))


def _draw_dots(trends: TrendsView, columns: int, rows: int) -> _ChartCells:
    """Return a dot for each mean, in the colour of its mood."""
    cells: _ChartCells = {}
    for point in trends.dots:
        row_and_column = _find_mood_row(point.value, rows), _find_column(point.day, trends, columns)
        cells[row_and_column] = _DOT, f"$mood-{round_half_up(point.value)}"
    return cells


def _draw_lines(trends: TrendsView, columns: int, rows: int) -> _ChartCells:
    """Return the unbroken pieces of the line in braille."""
    bits: dict[tuple[int, int], int] = {}
    for piece in trends.line:
        for x, y in _trace_line(piece, trends, columns * _DOT_COLUMNS, rows * _DOT_ROWS):
            cell = y // _DOT_ROWS, x // _DOT_COLUMNS
            bits[cell] = bits.get(cell, 0) | _BRAILLE_BITS[y % _DOT_ROWS][x % _DOT_COLUMNS]
    return {cell: (chr(_BRAILLE + bit), "$bar") for cell, bit in bits.items()}


def _trace_line(piece: Sequence[TrendPoint], trends: TrendsView, columns: int, rows: int) -> Iterator[tuple[int, int]]:
    """Yield the (column, row) of every braille dot on straight lines between the points."""
    line_ends = [(_find_column(point.day, trends, columns), _find_mood_row(point.value, rows)) for point in piece]
    for (x, y), (next_x, next_y) in pairwise(line_ends):
        steps = max(1, abs(next_x - x), abs(next_y - y))
        for step in range(steps + 1):
            part = step / steps
            yield round_half_up(x + (next_x - x) * part), round_half_up(y + (next_y - y) * part)


def _draw_mood_row(row: int, mood_word: str, label: int, columns: int, cells: _ChartCells) -> Content:
    """Return one row: the word of a mood, the axis and the cells."""
    word_and_axis = f"{mood_word:>{label}}{'┤' if mood_word else '│'}"
    row_cells = (cells.get((row, column), (" ", "")) for column in range(columns))
    return Content.styled(word_and_axis, QUIET_STYLE) + join_cells(row_cells)


def _draw_mood_axis(trends: TrendsView, label: int, columns: int) -> list[Content]:
    """Return the axis of days and the row of dates below it."""
    axis_line, date_line = ["─"] * columns, [" "] * columns
    for day, date_name in choose_date_ticks(trends.first, trends.last, columns):
        tick_column = _find_column(day, trends, columns)
        name_start = max(0, min(tick_column - len(date_name) // 2, columns - len(date_name)))
        if _write_label(date_line, name_start, date_name):
            axis_line[tick_column] = "┬"
    axis = " " * label + "└" + "".join(axis_line)
    return [Content.styled(axis, QUIET_STYLE), Content.styled(" " * (label + 1) + "".join(date_line), QUIET_STYLE)]


def _write_label(cells: list[str], first_cell: int, text: str) -> bool:
    """Write `text` from `first_cell` on, if it fits into the row and touches no other label; return whether it did."""
    cell_after = first_cell + len(text)
    if cell_after > len(cells) or any(cell != " " for cell in cells[max(0, first_cell - 1) : cell_after + 1]):
        return False
    cells[first_cell:cell_after] = text
    return True


MOOD_CELLS = {1: "▂", 2: "▃", 3: "▅", 4: "▆", 5: "█"}
MOOD_LETTERS = {value: name[0] for value, name in MOOD_NAMES.items()}
_WEEKDAY_LABELS = ("Mo", "", "We", "", "Fr", "", "Su")
_WEEKDAY_WIDTH = 3
_MAX_ROWS_A_DAY = 3


def draw_year_chart(year: YearView, width: int, height: int, *, letters: bool = False, legend: bool = True) -> Content:
    """Return the grid in `width` × `height` cells. Nine rows show all of it; more rows make taller columns."""
    wide = 2 if width >= _WEEKDAY_WIDTH + 2 * len(year.weeks) else 1
    tall = max(1, min(_MAX_ROWS_A_DAY, (height - 2) // 7))
    weeks = year.weeks[max(0, len(year.weeks) - (width - _WEEKDAY_WIDTH) // wide) :]
    monday = year.last - timedelta(days=year.last.weekday() + 7 * (len(weeks) - 1))
    grid = [Content.styled(" " * _WEEKDAY_WIDTH + _format_months(monday, len(weeks), wide), QUIET_STYLE)]
    for weekday, day_name in enumerate(_WEEKDAY_LABELS):
        for level in range(tall - 1, -1, -1):
            cells = [_draw_year_cell(week[weekday], level, tall, wide, letters) for week in weeks]
            lead = Content.styled(f"{day_name if level == 0 else '':{_WEEKDAY_WIDTH}}", QUIET_STYLE)
            grid.append(join_parts(lead, *cells))
    grid.append(_draw_year_legend(width, MOOD_LETTERS if letters else MOOD_CELLS) if legend else Content(""))
    return stack_lines(*(grid if height >= len(grid) else grid[1:] if height == len(grid) - 1 else grid[1:8]))


def _draw_year_cell(day_mean: float | None, level: int, tall: int, wide: int, letters: bool) -> Content:
    """Return row `level` (0 is the lowest) of one day, `wide` cells wide."""
    mood = None if day_mean is None else round_half_up(day_mean)
    if mood is None or not letters:
        return draw_mood_cell(mood, level, tall, wide)
    return Content.styled(f"{MOOD_LETTERS[mood] if level == 0 else '':{wide}}", f"$mood-{mood}")


def draw_mood_cell(mood: float | None, level: int, tall: int, wide: int) -> Content:
    """Return row `level` (0 is the lowest) of a column for a mood, which the brightest one fills; blank without one."""
    if mood is None:
        return Content(" " * wide)
    eighths = round(mood / max(MOOD_NAMES) * tall * 8)
    return Content.styled(draw_eighths(eighths, level) * wide, f"$mood-{round_half_up(mood)}")


def _draw_year_legend(width: int, mood_marks: dict[int, str]) -> Content:
    named_marks = [
        join_parts(Content.styled(mood_marks[mood], f"$mood-{mood}"), styled(name, QUIET_STYLE), between=" ")
        for mood, name in MOOD_NAMES.items()
    ]
    legend = join_parts(" " * _WEEKDAY_WIDTH, Content("  ").join(named_marks))
    blank = styled("blank: no entry", QUIET_STYLE)
    return join_parts(legend, blank, between="  ") if legend.cell_length + blank.cell_length + 2 <= width else legend


def _format_months(first: date, weeks: int, wide: int) -> str:
    """Return the names of months above the weeks in which they begin."""
    month_row = [" "] * (weeks * wide)
    for week in range(weeks):
        monday = first + timedelta(days=7 * week)
        month_begins = next((day for n in range(7) if (day := monday + timedelta(days=n)).day == 1), None)
        if month_begins is not None:
            _write_label(month_row, week * wide, format_month(month_begins))
    return "".join(month_row)


_MAX_FEELING_TRACK, _MIN_FEELING_TRACK = 41, 5
_MIN_SCALE_MINUTES, _MIN_SCALE_CONTACTS = 30, 4
"""The least that a full column stands for, so that one short block or one message does not fill it."""


def draw_minutes_chart(trends: TrendsView, width: int, height: int, *, key: str = "f") -> Content:
    """Return focus minutes: one row of columns for each kind, on one scale, its total before it."""
    if not trends.minutes:
        return quiet_lines("No blocks in this period.", f"{key} on the first page starts one")
    shown_kinds = trends.minutes[: max(1, height)]
    label_width = 17
    starts, steps_per_column = _merge_starts(trends.starts, width - label_width)
    kind_columns = [(kind, _merge_numbers(minutes, steps_per_column)) for kind, minutes in shown_kinds]
    tall = max(1, min(3, (height - 1) // len(kind_columns)))
    columns = _layout_columns(width - label_width, len(starts))
    most_minutes = max(_MIN_SCALE_MINUTES, *(max(each) for _, each in kind_columns)) * (1.0 if tall == 1 else 1.1)
    chart_rows, total_by_kind = list[Content](), dict(trends.minutes_by_kind)
    for kind, minutes in kind_columns:
        for level in range(tall - 1, -1, -1):
            eighths = (max(n > 0, round(n / most_minutes * tall * 8)) for n in minutes)
            bar_cells = _join_marks(columns, [draw_eighths(each, level) for each in eighths])
            total = Content.styled(f"{total_by_kind[kind]:>6,}".replace(",", " "), QUIET_STYLE)
            kind_and_total = (fit_width(styled(format_kind(kind)), 9), total) if level == 0 else ()
            label_cell = fit_width(join_parts(*kind_and_total, between=" "), label_width)
            chart_rows.append(join_parts(label_cell, Content.styled(bar_cells, "$bar")))
    if len(chart_rows) < height:  # rather every kind than the dates
        chart_rows.append(_draw_date_axis(trends, starts, label_width, columns))
    return stack_lines(*chart_rows)


def draw_contacts_chart(trends: TrendsView, width: int, height: int, *, key: str = "o") -> Content:
    """Return what was given as columns upwards, and what came back as columns downwards from the same line."""
    if not any((*trends.contacts_made, *trends.contacts_received)):
        return quiet_lines("No messages in this period.", f"{key} on the first page logs a message you sent")
    label_width = 11
    starts, steps_per_column = _merge_starts(trends.starts, width - label_width)
    made = _merge_numbers(trends.contacts_made, steps_per_column)
    received = _merge_numbers(trends.contacts_received, steps_per_column)
    most_contacts = max(_MIN_SCALE_CONTACTS, *made, *received)
    tall = max(1, (height - 2) // 2)
    columns = _layout_columns(width - label_width, len(starts))

    def draw_level(numbers: Sequence[int], name: str, level: int, half: str, colour: str) -> Content:
        cells = _join_marks(columns, [_pick_half(n / most_contacts, level, tall, half) for n in numbers])
        row_label = name if level == 0 else f"{most_contacts:>9}" if level == tall - 1 else ""
        return join_parts(fit_width(Content.styled(row_label, QUIET_STYLE), label_width), Content.styled(cells, colour))

    line = join_parts(" " * label_width, Content.styled("─" * (sum(map(sum, columns)) - columns[-1][1]), "$frame"))
    rows_above = [draw_level(made, "you gave", level, "▄", "$bar") for level in range(tall - 1, -1, -1)]
    rows_below = [draw_level(received, "came back", level, "▀", "$mood-2") for level in range(tall)]
    return stack_lines(*rows_above, line, *rows_below, _draw_date_axis(trends, starts, label_width, columns))


def draw_felt_chart(trends: TrendsView, width: int, height: int) -> Content:
    """Return how kinds of block and parts of the day felt, from heavy to bright, and the number of answers."""
    blocks, day_parts = list(trends.block_feelings), list(trends.day_part_moods)
    if not (blocks or day_parts):
        return quiet_lines("No block was rated in this period.", "rate a block when it ends, 1–5")
    felt_rows = [draw_felt_row(f"after {format_kind(feeling.name)}", feeling, width) for feeling in blocks]
    felt_rows += [draw_felt_row(format_day_part(feeling.name), feeling, width) for feeling in day_parts]
    if height >= len(felt_rows) + 3 and blocks and day_parts:
        felt_rows.insert(len(blocks), Content(""))
    if height > len(felt_rows) + 1:
        felt_rows += [Content(""), styled("×: number of ratings · heavy left, bright right", QUIET_STYLE)]
    if len(felt_rows) > height:
        hidden_count = len(felt_rows) - height + 1
        felt_rows = [*felt_rows[: height - 1], styled(f"+ {hidden_count} more in a taller window", QUIET_STYLE)]
    return stack_lines(*felt_rows)


def draw_felt_row(
    label: str, felt: MeanFeeling, width: int, *, enough: int = FEWEST_RATED_ANSWERS, label_width: int = 0
) -> Content:
    """Return one row: label, a mark between heavy and bright, its word, and the number of answers.

    With fewer than `enough` answers there is no mark and no word.
    """
    mean_mood, name_width = round_half_up(felt.mean), label_width or (19 if width >= 50 else 17)
    room = min(_MAX_FEELING_TRACK, width - name_width - 15)
    room -= 1 - room % 2  # okay, the middle of five, gets a cell of its own
    name_cell, count_cell = fit_width(styled(label, QUIET_STYLE), name_width), styled(f"{felt.n}×", QUIET_STYLE)
    if felt.n < enough:
        track = fit_width(Content.styled("╌" * room, "$frame"), room + 1)
        return join_parts(name_cell, track, styled(f"{felt.n} so far", QUIET_STYLE))
    mood_word = fit_width(styled(MOOD_NAMES[mean_mood], f"$mood-{mean_mood}"), 8)
    if room < _MIN_FEELING_TRACK:
        return join_parts(name_cell, mood_word, count_cell)
    at = round((felt.mean - 1) / 4 * (room - 1))
    track = Content.assemble(("╌" * at, "$frame"), ("●", f"$mood-{mean_mood}"), ("╌" * (room - 1 - at), "$frame"))
    return join_parts(name_cell, track, " ", mood_word, count_cell)


def _layout_columns(room: int, steps: int) -> list[tuple[int, int]]:
    """Return the width and gap of each of `steps` columns, so that they fill `room` cells.

    Where two cells each are too many and one leaves much of the room blank, columns touch and some are two cells wide.
    """
    column_cells = min(8, room // max(1, steps))
    if column_cells > 1:
        return [(column_cells - 1, 1) if column_cells > 2 else (column_cells, 0)] * steps
    return [((column + 1) * room // steps - column * room // steps, 0) for column in range(steps)]


def _join_marks(columns: Sequence[tuple[int, int]], marks: Sequence[str]) -> str:
    """Return one row of the columns, each mark as wide as its column."""
    return "".join(mark * wide + " " * gap for mark, (wide, gap) in zip(marks, columns, strict=True))


def _pick_half(part: float, level: int, tall: int, half: str) -> str:
    """Return the cell in row `level` of a column in half cells, which can grow downwards; 0 is next to the line."""
    halves = (max(1, round(part * tall * 2)) if part > 0 else 0) - level * 2
    return " " if halves <= 0 else half if halves == 1 else "█"


def _merge_starts(starts: Sequence[date], room: int) -> tuple[Sequence[date], int]:
    """Return as many starts as fit into `room` cells, and how many of the original steps each stands for."""
    steps_per_column = max(1, -(-len(starts) // max(1, room)))
    return starts[::steps_per_column], steps_per_column


def _merge_numbers(numbers: Sequence[int], steps_per_column: int) -> list[int]:
    return [sum(numbers[at : at + steps_per_column]) for at in range(0, len(numbers), steps_per_column)]


def _draw_date_axis(
    trends: TrendsView, starts: Sequence[date], label_width: int, columns: Sequence[tuple[int, int]]
) -> Content:
    """Return the row of dates below columns that begin after `label_width` cells."""
    column_begins = [0, *accumulate(map(sum, columns))]
    axis_width = column_begins[-1]
    date_row = [" "] * axis_width
    for day, text in choose_date_ticks(trends.first, trends.last, axis_width):
        _write_label(date_row, column_begins[max(0, bisect_right(starts, day) - 1)], text)
    return Content.styled(" " * label_width + "".join(date_row), QUIET_STYLE)
