"""A desktop notification is shown by whatever program is there."""

from __future__ import annotations

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


def test_without_a_program_nothing_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not send_notification("The block is over.")
