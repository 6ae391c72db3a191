"""The tour: six things to try on an invented day, one after the other; Esc leaves it at any time.

A step ends when what it names is done, or after ten seconds without a key. Every key does what it always does.
"""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer

from coach.tui.session import Session
from coach.tui.text_layout import HEADING_STYLE, flow_parts, join_parts, stack_lines, styled
from coach.tui.widgets.key_hints import PlainLinkWidget, render_key

TOUR_STEP_SECONDS = 10
TOUR_STEPS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("moods",), "{mood.log}, then a number from 1 to 5, logs how you are"),
    (("goals",), "{goal.take} takes the suggested goal; it is small on purpose"),
    (("blocks",), "{focus.toggle} starts a focus block, and ends it"),
    (("messages",), "{outreach.sent}, a name, Enter logs a message you sent; the follow-up date sets itself"),
    (("undo.undo",), "{undo.undo} undoes the last thing you did"),
    (("view.help", "view.palette"), "{view.help} shows all keys, {view.palette} finds any command by an everyday word"),
)
"""The table that grows when a step is done, or the commands that end it, and its text with ids in place of keys."""
TOUR_END = "That was all; nothing was saved. {view.quit} quits; then type coach for your own day."


class TourLine(PlainLinkWidget):
    """Shows one step of the tour, under the header."""

    step: reactive[int] = reactive(0, layout=True)
    _step_timer: Timer | None = None
    _records_before: int | None = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def on_mount(self) -> None:
        self.screen.add_class("-touring")
        self._session.watch_commands(self, self._on_command_used)
        self.watch(self.screen, "day", self._check_step, init=False)
        self._start_step_timer()

    def on_unmount(self) -> None:
        self.screen.remove_class("-touring")

    def _on_command_used(self, command: str) -> None:
        if command == "view.back" or (self.step == len(TOUR_STEPS) and command in ("goal.take", "view.next")):
            self.remove()
        elif self.step < len(TOUR_STEPS) and command in TOUR_STEPS[self.step][0]:
            self.show_next_step()
        else:
            self._start_step_timer()  # somebody is at it

    def _check_step(self) -> None:
        """Go on if there are more records now than when the step began."""
        if self._session.day is None or self.step == len(TOUR_STEPS):
            return
        tables = self._session.journal.documents
        record_count = sum(len(tables.get(table, ())) for table in TOUR_STEPS[self.step][0])
        if self._records_before is not None and record_count > self._records_before:
            self.show_next_step()
        elif self._records_before is None:
            self._records_before = record_count

    def show_next_step(self) -> None:
        """Go on to the next step, or to the last words, which stay until a key is pressed."""
        self.step, self._records_before = self.step + 1, None
        if self.step < len(TOUR_STEPS) and TOUR_STEPS[self.step][0] == ("goals",):
            self._session.show_panel("goal")  # Enter acts on the panel that is seen
        self._start_step_timer()
        self._check_step()

    def _start_step_timer(self) -> None:
        if self._step_timer is not None:
            self._step_timer.stop()
        self._step_timer = self.set_timer(TOUR_STEP_SECONDS, self._leave_step) if self.step < len(TOUR_STEPS) else None

    def _leave_step(self) -> None:
        """Go on after a while without a key, but not while somebody types or reads on a page."""
        if self._session.is_page_open:
            self._start_step_timer()
        else:
            self.show_next_step()

    def render(self) -> Content:
        count, text = "", TOUR_END
        if self.step < len(TOUR_STEPS):
            count, text = f"{self.step + 1} of {len(TOUR_STEPS)}", TOUR_STEPS[self.step][1]
        step = join_parts(styled(count, HEADING_STYLE), styled(self._session.keys.fill(text)), between="  ")
        leave = render_key("Esc", "leaves the tour")
        return stack_lines(*flow_parts([step, leave], max(1, self.content_size.width), "  "))
