"""Draw a year of moods as a calendar grid: weeks from left to right, Monday to Sunday from top to bottom.

Each mood has its own height, so that the moods differ without colour too and a heavy day is never blank. On request
letters replace the columns: h, l, o, g, b. A day without an entry is blank.
"""

from __future__ import annotations

from datetime import date, timedelta

from textual.content import Content

from coach.domain.wording import MOOD_NAMES, round_half_up
from coach.tui.text import QUIET_STYLE, draw_eighths, join_parts, stack_lines, styled
from coach.views.date_axis import format_month, write_label
from coach.views.trends import YearView

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
