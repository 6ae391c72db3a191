"""Watch what changes while the window is open: the data file, which others may write, and the connected sources.

Sources are read about once a minute, in a thread, with a service of its own. What is new gets saved as by another
window, and the screen loads it as it loads those changes.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coach.tui.session import Session

if TYPE_CHECKING:
    from coach.sources.connected_sources import SourceWatcher
    from coach.sources.source import SourceReport

FILE_CHECK_SECONDS = 2.0
"""Seconds between two checks: two calls of `stat`. Waking up every second took a third of what a bare app takes."""
SOURCE_READ_SECONDS = 50.0
"""Seconds between two readings, so that what comes is on the screen within a minute; without a source, one `stat`."""


class DataWatcher:
    """Tells whether a file, its folder or the minute has changed since the last check."""

    def __init__(self, file: Path) -> None:
        self._file, self._folder = str(file), str(file.resolve().parent)
        self._stamps: tuple[object, ...] = ()

    def has_changed(self, now: datetime) -> bool:
        """Tell whether anything has changed since the last call; the first call says yes."""
        before, self._stamps = self._stamps, (_get_file_stamp(self._file), _get_file_stamp(self._folder), now.minute)
        return self._stamps != before


def _get_file_stamp(path: str) -> tuple[int, int, int] | None:
    """Return what changes with every write, None for a file that is not there."""
    try:
        file_status = os.stat(path)  # noqa: PTH116  # a Path makes it twice the work, all day
    except OSError:
        return None
    return file_status.st_mtime_ns, file_status.st_ino, file_status.st_size


class SourceReader:
    """Reads the connected sources of one window."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_reading = False
        self._watcher: SourceWatcher | None = None

    def read_changes(self) -> None:
        """Begin to read what has changed, unless the last reading is still going on."""
        if not self._is_reading and (self._session.service.folder / "coach-sources.json").exists():
            self._is_reading = True
            self._session.run_in_thread(self._read_sources, self._load_and_show, exit_on_error=False)

    def _read_sources(self) -> tuple[list[SourceReport], str]:
        """Return what was read, and a line that offers the new names."""
        from coach.service import CoachService  # nobody without a source needs these two
        from coach.sources import connected_sources as sources

        shown_service = self._session.service
        try:
            if self._watcher is not None and not self._watcher.has_changes():
                return [], ""
            reading_service = CoachService(shown_service.folder, shown_service.clock, shown_service.device)
            if self._watcher is None:
                self._watcher = sources.SourceWatcher(reading_service)
            reports = sources.read_sources(reading_service, limit=sources.SMALL_READING_LIMIT)
            return reports, sources.announce_offers(reading_service)
        finally:
            self._is_reading = False

    def _load_and_show(self, reports_and_offer: tuple[list[SourceReport], str]) -> None:
        """Show what was read once it is loaded: undo would take back another action before."""
        self._session.load_changes(lambda: self._show_reports(*reports_and_offer))

    def _show_reports(self, reports: list[SourceReport], offer_line: str) -> None:
        """Show what was read in one line, with undo if that takes it back; nothing while the person is away."""
        from coach.actions.undo import is_undone_next  # nobody without a source needs it

        shown_day = self._session.day
        if shown_day is None or shown_day.away_until is not None:
            return
        for report in reports:
            for line in report.notices:
                self._session.notify(line)
        if offer_line:
            settings_key = self._session.keys.name("view.settings")
            self._session.notify(f"{offer_line} To add them: settings ({settings_key}), then sources.")
        for report in reports:
            for line in report.messages:
                # Something may have been logged here since the source was read: then undo takes that back.
                can_undo = not self._session.is_importing and is_undone_next(self._session.journal, line)
                self._session.notify(line, undo=can_undo)
