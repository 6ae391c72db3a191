"""What reaches a person without a window, in a real terminal: the end of a block, what is due, and a timer for it."""

from __future__ import annotations

import os
import shlex
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coach.actions.focus import start_block, toggle_pause
from coach.actions.settings import choose_block_end_signal
from coach.domain.clock import SystemClock
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.reminders.test_system_timers import CRONTAB
from tests.terminal import COACH, Terminal


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The surroundings: a data folder of its own, and a PATH with nothing but a crontab that writes to a file."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "crontab").write_text(CRONTAB.replace("cat", "/bin/cat"))
    (programs / "crontab").chmod(0o755)
    return {
        **os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "PATH": str(programs), "RECORD": str(tmp_path),
        "KITTY_WINDOW_ID": "1",
    }  # fmt: skip


def test_the_bell_rings_in_the_terminal_at_the_end_of_a_block(env: dict[str, str], tmp_path: Path) -> None:
    clock = FakeClock(datetime.now().astimezone() - timedelta(minutes=5))  # as the program's, which a shell starts
    service = CoachService(tmp_path / "data", clock).open_folder()
    service.execute(choose_block_end_signal(bell=True, notify=True))
    service.execute(start_block("messages", 1))
    clock.forward(minutes=58 / 60)
    service.execute(toggle_pause())  # two seconds are left
    script = f"{shlex.join([sys.executable, '-m', 'coach'])} focus pause; /bin/cat"
    with Terminal("/bin/sh", "-c", script, env=env, cwd=tmp_path) as terminal:
        end = time.monotonic() + 60
        while b"\x07" not in terminal.raw:
            assert time.monotonic() < end, terminal.text
            terminal.settle(0.1)
        assert b"\x1b]99;i=coach:p=body;The block is over: messages.\x1b\\" in terminal.raw


def test_what_is_due_is_printed_once_and_a_timer_is_shown_before_it_is_installed(
    env: dict[str, str], tmp_path: Path
) -> None:
    with Terminal(*COACH, "promised", "Sam", "an intro", env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("Sam")
    with Terminal(*COACH, "due", env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("A reply or promise to Sam is open.")
        assert terminal.wait_end() == 0
    with Terminal(*COACH, "due", env=env, cwd=tmp_path) as terminal:
        assert terminal.wait_end() == 0
        assert terminal.text.strip() == ""
    with Terminal(*COACH, "remind", "9:00", "--with", "cron", env=env, cwd=tmp_path) as terminal:
        terminal.wait_for(r"crontab, added:\s+0 9 \* \* \* (.|\n)*Install it\?")
        terminal.press("y", "enter")
        terminal.wait_for("Installed with cron")
        assert terminal.wait_end() == 0
    assert (tmp_path / "crontab").read_text().startswith("0 9 * * * ")


RECORDING = """#!/bin/sh
printf '%s|' "${{0##*/}}" "$@" >> "$RECORD/calls"
exit {code}
"""
IN_TMUX = {"TMUX": "/tmp/tmux-1/default,1,0", "TERM": "tmux-256color", "VTE_VERSION": "7600"}
IN_SCREEN = {"STY": "1.x", "TERM": "screen-256color", "VTE_VERSION": "7600"}
BODY = "The block is over: messages."
BY_PROGRAM = f"notify-send|--app-name=coach|coach|{BODY}|"
BY_OSASCRIPT = f'osascript|-e|display notification "{BODY}" with title "coach"|'


@pytest.mark.parametrize(
    ("terminal_kind", "programs", "written", "calls"),
    [
        pytest.param({"TERM": "xterm-kitty"}, {"notify-send": 0}, f"\x1b]99;i=coach:p=body;{BODY}\x1b\\", "", id="kitty"),
        pytest.param({"TERM_PROGRAM": "iTerm.app"}, {"osascript": 0}, f"\x1b]9;{BODY}\x1b\\", "", id="iterm", marks=pytest.mark.slow),
        pytest.param({"VTE_VERSION": "7600"}, {}, f"\x1b]777;notify;coach;{BODY}\x1b\\", "", id="vte", marks=pytest.mark.slow),
        pytest.param(IN_TMUX, {"tmux": "on"}, f"\x1bPtmux;\x1b\x1b]777;notify;coach;{BODY}\x1b\x1b\\\x1b\\", "", id="tmux passes"),
        pytest.param(IN_TMUX, {"tmux": "off", "notify-send": 0}, "", BY_PROGRAM, id="tmux drops", marks=pytest.mark.slow),
        pytest.param(IN_SCREEN, {}, f"\x1bP\x1b]777;notify;coach;{BODY}\x07\x1b\\", "", id="screen", marks=pytest.mark.slow),
        pytest.param({}, {"notify-send": 1, "osascript": 0}, "", BY_PROGRAM + BY_OSASCRIPT, id="refused"),
    ],
)  # fmt: skip
def test_a_message_comes_by_the_terminal_or_else_by_a_program(
    env: dict[str, str], tmp_path: Path, terminal_kind: dict[str, str], programs: dict[str, int | str], written: str,
    calls: str,
) -> None:  # fmt: skip
    for name, code in programs.items():
        text = f"#!/bin/sh\necho {code}\n" if name == "tmux" else RECORDING.format(code=code)
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    for name in ("KITTY_WINDOW_ID", "TMUX", "STY", "VTE_VERSION", "TERM_PROGRAM", "LC_TERMINAL", "WEZTERM_PANE",
                 "GHOSTTY_RESOURCES_DIR"):  # fmt: skip
        env.pop(name, None)
    clock = FakeClock(SystemClock().now() - timedelta(minutes=5))
    service = CoachService(tmp_path / "data", clock).open_folder()
    service.execute(choose_block_end_signal(bell=False, notify=True))
    service.execute(start_block("messages", 5))
    clock.forward(minutes=4, seconds=59)
    service.execute(toggle_pause())  # one second is left
    shown = tmp_path / "calls"
    with Terminal(*COACH, env=env | terminal_kind, cwd=tmp_path) as terminal:
        terminal.wait_for("paused")
        terminal.press("p")
        terminal.wait_for("The block is over")
        end = time.monotonic() + 30
        while not (written.encode() in terminal.raw if written else shown.exists() and shown.read_text() == calls):
            assert time.monotonic() < end, terminal.text
            terminal.settle(0.1)
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert (shown.read_text() if shown.exists() else "") == calls
    sent = [mark for mark in (b"\x1b]9;The", b"\x1b]777;", b"p=body;") if mark in terminal.raw]
    assert len(sent) == bool(written)
