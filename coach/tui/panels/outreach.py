"""The panel of unanswered messages: what you owe above what you wait for, five rows and "+ n more"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import var

from coach.domain.text import HIDDEN_MARK
from coach.tui.panels.panel import Panel
from coach.tui.text_layout import (
    QUIET_STYLE,
    choose_fitting,
    count_hidden_rows,
    find_first_visible,
    find_row_again,
    fit_width,
    flow_parts,
    highlight_row,
    join_parts,
    shorten_text,
    styled,
    wrap_text,
)
from coach.tui.widgets.key_hints import render_key_hints
from coach.views.day import DayView, OutreachRow, describe_snoozed

MOST_OUTREACH_ROWS = 5
JumpTarget = tuple[Offset, Callable[[], object]]
"""Where a jump letter stands on the screen, and what its key does."""
_TIME_TO_SEE_A_TURN = timedelta(seconds=2)
"""For so long somebody may not have seen yet that a row has become one of theirs to answer, or is no longer."""
_SHORT_STATUSES = {"may rest": "rest", "follow-up is fine": "follow up", "wrote to you": "wrote"}
"""Shorter texts for the last column where there is little room."""
_MAX_NAME_WIDTH = 24
"""A name may take so many cells before the status beside it gets shorter."""
_MIN_NAME_WIDTH = 14
"""A name keeps so many cells, as far as it needs them, before a status does."""
_MIN_STATUS_WIDTH, _CUT_STATUS_WIDTH = 4, 8
"""The least cells of the column of statuses, and those from which on one is cut rather than left out."""
_MAX_CHANNEL_WIDTH = 10


class _RowCells(NamedTuple):
    """The texts of one row: name, days, status, the status in short, and the channel."""

    owed: bool
    name: str
    days: str
    status: str
    short_status: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class _OutreachColumns:
    """The widths of the columns in cells, the same for all rows. 0 leaves a column out."""

    turn_width: int
    name_width: int
    days_width: int
    gap_width: int
    """After the days."""
    status_width: int
    channel_width: int
    """Includes the gap before it."""
    rest_width: int
    """From the status to the end of the row: a row of what you owe shows no channel."""

    @classmethod
    def fit_rows(cls, rows: Sequence[_RowCells], width: int) -> _OutreachColumns:
        """Return columns for `rows` in `width` cells; names get the room that the rest leaves free."""
        turn = 8 if width >= 44 else 5 if width >= 32 else 0
        days = max((len(row.days) for row in rows), default=0)
        gap = 2 if width >= 44 else 1
        room = max(2, width - 2 - turn - days - 1 - gap)  # the mark before, and the gaps around the days
        names = max((cell_len(row.name) for row in rows), default=0)
        channel = min(_MAX_CHANNEL_WIDTH, max((cell_len(row.channel) for row in rows), default=0))
        for channel_room in (channel + 2, 0) if channel else (0,):
            # A row of what you owe continues where the other rows show the channel.
            full_status = max((cell_len(row.status) - (channel_room if row.owed else 0) for row in rows), default=0)
            if min(names, _MAX_NAME_WIDTH) + full_status + channel_room <= room:
                name = min(names + 1, room - full_status - channel_room)
                return cls(
                    turn, name, days, gap, full_status if channel_room else room - name, channel_room, room - name
                )
        short_status = max((cell_len(row.short_status) for row in rows), default=0)
        least_name = min(_MIN_NAME_WIDTH, room - _MIN_STATUS_WIDTH)
        name = min(names, _MAX_NAME_WIDTH, max(room - short_status, room // 2, least_name))
        return cls(turn, name, days, gap, room - name, 0, room - name)


class OutreachPanel(Panel):
    """The outreach list. `row` is the index of the selected row, on which r, x, n and . act."""

    TITLE = "Unanswered"
    row: var[int] = var(0)
    _turned: Mapping[str, datetime] = {}
    """The id of each person whose turn changed with what others wrote → when that was shown."""

    class Opened(Message):
        """The selected row was clicked."""

    @property
    def selected_row(self) -> OutreachRow | None:
        """The row that keys act on, or None if the list is empty."""
        rows = self.day.rows if self.day else ()
        return rows[min(self.row, len(rows) - 1)] if rows else None

    def watch_day(self, before: DayView | None, after: DayView | None) -> None:
        if before is not None and after is not None:  # the selection stays on the same person
            people_before = [row.person_id for row in before.rows]
            self.row = find_row_again(people_before, self.row, [row.person_id for row in after.rows])
        super().watch_day(before, after)

    def select_after_action(self, rows_before: Sequence[OutreachRow], row: int, *, undone: bool = False) -> None:
        """Select the next row if a reply that you owed in row number `row` was written: that person waits below now.

        After an undo, the row that has come back is selected. A list that you have not gone into begins with its first
        row again: that of somebody who was just logged, for instance.
        """
        if row == 0 and not undone and not self.has_focus:
            self.row = 0
        elif undone or (rows_before and rows_before[row].is_owed):
            turns_before, turns = (
                [(each.person_id, each.is_owed) for each in rows]
                for rows in (rows_before, self.day.rows if self.day else ())
            )
            self.row = find_row_again(turns_before, row, turns, undone=undone)

    def note_turns(self, rows_before: Sequence[OutreachRow], now: datetime) -> None:
        """Note whose turn has changed since `rows_before` by what others wrote."""
        was_owed = {row.person_id: row.is_owed for row in rows_before}
        rows = self.day.rows if self.day else ()
        turned = {row.person_id: now for row in rows if row.is_owed != was_owed.get(row.person_id, row.is_owed)}
        self._turned = {**self._turned, **turned}

    def has_just_turned(self, person_id: str, now: datetime) -> bool:
        """Return whether a key may have been meant for what the row of somebody said before."""
        turned_at = self._turned.get(person_id)
        return turned_at is not None and abs(now - turned_at) < _TIME_TO_SEE_A_TURN

    def move_selection(self, step: int) -> None:
        """Select the next or the previous row."""
        count = len(self.day.rows) if self.day else 0
        self.row = max(0, min(self.row + step, count - 1))

    def format_title(self) -> str:
        if self.day is None or not self.day.rows:
            return self.TITLE
        owed, waiting = self.day.owed_count, self.day.waiting_count
        full = [f"you owe {owed}"] * bool(owed) + [f"waiting for {waiting}"] * bool(waiting)
        short = [f"owe {owed}"] * bool(owed) + [f"waiting {waiting}"] * bool(waiting)
        titles = ([self.TITLE, *full, "wd: working days"], [self.TITLE, *full], [self.TITLE, *short], short)
        return choose_fitting((" · ".join(parts) for parts in titles), self.size.width - 6)

    def on_resize(self) -> None:
        self.update_title()

    def select_drawn_part(self, day: DayView) -> object:
        minute = day.minute if self.has_focus else None  # for the time of day where the selected person is
        return day.rows, day.owed_count, day.waiting_count, day.snoozed_count, day.has_requests, day.hides_names, minute

    def watch_row(self) -> None:
        self.draw_changed_rows()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.draw_changed_rows()

    def draw_rows(self, day: DayView, width: int, height: int) -> Sequence[Content]:
        if not day.rows:
            keys = render_key_hints(self.keys, width - 2, ("outreach.sent", "logs a message you sent"))
            snoozed_text = f" {describe_snoozed(day.snoozed_count)}" if day.snoozed_count else ""
            lines = [
                styled(f"You are not waiting for anyone.{snoozed_text}", QUIET_STYLE),
                *keys,
                *self._draw_hints(day, width - 2),
            ]
            return [Content("  ") + row for line in lines for row in wrap_text(line, max(1, width - 2))]
        first, shown_rows = self._get_visible_rows(day, height)
        table_rows, turn = draw_table(shown_rows, width, selected=self.row - first, hide=day.hides_names)
        rows_below = len(day.rows) - first - len(shown_rows)
        if rows_below or first:
            table_rows.append(count_hidden_rows(rows_below, first).pad_left(2 + turn))
        hint_rows = self._draw_hints(day, width - 2)
        gap = [Content("")] * (len(table_rows) + len(hint_rows) < height)
        return [*table_rows, *gap, *(Content("  ") + row for row in hint_rows)][:height]

    def _draw_hints(self, day: DayView, width: int) -> list[Content]:
        """Return the keys for the selected row, and the time of day where the selected person is."""
        hints = [("outreach.requests", "shows requests")] if day.has_requests else []
        if self.has_focus and self.selected_row is not None:
            open_hint = [] if self.enter_is_taken else [("goal.take", "opens")]
            hints[:0] = [*open_hint, ("outreach.choices", "offers more")]
            keys = [part for hint in hints for part in render_key_hints(self.keys, width, hint)]
            local_time = _format_local_time(self.selected_row.time_zone, day.now)
            return flow_parts([styled(local_time, QUIET_STYLE), *keys] if local_time else keys, width)
        return render_key_hints(self.keys, width, *hints)

    def _get_visible_rows(self, day: DayView, height: int) -> tuple[int, tuple[OutreachRow, ...]]:
        """Return the index of the first visible row, and the visible rows: at most five, with the selected one."""
        most_rows = MOST_OUTREACH_ROWS + (len(day.rows) == MOST_OUTREACH_ROWS + 1)  # a row is shown rather than counted
        room = max(1, min(most_rows, height - 1 if len(day.rows) > height else height))
        first = find_first_visible(self.row, room, len(day.rows))
        return first, day.rows[first : first + room]

    def list_jump_targets(self) -> Iterator[JumpTarget]:
        """Yield the place of each visible row and the function that selects it."""
        shown_rows = self._get_visible_rows(self.day, self.content_size.height)[1] if self.day else ()
        for n in range(len(shown_rows)):
            yield self.content_region.offset + Offset(0, n), partial(self._select_visible_row, n)

    def _select_visible_row(self, n: int) -> None:
        if self.day is not None:
            self.row = self._get_visible_rows(self.day, self.content_size.height)[0] + n
            self.move_selection(0)  # there may be fewer rows than when the letters were shown
        self.screen.set_focus(self)

    def on_click(self, event: events.Click) -> None:
        if self.day is None or not self.day.rows:
            return
        offset = event.get_content_offset(self)
        first, shown_rows = self._get_visible_rows(self.day, self.content_size.height)
        if offset is not None and 0 <= offset.y < len(shown_rows):
            self.row = first + offset.y
            self.post_message(self.Opened())


def draw_table(rows: Sequence[OutreachRow], width: int, *, selected: int, hide: bool) -> tuple[list[Content], int]:
    """Return `rows` as a table with row number `selected` marked, and the width of its first column."""
    cells = [_make_cells(row, hide=hide, wide=width >= 44) for row in rows]
    columns = _OutreachColumns.fit_rows(cells, width)
    if not columns.channel_width:  # then no channel tells people of one name apart
        cells = [_make_cells(row, hide=hide, wide=width >= 44, whole=True) for row in rows]
        columns = _OutreachColumns.fit_rows(cells, width)
    return [_draw_table_row(row, columns, width, n == selected) for n, row in enumerate(cells)], columns.turn_width


def _make_cells(row: OutreachRow, *, hide: bool, wide: bool, whole: bool = False) -> _RowCells:
    name = HIDDEN_MARK if hide else shorten_text(row.full_name if row.is_owed or whole else row.name, 60)
    short_day = "today" if row.day_name == "today" else " ".join(word[:3] for word in row.day_name.split())  # 24 Dec
    days = (row.day_name if wide else short_day) or f"{row.silent_days} wd"
    if row.is_owed:
        topic = HIDDEN_MARK if hide else shorten_text(row.topic, 60)
        return _RowCells(True, name, days, topic, _SHORT_STATUSES.get(topic, topic.removeprefix("promised ")))
    if row.night_clock:
        status, short_status = row.night_clock, "at night"  # a time of day alone does not say whose it is
    else:
        status = row.summary
        short_status = _SHORT_STATUSES.get(status, status.replace("under ", "<").removesuffix(" reply"))
    return _RowCells(False, name, days, status, short_status, shorten_text(row.channel, _MAX_CHANNEL_WIDTH))


def _draw_table_row(row: _RowCells, columns: _OutreachColumns, width: int, selected: bool) -> Content:
    turn_labels = ("you owe", "waiting") if columns.turn_width > 7 else ("owe", "wait")
    room = columns.rest_width if row.owed else columns.status_width
    cut_status = "" if not row.owed else shorten_text(row.short_status, room) if room >= _CUT_STATUS_WIDTH else "owe"
    status = next((text for text in (row.status, row.short_status) if cell_len(text) <= room), cut_status)
    line = join_parts(
        "› " if selected else "  ",
        fit_width(styled(turn_labels[0] if row.owed else turn_labels[1], QUIET_STYLE), columns.turn_width),
        fit_width(styled(shorten_text(row.name, columns.name_width)), columns.name_width),
        f" {row.days:>{columns.days_width}}{' ' * columns.gap_width}",
        fit_width(styled(status, "" if row.owed else QUIET_STYLE), room),
    )
    if columns.channel_width and not row.owed:
        line = join_parts(line, "  ", styled(row.channel, QUIET_STYLE))
    return highlight_row(line, width) if selected else fit_width(line, width)


def _format_local_time(zone: str, now: datetime) -> str:
    """Return the time of day in a time zone, "" if the zone is not known or has the same time."""
    if not zone:
        return ""
    from coach.domain.person import convert_to_zone  # brings pydantic, which the first paint does not wait for

    their_time = convert_to_zone(zone, now)
    return f"{their_time:%H:%M} there" if their_time and their_time.utcoffset() != now.utcoffset() else ""
