"""Show a desktop notification from a command, by notify-send, osascript or the optional desktop-notifier."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from contextlib import suppress
from importlib.util import find_spec

TIMEOUT = 10.0
"""Seconds to wait for the program that shows it."""


def send_notification(text: str) -> bool:
    """Show a notification, and return whether a program took it. Never raises."""
    if program := shutil.which("notify-send"):
        return _run([program, "--app-name=coach", "coach", text])
    if program := shutil.which("osascript"):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        return _run([program, "-e", f'display notification "{quoted}" with title "coach"'])
    if find_spec("desktop_notifier") is None:
        return False
    with suppress(Exception):  # where there is no desktop, nothing is shown
        from desktop_notifier import DesktopNotifier  # an optional extra

        asyncio.run(_send(DesktopNotifier(app_name="coach"), text))
        return True
    return False


async def _send(notifier: object, text: str) -> None:
    await notifier.send(title="coach", message=text)  # type: ignore[attr-defined]


def _run(words: list[str]) -> bool:
    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(words, capture_output=True, timeout=TIMEOUT, check=False).returncode == 0
    return False
