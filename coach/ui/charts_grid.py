"""A year of days: weeks from left to right, Monday to Sunday from top to bottom, one small column for each day.

Each mood has a height of its own, so a heavy day is low and never blank, and no two are told apart by colour alone.
Without colour, letters take the place of columns: h, l, o, g, b. A day without an entry is blank in both.
"""

from __future__ import annotations

from datetime import date, timedelta

from textual.content import Content

from coach.advice.trends import Year
from coach.domain.rounding import round_half_up
from coach.ui.charts_bars import EIGHTHS
from coach.ui.scale import NAMES
from coach.ui.text import QUIET, join, lines, show

CELLS = {1: "▂", 2: "▃", 3: "▅", 4: "▆", 5: "█"}
LETTERS = {value: name[0] for value, name in NAMES.items()}
_DAYS = ("Mo", "", "We", "", "Fr", "", "Su")
_LABEL = 3
_TALLEST = 3


def year_chart(year: Year, width: int, height: int, *, letters: bool = False, legend: bool = True) -> Content:
    """Return the grid in `width` × `height` cells; nine rows show all of it, more rows make taller columns."""
    wide = 2 if width >= _LABEL + 2 * len(year.weeks) else 1
    tall = max(1, min(_TALLEST, (height - 2) // 7))
    weeks = year.weeks[max(0, len(year.weeks) - (width - _LABEL) // wide) :]
    first = year.last - timedelta(days=year.last.weekday() + 7 * (len(weeks) - 1))
    rows = [Content.styled(" " * _LABEL + _months(first, len(weeks), wide), QUIET)]
    for weekday, name in enumerate(_DAYS):
        for level in range(tall - 1, -1, -1):
            cells = [_cell(week[weekday], level, tall, wide, letters) for week in weeks]
            rows.append(join(Content.styled(f"{name if level == 0 else '':{_LABEL}}", QUIET), *cells))
    rows.append(_legend(width, LETTERS if letters else CELLS) if legend else Content(""))
    return lines(*(rows if height >= len(rows) else rows[1:] if height == len(rows) - 1 else rows[1:8]))


def _cell(value: float | None, level: int, tall: int, wide: int, letters: bool) -> Content:
    """Return row `level` (0 lowest) of one day. A letter stands alone in its field, a column fills it."""
    if value is None:
        return Content(" " * wide)
    mood = round_half_up(value)
    if letters:
        mark = f"{LETTERS[mood] if level == 0 else '':{wide}}"
    elif tall == 1:
        mark = CELLS[mood] * wide
    else:
        mark = EIGHTHS[max(0, min(8, round(mood / max(NAMES) * tall * 8) - level * 8))] * wide
    return Content.styled(mark, f"$mood-{mood}")


def _legend(width: int, marks: dict[int, str]) -> Content:
    named = [join(Content.styled(marks[n], f"$mood-{n}"), show(name, QUIET), between=" ") for n, name in NAMES.items()]
    row = join(" " * _LABEL, Content("  ").join(named))
    blank = show("blank: no entry", QUIET)
    return join(row, blank, between="  ") if row.cell_length + blank.cell_length + 2 <= width else row


def _months(first: date, weeks: int, wide: int) -> str:
    """Return the names of months above the weeks in which they begin."""
    row = [" "] * (weeks * wide)
    for week in range(weeks):
        monday = first + timedelta(days=7 * week)
        begins = next((day for n in range(7) if (day := monday + timedelta(days=n)).day == 1), None)
        name = "" if begins is None else f"{begins.year}" if begins.month == 1 else f"{begins:%b}"
        at = week * wide
        if name and at + len(name) <= len(row) and all(cell == " " for cell in row[max(0, at - 1) : at + len(name)]):
            row[at : at + len(name)] = name
    return "".join(row)
