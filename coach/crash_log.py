"""Log unexpected errors to a file that only its owner can read, without any private text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from errno import errorcode
from pathlib import Path
from types import TracebackType

from coach.atomic_file import FileSystem, make_private_folder
from coach.paths import find_state_folder

MAX_BYTES = 200_000
"""Size in bytes from which the log is emptied before the next entry."""
LOG_FILE_NAME = "coach.log"
MAX_FRAMES = 40
"""How many frames of one traceback are logged: half from its start, half from its end."""


def log_crash(error: BaseException) -> str:
    """Log `error` and what caused it; return the line to show. Never raises.

    The log holds types, error numbers, files and line numbers. Messages of exceptions may quote what somebody wrote,
    so they are left out.
    """
    line = "Something unexpected happened; what was saved is safe."
    try:
        file = find_state_folder() / LOG_FILE_NAME
        _append_text(file, format_crash(error))
    except OSError:
        return f"{line} The details could not be saved for a bug report."
    return f"{line} Details for a bug report: {file}"


def format_crash(error: BaseException) -> str:
    """Return type and traceback of an error, then those of its causes, without any message."""
    rows = [f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"]
    for relation, each in _list_causes(error):
        number = f" {errorcode.get(each.errno, each.errno)}" if isinstance(each, OSError) and each.errno else ""
        rows.append(f"{relation}{type(each).__module__}.{type(each).__qualname__}{number}")
        frames = list(_list_frames(each.__traceback__))
        if len(frames) > MAX_FRAMES:
            frames[MAX_FRAMES // 2 : -MAX_FRAMES // 2] = [f"  … {len(frames) - MAX_FRAMES} more"]
        rows += frames
    return "\n".join(rows) + "\n"


def _list_frames(step: TracebackType | None) -> Iterator[str]:
    """Yield file, line and function of each step of a traceback."""
    while step is not None:
        code = step.tb_frame.f_code
        yield f"  {code.co_filename}:{step.tb_lineno} {code.co_name}"
        step = step.tb_next


def _list_causes(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """Yield the error and each error it came from, with what relates it to the one before."""
    seen: set[int] = set()
    pending: list[tuple[str, BaseException]] = [("", error)]
    while pending:
        relation, each = pending.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield relation, each
        if isinstance(each, BaseExceptionGroup):
            pending += [("together with ", part) for part in each.exceptions]
        inner = getattr(each, "error", None)  # textual.worker.WorkerFailed keeps what the worker raised in it
        if isinstance(inner, BaseException):
            pending.append(("caused by ", inner))
        if each.__cause__ is not None:
            pending.append(("caused by ", each.__cause__))
        elif each.__context__ is not None and not each.__suppress_context__:
            pending.append(("while handling ", each.__context__))


def _append_text(file: Path, text: str) -> None:
    make_private_folder(FileSystem(), file.parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK  # no crash waits for the reader of a pipe
    if file.exists() and file.stat().st_size > MAX_BYTES:
        flags |= os.O_TRUNC
    handle = os.open(file, flags, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as log:
        log.write(text)
