"""Show a notification: in the terminal, or by notify-send, osascript or the optional desktop-notifier."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from coach.reminders.programs import run_program
from coach.terminal import format_message

_PROGRAMS = ("notify-send", "osascript")


def can_notify() -> bool:
    """Return whether something here can show a notification."""
    return any(map(shutil.which, _PROGRAMS)) or find_spec("desktop_notifier") is not None


def send_notification(text: str) -> bool:
    """Show a notification, and return whether something took it. Each thing that may show it is asked. Never raises."""
    if (program := shutil.which("notify-send")) and _succeeds([program, "--app-name=coach", "coach", text]):
        return True
    if program := shutil.which("osascript"):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        if _succeeds([program, "-e", f'display notification "{quoted}" with title "coach"']):
            return True
    with suppress(Exception):  # it is not installed, or there is no desktop
        from desktop_notifier import DesktopNotifier  # an optional extra

        logging.getLogger("desktop_notifier").addHandler(logging.NullHandler())  # else it prints over the screen
        return asyncio.run(_send(DesktopNotifier(app_name="coach"), text))
    return False


def make_terminal_message(text: str) -> str:
    """Return what shows `text` as a message of this terminal, "" where the terminal cannot or tmux would drop it."""
    message = format_message(text)
    if message and os.environ.get("TMUX"):
        asked = run_program(["tmux", "show-options", "-pAv", "allow-passthrough"], timeout=2.0)
        if asked is not None and asked.stdout.strip() == "off":  # before tmux 3.3 there is no such option
            return ""
    return message


async def _send(notifier: Any, text: str) -> bool:
    """Send a notification, and return whether it is shown: a refusal is only logged there."""
    await notifier.send(title="coach", message=text)
    return bool(await notifier.get_current_notifications())


def _succeeds(words: list[str]) -> bool:
    done = run_program(words)
    return done is not None and done.returncode == 0
