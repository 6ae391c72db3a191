"""Leave in order when the window is closed (SIGHUP) or the system ends (SIGTERM).

Every key that was typed is carried out and every save is finished, as with `q`, and the terminal is left as it was.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sys
import termios
import threading
import time
from array import array
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.tui.app import CoachApp

EXIT_SIGNALS = (signal.SIGHUP, signal.SIGTERM)
KEY_CHECK_SECONDS, QUIET_KEY_CHECKS = 0.02, 10
"""Seconds between two checks for keys that were typed before the signal, and checks in a row that have to find none."""
MOST_SECONDS_FOR_KEYS = 30.0
"""Seconds in which typed keys are carried out, as long as the screen answers: a busy computer may need them."""
MOST_SECONDS_WITHOUT_SCREEN = 10.0
"""Seconds after which everything is saved without the screen: a terminal that is gone may hold it up for ever."""


class SignalExit:
    """Waits for a signal to leave. Make it in the main thread while the loop of `app` runs."""

    def __init__(self, app: CoachApp) -> None:
        self._app, self._loop, self.exit_signal = app, asyncio.get_running_loop(), 0
        self._screen_answered = 0.0
        if threading.current_thread() is threading.main_thread():
            for exit_signal in EXIT_SIGNALS:
                signal.signal(exit_signal, self._handle_signal)

    def _handle_signal(self, exit_signal: int, frame: FrameType | None) -> None:
        mute_lost_terminal()
        self.begin(exit_signal)

    def begin(self, exit_signal: int) -> None:
        """Begin to leave, unless that has begun or the screen has been left."""
        if self.exit_signal or self._loop.is_closed():
            return
        self.exit_signal = exit_signal
        self._screen_answered = time.monotonic()
        threading.Thread(target=self._finish_without_screen, daemon=True).start()
        self._leaving = asyncio.run_coroutine_threadsafe(self._leave_after_keys(), self._loop)

    async def _leave_after_keys(self) -> None:
        keys_deadline, quiet_checks = time.monotonic() + MOST_SECONDS_FOR_KEYS, 0
        while quiet_checks < QUIET_KEY_CHECKS and self._screen_answered < keys_deadline:
            await asyncio.sleep(KEY_CHECK_SECONDS)
            self._screen_answered = time.monotonic()
            quiet_checks = 0 if has_unread_keys() or not self._app.has_handled_keys else quiet_checks + 1
        self._app.exit(return_code=128 + self.exit_signal)

    def _finish_without_screen(self) -> None:
        while (seconds_left := self._screen_answered + MOST_SECONDS_WITHOUT_SCREEN - time.monotonic()) > 0:
            time.sleep(seconds_left)
        self._app.save_everything()
        os._exit(128 + self.exit_signal)


def has_unread_keys() -> bool:
    """Return whether the terminal holds keys that the program has not read: a busy computer reads them late."""
    unread_bytes = array("i", [0])
    try:
        fcntl.ioctl(sys.__stdin__.fileno() if sys.__stdin__ else 0, termios.FIONREAD, unread_bytes)
    except (OSError, ValueError):  # the terminal is gone
        return False
    return unread_bytes[0] > 0


def mute_lost_terminal() -> bool:
    """Send what is printed nowhere if the terminal is gone. Return whether it is."""
    try:
        termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except (termios.error, OSError, ValueError):
        null_device = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(null_device, stream)
        return True
    return False
