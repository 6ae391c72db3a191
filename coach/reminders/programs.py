"""Run the programs of the system that show notifications and keep timers."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from contextlib import suppress


def run_program(
    words: Sequence[str], text: str = "", *, timeout: float = 20.0
) -> subprocess.CompletedProcess[str] | None:
    """Run a program with `text` as its input; return None where it cannot be run in `timeout` seconds. Never raises."""
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        return subprocess.run(words, input=text, capture_output=True, text=True, timeout=timeout, check=False)
    return None
