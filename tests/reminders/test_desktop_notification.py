"""A notification is shown by whatever program is there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from coach.reminders.desktop_notification import can_notify, send_notification


def test_notify_send_shows_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, shown = tmp_path / "notify-send", tmp_path / "shown"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {shown}\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert can_notify()
    assert send_notification("The block is over.")
    assert shown.read_text() == "--app-name=coach|coach|The block is over.|"


def install(folder: Path, name: str, code: int) -> Path:
    """Put a program there that writes down its words and ends with `code`; return the file with the words."""
    program, shown = folder / name, folder / f"shown-{name}"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {shown}\nexit {code}\n')
    program.chmod(0o700)
    return shown


SCRIPT = '-e|display notification "She said \\"hi\\" \\\\o/." with title "coach"|'
"""AppleScript escapes a quotation mark and a backslash in a string with a backslash (AppleScript Language Guide)."""


def test_osascript_shows_the_text_on_macos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = install(tmp_path, "osascript", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert can_notify()
    assert send_notification('She said "hi" \\o/.')
    assert shown.read_text() == SCRIPT


@pytest.mark.parametrize(("last", "is_shown"), [(0, True), (1, False)])
def test_where_one_refuses_the_next_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int, is_shown: bool
) -> None:
    first, second = install(tmp_path, "notify-send", 1), install(tmp_path, "osascript", last)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert send_notification("The block is over.") is is_shown
    assert first.read_text() == "--app-name=coach|coach|The block is over.|"
    assert second.read_text() == '-e|display notification "The block is over." with title "coach"|'


@pytest.mark.parametrize("is_refused", [False, True])
def test_desktop_notifier_is_asked_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_refused: bool) -> None:
    """A module of that name with the interface of desktop-notifier 6.2, which logs a refusal and raises nothing."""
    shown = tmp_path / "shown"
    (tmp_path / "desktop_notifier.py").write_text(
        "import logging\n"
        "class DesktopNotifier:\n"
        "    def __init__(self, app_name): self.app_name, self.shown = app_name, []\n"
        "    async def send(self, title, message):\n"
        f"        if {is_refused}: return logging.getLogger('desktop_notifier.base').warning('Notification failed')\n"
        f"        open({str(shown)!r}, 'w').write(f'{{self.app_name}}|{{title}}|{{message}}')\n"
        "        self.shown.append('1')\n"
        "    async def get_current_notifications(self): return self.shown\n"
    )
    install(tmp_path, "notify-send", 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "desktop_notifier", raising=False)
    assert send_notification("The block is over.") is not is_refused
    sys.modules.pop("desktop_notifier", None)  # monkeypatch would put it back at the end
    if not is_refused:
        assert shown.read_text() == "coach|coach|The block is over."


def test_without_a_program_nothing_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not send_notification("The block is over.")
