"""Read connected sources while the screen is open: every half minute, in a thread, with a service of its own.

What comes is saved like a change of another window, and the screen shows it as it shows those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.sources.models import SourceReport
    from coach.tui.screens.today import TodayScreen

READ_SECONDS = 30.0
"""Seconds between two readings; without a source, each is one `stat`."""


class SourceReader:
    """Reads the sources of `screen` now and then. `stop_reading` ends it."""

    def __init__(self, screen: TodayScreen) -> None:
        self._screen = screen
        self._is_reading = False
        self._timer = screen.set_interval(READ_SECONDS, self.read_changes)
        screen.call_later(self.read_changes)

    def read_changes(self) -> None:
        """Begin to read what has changed, unless the last reading is still going on."""
        if self._is_reading or not (self._screen.service.folder / "coach-sources.json").exists():
            return
        self._is_reading = True
        self._screen.run_worker(self._read_in_thread, thread=True, group="sources", exit_on_error=False)

    def stop_reading(self) -> None:
        """Read no more."""
        self._timer.stop()

    def _read_in_thread(self) -> None:
        from coach.cli.inbox_runner import run_inbox_line  # nobody without a source needs these
        from coach.service import CoachService
        from coach.sources import service as sources

        own = self._screen.service
        service = CoachService(own.folder, own.clock, own.device)
        try:
            reports = sources.read_sources(service, limit=sources.SMALL_READING, run_line=run_inbox_line)
            offered = sources.announce_offers(service)
        finally:
            self._is_reading = False
        if (reports or offered) and self._screen.is_attached:
            self._screen.app.call_from_thread(self._show_reports, reports, offered)

    def _show_reports(self, reports: list[SourceReport], offered: str) -> None:
        """Say what came in one line, with undo if an action brought it; nothing while the person is away."""
        day = self._screen.day
        if not self._screen.is_attached or day is None or day.away_until is not None:
            return
        messages = [line for report in reports for line in report.messages]
        notices = [line for report in reports for line in report.notices]
        if offered:
            notices.append(offered.partition(". coach")[0] + ". , and then Sources asks who belongs here.")
        for line in notices:
            self._screen.notify_person(line)
        for line in messages:
            self._screen.notify_person(line, undo=not line.startswith("ActivityWatch"))
