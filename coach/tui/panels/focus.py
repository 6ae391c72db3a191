"""The focus panel: the clock of the running block or break, its intention, the questions at its end, today's minutes.

The block is a record with a deadline; once a second the panel computes the clock from it. Outside the networking hours
only the clock changes. Functions that draw a block import the rules of blocks: these bring pydantic, which the first
paint does not wait for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widgets import Static

from coach.domain.clock import to_wall_time
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import MOOD_NAMES, format_kind, round_to_minutes
from coach.keys import USUAL_KEYS, KeyTable
from coach.tui.panels.panel import DayWidget
from coach.tui.text_layout import (
    MIN_WIDTH,
    QUIET_STYLE,
    STRONG_STYLE,
    choose_fitting,
    fit_parts,
    flow_parts,
    join_parts,
    put_at_bottom,
    stack_lines,
    styled,
    wrap_text,
)
from coach.tui.widgets.big_digits import DIGIT_SIZES, BigDigits, choose_digit_size
from coach.tui.widgets.key_hints import render_key, render_key_hints, render_scale
from coach.views.day import DayView

if TYPE_CHECKING:
    from coach.domain.focus import FocusBlock

CHORE_NAMES = {1: "no", 2: "a bit", 3: "some", 4: "much", 5: "very"}
FOCUS_QUESTIONS = frozenset({"felt", "chore", "bell", "rest", "start"})
"""The questions that this panel shows; the mood panel shows the others."""
BELL_CHOICES = {1: "on the screen", 2: "a bell", 3: "a bell and a notification"}
REST_CHOICES = {1: "away", 2: "at the screen"}
TextAndKeys = tuple[list[Content], list[Content]]
"""Rows of text, and the keys below them."""
USUAL_TEXT_ROWS = 4
"""Rows below the clock that are always left free, so that the clock keeps its size from one block to the next."""
LOW_FOCUS_HEIGHT = 7
"""In a panel with fewer rows a question hides the clock, so that its answers fit."""


class FocusPanel(DayWidget, can_focus=True):
    """The focus timer. `now` returns the current time."""

    TITLE = "Focus"
    ask: var[str] = var("")
    keys: var[KeyTable] = var(USUAL_KEYS)

    @dataclass
    class Over(Message):
        """A block has just passed its end, or the break if `block` is None; `quiet` outside the networking hours."""

        block: FocusBlock | None = None
        quiet: bool = False

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.border_title = self.TITLE
        self._now = now
        self._clock_timer: Timer | None = None
        self._shown_phase = ""
        self._last_running: FocusBlock | datetime | None = None
        """The block that ran the last time this looked, or when the break ends that did."""
        self._digits, self._block_text = BigDigits(id="face"), Static("", id="block", markup=False)
        self._block_text.auto_links = False

    def compose(self) -> ComposeResult:
        yield self._digits
        yield self._block_text

    def select_drawn_part(self, day: DayView) -> object:
        break_values = day.break_until, day.break_place, day.break_minutes
        next_block = day.last_kind, day.block_minutes, day.is_outside_hours, day.outside_hours_notice
        return (
            day.running_block, break_values, next_block, day.minutes_by_kind, day.drifts, day.hides_names, day.date,
            day.minute if day.running_block else None,
        )  # fmt: skip

    def draw_again(self) -> None:
        self._start_or_stop_clock()
        self.draw_panel()

    def watch_ask(self, before: str, after: str) -> None:
        if not FOCUS_QUESTIONS.isdisjoint((before, after)):
            self.draw_panel()

    def on_resize(self) -> None:
        self.draw_panel()

    # The clock

    @property
    def is_counting(self) -> bool:
        """Whether a block or a break is running and not paused."""
        if self.day is None or self.day.running_block is None:
            return self.day is not None and self.day.break_until is not None
        from coach.domain.focus import is_block_paused

        return not is_block_paused(self.day.running_block)

    def _start_or_stop_clock(self) -> None:
        if self._clock_timer is not None:
            self._clock_timer.stop()
        self._clock_timer = self.set_interval(1, self.update_clock) if self.is_counting else None

    def update_clock(self) -> None:
        """Update the clock, and draw the panel when the block passes its end."""
        day, now = self.day, self._now()
        if day is None:
            return
        self._notice_end(day, now)
        if day.running_block is None:
            if day.break_until is not None and now < day.break_until:
                self._digits.time_text = _format_time_left(day.break_until, now)
            return
        from coach.domain.focus import format_clock_face, phase_at

        self._digits.time_text = format_clock_face(day.running_block, now)
        if phase_at(day.running_block, now).value != self._shown_phase and not _is_quiet(day):
            self.draw_panel()

    def _notice_end(self, day: DayView, now: datetime) -> None:
        """Post `Over` when the block or the break that ran the last time has passed its end, whoever looks first."""
        last_running, block = self._last_running, day.running_block
        if block is None:
            self._last_running = day.break_until if day.break_until is not None and now < day.break_until else None
            if isinstance(last_running, datetime) and last_running <= now:
                self.post_message(self.Over())
            return
        from coach.domain.focus import BlockPhase, phase_at

        phase = phase_at(block, now)
        self._last_running = block if phase is BlockPhase.RUNNING else None
        ran = last_running is not None and not isinstance(last_running, datetime) and last_running.id == block.id
        if ran and phase is BlockPhase.OVER:
            self.post_message(self.Over(block, quiet=_is_quiet(day)))

    # The text below the clock

    def draw_panel(self) -> None:
        """Draw the clock and the text below it."""
        if not self.is_mounted or self.day is None:
            return
        self._notice_end(self.day, self._now())
        width, height = self.content_size
        self.set_class(self.day.running_block is None and self.day.break_until is None, "-idle")
        text_rows, keys = (
            self._describe_block(self.day, width) if self.day.running_block else self._describe_between(self.day, width)
        )
        question = _ask_question(self.ask, self.day, self.keys.name("goal.take"), width)
        if question and self._shown_phase != "over":
            text_rows, keys = question
        rows_above_keys = [*text_rows, *_summarize_today(self.day, width)]
        needed_rows = DIGIT_SIZES[0] + len(rows_above_keys) + len(keys)  # a question comes before the clock
        self.set_class(len(text_rows) > 1 and height < max(LOW_FOCUS_HEIGHT, needed_rows), "-asking")
        clock_room = height - max(USUAL_TEXT_ROWS, len(rows_above_keys) + len(keys) + 1)
        self._digits.digit_rows = choose_digit_size(max(self._digits.time_text, "25:00", key=len), width, clock_room)
        text_height = height - self._digits.digit_rows * self._digits.display
        if rows_above_keys and text_height <= len(keys) + 1:
            # a purpose that stands in rows of its own is whole, or not there
            rows_above_keys = rows_above_keys[0].split("\n")[:1]
        gap = [Content("")] * (text_height > len(rows_above_keys) + len(keys))
        panel_rows = put_at_bottom([*gap, *rows_above_keys], keys, max(MIN_WIDTH, width), max(1, text_height))
        self._block_text.update(stack_lines(*panel_rows), layout=False)  # its size is what the clock leaves free

    def _describe_block(self, day: DayView, width: int) -> TextAndKeys:
        """Return what the running block is for and when it ends, and its keys."""
        from coach.domain.focus import BlockPhase, format_clock_face, phase_at

        block, now = day.running_block, self._now()
        assert block is not None
        phase = phase_at(block, now)
        self._shown_phase = phase.value
        self._digits.time_text = format_clock_face(block, now)
        if phase is BlockPhase.OVER:
            return _ask_how_it_felt(day, now, self.keys, width)
        purpose = f"for {HIDDEN_MARK}" if day.hides_names else f'"{block.intention}"'
        if phase is BlockPhase.PAUSED:
            end_text = "paused"
        elif block.deadline is not None:
            end_text = f"until {to_wall_time(block.deadline, now):%H:%M}"
        else:
            end_text = "flow, until you stop" if block.form == "flow" else "free"
        block_line = _describe_running(format_kind(block.kind), purpose * bool(block.intention), end_text, width)
        end_key, drift_key = ("focus.toggle", "ends"), ("focus.drift", "drifted")
        extend_key = [("focus.more", "more")] * (block.deadline is not None)
        running_keys = [end_key, ("focus.pause", "pause"), *extend_key, drift_key]
        keys = running_keys if phase is BlockPhase.RUNNING else [("focus.pause", "goes on"), end_key]
        return [block_line], render_key_hints(self.keys, width, *keys)

    def _describe_between(self, day: DayView, width: int) -> TextAndKeys:
        """Return the text between blocks: the running break, or the one key that starts a block."""
        self._shown_phase = ""
        if day.break_until is not None:
            now = self._now()
            self._digits.time_text = _format_time_left(day.break_until, now)
            rows = [_describe_break(f"{to_wall_time(day.break_until, now):%H:%M}", day.break_place, width)]
            start_labels = "starts the next block when you like", "starts the next block"
        else:
            self._digits.time_text = f"{day.block_minutes}:00"
            kind, rows = format_kind(day.last_kind), []
            start_labels = f"starts {day.block_minutes} minutes of {kind}", f"starts {kind}"
        start_label = choose_fitting(start_labels, width - len(self.keys.name("focus.toggle")) - 1)
        return rows, render_key_hints(self.keys, width, ("focus.toggle", start_label))


def _describe_running(kind: str, purpose: str, end: str, width: int) -> Content:
    """Return what is running, for what, and until when, in one line; a longer purpose stands below the end."""
    block_line = styled(" · ".join(filter(None, (kind, purpose, end))))
    if block_line.cell_length <= width:
        return block_line
    kind_and_end = f"{kind} · {end}"
    kind_and_end = kind_and_end if cell_len(kind_and_end) <= width else kind_and_end.partition(",")[0]
    return stack_lines(styled(kind_and_end), styled(purpose)) if purpose else styled(kind_and_end)


def _describe_break(until: str, place: str, width: int) -> Content:
    """Return until when a break lasts and where it is, as far as that fits."""
    break_places = ("away from the screen", "away") if place == "away" else ("at the screen",)
    break_texts = [*(f"a break until {until}, {place_words}" for place_words in break_places), f"a break until {until}"]
    return styled(next((text for text in break_texts if cell_len(text) <= width), break_texts[0]))


def _is_quiet(day: DayView) -> bool:
    """Return whether the end of the running block changes nothing but the clock: outside the networking hours."""
    from coach.domain.focus import NETWORKING_KINDS

    return day.is_outside_hours and day.running_block is not None and day.running_block.kind in NETWORKING_KINDS


def _ask_question(ask: str, day: DayView, enter: str, width: int) -> TextAndKeys | None:
    """Return the question that digits or the key of Enter answer now, or None."""
    if ask == "felt" and day.running_block is None:
        return _render_question("How did it feel?", MOOD_NAMES, [f"{enter} skips"], width, coloured=True)
    if ask == "chore":
        return _render_question("Did it feel like a chore?", CHORE_NAMES, [f"{enter} skips"], width)
    if ask == "bell":
        question = "How do you want to hear that a block has ended?" if width >= 42 else "Signal when a block ends?"
        return _render_question(question, BELL_CHOICES, [f"{enter} changes nothing"], width)
    if ask == "rest":
        question = f"A break of {day.break_minutes} minutes?"
        question = choose_fitting((f"{question} A screen-free one may help more.", question), width)
        return _render_question(question, REST_CHOICES, [f"{enter} skips"], width)
    if ask == "start":
        return [styled(day.outside_hours_notice, STRONG_STYLE), Content("")], [render_key(enter, "starts anyway")]
    return None


def _ask_how_it_felt(day: DayView, now: datetime, keys: KeyTable, width: int) -> TextAndKeys:
    """Return the question at the end of a block, with its answers and the other keys."""
    from coach.domain.focus import can_count_overtime, counted_time, format_counted_time, worked_time

    assert day.running_block is not None
    block = day.running_block
    counted_minutes, worked_minutes = (round_to_minutes(measure(block, now)) for measure in (counted_time, worked_time))
    key_hints = [f"{keys.name('goal.take')} skips"]
    can_go_on = block.deadline is not None and not day.block_began_earlier
    key_hints += [f"{keys.name('focus.more')} more"] * can_go_on
    if worked_minutes > counted_minutes and can_count_overtime(block, now):
        key_hints.append(f"{keys.name('focus.all_of_it')} counts all {worked_minutes} min")
    question = "The block is over. How did it feel?" if width >= 36 else "Over. How did it feel?"
    if day.block_began_earlier:
        counted_text = format_counted_time(block, now)
        long_question = f"{day.name_earlier_block()}{' was still running;' if width >= 64 else ':'} {counted_text}"
        short_question = f"{day.block_day}: {counted_text.replace(' of it', '')}"
        question = f"{long_question if width >= 36 else short_question}. How did it feel?"
    return _render_question(question, MOOD_NAMES, key_hints, width, coloured=True)


def _render_question(
    question_text: str, names: dict[int, str], keys: list[str], width: int, *, coloured: bool = False
) -> TextAndKeys:
    """Return a question, its answers in as many rows as they need, and what other keys do."""
    hints = [render_key(*key.split(" ", 1)) for key in keys]
    width = max(MIN_WIDTH, width)
    question_rows = wrap_text(styled(question_text, STRONG_STYLE), width)
    statement, _, question = question_text.rpartition(". ")
    if len(question_rows) > 1 and statement:  # the question in a row of its own, if that takes no more rows
        two_part_rows = [
            row for part in (f"{statement}.", question) for row in wrap_text(styled(part, STRONG_STYLE), width)
        ]
        question_rows = two_part_rows if len(two_part_rows) == len(question_rows) else question_rows
    return [*question_rows, *render_scale(names, width, coloured=coloured)], flow_parts(hints, width)


def _summarize_today(day: DayView, width: int) -> list[Content]:
    """Return today's blocks and drifts, as many as fit into one row."""
    parts = [styled(f"▣ {format_kind(kind)} {minutes}") for kind, minutes in day.minutes_by_kind]
    parts += [styled(f"◦ drifted {day.drifts}")] * bool(day.drifts)
    if not parts:
        return []
    return [fit_parts([join_parts(styled("today", QUIET_STYLE), parts[0], between="  "), *parts[1:]], width, "   ")]


def _format_time_left(until: datetime, now: datetime) -> str:
    from coach.domain.focus import format_minutes_seconds

    return format_minutes_seconds(max(timedelta(), until - now), up=True)
