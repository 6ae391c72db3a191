"""The tour: six things to try on an invented day, one after the other, in a minute; Esc leaves it at any time.

Each step is over when its key was used, or after ten seconds. Every key does what it always does.
"""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer

from coach.ui.panels.grid import Panels
from coach.ui.panels.lines import Line
from coach.ui.screens.today import TodayScreen
from coach.ui.text import QUIET, TITLE, join, show

STEP_SECONDS = 10
STEPS: tuple[tuple[str, str], ...] = (
    ("mood.chosen", "{mood.log}, then a digit from 1 to 5, says how you are; the digit saves it"),
    ("goal.take", "{goal.take} takes the goal on offer; it is small by design"),
    ("focus.toggle", "{focus.toggle} starts a block of the last kind, and ends it"),
    ("outreach.sent", "{outreach.sent}, a name, Enter: you wrote to somebody; when to look again sets itself"),
    ("undo.undo", "{undo.undo} takes back whatever was done last"),
    ("view.help", "{view.help} shows all keys, {view.palette} finds any command by a natural word"),
)
"""The command that ends a step, and what is said; keys stand in as they are in force."""
END = "That was all. Nothing of this day is kept; {view.quit} leaves, and coach alone opens your own."


class TourLine(Line):
    """One step of the tour, under the header."""

    step: reactive[int] = reactive(0)
    _timer: Timer | None = None

    def __init__(self, today: TodayScreen) -> None:
        super().__init__()
        self._today = today

    def on_mount(self) -> None:
        self._today.used.subscribe(self, self._used)
        self._wait()

    def _used(self, command: str) -> None:
        if command == "view.back" or (self.step == len(STEPS) and command in ("goal.take", "view.next")):
            self.remove()
        elif self.step < len(STEPS) and command == STEPS[self.step][0]:
            self.next()

    def next(self) -> None:
        """Go on to the next step; after the last one there is nothing to wait for."""
        self.step += 1
        self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(STEP_SECONDS, self.next) if self.step < len(STEPS) else None

    def render(self) -> Content:
        says = STEPS[self.step][1] if self.step < len(STEPS) else END
        for row in self._today.keys:
            says = says.replace("{" + row.id + "}", self._today.keys.name(row.id))
        place = show(f"{self.step + 1} of {len(STEPS)}" if self.step < len(STEPS) else "", f"{TITLE} bold")
        return join(place, show(says), show("Esc leaves the tour", QUIET), between="  ")


def begin(today: TodayScreen) -> None:
    """Begin the tour on the first screen."""
    today.mount(TourLine(today), before=today.query_one(Panels))
