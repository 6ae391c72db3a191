"""Leaving and coming back: ctrl+c says how to leave, ctrl+z and fg, other drivers of Textual, and Windows."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coach import __main__, terminal
from tests.terminal import COACH, Terminal


def test_ctrl_c_says_how_to_leave(tmp_path: Path) -> None:
    with Terminal(*COACH, env={"COACH_DATA_DIR": str(tmp_path)}) as terminal:
        terminal.wait_for("m logs how you are")
        terminal.press("\x03")
        terminal.wait_for("q quits at once. Everything is saved")
        terminal.press("o")
        terminal.wait_for("Esc")
        terminal.press("\x03")
        terminal.wait_for("Esc steps back; then q quits")
        terminal.press("esc")
        terminal.wait_gone("I wrote to")
        terminal.press("q")
        assert terminal.wait_end() == 0


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with jobs")
def test_ctrl_z_stops_and_fg_goes_on(tmp_path: Path) -> None:
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path), "PS1": "shell> ", "HISTFILE": "/dev/null"}
    with Terminal("bash", "--norc", "--noprofile", "-i", env=env) as terminal:
        terminal.wait_for("shell>")
        terminal.press(f"{sys.executable} -m coach\r")
        terminal.wait_for("m logs how you are")
        terminal.press("\x1a")
        terminal.wait_for(r"Stopped")
        terminal.press("fg\r")
        terminal.wait_gone("Stopped")
        terminal.wait_for("m logs how you are")
        terminal.press("m", "4")
        terminal.wait_for("Saved: good")
        terminal.press("q")
        terminal.wait_for("shell>")
        terminal.press("exit\r")
        terminal.wait_end()


def test_another_driver_of_textual_is_not_refused(tmp_path: Path) -> None:
    """`textual serve` starts the program with pipes and names a driver that talks through them."""
    env = {
        **os.environ,
        "COACH_DATA_DIR": str(tmp_path),
        "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
        "COLUMNS": "80",
        "ROWS": "24",
    }
    with subprocess.Popen(
        COACH, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as served:
        assert served.stdout is not None
        assert served.stdout.readline() == b"__GANGLION__\n"
        served.send_signal(signal.SIGKILL)


def test_windows_gets_one_sentence_that_names_wsl(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(terminal, "PLATFORM", "win32")
    monkeypatch.setattr(sys, "stderr", told)
    assert __main__.main() == 1
    assert "WSL" in told.getvalue() and told.getvalue().count("\n") == 1


def test_the_sentence_for_windows_comes_before_what_windows_lacks(tmp_path: Path) -> None:
    """On Windows there is no fcntl to import: nothing may import it before the sentence is printed."""
    code = (
        "import sys; sys.modules['fcntl'] = None; sys.modules['termios'] = None; import coach.terminal as c; "
        "c.PLATFORM = 'win32'; from coach.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert "WSL" in done.stderr and done.stderr.count("\n") == 1
