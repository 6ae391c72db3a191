"""Signals and closed windows lose nothing: keys are carried out, saves are finished, the terminal is as it was."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.e2e.test_saved import SLOW_DISK, values
from tests.e2e.test_shell import env
from tests.terminal import COACH, Terminal

__all__ = ["env"]

TERMINAL_AS_IT_WAS = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?25h")
"""The alternate screen, mouse reports and bracketed paste are off, and the cursor is shown."""


@pytest.mark.parametrize(
    "sign", [signal.SIGHUP, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)], ids=["SIGHUP", "SIGTERM"]
)
def test_a_signal_right_after_the_keys_loses_none_of_them(env: dict[str, str], sign: signal.Signals) -> None:
    with Terminal(sys.executable, "-c", SLOW_DISK, env=env) as terminal:
        terminal.wait_for("How are you|networking|mood")
        terminal.press("m", "2", "o", *"Lin", "enter", "m", "5")
        os.kill(terminal.pid, sign)
        assert terminal.wait_end() == 128 + sign
        assert values(env) == [2, 5]
        people = json.loads(Path(env["COACH_DATA_DIR"], "coach.json").read_bytes())["people"]
        assert [row["name"] for row in people.values()] == ["Lin"]
        assert all(code in terminal.raw for code in TERMINAL_AS_IT_WAS)
        assert b"Traceback" not in terminal.raw


def test_a_closed_window_loses_nothing_and_ends_the_program(env: dict[str, str]) -> None:
    terminal = Terminal(*COACH, env=env)
    terminal.wait_for("How are you|networking|mood")
    terminal.press("m", "4")
    terminal.wait_for(r"energy\?")  # the goal names an energy, too
    terminal.close_window()
    assert terminal.wait_end() == 128 + signal.SIGHUP
    assert values(env) == [4]


def test_leaving_takes_a_moment_while_somebody_else_holds_the_lock(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("How are you|networking|mood")
        terminal.press("m", "3")
        terminal.wait_for("Saved: okay")
        lock = os.open(Path(env["COACH_DATA_DIR"], ".coach.lock"), os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        terminal.press("m", "1", "m", "5")
        terminal.press("q")
        assert terminal.wait_end() == 1  # tests/store/test_lock.py measures the wait: half a second
        os.close(lock)
    with Terminal(env=env) as terminal:
        terminal.wait_for("bright")
        terminal.press("m", "2")
        terminal.wait_for("Saved: low")
    assert sorted(values(env)) == [1, 2, 3, 5]
