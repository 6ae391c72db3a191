"""The word "saved" and the disk, in the real program: what stands there has survived whatever comes next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.test_shell import env
from tests.terminal import Terminal

__all__ = ["env"]

SLOW_DISK = """
import sys, time
from coach.atomic_file import FileSystem
fsync, replace = FileSystem.fsync, FileSystem.replace
FileSystem.fsync = lambda disk, fd: (time.sleep(0.15), fsync(disk, fd))[1]
FileSystem.replace = lambda disk, a, b: (time.sleep(0.15), replace(disk, a, b))[1]
from coach.__main__ import main
sys.exit(main())
"""
"""The coach on a disk on which every save takes half a second, so that a word said too early is seen too early."""


def values(env: dict[str, str]) -> list[int]:
    path = Path(env["COACH_DATA_DIR"], "coach.json")
    tables = json.loads(path.read_bytes()) if path.exists() else {}
    return [row["value"] for row in tables.get("moods", {}).values()]


def test_a_kill_the_moment_saved_is_on_the_screen_takes_nothing_away(env: dict[str, str]) -> None:
    with Terminal(sys.executable, "-c", SLOW_DISK, env=env) as terminal:
        terminal.wait_for("How are you|networking|mood")
        terminal.press("m", "4")
        terminal.wait_for(r"energy\?")
        terminal.wait_for("Saved: ")
        terminal.kill()
        assert values(env) == [4]


def test_leaving_while_the_disk_is_full_says_in_one_line_what_is_not_saved(env: dict[str, str]) -> None:
    full = SLOW_DISK.replace(
        "from coach.__main__",
        "import errno\ndef write(disk, fd, data): raise OSError(errno.ENOSPC, 'full')\nFileSystem.write = write\nfrom coach.__main__",
    )
    with Terminal(sys.executable, "-c", full, env=env) as terminal:
        terminal.wait_for("How are you|networking|mood")
        terminal.press("m", "4")
        terminal.wait_for("Not saved yet: the disk is full. Make some room; the coach tries again.")
        terminal.press("q")
        assert terminal.wait_end() == 1
        assert "coach: Not saved yet: good" in terminal.text
        assert "Traceback" not in terminal.text


WRITER = """
import sys
from coach.actions.outreach import log_promise
from coach.service import CoachService
for number in range(100):
    CoachService(sys.argv[1]).execute(log_promise(f"Somebody {sys.argv[2]}x{number}", "a link"))
"""


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_eight_processes_write_a_hundred_times_each_and_the_open_screen_shows_all(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("networking|mood")
        surroundings = {**os.environ, **env}
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, env["COACH_DATA_DIR"], str(name)], env=surroundings)
            for name in range(8)
        ]
        terminal.wait_for("owe 800", seconds=200)
        assert [writer.wait(60) for writer in writers] == [0] * 8
        terminal.press("m", "3")
        terminal.wait_for("Saved: okay")
        terminal.press("q")
        assert terminal.wait_end() == 0
    tables = json.loads(Path(env["COACH_DATA_DIR"], "coach.json").read_bytes())
    assert len(tables["messages"]) == len(tables["people"]) == 800
