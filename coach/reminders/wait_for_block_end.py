"""A small process that waits for the end of a block, and then runs `coach block-end`.

It knows only the data file and the stamp it had when the block was saved: when the file has another one, or when the
time is over, `coach block-end` replaces this process and reads the block. That command ends if the block has ended.

    python -m coach.reminders.wait_for_block_end SECONDS FILE STAMP MARK COMMAND...
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

SECONDS_BETWEEN_FILE_CHECKS = 2.0
"""Seconds between two checks of the file; each is one `stat`."""


def wait_for_block_end(seconds: float, data_file: Path, file_stamp: str, waiting_mark: Path) -> None:
    """Return when the seconds are over or the file has another stamp; meanwhile `waiting_mark` holds our process id."""
    with suppress(OSError):
        waiting_mark.write_text(str(os.getpid()))
    end_time = time.time() + seconds
    while (seconds_left := end_time - time.time()) > 0 and read_file_stamp(data_file) == file_stamp:
        time.sleep(min(SECONDS_BETWEEN_FILE_CHECKS, seconds_left))
    with suppress(OSError):
        waiting_mark.unlink()


def read_file_stamp(file: Path) -> str:
    """Return what changes when the file is replaced or written, "" if it cannot be seen."""
    try:
        stat = file.stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}.{stat.st_ino}"


if __name__ == "__main__":
    wait_for_block_end(float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
    os.execv(sys.argv[5], sys.argv[5:])
