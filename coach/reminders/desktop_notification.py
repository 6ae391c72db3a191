"""Show a desktop notification, by notify-send, osascript or the optional desktop-notifier."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from importlib.util import find_spec

from coach.reminders.programs import run_program

_PROGRAMS = ("notify-send", "osascript")


def can_notify() -> bool:
    """Return whether something here can show a notification."""
    return any(map(shutil.which, _PROGRAMS)) or find_spec("desktop_notifier") is not None


def send_notification(text: str) -> bool:
    """Show a notification, and return whether something took it. Never raises."""
    if program := shutil.which("notify-send"):
        return _succeeds([program, "--app-name=coach", "coach", text])
    if program := shutil.which("osascript"):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        return _succeeds([program, "-e", f'display notification "{quoted}" with title "coach"'])
    with suppress(Exception):  # it is not installed, or there is no desktop
        from desktop_notifier import DesktopNotifier  # an optional extra

        asyncio.run(_send(DesktopNotifier(app_name="coach"), text))
        return True
    return False


async def _send(notifier: object, text: str) -> None:
    await notifier.send(title="coach", message=text)  # type: ignore[attr-defined]


def _succeeds(words: list[str]) -> bool:
    done = run_program(words)
    return done is not None and done.returncode == 0
