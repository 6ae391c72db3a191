"""The tour: six things to try on an invented day, one after the other; Esc leaves it at any time.

A step ends when its key was used, or after ten seconds. Every key does what it always does.
"""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer

from coach.tui.markup import QUIET_STYLE, TITLE_STYLE, join_parts, styled
from coach.tui.session import Session
from coach.tui.widgets.status_bar import StatusLine

STEP_SECONDS = 10
TOUR_STEPS: tuple[tuple[str, str], ...] = (
    ("mood.chosen", "{mood.log}, then a number from 1 to 5, logs how you are"),
    ("goal.take", "{goal.take} takes the suggested goal; it is small on purpose"),
    ("focus.toggle", "{focus.toggle} starts a focus block, and ends it"),
    ("outreach.sent", "{outreach.sent}, a name, Enter logs a message you sent; the follow-up date sets itself"),
    ("undo.undo", "{undo.undo} undoes the last thing you did"),
    ("view.help", "{view.help} shows all keys, {view.palette} finds any command by an everyday word"),
)
"""The command that ends a step, and its text; the keys in force replace the names of commands."""
TOUR_END = "That was all; nothing was saved. {view.quit} quits; then type coach for your own day."


class TourLine(StatusLine):
    """Shows one step of the tour, under the header."""

    step: reactive[int] = reactive(0)
    _timer: Timer | None = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def on_mount(self) -> None:
        self._session.watch_commands(self, self._on_command_used)
        self._start_step_timer()

    def _on_command_used(self, command: str) -> None:
        if command == "view.back" or (self.step == len(TOUR_STEPS) and command in ("goal.take", "view.next")):
            self.remove()
        elif self.step < len(TOUR_STEPS) and command == TOUR_STEPS[self.step][0]:
            self.show_next_step()

    def show_next_step(self) -> None:
        """Go on to the next step, or to the last words, which stay until a key is pressed."""
        self.step += 1
        self._start_step_timer()

    def _start_step_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(STEP_SECONDS, self.show_next_step) if self.step < len(TOUR_STEPS) else None

    def render(self) -> Content:
        text = TOUR_STEPS[self.step][1] if self.step < len(TOUR_STEPS) else TOUR_END
        for key in self._session.keys:
            text = text.replace("{" + key.id + "}", self._session.keys.name(key.id))
        place = styled(
            f"{self.step + 1} of {len(TOUR_STEPS)}" if self.step < len(TOUR_STEPS) else "", f"{TITLE_STYLE} bold"
        )
        return join_parts(place, styled(text), styled("Esc leaves the tour", QUIET_STYLE), between="  ")
