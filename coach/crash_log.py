"""Log unexpected errors to a file that only its owner can read, without any private text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from errno import errorcode
from types import TracebackType

from coach.atomic_file import FileSystem, make_private_folder
from coach.paths import find_state_folder

LOG_MAX_BYTES = 200_000
"""Size in bytes from which the log is emptied before the next entry."""
LOG_FILE_NAME = "coach.log"
LOGGED_FRAMES_LIMIT = 40
"""How many frames of one traceback are logged: half from its start, half from its end."""


def log_crash(error: BaseException) -> str:
    """Log `error` and what caused it; return the line to show. Never raises.

    The log holds types, error numbers, files and line numbers. Messages of exceptions may quote what somebody wrote,
    so they are left out.
    """
    line = "Something unexpected happened; what was saved is safe."
    try:
        file = find_state_folder() / LOG_FILE_NAME
        make_private_folder(FileSystem(), file.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK  # no crash waits for the reader of a pipe
        if file.exists() and file.stat().st_size > LOG_MAX_BYTES:
            flags |= os.O_TRUNC
        with os.fdopen(os.open(file, flags, 0o600), "a", encoding="utf-8") as log:
            log.write(format_crash(error))
    except OSError:
        return f"{line} The details could not be saved for a bug report."
    return f"{line} Details for a bug report: {file}"


def format_crash(error: BaseException) -> str:
    """Return type and traceback of an error, then those of its causes, without any message."""
    log_lines = [f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"]
    for relation, cause in _list_causes(error):
        errno_name = f" {errorcode.get(cause.errno, cause.errno)}" if isinstance(cause, OSError) and cause.errno else ""
        log_lines.append(f"{relation}{type(cause).__module__}.{type(cause).__qualname__}{errno_name}")
        frames = list(_list_frames(cause.__traceback__))
        if len(frames) > LOGGED_FRAMES_LIMIT:
            left_out = len(frames) - LOGGED_FRAMES_LIMIT
            frames[LOGGED_FRAMES_LIMIT // 2 : -LOGGED_FRAMES_LIMIT // 2] = [f"  … {left_out} more"]
        log_lines += frames
    return "\n".join(log_lines) + "\n"


def _list_frames(traceback: TracebackType | None) -> Iterator[str]:
    """Yield file, line and function of each step of a traceback."""
    while traceback is not None:
        frame_code = traceback.tb_frame.f_code
        yield f"  {frame_code.co_filename}:{traceback.tb_lineno} {frame_code.co_name}"
        traceback = traceback.tb_next


def _list_causes(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """Yield the error and each error it came from, with what relates it to the one before."""
    seen_error_ids: set[int] = set()
    pending_causes: list[tuple[str, BaseException]] = [("", error)]
    while pending_causes:
        relation, cause = pending_causes.pop(0)
        if id(cause) in seen_error_ids:
            continue
        seen_error_ids.add(id(cause))
        yield relation, cause
        if isinstance(cause, BaseExceptionGroup):
            pending_causes += [("together with ", grouped_error) for grouped_error in cause.exceptions]
        worker_error = getattr(cause, "error", None)  # textual.worker.WorkerFailed keeps what the worker raised in it
        if isinstance(worker_error, BaseException):
            pending_causes.append(("caused by ", worker_error))
        if cause.__cause__ is not None:
            pending_causes.append(("caused by ", cause.__cause__))
        elif cause.__context__ is not None and not cause.__suppress_context__:
            pending_causes.append(("while handling ", cause.__context__))
