"""Unanswered: what I owe above what they owe, five rows and "+ n more". Silence is a number of days, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import var

from coach.domain.day import Day, Row
from coach.ui.panels.panel import Panel
from coach.ui.text import HIDDEN, QUIET, Place, cut, fit, join, show

ROWS = 5
_SHORT = {"may rest": "rest", "a line is fine": "a line"}
"""What the last column says where there is little room."""


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
        self.redraw()

    def draw(self, day: Day, width: int, height: int) -> Sequence[Content]:
        if not day.rows:
            says = f"{self.keys.name('outreach.sent')} logs a message you sent"
            said = ["Nobody is kept waiting.", says, *filter(None, [self._hint(day)])]
            return [Content(" ") + show(line, QUIET) for line in said]
        first, shown = self._window(day, height)
        rows = [self._line(day, row, width - 1, first + n == self.row) for n, row in enumerate(shown)]
        more = len(day.rows) - first - len(shown)
        if more or first:
            count = f"+ {more} more" if more else ""
            above = f"{first} above" if first else ""
            rows.append(Content.styled(" " * 10 + " · ".join(part for part in (count, above) if part), QUIET))
        hint = self._hint(day)
        if hint and len(rows) + 1 < height:
            rows += [Content(""), Content(" ") + fit(show(hint, QUIET), width - 1)]
        return rows

    def _hint(self, day: Day) -> str:
        """Return what the keys can do here, and what time it is for the selected person."""
        parts = [f"{self.keys.name('outreach.requests')} shows requests"] if day.requests else []
        if self.has_focus and self.selected is not None:
            there = _clock(self.selected.zone, day.now)
            parts[:0] = [*there, "Enter opens", f"{self.keys.name('outreach.choices')} has more"]
        return " · ".join(parts)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _window(self, day: Day, height: int) -> tuple[int, tuple[Row, ...]]:
        """Return the first row shown and the rows: five, or as many as there is room for, around the selected one."""
        room = max(1, min(ROWS, height - 1 if len(day.rows) > height else height))
        first = max(0, min(self.row - room + 1, len(day.rows) - room))
        return first, day.rows[first : first + room]

    def _line(self, day: Day, row: Row, width: int, selected: bool) -> Content:
        """Draw one row in columns: whose turn, name, (what or channel), days, (what may be said about it)."""
        name = HIDDEN if day.hide else row.name
        what = HIDDEN if day.hide and row.owed else row.what if row.owed else row.channel
        turn = "you owe" if row.owed else "waiting"
        days = Content("today" if row.days == 0 else f"{row.days} d")
        if width >= 50:
            room = width - 9 - 10 - 6 - 14
            line = join(fit(show(turn, QUIET), 9), fit(show(cut(name, room - 1)), room))
            if row.owed:
                line = join(line, fit(show(cut(what, 23)), 24), days)
            else:
                line = join(line, fit(show(what, QUIET), 10), fit(days, 6), show(row.says, QUIET))
        else:
            tail = 14 if width >= 34 else 7
            says = (
                cut(what, tail)
                if row.owed
                else row.says
                if width >= 34
                else _SHORT.get(row.says, row.says.replace("about ", "~"))
            )
            line = join(
                fit(show("owe" if row.owed else "wait", QUIET), 5),
                fit(show(cut(name, width - 11 - tail)), width - 10 - tail),
            )
            line = join(line, fit(days if row.days else Content("now"), 5), show(says, QUIET))
        line = Content("›" if selected else " ") + fit(line, width)
        return line.stylize_before("on $selected") if selected else line

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


def _clock(zone: str, now: datetime) -> list[str]:
    """Return the time of day where somebody is, if that is known."""
    if not zone:
        return []
    from coach.domain.person import local_time

    there = local_time(zone, now)
    return [f"{there:%H:%M} for them"] if there else []
