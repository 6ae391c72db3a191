"""A year of days: weeks from left to right, Monday to Sunday from top to bottom, one small column for each day.

Each mood has a height of its own, so a heavy day is low and never blank, and no two are told apart by colour alone.
Without colour, letters take the place of columns: h, l, o, g, b. A day without an entry is blank in both.
"""

from __future__ import annotations

from datetime import date, timedelta

from textual.content import Content

from coach.advice.trends import Year
from coach.ui.scale import NAMES
from coach.ui.text import QUIET, join, lines, show

CELLS = {1: "▂", 2: "▃", 3: "▅", 4: "▆", 5: "█"}
LETTERS = {value: name[0] for value, name in NAMES.items()}
_DAYS = ("Mo", "", "We", "", "Fr", "", "Su")
_LABEL = 3


def year_chart(year: Year, width: int, height: int, *, letters: bool = False) -> Content:
    """Return the grid in `width` × `height` cells (nine rows show all of it); days after the last are blank too."""
    marks = LETTERS if letters else CELLS
    wide = 2 if width >= _LABEL + 2 * len(year.weeks) else 1
    weeks = year.weeks[max(0, len(year.weeks) - (width - _LABEL) // wide) :]
    first = year.last - timedelta(days=year.last.weekday() + 7 * (len(weeks) - 1))
    rows = [show(" " * _LABEL) + Content.styled(_months(first, len(weeks), wide), QUIET)]
    for weekday, name in enumerate(_DAYS):
        cells = [_cell(week[weekday], marks, wide) for week in weeks]
        rows.append(join(Content.styled(f"{name:{_LABEL}}", QUIET), *cells))
    legend = [join(Content.styled(marks[n], f"$mood-{n}"), show(name, QUIET), between=" ") for n, name in NAMES.items()]
    row = join(" " * _LABEL, Content("  ").join(legend))
    blank = show("blank: no entry", QUIET)
    rows.append(join(row, blank, between="  ") if row.cell_length + blank.cell_length + 2 <= width else row)
    return lines(*(rows if height >= len(rows) else rows[1:] if height == len(rows) - 1 else rows[1:8]))


def _cell(value: float | None, marks: dict[int, str], wide: int) -> Content:
    """Return one day. A letter stands alone, a column fills its cell."""
    if value is None:
        return Content(" " * wide)
    mood = round(value)
    mark = marks[mood]
    return Content.styled(mark * wide if mark in CELLS.values() else f"{mark:{wide}}", f"$mood-{mood}")


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
