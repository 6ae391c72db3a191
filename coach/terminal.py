r"""What this terminal can do: open the full screen, and show messages and progress by itself.

A terminal that does not know a sequence may print it, so it is sent only where the environment names one that does.
Inside tmux the sequence is wrapped, which tmux passes on if `allow-passthrough` is on and drops otherwise. Inside GNU
screen it is wrapped, too; screen ends such a string at the first ESC \, so the sequence in it ends with BEL.

Sources: iTerm2 "Proprietary Escape Codes" (OSC 9), kitty "Desktop notifications" (OSC 99), urxvt and VTE (OSC 777),
ConEmu "ANSI escape codes" (OSC 9;4), tmux(1) `allow-passthrough`, screen(1) "Virtual Terminal" (ESC P).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

PLATFORM = sys.platform
"""The system the program runs on. Tests set another one here."""
WINDOWS_LINE = (
    "coach: on Windows it runs inside WSL, not on Windows itself. Run wsl --install, open Ubuntu, and install the "
    "coach there as the README says."
)


def explain_missing_system() -> str:
    """Return one line if the coach cannot run on this system, "" where it can."""
    return WINDOWS_LINE if PLATFORM == "win32" else ""


def can_open_full_screen() -> bool:
    """Tell whether there is something to draw the full screen on."""
    if os.environ.get("TEXTUAL_DRIVER"):  # another place to draw than this terminal, as `textual serve` gives
        return True
    return os.isatty(0) and os.isatty(1) and os.environ.get("TERM") != "dumb"


BELL_CHARACTER = "\x07"
_SEQUENCE_END = "\x1b\\"


def format_message(text: str, environment: Mapping[str, str] | None = None) -> str:
    """Return what shows `text` as a message of the terminal, "" where it does not know how."""
    env = os.environ if environment is None else environment
    plain = "".join(character for character in text if character.isprintable())[:200]
    if env.get("KITTY_WINDOW_ID") or _has_term(env, "kitty"):
        title = _wrap_for_multiplexer(f"\x1b]99;i=coach:d=0;coach{_SEQUENCE_END}", env)
        return title + _wrap_for_multiplexer(f"\x1b]99;i=coach:p=body;{plain}{_SEQUENCE_END}", env)
    if _is_terminal(env, "iterm", "wezterm", "ghostty"):
        return _wrap_for_multiplexer(f"\x1b]9;{plain}{_SEQUENCE_END}", env)
    if _has_term(env, "foot", "rxvt") or env.get("VTE_VERSION"):
        return _wrap_for_multiplexer(f"\x1b]777;notify;coach;{plain.replace(';', ',')}{_SEQUENCE_END}", env)
    return ""


def format_progress(part: float | None, environment: Mapping[str, str] | None = None) -> str:
    """Return what shows how much of a block is over (0 to 1), or takes that away (None); "" where nothing does."""
    env = os.environ if environment is None else environment
    if not _shows_progress(env):
        return ""
    state = "0;0" if part is None else f"1;{max(0, min(100, round(part * 100)))}"
    return _wrap_for_multiplexer(f"\x1b]9;4;{state}{_SEQUENCE_END}", env)


def _shows_progress(env: Mapping[str, str]) -> bool:
    """Return whether the terminal takes OSC 9;4 for progress; older ones would take it for a message."""
    if env.get("WT_SESSION") or env.get("ConEmuANSI") == "ON":
        return True
    least_version = (1, 2) if _is_terminal(env, "ghostty") else (3, 6) if _is_terminal(env, "iterm") else None
    return least_version is not None and _read_version(env) >= least_version


def _is_terminal(env: Mapping[str, str], *names: str) -> bool:
    """Return whether the environment names one of the terminals; inside tmux, what it inherited does."""
    terminal_names = [env.get("TERM_PROGRAM", ""), env.get("LC_TERMINAL", "")]
    terminal_names += ["ghostty"] if env.get("GHOSTTY_RESOURCES_DIR") else []
    terminal_names += ["wezterm"] if env.get("WEZTERM_PANE") else []
    return any(terminal_name.lower().startswith(name) for terminal_name in terminal_names for name in names)


def _has_term(env: Mapping[str, str], *names: str) -> bool:
    return any(name in env.get("TERM", "") for name in names)


def _read_version(env: Mapping[str, str]) -> tuple[int, ...]:
    """Return the version of the terminal, () if it is not known (inside tmux it is that of tmux)."""
    version_text = env.get("LC_TERMINAL_VERSION") or ("" if env.get("TMUX") else env.get("TERM_PROGRAM_VERSION", ""))
    return tuple(int(version_part) for version_part in version_text.split(".")[:2] if version_part.isdecimal())


def _wrap_for_multiplexer(sequence: str, env: Mapping[str, str]) -> str:
    if env.get("TMUX"):
        escaped = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{escaped}{_SEQUENCE_END}"
    if env.get("STY"):
        return f"\x1bP{sequence.replace(_SEQUENCE_END, BELL_CHARACTER)}{_SEQUENCE_END}"
    return sequence
