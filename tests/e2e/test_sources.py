"""Sources in a real terminal: what came while the window was closed is on the screen, and a timer's line is printed."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from tests.forked import run
from tests.importers.make_mail import Mail, out
from tests.sources.writers import deliver
from tests.terminal import COACH, Terminal


def test_a_letter_that_came_while_it_was_closed_is_on_the_screen_and_due(tmp_path: Path) -> None:
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}
    now = datetime.now().astimezone()
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
