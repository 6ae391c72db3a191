"""A small process that waits for the end of a block, and then runs `coach block-end`.

It knows only the path of the data file: when that file changes, or when the time is over, `coach block-end` replaces
this process and reads the block. That command ends if the block has ended, so nothing waits on.

    python -m coach.reminders.waiter SECONDS FILE MARK COMMAND...
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

STEP = 2.0
"""Seconds between two checks of the file; each is one `stat`."""


def wait_for_end(seconds: float, file: Path, mark: Path) -> None:
    """Return when the seconds are over or the file has changed; `mark` holds the number of this process meanwhile."""
    with suppress(OSError):
        mark.write_text(str(os.getpid()))
    known, end = _get_stamp(file), time.time() + seconds
    while (left := end - time.time()) > 0 and _get_stamp(file) == known:
        time.sleep(min(STEP, left))
    with suppress(OSError):
        mark.unlink()


def _get_stamp(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino


if __name__ == "__main__":
    wait_for_end(float(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    os.execv(sys.argv[4], sys.argv[4:])
