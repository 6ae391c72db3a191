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
from textual.content import Content, Span
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
    join_parts,
    quiet_lines,
    stack_lines,
    styled,
)
from coach.views.trends import (
    FEWEST_ANSWERS,
    TrendPoint,
    TrendsView,
    YearView,
    choose_date_ticks,
    format_day_part,
    format_month,
    write_label,
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
        rows, height = self._list_rows(), self.content_size.height
        if len(rows) <= height:
            return stack_lines(*rows)
        first = min(self.first_row, len(rows) - height + 1)
        return stack_lines(*rows[first : first + height - 1], styled("↑ ↓ more", QUIET_STYLE))

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


_MAX_TRACK, _MIN_TRACK = 41, 5
_MIN_SCALE_MINUTES, _MIN_SCALE_CONTACTS = 30, 4
"""The least that a full column stands for, so that one short block or one message does not fill it."""


def draw_minutes_chart(trends: TrendsView, width: int, height: int, *, key: str = "f") -> Content:
    """Return focus minutes: one row of columns for each kind, on one scale, its total before it."""
    if not trends.minutes:
        return quiet_lines("No blocks in this period.", f"{key} on the first page starts one")
    shown = trends.minutes[: max(1, height)]
    label = 17
    starts, every = _merge_starts(trends.starts, width - label)
    rows = [(kind, _merge_numbers(minutes, every)) for kind, minutes in shown]
    tall = max(1, min(3, (height - 1) // len(rows)))
    columns = _layout_columns(width - label, len(starts))
    most = max(_MIN_SCALE_MINUTES, *(max(each) for _, each in rows)) * (1.0 if tall == 1 else 1.1)
    drawn, totals = list[Content](), dict(trends.kind_minutes)
    for kind, minutes in rows:
        for level in range(tall - 1, -1, -1):
            eighths = (max(n > 0, round(n / most * tall * 8)) for n in minutes)
            cells = _join_cells(columns, [draw_eighths(each, level) for each in eighths])
            total = Content.styled(f"{totals[kind]:>6,}".replace(",", " "), QUIET_STYLE)
            words = (fit_width(styled(format_kind(kind)), 9), total) if level == 0 else ()
            lead = fit_width(join_parts(*words, between=" "), label)
            drawn.append(join_parts(lead, Content.styled(cells, "$bar")))
    axis = [_draw_date_axis(trends, starts, label, columns)] * (len(drawn) < height)  # rather every kind than the dates
    return stack_lines(*drawn, *axis)


def draw_contacts_chart(trends: TrendsView, width: int, height: int, *, key: str = "o") -> Content:
    """Return what was given as columns upwards, and what came back as columns downwards from the same line."""
    if not any((*trends.gave, *trends.came)):
        return quiet_lines("No messages in this period.", f"{key} on the first page logs a message you sent")
    label = 11
    starts, every = _merge_starts(trends.starts, width - label)
    gave, came = _merge_numbers(trends.gave, every), _merge_numbers(trends.came, every)
    most = max(_MIN_SCALE_CONTACTS, *gave, *came)
    tall = max(1, (height - 2) // 2)
    columns = _layout_columns(width - label, len(starts))

    def draw_level(numbers: Sequence[int], name: str, level: int, half: str, colour: str) -> Content:
        cells = _join_cells(columns, [_pick_half(n / most, level, tall, half) for n in numbers])
        words = name if level == 0 else f"{most:>9}" if level == tall - 1 else ""
        return join_parts(fit_width(Content.styled(words, QUIET_STYLE), label), Content.styled(cells, colour))

    line = join_parts(" " * label, Content.styled("─" * (sum(map(sum, columns)) - columns[-1][1]), "$frame"))
    above = [draw_level(gave, "you gave", level, "▄", "$bar") for level in range(tall - 1, -1, -1)]
    below = [draw_level(came, "came back", level, "▀", "$mood-2") for level in range(tall)]
    return stack_lines(*above, line, *below, _draw_date_axis(trends, starts, label, columns))


def draw_felt_chart(trends: TrendsView, width: int, height: int) -> Content:
    """Return how kinds of block and parts of the day felt, from heavy to bright, and the number of answers."""
    blocks, parts = list(trends.felt), list(trends.parts)
    if not (blocks or parts):
        return quiet_lines("No block was rated in this period.", "rate a block when it ends, 1–5")
    rows = [draw_felt_row(f"after {format_kind(each.name)}", each, width) for each in blocks]
    rows += [draw_felt_row(format_day_part(each.name), each, width) for each in parts]
    if height >= len(rows) + 3 and blocks and parts:
        rows.insert(len(blocks), Content(""))
    if height > len(rows) + 1:
        rows += [Content(""), styled("×: number of ratings · heavy left, bright right", QUIET_STYLE)]
    if len(rows) > height:
        more = len(rows) - height + 1
        rows = [*rows[: height - 1], styled(f"+ {more} more in a taller window", QUIET_STYLE)]
    return stack_lines(*rows)


def draw_felt_row(
    label: str, felt: MeanFeeling, width: int, *, enough: int = FEWEST_ANSWERS, label_width: int = 0
) -> Content:
    """Return one row: label, a mark between heavy and bright, its word, and the number of answers.

    With fewer than `enough` answers there is no mark and no word.
    """
    value, named = round_half_up(felt.mean), label_width or (19 if width >= 50 else 17)
    room = min(_MAX_TRACK, width - named - 15)
    room -= 1 - room % 2  # okay, the middle of five, gets a cell of its own
    name, count = fit_width(styled(label, QUIET_STYLE), named), styled(f"{felt.n}×", QUIET_STYLE)
    if felt.n < enough:
        track = fit_width(Content.styled("╌" * room, "$frame"), room + 1)
        return join_parts(name, track, styled(f"{felt.n} so far", QUIET_STYLE))
    word = fit_width(styled(MOOD_NAMES[value], f"$mood-{value}"), 8)
    if room < _MIN_TRACK:
        return join_parts(name, word, count)
    at = round((felt.mean - 1) / 4 * (room - 1))
    track = Content.assemble(("╌" * at, "$frame"), ("●", f"$mood-{value}"), ("╌" * (room - 1 - at), "$frame"))
    return join_parts(name, track, " ", word, count)


def _layout_columns(room: int, steps: int) -> list[tuple[int, int]]:
    """Return the width and gap of each of `steps` columns, so that they fill `room` cells.

    Where two cells each are too many and one leaves much of the room blank, columns touch and some are two cells wide.
    """
    each = min(8, room // max(1, steps))
    if each > 1:
        return [(each - 1, 1) if each > 2 else (each, 0)] * steps
    return [((at + 1) * room // steps - at * room // steps, 0) for at in range(steps)]


def _join_cells(columns: Sequence[tuple[int, int]], marks: Sequence[str]) -> str:
    """Return one row of the columns, each mark as wide as its column."""
    return "".join(mark * wide + " " * gap for mark, (wide, gap) in zip(marks, columns, strict=True))


def _pick_half(part: float, level: int, tall: int, half: str) -> str:
    """Return the cell in row `level` of a column in half cells, which can grow downwards; 0 is next to the line."""
    halves = (max(1, round(part * tall * 2)) if part > 0 else 0) - level * 2
    return " " if halves <= 0 else half if halves == 1 else "█"


def _merge_starts(starts: Sequence[date], room: int) -> tuple[Sequence[date], int]:
    """Return as many starts as fit into `room` cells, and how many of the original steps each stands for."""
    every = max(1, -(-len(starts) // max(1, room)))
    return starts[::every], every


def _merge_numbers(numbers: Sequence[int], every: int) -> list[int]:
    return [sum(numbers[at : at + every]) for at in range(0, len(numbers), every)]


def _draw_date_axis(
    trends: TrendsView, starts: Sequence[date], label: int, columns: Sequence[tuple[int, int]]
) -> Content:
    """Return the row of dates below columns that begin after `label` cells."""
    begins = [0, *accumulate(map(sum, columns))]
    room = begins[-1]
    row = [" "] * room
    for day, text in choose_date_ticks(trends.first, trends.last, room):
        write_label(row, begins[max(0, bisect_right(starts, day) - 1)], text)
    return Content.styled(" " * label + "".join(row), QUIET_STYLE)
