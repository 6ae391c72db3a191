"""Read and save an import in a process of its own, which takes its memory along when it ends.

A big export takes 250 MB, most of which Python would keep, and reading it would hold up the keys. So the screen sends a
request to another process; what comes back is progress as two numbers, a preview, what was saved, or an error. Once
the person agrees, it sends the moment of saving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from coach.actions.imports.preview import ImportPreview
from coach.actions.result import ActionResult
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from coach.worker_process import SentClock, WorkerProcess

ImportAnswer = TypeVar("ImportAnswer", ImportPreview, ActionResult)


class ImportProcess:
    """A process that previews an import, and saves it once it is told to. Its methods wait for it.

    Raises CoachError if it cannot be started.
    """

    def __init__(
        self, service: CoachService, paths: Sequence[str], options: ImportOptions, chosen: Mapping[str, str]
    ) -> None:
        self._service, self._progress = service, options.progress
        hint = "Try it again, here or in the shell: coach import FILE."
        ended_early = CoachError("The import stopped before it was finished.", hint=hint)
        self._process = WorkerProcess("coach.import_process", ended_early)
        plain = replace(options, progress=None)
        self._process.send((service.folder, service.device, service.now(), paths, plain, chosen))

    def wait_for_preview(self) -> ImportPreview:
        """Return what was found, without what would be saved. Raises CoachError."""
        return self._receive(ImportPreview)

    def save(self) -> ActionResult:
        """Save what was found. Raises CoachError; then nothing was saved."""
        self._process.send(self._service.now())
        saved = self._receive(ActionResult)
        self._process.wait()
        return saved

    def stop(self) -> None:
        """End the process. Call it before `save`, or after it."""
        self._process.stop()

    def _receive(self, kind: type[ImportAnswer]) -> ImportAnswer:
        """Return the next answer of this kind, and report progress until then."""
        while True:
            answer = self._process.receive()
            if isinstance(answer, kind):
                return answer
            if self._progress is not None:
                self._progress(*answer)


def serve_worker(receive: Callable[[], Any], send: Callable[[object], None]) -> None:
    """Carry out one import for the screen at the other end."""
    folder, device, now, paths, options, chosen = receive()
    clock = SentClock(now)
    service = CoachService(folder, clock, device)
    options = replace(options, progress=lambda done, total: send((done, total)))
    import_preview = preview_import(service, paths, options, chosen=chosen)
    send(import_preview.without_content())
    clock.moment = receive()
    send(run_import(service, import_preview))
