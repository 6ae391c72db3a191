"""Do heavy work in another copy of the program, which takes its memory along when it ends.

The two send each other pickled values over pipes. An error of the other process is raised in this one. Such work is an
import (`coach.import_process`), and the undo or redo of an import or a merge, which may take 300 MB.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coach.crash_log import log_crash
from coach.errors import CoachError, TemporaryError
from coach.service import CoachService, PendingChange


@dataclass
class SentClock:
    """The clock of the process that asks, as far as it was sent."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class WorkerProcess:
    """Another process that runs `serve_worker` of a module. Its methods wait for it.

    `ended_early` is the error if it cannot be started, or ends without an answer. Raises CoachError.
    """

    def __init__(self, module: str, ended_early: CoachError) -> None:
        self._ended_early = ended_early
        # The paths of modules are those of this process; `-m` would look into the folder where somebody is first.
        imports = f"from {module} import serve_worker; from coach.worker_process import serve_requests"
        code = f"import sys; sys.path[:] = {sys.path!r}; {imports}; serve_requests(serve_worker)"
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", code],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                start_new_session=True,  # closing the window does not end it while it saves
            )  # fmt: skip
        except OSError as error:  # no memory for it, or the program was moved since the screen opened
            raise ended_early from error

    def send(self, value: object) -> None:
        """Send a value."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended; what it answered says why
            pickle.dump(value, self._process.stdin)
            self._process.stdin.flush()

    def receive(self) -> Any:
        """Return the next value that it sends. Raises CoachError."""
        assert self._process.stdout is not None
        try:
            value = pickle.load(self._process.stdout)
        except Exception:  # it was killed, or the program was replaced by another version since the screen opened
            self.wait()
            raise self._ended_early from None
        if isinstance(value, CoachError):
            self.wait()
            raise value
        return value

    def wait(self) -> None:
        """Wait until it has ended."""
        self._process.wait()

    def stop(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()


def serve_requests(serve: Callable[[Callable[[], Any], Callable[[object], None]], None]) -> None:
    """Run `serve` with a function that receives the next value of the other process, and one that sends one."""
    request_stream, answer_stream = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what anything prints is no answer

    def send(value: object) -> None:
        pickle.dump(value, answer_stream)
        answer_stream.flush()

    try:
        serve(lambda: pickle.load(request_stream), send)
    except (EOFError, BrokenPipeError):
        return  # the screen was left, or the person changed their mind
    except TemporaryError as error:
        send(error)
    except CoachError as error:
        send(CoachError(error.title, error.message, error.hint, screen_hint=error.screen_hint))
    except Exception as error:
        send(CoachError(log_crash(error)))


def save_undo_elsewhere(service: CoachService, pending: PendingChange) -> None:
    """Save a pending undo or redo in another process, and wait for it. Raises CoachError; then it can be done again."""
    word = "redo" if pending.kept_undo is not None and not pending.kept_undo.undone else "undo"
    hint = f"Try it again, here or in the shell: coach {word}."
    process = WorkerProcess(
        "coach.worker_process", CoachError(f"The {word} stopped before it was finished.", hint=hint)
    )
    process.send((service.folder, service.device, service.now(), pending))
    process.receive()
    process.wait()


def serve_worker(receive: Callable[[], Any], send: Callable[[object], None]) -> None:
    """Save one undo or redo for the screen at the other end."""
    folder, device, now, pending = receive()
    CoachService(folder, SentClock(now), device).open_folder().save_for_other(pending)
    send("saved")
