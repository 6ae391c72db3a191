"""Read and save an import in a process of its own, which takes its memory along when it ends.

A big export takes 250 MB, most of which Python would keep, and reading it would hold up the keys. So the screen starts
another copy of the program; the two send each other pickled values over pipes: a request; then progress as
two numbers, a preview, what was saved, or an error; and the moment of saving, once the person agrees.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from coach.actions.result import ActionResult
from coach.crash_log import log_crash
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.run_import import ImportPreview, preview_import, run_import
from coach.service import CoachService

Answer = TypeVar("Answer", ImportPreview, ActionResult)


@dataclass(frozen=True, slots=True)
class _Request:
    folder: Path
    device: str
    now: datetime
    paths: Sequence[str]
    options: ImportOptions
    chosen: Mapping[str, str]


@dataclass
class _SentClock:
    """The clock of the screen, as far as it was sent."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class ImportProcess:
    """A process that previews an import, and saves it once it is told to. Its methods wait for it.

    Raises CoachError if it cannot be started.
    """

    def __init__(
        self, service: CoachService, paths: Sequence[str], options: ImportOptions, chosen: Mapping[str, str]
    ) -> None:
        self._service, self._progress = service, options.progress
        # The paths of modules are those of this process; `-m` would look into the folder where somebody is first.
        code = f"import sys; sys.path[:] = {sys.path!r}; from coach.import_process import serve; serve()"
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", code],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                start_new_session=True,  # closing the window does not end it while it saves
            )  # fmt: skip
        except OSError as error:  # no memory for it, or the program was moved since the screen opened
            raise _ended_early() from error
        plain = replace(options, progress=None, cancelled=None)
        self._send(_Request(service.folder, service.device, service.now(), paths, plain, chosen))

    def wait_for_preview(self) -> ImportPreview:
        """Return what was found, without what would be saved. Raises CoachError."""
        return self._receive(ImportPreview)

    def save(self) -> ActionResult:
        """Save what was found. Raises CoachError; then nothing was saved."""
        self._send(self._service.now())
        saved = self._receive(ActionResult)
        self._process.wait()
        return saved

    def stop(self) -> None:
        """End the process. Call it before `save`, or after it."""
        self._process.kill()
        self._process.wait()

    def _send(self, value: object) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended; what it answered says why
            pickle.dump(value, self._process.stdin)
            self._process.stdin.flush()

    def _receive(self, kind: type[Answer]) -> Answer:
        """Return the next answer of this kind, and report progress until then."""
        assert self._process.stdout is not None
        while True:
            try:
                content = pickle.load(self._process.stdout)
            except Exception:  # it was killed, or the program was replaced by another version since the screen opened
                self._process.wait()
                raise _ended_early() from None
            if isinstance(content, kind):
                return content
            if isinstance(content, CoachError):
                self._process.wait()
                raise content
            if self._progress is not None:
                self._progress(*content)


def _ended_early() -> CoachError:
    return CoachError("The import ended before it was done.", hint="The same import in the shell: coach import FILE.")


def serve() -> None:
    """Carry out one import for the screen at the other end of the standard streams."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what anything prints is no answer

    def send(*values: object) -> None:
        pickle.dump(values if len(values) > 1 else values[0], answers)
        answers.flush()

    try:
        request: _Request = pickle.load(requests)
        clock = _SentClock(request.now)
        service = CoachService(request.folder, clock, request.device)
        options = replace(request.options, progress=send)
        found = preview_import(service, request.paths, options, chosen=request.chosen)
        send(found.without_content())
        clock.moment = pickle.load(requests)
        send(run_import(service, found))
    except (EOFError, BrokenPipeError):
        return  # the screen was left, or the person changed their mind
    except CoachError as error:
        send(CoachError(error.title, error.message, error.hint, screen_hint=error.screen_hint))
    except Exception as error:
        send(CoachError(log_crash(error)))
