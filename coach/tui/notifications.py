"""Notifications: what a person hears and sees when a block or a break ends, or a limit of the day is reached.

The panel and the title of the window always change. A bell and a desktop notification come if they were chosen, and
never outside the networking hours. None of it contains a name or a note.
"""

from __future__ import annotations

from contextlib import suppress

from textual.app import App

from coach import hooks
from coach.domain.clock import to_wall_time
from coach.domain.focus import BlockPhase, FocusBlock, find_running_block, phase_at, worked_time
from coach.domain.wording import format_kind
from coach.reminders.desktop_notification import make_terminal_message, send_notification
from coach.terminal import format_progress
from coach.tui.session import Session
from coach.tui.textual_private import write_to_terminal
from coach.views.day import DayView

_SAVE_TITLE, _RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"
"""Put the title on the terminal's stack of titles, and take it from there (XTWINOPS 22 and 23, ctlseqs of xterm)."""


class Notifier:
    """Rings, notifies, runs hooks and sets the title of the window."""

    def __init__(self, session: Session, app: App[None]) -> None:
        self._session, self._app = session, app
        self._title = self._progress = ""
        """The title and the control sequence of the progress that are shown."""
        self._minutes_used: tuple[object, int, int] | None = None
        """The day that was last shown, and its minutes of networking and of feeds."""

    def handle_new_day(self, day: DayView) -> None:
        """Update the title of the window, and announce a limit that was reached since the day was last shown."""
        title = format_window_title(day)
        if title != self._title:
            write_to_terminal(self._app, f"{'' if self._title else _SAVE_TITLE}\x1b]2;{title}\x1b\\")
            self._title = title
        self._show_progress(_measure_worked_part(day))
        networking_minutes, feed_minutes = day.networking_minutes, day.feed_minutes
        minutes_before, self._minutes_used = self._minutes_used, (day.date, networking_minutes, feed_minutes)
        if minutes_before is None or minutes_before[0] != day.date:
            return
        if day.limit_minutes and minutes_before[1] < day.limit_minutes <= networking_minutes:
            self.run_hook("on_limit", minutes=networking_minutes)
            limit_text = f"You have reached your {day.limit_minutes} minutes of networking for today."
            self._announce_limit(day, "R05", f"{limit_text} The rest can wait.")
        elif day.feed_limit_minutes and minutes_before[2] < day.feed_limit_minutes <= feed_minutes:
            limit_text = f"You have reached your {day.feed_limit_minutes} minutes of reading and searching for today."
            self._announce_limit(day, "R06", limit_text)

    def announce_phase_end(self, block: FocusBlock | None, *, quiet: bool) -> None:
        """Announce the end of a block, or of a break if it is None, and ring if that was chosen.

        With `quiet` only its hook runs.
        """
        end_text = "The break is over." if block is None else f"The block is over: {format_kind(block.kind)}."
        if not quiet:
            self._session.notify(end_text)
        if block is None:
            self.run_hook("on_back", kind="break", minutes=0)
        else:
            self.run_block_hook("on_block_end", block)
        day, settings = self._session.day, self._session.journal.settings
        if quiet or day is None or day.is_outside_hours:
            return
        if settings.bell:
            self._app.bell()
        if settings.notify and (message := make_terminal_message(end_text)):
            write_to_terminal(self._app, message)
        elif settings.notify:
            self._session.run_in_thread(lambda: send_notification(end_text), lambda _: None)

    def run_block_hook(self, event: str, block: FocusBlock | None = None) -> None:
        """Run the hook of a block's start or end; without `block`, of the one that is running now."""
        if block is None:
            block = find_running_block(self._session.journal.list_records(FocusBlock))
        facts = {} if block is None else hooks.describe_block(block, self._session.now())
        self.run_hook(event, **facts)

    def restore_window_title(self) -> None:
        """Give the window its old title back."""
        if self._title:
            write_to_terminal(self._app, _RESTORE_TITLE)
            self._title = ""
        self._show_progress(None)

    def _show_progress(self, worked_part: float | None) -> None:
        """Show how much of the running block is over, in terminals that display progress; None for nothing."""
        progress = "" if worked_part is None else format_progress(worked_part)
        if progress != self._progress:
            write_to_terminal(self._app, progress or format_progress(None))
            self._progress = progress

    def _announce_limit(self, day: DayView, rule_id: str, text: str) -> None:
        """Announce a limit, unless the advice of this rule says it already."""
        if day.advice_rule_id != rule_id and not day.is_outside_hours:
            self._session.notify(text)

    def run_hook(self, event: str, **facts: object) -> None:
        """Run the hook for an event with what it is told."""

        def report_problem(hook_problem: str) -> None:
            with suppress(RuntimeError):  # the window may be closed by now
                self._app.call_from_thread(self._session.notify, hook_problem)

        hooks.start_hook(event, report_problem, facts)


def _measure_worked_part(day: DayView) -> float | None:
    """Return how much of the running block is over, 0–1; None if it has no end or has passed it."""
    block = day.running_block
    if block is None or block.deadline is None or block.deadline <= day.now:
        return None
    time_worked = worked_time(block, day.now)
    return time_worked / (time_worked + (block.deadline - day.now))


def format_window_title(day: DayView) -> str:
    """Return the title of the window for a day: what runs and until when, and never a name."""
    block = day.running_block
    if block is not None:
        phase = phase_at(block, day.now)
        if phase is BlockPhase.OVER:
            return "coach · the block is over"
        if phase is BlockPhase.PAUSED:
            return f"coach · {format_kind(block.kind)}, paused"
        end_text = f" until {to_wall_time(block.deadline, day.now):%H:%M}" if block.deadline else ""
        return f"coach · {format_kind(block.kind)}{end_text}"
    if day.break_until is not None:
        return f"coach · break until {to_wall_time(day.break_until, day.now):%H:%M}"
    return "coach"
