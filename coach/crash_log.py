"""The unexpected: a person sees one calm line, and the details go to a log file that only they can read."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

KEPT_BYTES = 200_000


def note(error: BaseException) -> str:
    """Write `error` to the log; return the line to show. Never raises.

    The log holds where in the program it happened, never what the person typed: messages of exceptions may
    quote their text, so only types, files and line numbers are written.
    """
    from coach.paths import state_folder

    line = "Something unexpected happened; what was saved is safe."
    try:
        file = state_folder() / "coach.log"
        _append(file, _told(error))
    except OSError:
        return f"{line} The log could not be written."
    return f"{line} Details for a report: {file}"


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    rows = [f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {type(error).__module__}.{type(error).__name__}"]
    rows += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join(rows) + "\n"


def _append(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    if file.exists() and file.stat().st_size > KEPT_BYTES:
        flags |= os.O_TRUNC
    handle = os.open(file, flags, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as log:
        log.write(text)
