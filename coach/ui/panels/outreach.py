"""Unanswered: what I owe above what they owe, five rows and "+ n more". Silence is a number of days, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import var

from coach.domain.day import Day, Row
from coach.ui.panels.panel import Panel
from coach.ui.text import HIDDEN, QUIET, Place, cut, fit, flow, hints, join, show

ROWS = 5
_SHORT = {"may rest": "rest", "a line is fine": "a line", "wrote to you": "wrote"}
"""What the last column says where there is little room."""
_NAME = 24
"""Cells that a name may take before what is said of it gets shorter."""
_VIA = 10


class _Cells(NamedTuple):
    """What one row says: name, days, what may be said of it, the same in short, and where one writes."""

    owed: bool
    name: str
    days: str
    says: str
    short: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """How wide the columns of the list are, in cells, so that its rows read as one table. 0 leaves a column out."""

    turn: int
    name: int
    days: int
    says: int
    via: int
    """With the gap before it."""
    rest: int
    """From what is said to the end: what I owe needs no place to write to."""

    @classmethod
    def of(cls, rows: Sequence[_Cells], width: int) -> _Columns:
        """Return columns for `rows` in `width` cells: names get the room that there is."""
        turn = 8 if width >= 44 else 5 if width >= 32 else 0
        days = max((len(row.days) for row in rows), default=0)
        room = max(2, width - 2 - turn - days - 3)  # the mark before, and the gaps around the days
        names = max((cell_len(row.name) for row in rows), default=0)
        via = min(_VIA, max((cell_len(row.via) for row in rows), default=0))
        for beside in (via + 2, 0) if via else (0,):
            # What I owe goes on where the others say where one writes.
            full = max((cell_len(row.says) - (beside if row.owed else 0) for row in rows), default=0)
            if min(names, _NAME) + full + beside <= room:
                name = min(names + 1, room - full - beside)
                return cls(turn, name, days, full if beside else room - name, beside, room - name)
        short = max((cell_len(row.short) for row in rows), default=0)
        name = min(names, _NAME, room - min(short, room // 2))
        return cls(turn, name, days, room - name, 0, room - name)


class OutreachPanel(Panel):
    """The outreach list. `row` is the index of the row that r, x, n and . act on."""

    TITLE = "Unanswered"
    row: var[int] = var(0)

    @dataclass
    class Opened(Message):
        """A row was clicked."""

        row: Row

    @property
    def selected(self) -> Row | None:
        """The row that keys act on, or None if the list is empty."""
        rows = self.day.rows if self.day else ()
        return rows[min(self.row, len(rows) - 1)] if rows else None

    def move(self, step: int) -> None:
        """Select the next or the previous row."""
        count = len(self.day.rows) if self.day else 0
        self.row = max(0, min(self.row + step, count - 1))

    def title(self) -> str:
        if self.day is None or not self.day.rows:
            return self.TITLE
        wide = self.size.width >= 44
        owed = f"{'you owe' if wide else 'owe'} {self.day.owed}" if self.day.owed else ""
        waits = f"waiting{' for' if wide else ''} {self.day.waiting}" if self.day.waiting else ""
        name = self.TITLE if self.size.width >= 36 else ""
        return " · ".join(part for part in (name, owed, waits) if part)

    def on_resize(self) -> None:
        self.entitle()

    def watch_day(self) -> None:
        self.row = max(0, min(self.row, len(self.day.rows) - 1)) if self.day else 0
        super().watch_day()

    def watch_row(self) -> None:
        self.refresh()

    def draw(self, day: Day, width: int, height: int) -> Sequence[Content]:
        if not day.rows:
            keys = hints(self.keys, width - 2, ("outreach.sent", "logs a message you sent"))
            said = [show("Nobody is kept waiting.", QUIET), *keys, *self._hint(day, width - 2)]
            return [Content("  ") + line for line in said]
        first, shown = self._window(day, height)
        rows, turn = table(shown, width, selected=self.row - first, hide=day.hide)
        more = len(day.rows) - first - len(shown)
        if more or first:
            count = f"+ {more} more" if more else ""
            above = f"{first} above" if first else ""
            indent = " " * (2 + turn)
            rows.append(Content.styled(indent + " · ".join(part for part in (count, above) if part), QUIET))
        hint = self._hint(day, width - 2)
        if hint and len(rows) + 1 < height:
            rows += [Content(""), *(Content("  ") + row for row in hint)][: height - len(rows)]
        return rows

    def _hint(self, day: Day, width: int) -> list[Content]:
        """Return what the keys can do here, and what time it is for the selected person."""
        said = [("outreach.requests", "shows requests")] if day.requests else []
        if self.has_focus and self.selected is not None:
            said[:0] = [("goal.take", "opens"), ("outreach.choices", "has more")]
            there = [show(clock, QUIET) for clock in _clock(self.selected.zone, day.now)]
            return flow([*there, *(part for one in said for part in hints(self.keys, width, one))], width)
        return hints(self.keys, width, *said)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _window(self, day: Day, height: int) -> tuple[int, tuple[Row, ...]]:
        """Return the first row shown and the rows: five, or as many as there is room for, around the selected one."""
        room = max(1, min(ROWS, height - 1 if len(day.rows) > height else height))
        first = max(0, min(self.row - room + 1, len(day.rows) - room))
        return first, day.rows[first : first + room]

    def places(self) -> Iterator[Place]:
        """Return the rows on the screen, for a letter beside each."""
        first, shown = self._window(self.day, self.content_size.height) if self.day else (0, ())
        for n in range(len(shown)):
            yield self.content_region.offset + Offset(0, n), partial(self._go_to, first + n)

    def _go_to(self, row: int) -> None:
        self.row = row
        self.screen.set_focus(self)

    def on_click(self, event: events.Click) -> None:
        if self.day is None or not self.day.rows:
            return
        offset = event.get_content_offset(self)
        first, shown = self._window(self.day, self.content_size.height)
        if offset is not None and 0 <= offset.y < len(shown):
            self.row = first + offset.y
            self.post_message(self.Opened(shown[offset.y]))


def table(rows: Sequence[Row], width: int, *, selected: int, hide: bool) -> tuple[list[Content], int]:
    """Draw `rows` as a table of `width` cells, the row number `selected` marked; return it, and its first column."""
    cells = [_cells(row, hide=hide) for row in rows]
    columns = _Columns.of(cells, width)
    return [_line(row, columns, width, n == selected) for n, row in enumerate(cells)], columns.turn


def _cells(row: Row, *, hide: bool) -> _Cells:
    """Return what a row says."""
    name, days = HIDDEN if hide else cut(row.name, 60), "today" if row.days == 0 else f"{row.days} d"
    if row.owed:
        says = HIDDEN if hide else cut(row.what, 60)
        return _Cells(True, name, days, says, _SHORT.get(says, says.removeprefix("promised ")))
    short = _SHORT.get(row.says, row.says.replace("about ", "~").replace("under ", "<"))
    return _Cells(False, name, days, row.says, short, cut(row.channel, _VIA))


def _line(row: _Cells, columns: _Columns, width: int, selected: bool) -> Content:
    """Draw one row of the table."""
    turn = ("you owe", "waiting") if columns.turn > 7 else ("owe", "wait")
    room = columns.rest if row.owed else columns.says
    says = row.says if cell_len(row.says) <= room else cut(row.short, room)
    line = join(
        "› " if selected else "  ",
        fit(show(turn[0] if row.owed else turn[1], QUIET), columns.turn),
        fit(show(cut(row.name, columns.name)), columns.name),
        f" {row.days:>{columns.days}}  ",
        fit(show(says, "" if row.owed else QUIET), room),
    )
    if columns.via and not row.owed:
        line = join(line, "  ", show(row.via, QUIET))
    line = fit(line, width)
    return line.stylize_before("on $selected") if selected else line


def _clock(zone: str, now: datetime) -> list[str]:
    """Return the time of day where somebody is, if that is known."""
    if not zone:
        return []
    from coach.domain.person import local_time

    there = local_time(zone, now)
    return [f"{there:%H:%M} for them"] if there else []
