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

SIGNALS = (signal.SIGHUP, signal.SIGTERM)
PAUSE, QUIET_CHECKS = 0.02, 10
"""Seconds between two checks for keys that were typed before the signal, and checks in a row that have to find none."""
MOST_SECONDS_FOR_KEYS = 30.0
"""Seconds in which typed keys are carried out, as long as the screen answers: a busy computer may need them."""
MOST_SECONDS_WITHOUT_SCREEN = 10.0
"""Seconds after which everything is saved without the screen: a terminal that is gone may hold it up for ever."""


class SignalExit:
    """Waits for a signal to leave. Make it in the main thread while the loop of `app` runs."""

    def __init__(self, app: CoachApp) -> None:
        self._app, self._loop, self.sign = app, asyncio.get_running_loop(), 0
        self._screen_answered = 0.0
        if threading.current_thread() is threading.main_thread():
            for sign in SIGNALS:
                signal.signal(sign, self._handle_signal)

    def _handle_signal(self, sign: int, frame: FrameType | None) -> None:
        mute_lost_terminal()
        self.begin(sign)

    def begin(self, sign: int) -> None:
        """Begin to leave, unless that has begun or the screen has been left."""
        if self.sign or self._loop.is_closed():
            return
        self.sign = sign
        self._screen_answered = time.monotonic()
        threading.Thread(target=self._finish_without_screen, daemon=True).start()
        self._loop.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        self._leaving = self._loop.create_task(self._leave_after_keys())

    async def _leave_after_keys(self) -> None:
        end, quiet = time.monotonic() + MOST_SECONDS_FOR_KEYS, 0
        while quiet < QUIET_CHECKS and self._screen_answered < end:
            await asyncio.sleep(PAUSE)
            self._screen_answered = time.monotonic()
            quiet = 0 if has_unread_keys() or not self._app.has_handled_keys else quiet + 1
        self._app.exit(return_code=128 + self.sign)

    def _finish_without_screen(self) -> None:
        while (left := self._screen_answered + MOST_SECONDS_WITHOUT_SCREEN - time.monotonic()) > 0:
            time.sleep(left)
        self._app.save_everything()
        os._exit(128 + self.sign)


def has_unread_keys() -> bool:
    """Return whether the terminal holds keys that the program has not read: a busy computer reads them late."""
    waiting = array("i", [0])
    try:
        fcntl.ioctl(sys.__stdin__.fileno() if sys.__stdin__ else 0, termios.FIONREAD, waiting)
    except (OSError, ValueError):  # the terminal is gone
        return False
    return waiting[0] > 0


def mute_lost_terminal() -> bool:
    """Send what is printed nowhere if the terminal is gone. Return whether it is."""
    try:
        termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except (termios.error, OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        return True
    return False
