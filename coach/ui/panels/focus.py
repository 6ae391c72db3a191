"""Focus: the clock of the running block or break, what it is for, the small questions at its end, and today so far.

The block is a record with a deadline; this panel computes the clock from it, once a second while there is something to
count. Outside the networking hours the clock is all that moves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widgets import Static

from coach.domain.day import Day
from coach.key_table import USUAL, KeyTable
from coach.ui.panels.face import Face, fitting
from coach.ui.panels.panel import PlainLinks
from coach.ui.scale import NAMES, scale
from coach.ui.text import HIDDEN, LEAST, QUIET, STRONG, flow, foot, hints, join, keyed, lines, show, within

CHORE = {1: "no", 2: "a bit", 3: "some", 4: "much", 5: "very"}
QUESTIONS = frozenset({"felt", "chore", "bell", "rest", "start"})
"""What is asked in this panel; other questions change nothing here."""
BELL = {1: "on the screen", 2: "a bell", 3: "a bell and a message"}
REST = {1: "away", 2: "at the screen"}
Said = tuple[list[Content], list[Content]]
"""What is said, and the keys below it."""
USUALLY = 4
"""Rows below the clock for which there is always room, so that it keeps its size from one block to the next."""
LOW = 7
"""Rows below which the clock gives way to a question, so that its answers are in sight."""


class FocusPanel(PlainLinks, can_focus=True):
    """The focus timer. `now` tells the time; the app brings the clock."""

    TITLE = "Focus"
    day: var[Day | None] = var(None)
    ask: var[str] = var("")
    keys: var[KeyTable] = var(USUAL)

    @dataclass
    class Over(Message):
        """The running block, or the break (`rest`), has just passed its end."""

        rest: bool = False

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.border_title = self.TITLE
        self._now = now
        self._timer: Timer | None = None
        self._shown = ""
        self._face, self._words = Face(id="face"), Static("", id="block", markup=False)
        self._words.auto_links = False

    def compose(self) -> ComposeResult:
        yield self._face
        yield self._words

    def watch_day(self) -> None:
        self._start_or_stop_clock()
        self.draw()

    def watch_ask(self, before: str, after: str) -> None:
        if not QUESTIONS.isdisjoint((before, after)):
            self.draw()

    def on_resize(self) -> None:
        self.draw()

    # The clock

    @property
    def is_counting(self) -> bool:
        """Whether a block or a break goes on, and is not paused."""
        if self.day is None or self.day.block is None:
            return self.day is not None and self.day.rest_until is not None
        pauses = self.day.block.pauses
        return not pauses or pauses[-1].end is not None

    def _start_or_stop_clock(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_interval(1, self.tick) if self.is_counting else None

    def tick(self) -> None:
        """Repaint the face if a digit changed; tell when the block or the break passes its end."""
        day, now = self.day, self._now()
        if day is None:
            return
        if day.block is None:
            if day.rest_until is not None and now >= day.rest_until:
                self.post_message(self.Over(rest=True))
            elif day.rest_until is not None:
                self.face(_to_go(day.rest_until, now))
            return
        from coach.domain.focus import NETWORKING, clock_face, phase

        self.face(clock_face(day.block, now))
        if phase(day.block, now).value != self._shown and not (day.outside and day.block.kind in NETWORKING):
            self.draw()
            if self._shown == "over":
                self.post_message(self.Over())

    def face(self, text: str) -> None:
        """Show `text` on the clock."""
        self._face.value = text

    # The words

    def draw(self) -> None:
        """Draw clock and words for the day."""
        if not self.is_mounted or self.day is None:
            return
        width, height = self.content_size
        self.set_class(self.day.block is None and self.day.rest_until is None, "-idle")
        said, keys = self._block(self.day, width) if self.day.block else self._between(self.day, width)
        if self._shown != "over" and (question := _question(self.ask, self.day, width)):
            said, keys = question
        asks = len(said) > 1
        self.set_class(asks and height < LOW, "-asking")
        rows = [*said, *_today(self.day, width)]
        room = height - max(USUALLY, len(rows) + len(keys) + 1)
        self._face.tall = fitting(max(self._face.value, "25:00", key=len), width, room)
        below = height - self._face.tall * self._face.display
        airy = [Content("")] * (below > len(rows) + len(keys))
        self._words.update(lines(*foot([*airy, *rows], keys, max(LEAST, width), max(1, below))))

    def _block(self, day: Day, width: int) -> Said:
        """Return what the running block is for and until when, and the keys that it knows."""
        from coach.domain.focus import Phase, clock_face, phase

        block, now = day.block, self._now()
        assert block is not None
        state = phase(block, now)
        self._shown = state.value
        self.face(clock_face(block, now))
        if state is Phase.OVER:
            return _over(day, now, self.keys, width)
        parts = [block.kind, f"for {HIDDEN}" if day.hide and block.intention else _quoted(block.intention)]
        if state is Phase.PAUSED:
            parts.append("paused")
        elif block.deadline is not None:
            parts.append(f"until {block.deadline.astimezone(now.tzinfo):%H:%M}")
        else:
            parts.append("as long as it flows" if block.form == "flow" else "free")
        end, drift = ("focus.toggle", "ends"), ("focus.drift", "drifted")
        more = [("focus.more", "more")] * (block.deadline is not None)
        running = [end, ("focus.pause", "pause"), *more, drift]
        keys = running if state is Phase.RUNNING else [("focus.pause", "goes on"), end]
        return [show(" · ".join(filter(None, parts)))], hints(self.keys, width, *keys)

    def _between(self, day: Day, width: int) -> Said:
        """Return what is said between blocks: the break that goes on, or the one key that starts."""
        self._shown = ""
        if day.rest_until is not None:
            now = self._now()
            self.face(_to_go(day.rest_until, now))
            until = f"until {day.rest_until.astimezone(now.tzinfo):%H:%M}"
            where = "away from the screen" if day.rest == "away" else "at the screen"
            start = hints(self.keys, width, ("focus.toggle", "starts the next block, when you like"))
            return [show(f"a break {where} · {until}")], start
        self.face(f"{day.block_minutes}:00")
        said = f"starts {day.block_minutes} minutes of {day.last_kind}"
        if len(self.keys.name("focus.toggle")) + 1 + len(said) > width:
            said = f"starts {day.last_kind}"
        return [], hints(self.keys, width, ("focus.toggle", said))


def _question(ask: str, day: Day, width: int) -> Said | None:
    """Return the small question that digits or Enter answer now, if there is one."""
    if ask == "felt" and day.block is None:
        return _scaled("How did it feel?", NAMES, ["Enter skips"], width, coloured=True)
    if ask == "chore":
        return _scaled("Did it feel like a chore?", CHORE, ["Enter skips"], width)
    if ask == "bell":
        text = "How shall the end of a block be noticed?" if width >= 42 else "How is an end noticed?"
        return _scaled(text, BELL, ["Enter leaves it as it is"], width)
    if ask == "rest":
        more = " Away from the screen does more." if width >= 54 else ""
        return _scaled(f"{day.break_minutes} minutes of break?{more}", REST, ["Enter skips"], width)
    if ask == "start":
        return [show(day.outside_says, STRONG), Content("")], [keyed("Enter", "starts anyway")]
    return None


def _over(day: Day, now: datetime, keys: KeyTable, width: int) -> Said:
    """Return what is said at the end of a block: that it is over, how it felt, and what else one may do."""
    from coach.domain.focus import counted, worked

    assert day.block is not None
    counts, ran = (int(f(day.block, now).total_seconds() // 60) for f in (counted, worked))
    more = ["Enter skips"] + [f"{keys.name('focus.more')} more"] * (day.block.deadline is not None)
    if ran > counts:
        more.append(f"{keys.name('focus.all_of_it')} counts all {ran} min")
    text = "The block is over. How did it feel?" if width >= 36 else "Over. How did it feel?"
    return _scaled(text, NAMES, more, width, coloured=True)


def _scaled(text: str, names: dict[int, str], keys: list[str], width: int, *, coloured: bool = False) -> Said:
    """Return a question, its answers in as many rows as they need, and what other keys do."""
    rows: list[dict[int, str]] = [{}]
    for n, name in names.items():
        if rows[-1] and scale({**rows[-1], n: name}, 0, coloured=False).cell_length > width:
            rows.append({})
        rows[-1][n] = name
    said = [keyed(*key.split(" ", 1)) for key in keys]
    return [show(text, STRONG), *(scale(row, width, coloured=coloured) for row in rows)], flow(said, width)


def _today(day: Day, width: int) -> list[Content]:
    """Return today's blocks and drifts, as many as fit into one row."""
    parts = [show(f"▣ {kind} {minutes}") for kind, minutes in day.kinds]
    if day.drifts:
        parts.append(show(f"◦ drifted {day.drifts}"))
    return [within([join(show("today", QUIET), parts[0], between="  "), *parts[1:]], width, "   ")] if parts else []


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""


def _to_go(until: datetime, now: datetime) -> str:
    seconds = max(0, -int((now - until).total_seconds() // 1))
    return f"{seconds // 60}:{seconds % 60:02d}"
