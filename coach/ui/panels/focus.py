"""Focus: the clock of the running block, what it is for, and what today held so far.

The block is a record with a deadline; this panel works the face out and repaints only when a digit changes.
Its one timer exists while a block runs, is not paused and the panel can be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive, var
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Digits, Static

from coach.domain.day import Day
from coach.ui.scale import NAMES, scale
from coach.ui.text import HIDDEN, QUIET, STRONG, join, lines, show


class FocusPanel(Widget, can_focus=True):
    """The focus timer. `now` tells the time; the app brings the clock."""

    day: var[Day | None] = var(None)
    ask: reactive[str] = reactive("")

    @dataclass
    class Over(Message):
        """The running block has just passed its end."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.border_title = "Focus"
        self._now = now
        self._ticking: Timer | None = None
        self._shown = ""

    def compose(self) -> ComposeResult:
        yield Digits("", id="face")
        yield Static("", id="block", markup=False)

    def watch_day(self) -> None:
        self._tick_if_needed()
        self.draw()

    def watch_ask(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def _tick_if_needed(self) -> None:
        block = self.day.block if self.day else None
        runs = block is not None and not (block.pauses and block.pauses[-1].end is None)
        if runs and self._ticking is None:
            self._ticking = self.set_interval(1.0, self.tick)
        elif not runs and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    def tick(self) -> None:
        """Repaint the face if a digit changed; redraw the words when the block passes its end."""
        day = self.day
        if day is None or day.block is None:
            return
        from coach.domain.focus import clock_face, phase

        now = self._now()
        self.face(clock_face(day.block, now))
        shown = phase(day.block, now).value
        if shown != self._shown:
            self.draw()
            if shown == "over":
                self.post_message(self.Over())

    def face(self, text: str) -> None:
        """Show `text` on the clock."""
        digits = self.query_one("#face", Digits)
        if digits.value != text:
            digits.update(text)

    def draw(self) -> None:
        """Draw clock and words for the day."""
        if not self.is_mounted or self.day is None:
            return
        self.query_one("#block", Static).update(self._words(self.day, self.content_size.width))

    def _words(self, day: Day, width: int) -> Content:
        today = _today(day, width)
        if day.block is None:
            self._shown = ""
            self.face(f"{day.block_minutes}:00")
            self.set_class(True, "-idle")
            if self.ask == "felt":
                return _felt(width, today)
            return lines(show(f"f starts {day.block_minutes} minutes of {day.last_kind}", QUIET), *today)
        from coach.domain.focus import Phase, clock_face, phase

        now, block = self._now(), day.block
        state = phase(block, now)
        self._shown = state.value
        self.set_class(False, "-idle")
        self.face(clock_face(block, now))
        if state is Phase.OVER:
            return _felt(width, today, over=True)
        what: list[str] = [block.kind]
        if block.intention:
            what.append(HIDDEN if day.hide else f'"{block.intention}"')
        if state is Phase.PAUSED:
            what.append("paused")
        elif block.deadline is not None:
            what.append(f"until {block.deadline.astimezone(now.tzinfo):%H:%M}")
        keys = "f ends · p pause · + more · d drifted" if state is Phase.RUNNING else "p goes on · f ends"
        return lines(show(" · ".join(what)), *today, show(keys, QUIET))


def _felt(width: int, today: list[Content], *, over: bool = False) -> Content:
    more = "Enter skips · + five more" if over else "Enter skips"
    return lines(
        join(show("The block is over." if over else ""), show("How did it feel?", STRONG), between=" "),
        scale(NAMES, width, coloured=True),
        show(more, QUIET),
        *today[:1],
    )


def _today(day: Day, width: int) -> list[Content]:
    parts = [f"▣ {kind} {minutes}" for kind, minutes in day.kinds]
    if day.drifts:
        parts.append(f"◦ drifted {day.drifts}")
    return (
        [join(show("today", QUIET), Content("   ").join([show(part) for part in parts]), between="  ")] if parts else []
    )
