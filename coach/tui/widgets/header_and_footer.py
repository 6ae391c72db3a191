"""The header above the panels; below them the advice, the message after a save, and the footer of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive, var
from textual.signal import Signal
from textual.timer import Timer

from coach.advice.rules.sentences import fill_in_keys
from coach.domain.wording import format_date
from coach.keys import USUAL_KEYS, Key, KeyTable
from coach.tui.panels.panel import DayWidget
from coach.tui.text_layout import (
    HEADING_STYLE,
    LOW_HEIGHT,
    QUIET_STYLE,
    TITLE_STYLE,
    join_parts,
    justify,
    limit_rows,
    render_bar,
    stack_lines,
    styled,
    wrap_text,
)
from coach.tui.widgets.key_hints import PlainLinkWidget, make_clickable, render_key, render_key_link
from coach.views.day import DayView

MESSAGE_SECONDS, LETTERS_A_SECOND = 8, 15
"""How long a message is shown at least, and how fast a long one is read."""
KEYS_BY_CONTEXT = {
    "row": ("outreach.answered", "outreach.rest", "outreach.later", "outreach.no", "outreach.copy"),
    "block": ("focus.toggle", "focus.pause", "focus.more", "focus.drift"),
    "endless": ("focus.toggle", "focus.pause", "focus.drift"),
    "paused": ("focus.pause", "focus.toggle"),
    "over": ("focus.toggle",),
}
"""The keys that come first in the footer: on a row, for a block with or without an end, while it is paused, and once it
is over."""
_RUNNING_LABELS = {"focus.toggle": "end block"}
LABELS_BY_BLOCK: Mapping[str, Mapping[str, str]] = {
    "block": _RUNNING_LABELS,
    "endless": _RUNNING_LABELS,
    "paused": {**_RUNNING_LABELS, "focus.pause": "go on"},
}
"""The state of the block → command → what it does then, where its label in the table says something else."""


class Header(DayWidget):
    """Shows the date, the networking hours, and how many of today's minutes are used."""

    def select_drawn_part(self, day: DayView) -> object:
        return day.date, day.hours_summary, day.networking_minutes, day.limit_minutes

    def render(self) -> Content:
        day, width = self.day, self.content_size.width
        app_name = styled("coach", HEADING_STYLE)
        if day is None:
            return app_name
        left, hours, meter = styled(format_date(day.date, weekday=True, short=width < 90)), "", Content("")
        used, limit = day.networking_minutes, day.limit_minutes
        minutes_used = styled(f"{used} of {limit} min today" if limit else f"{used} min today", QUIET_STYLE)
        if width >= 50:
            left = join_parts(app_name, left, between="   ")
            meter = render_bar(used / limit, 16 if width >= 100 else 8) if limit else meter
            hours = f"networking {day.hours_summary}" if day.hours_summary and width >= 70 else day.hours_summary
        both = join_parts(styled(hours, QUIET_STYLE), minutes_used, between=" · ")
        for shown, bar in ((both, meter), (both, Content("")), (minutes_used, meter)):
            right = join_parts(shown, bar, between="  ")
            if left.cell_length + 3 + right.cell_length <= width:
                return justify(left, right, width)
        return justify(left, minutes_used, width)


class AdviceLine(DayWidget):
    """Shows one piece of advice with its keys; with `shows_reason`, the reason for it instead."""

    shows_reason: reactive[bool] = reactive(False, layout=True)
    keys: var[KeyTable] = var(USUAL_KEYS)

    def watch_day(self, before: DayView | None, after: DayView | None) -> None:
        if before and after and before.advice_rule_id != after.advice_rule_id:
            self.shows_reason = False
        self.set_class(after is not None and not after.advice_text, "-silent")
        super().watch_day(before, after)

    def select_drawn_part(self, day: DayView) -> object:
        return day.displayed_advice, day.advice_reason

    def draw_again(self) -> None:
        self.refresh(layout=self.styles.is_auto_height)  # else its rows are reserved, whatever it says

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._layout_rows(self._get_text(), width))

    def render(self) -> Content:
        width, height = self.content_size.width, max(1, self.content_size.height)
        advice_text = self._get_text()
        advice_rows = self._layout_rows(advice_text, width)
        if len(advice_rows) > height:  # the text comes before the keys, which the help lists
            advice_rows = limit_rows(wrap_text(advice_text, width), height, width)
        return stack_lines(*advice_rows)

    def _get_text(self) -> Content:
        day = self.day
        if day is None or not day.advice_text:
            return Content("")
        if self.shows_reason and day.advice_reason:
            return styled(day.advice_reason, QUIET_STYLE)
        return styled(fill_in_keys(day.displayed_advice, self.keys.fill))

    def _layout_rows(self, text: Content, width: int) -> list[Content]:
        """Return the text in rows, with the keys at the end of the last row or in a row of their own."""
        rows = wrap_text(text, width) if text and width > 0 else []
        if self.shows_reason or not rows:
            return rows
        assert self.day is not None
        labels = [("coach.why", "why")] * bool(self.day.advice_reason)
        labels += [("outreach.later", "snooze")] * bool(self.day.advice_rule_id)
        if not labels:
            return rows
        all_keys = self._render_keys(labels)
        # Two rows are reserved in any case, so one of the keys gives way only where the text fills both.
        for keys in (all_keys,) if len(rows) == 1 else (all_keys, self._render_keys(labels[:1])):
            if rows[-1].cell_length + keys.cell_length + 2 <= width:
                return [*rows[:-1], justify(rows[-1], keys, width)]
        return [*rows, justify(Content(""), all_keys, width)]

    def _render_keys(self, labels: Sequence[tuple[str, str]]) -> Content:
        keys = [render_key_link(self.keys, command, label) for command, label in labels]
        return Content.styled(" · ", QUIET_STYLE).join(keys)


class SaveMessageLine(PlainLinkWidget):
    """Shows for some seconds what was saved, and the key that undoes it."""

    text: var[str] = var("", always_update=True)
    hint: reactive[str] = reactive("", layout=True)
    """Shown while there is no message."""
    trouble: var[str] = var("")
    """Shown instead of the hint while something is not saved yet."""
    can_undo: var[bool] = var(False)
    keys: var[KeyTable] = var(USUAL_KEYS)
    _message_timer: Timer | None = None
    _mirrored: SaveMessageLine | None = None

    def __init__(self) -> None:
        super().__init__()
        self.changed: Signal[SaveMessageLine] = Signal(self, "changed")
        """Published when another text or trouble is shown."""
        self._waiting_messages: list[tuple[str, bool]] = []

    def show_message(self, text: str, *, undo: bool = False, waits: bool = False) -> None:
        """Show a message for some seconds; with `waits`, once those before it have been shown."""
        if waits and self.text:
            self._waiting_messages.append((text, undo))
            return
        self.can_undo = undo
        self.text = text
        if self._message_timer is not None:
            self._message_timer.stop()
        self._message_timer = self.set_timer(max(MESSAGE_SECONDS, len(text) / LETTERS_A_SECOND), self._clear_message)

    def mirror_messages(self, other: SaveMessageLine) -> None:
        """Show the messages of `other` on this page too, until the page is closed."""

        def copy_message(source: SaveMessageLine) -> None:
            self.trouble = source.trouble
            if source.text:
                self.show_message(source.text, undo=source.can_undo)

        self.trouble = other.trouble
        self._mirrored = other
        other.changed.subscribe(self, copy_message, immediate=True)

    def watch_text(self) -> None:
        """Draw another message or trouble; the panels move only if it takes another number of rows."""
        width, height = self.content_size
        self.refresh(layout=self._count_rows(width) != height)
        self.changed.publish(self)

    watch_trouble = watch_text

    def on_unmount(self) -> None:
        if self._mirrored is not None:
            self._mirrored.changed.unsubscribe(self)  # a reactive watcher would keep the closed page in memory

    def _clear_message(self) -> None:
        self.text = ""
        if self._waiting_messages:
            next_text, undo = self._waiting_messages.pop(0)
            self.show_message(next_text, undo=undo)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._count_rows(width)

    def _count_rows(self, width: int) -> int:
        message_rows = self._layout_rows(width)
        if not any(message_rows) and self.app.size.height < LOW_HEIGHT:
            return 0  # a low window has better use for an empty row
        return len(message_rows)

    def render(self) -> Content:
        return stack_lines(*self._layout_rows(self.content_size.width)[: max(1, self.content_size.height)])

    def _layout_rows(self, width: int) -> list[Content]:
        """Return the message in the rows it needs, at most three fifths of the window, with the undo key."""
        if not (self.text or self.trouble):
            hint = styled(self.hint, QUIET_STYLE)
            return [hint if hint.cell_length <= width else Content("")]
        message = styled(self.text or self.trouble, TITLE_STYLE)
        undo_hint = Content("")
        if self.text and self.can_undo:
            undo_hint = render_key_link(self.keys, "undo.undo", "undo").pad_left(2)
        room = max(1, width - undo_hint.cell_length)
        most_rows = max(3, self.app.size.height * 3 // 5)
        rows = limit_rows(wrap_text(message, room) or [Content("")], most_rows, room)
        return [*rows[:-1], justify(rows[-1], undo_hint, width)]


class KeyFooter(PlainLinkWidget):
    """Shows the most useful keys, as many as fit, and always ? and q. Each can be clicked."""

    keys: var[KeyTable] = var(USUAL_KEYS)
    context: reactive[str] = reactive("")
    """What has the focus or is running: a key of KEYS_BY_CONTEXT, or ""."""
    labels: reactive[Mapping[str, str]] = reactive({})
    """Command → what it does now, where its label in the table says something else."""

    def choose_keys(self, width: int) -> tuple[list[Key], int]:
        """Return the keys that fit into `width` cells, the least useful left out first, and the gap between them."""
        context_commands, table = KEYS_BY_CONTEXT.get(self.context, ()), [*map(self._label_key, self.keys)]
        context_keys = [key for command in context_commands for key in table if key.id == command and key.key]
        usual_keys = (key for key in table if key.footer and key.key and key not in context_keys)
        ranked = [*context_keys, *sorted(usual_keys, key=lambda key: key.footer)]
        lasting, others = [k for k in ranked if k.footer >= 90], [k for k in ranked if k.footer < 90]
        while True:
            keys = [*others, *lasting]
            length = sum(cell_len(k.first) + 1 + len(k.label) for k in keys)
            for gap in (3, 2):
                if length + gap * (len(keys) - 1) <= width:
                    return keys, gap
            if not others:
                return keys, 1
            others.pop()

    def _label_key(self, key: Key) -> Key:
        return replace(key, label=self.labels[key.id]) if key.id in self.labels else key

    def render(self) -> Content:
        keys, gap = self.choose_keys(self.content_size.width)
        return Content(" " * gap).join([make_clickable(render_key(key.first, key.label), key.id) for key in keys])
