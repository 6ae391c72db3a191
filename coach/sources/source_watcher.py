"""Tell cheaply, about once a minute, whether any connected source has changed."""

from __future__ import annotations

from coach.service import CoachService
from coach.sources.connected_sources import READERS
from coach.sources.source import Source
from coach.sources.state_file import SOURCES_FILE, list_sources, load_tables


class SourceWatcher:
    """Watches the sources of a data folder. It parses the state file only after somebody has written to it."""

    def __init__(self, service: CoachService) -> None:
        self._service = service
        self._sources: list[Source] = []
        self._stamp: tuple[int, int, int] | None = None
        self._day = service.now().date()

    def has_changes(self) -> bool:
        """Return whether reading the sources may bring something. Never raises."""
        now = self._service.now()
        is_new_day, self._day = now.date() != self._day, now.date()  # somebody may be asked about again
        try:
            status = (self._service.store.files.real_folder / SOURCES_FILE).stat()
        except OSError:
            return False
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if stamp != self._stamp:
            self._stamp, self._sources = stamp, list_sources(load_tables(self._service.store), self._service.device)
        return is_new_day or any(self._may_bring_something(source) for source in self._sources)

    def _may_bring_something(self, source: Source) -> bool:
        if source.problem:
            return True
        try:
            return READERS[source.kind].has_changes(source, self._service.now())
        except Exception:  # whatever is wrong with it, reading it says so
            return True
