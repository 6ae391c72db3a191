"""Save the undo or redo of an import or a merge in a process of its own, because it may take 300 MB."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.errors import CoachError
from coach.service import CoachService, PendingChange
from coach.worker_process import SentClock, WorkerProcess, serve_requests


@dataclass(frozen=True, slots=True)
class _Request:
    folder: Path
    device: str
    now: datetime
    pending: PendingChange


def save_undo_elsewhere(service: CoachService, pending: PendingChange) -> None:
    """Save a pending undo or redo in another process, and wait for it. Raises CoachError; then it can be done again."""
    word = "redo" if pending.kept_undo is not None and not pending.kept_undo.undone else "undo"
    hint = f"Try it again, here or in the shell: coach {word}."
    ended_early = CoachError(f"The {word} stopped before it was finished.", hint=hint)
    process = WorkerProcess("coach.undo_process", ended_early)
    process.send(_Request(service.folder, service.device, service.now(), pending))
    process.receive()
    process.wait()


def serve() -> None:
    """Save one undo or redo for the screen at the other end of the standard streams."""
    serve_requests(_save_undo)


def _save_undo(receive: Callable[[], Any], send: Callable[[object], None]) -> None:
    request: _Request = receive()
    CoachService(request.folder, SentClock(request.now), request.device).open_folder().save_for_other(request.pending)
    send("saved")
