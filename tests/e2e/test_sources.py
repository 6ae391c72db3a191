"""Sources in a real terminal: what came while the window was closed is on the screen, and a timer's line is printed."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

from coach.domain.clock import SystemClock
from tests.forked import ROOT, run
from tests.importers.make_mail import Mail, out
from tests.sources.writers import deliver
from tests.terminal import COACH, Terminal

SOURCE = b"\x1b]9;SOURCE\x07"
HELD_BACK = """
import os, sys
place, gate, held = sys.argv.pop(1), sys.argv.pop(1), []
def hold_back(event, given):
    if event in ("open", "os.scandir", "os.listdir") and str(given[0]).startswith(place) and not held:
        held.append(os.write(1, b"\\x1b]9;SOURCE\\x07"))
        os.close(os.open(gate, os.O_RDONLY))  # a pipe: waits until somebody opens its other end
sys.addaudithook(hold_back)
from tests.shifted_clock import follow_surroundings
follow_surroundings(os.environ)
from coach.__main__ import main
sys.exit(main())
"""
"""The coach where the first access to a place tells the terminal, and takes until somebody opens the gate."""


def test_the_first_screen_and_its_keys_do_not_wait_for_sources(tmp_path: Path) -> None:
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}
    now = SystemClock().now()
    run("sent", "Ana Lee", "--via", "linkedin", "--at", "yesterday", env=env)
    deliver(tmp_path / "Mail" / "Sent", out(now - timedelta(hours=30), "Ben <ben@cole.example>"))
    run("sources", "add", "mail", str(tmp_path / "Mail"), "--yes", env=env)
    deliver(tmp_path / "Mail" / "INBOX", Mail(now - timedelta(minutes=9), "Ana Lee <ana@lee.example>"))
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    words = sys.executable, "-c", HELD_BACK, str(tmp_path / "Mail"), str(gate)
    with Terminal(*words, env=env | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path) as terminal:
        terminal.wait_for(r"wait(ing)? +Ana Lee")
        terminal.press("m", "4")
        terminal.wait_for("Saved: good")
        terminal._until(lambda: SOURCE in terminal.raw, "the reading of the source")
        assert 0 < terminal.raw.index(b"Ana Lee") < terminal.raw.index(SOURCE)
        assert "Unanswered · waiting for 1" in terminal.text
        os.close(os.open(gate, os.O_WRONLY))
        terminal.wait_for(r"owe +Ana Lee")
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_a_letter_that_came_while_it_was_closed_is_on_the_screen_and_due(tmp_path: Path) -> None:
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}
    now = SystemClock().now()
    ana = "Ana Lee <ana@lee.example>"
    run("sent", "Ana Lee", "--via", "linkedin", "--at", "yesterday", env=env)
    deliver(tmp_path / "Mail" / "Sent", out(now - timedelta(hours=30), "Ben <ben@cole.example>"))
    run("sources", "add", "mail", str(tmp_path / "Mail"), "--yes", env=env)
    deliver(tmp_path / "Mail" / "INBOX", Mail(now - timedelta(minutes=9), ana))
    with Terminal(*COACH, env=env, cwd=tmp_path) as terminal:
        terminal.wait_for(r"owe +Ana Lee")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert run("due", env=env).stdout == "A reply or promise to Ana Lee is open.\n"
    done = run("due", env=env)
    assert (done.returncode, done.stdout) == (0, "")
