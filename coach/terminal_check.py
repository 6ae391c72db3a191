"""Tell whether the full screen can be opened here and, where it cannot, say what works instead."""

from __future__ import annotations

import os
import sys

PLATFORM = sys.platform
"""The system the program runs on. Tests set another one here."""
WINDOWS_LINE = (
    "coach: on Windows it runs inside WSL, not on Windows itself. Run wsl --install, open Ubuntu, and install the "
    "coach there as the README says."
)


def explain_missing_system() -> str:
    """Return one line if the coach cannot run on this system, "" where it can."""
    return WINDOWS_LINE if PLATFORM == "win32" else ""


def has_own_driver() -> bool:
    """Tell whether Textual was given another place to draw than this terminal, as `textual serve` does."""
    return bool(os.environ.get("TEXTUAL_DRIVER"))


def can_open_full_screen() -> bool:
    """Tell whether there is something to draw the full screen on."""
    if has_own_driver():
        return True
    return os.isatty(0) and os.isatty(1) and os.environ.get("TERM") != "dumb"
