"""Show a notification or ring: as a message of the terminal, or by notify-send, osascript or desktop-notifier."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import stat
import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from coach.reminders.one_shot_timer import run_program, runs_successfully
from coach.terminal import format_message

_NOTIFICATION_PROGRAMS = ("notify-send", "osascript")


def can_notify() -> bool:
    """Return whether something here can show a notification."""
    return any(map(shutil.which, _NOTIFICATION_PROGRAMS)) or find_spec("desktop_notifier") is not None


def send_notification(text: str) -> bool:
    """Show a notification, and return whether something took it. Each thing that may show it is asked. Never raises."""
    notify_send, osascript = map(shutil.which, _NOTIFICATION_PROGRAMS)
    if notify_send and runs_successfully([notify_send, "--app-name=coach", "coach", text]):
        return True
    if osascript:
        quoted_text = text.replace("\\", "\\\\").replace('"', '\\"')
        if runs_successfully([osascript, "-e", f'display notification "{quoted_text}" with title "coach"']):
            return True
    with suppress(Exception):  # it is not installed, or there is no desktop
        from desktop_notifier import DesktopNotifier  # an optional extra

        logging.getLogger("desktop_notifier").addHandler(logging.NullHandler())  # else it prints over the screen
        return asyncio.run(_send_by_desktop_notifier(DesktopNotifier(app_name="coach"), text))
    return False


def make_terminal_message(text: str) -> str:
    """Return what shows `text` as a message of this terminal, "" where the terminal cannot or tmux would drop it."""
    message = format_message(text)
    if message and os.environ.get("TMUX"):
        passthrough_answer = run_program(["tmux", "show-options", "-pAv", "allow-passthrough"], timeout=2.0)
        # Before tmux 3.3 there is no such option.
        if passthrough_answer is not None and passthrough_answer.stdout.strip() == "off":
            return ""
    return message


def find_terminal() -> str:
    """Return the terminal that a bell may go to, "" if there is none."""
    for stream in (sys.stderr, sys.stdout, sys.stdin):
        with suppress(OSError, AttributeError, ValueError):
            return os.ttyname(stream.fileno())
    return ""


def write_to_terminal(terminal: str, text: str) -> bool:
    """Write to a terminal that is still the person's own; return whether anything was written. Never raises."""
    if not terminal.startswith("/dev/") or not text:
        return False
    with suppress(OSError):
        descriptor = os.open(terminal, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            status = os.fstat(descriptor)
            if stat.S_ISCHR(status.st_mode) and status.st_uid == os.getuid() and os.isatty(descriptor):
                return os.write(descriptor, text.encode()) > 0
        finally:
            os.close(descriptor)
    return False


async def _send_by_desktop_notifier(notifier: Any, text: str) -> bool:
    """Send a notification, and return whether it is shown: a refusal is only logged there."""
    await notifier.send(title="coach", message=text)
    return bool(await notifier.get_current_notifications())
