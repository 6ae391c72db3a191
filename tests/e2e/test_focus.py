"""Focus in a real terminal: a killed timer, a bell that is a byte, a title, and evenings in which nothing moves."""

from __future__ import annotations

import os
import re
import select
import time
from datetime import timedelta
from math import ceil, floor
from pathlib import Path

import pytest

from coach.actions.boundaries_and_away import step_away
from coach.actions.focus import start_block, toggle_pause
from coach.actions.outreach import log_sent_message
from coach.actions.settings import choose_block_end_signal, set_networking_hours
from coach.domain.clock import SystemClock
from coach.domain.focus import FocusBlock
from coach.service import CoachService
from coach.tui.widgets.big_digits import DIGIT_SIZES, draw_digits
from tests.conftest import TUESDAY
from tests.forked import run
from tests.shifted_clock import start_clocks_at
from tests.terminal import Terminal

OSC = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""A message to the terminal itself, a title for one; it may end with the byte of the bell."""
TITLE = re.compile(rb"\x1b\]2;([^\x07\x1b]*)\x1b\\")
RUNNING = re.compile(rb"\x1b\]2;coach \xc2\xb7 messages until[^\x07\x1b]*\x1b\\")
"""The title while a block of messages runs."""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"COACH_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def here(env: dict[str, str]) -> CoachService:
    return CoachService(env["COACH_DATA_DIR"]).open_folder()


def status(env: dict[str, str], *words: str) -> str:
    full = {**os.environ, **env}
    done = run("status", *words, env=full)
    assert done.returncode == 0
    return done.stdout.strip()


def seconds(face: str) -> int:
    minutes, rest = face.lstrip("+").split(":")
    return int(minutes) * 60 + int(rest)


def seconds_left(block: FocusBlock) -> float:
    """Return how many seconds from now `block` is over."""
    assert block.deadline is not None
    return (block.deadline - SystemClock().now()).total_seconds()


def shows_right_second(terminal: Terminal, block: FocusBlock) -> bool:
    """Tell whether the large clock says what is left; a busy machine may draw it late."""
    left = seconds_left(block)
    return any(shows_seconds(terminal, second) for second in range(ceil(left), floor(left + 1.2) + 1))


def quiet(terminal: Terminal, span: float) -> bytes:
    """Return what the program prints in the next `span` seconds, after it has come to rest."""
    while select.select([terminal._fd], [], [], 1.5)[0]:
        terminal._read(0)
    terminal.raw.clear()
    watch(terminal, span)
    return bytes(terminal.raw)


def bells(raw: bytes | bytearray) -> int:
    """Return how often the bell rang."""
    return OSC.sub(b"", bytes(raw)).count(b"\x07")


def title(terminal: Terminal) -> str:
    """Return the window's title as it was set last."""
    found: list[bytes] = TITLE.findall(bytes(terminal.raw))
    return found[-1].decode() if found else ""


def shows_seconds(terminal: Terminal, second: int) -> bool:
    """Tell whether the large clock on the screen says so many seconds, in whatever size it is."""
    face = f"{second // 60:02}:{second % 60:02}"
    return any(stands(draw_digits(face, tall).splitlines(), terminal.screen.display) for tall in DIGIT_SIZES)


def stands(rows: list[str], screen: list[str]) -> bool:
    """Tell whether `rows` stand on the screen, one under the other, with nothing beside them in the panel."""
    edge = re.compile(rf"│ +({re.escape(rows[0])}) +│")
    return any(
        all(line[found.start(1) :].startswith(row) for row, line in zip(rows, screen[top:], strict=False))
        for top, line in enumerate(screen)
        if (found := edge.search(line))
    )


def watch(terminal: Terminal, span: float) -> None:
    """Take in what is printed within `span` seconds."""
    end = time.monotonic() + span
    while (rest := end - time.monotonic()) > 0:
        terminal._read(min(rest, 0.2))


def test_a_block_survives_sigkill_with_the_right_second_on_its_face(env: dict[str, str], here: CoachService) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("f starts 25 minutes")
        terminal.press("f")
        terminal.wait_for("Started: messages")
        terminal._until(lambda: bool(here.open_folder().journal.list_records(FocusBlock)), "the block in the file")
        terminal.kill()
    (block,) = here.open_folder().journal.list_records(FocusBlock)
    assert block.deadline is not None
    with Terminal(env=env) as terminal:
        terminal.wait_for("messages · until")
        for _ in range(4):
            watch(terminal, 0.4)
            terminal._until(lambda: shows_right_second(terminal, block), "the right second")
            before = seconds_left(block)
            said = status(env, "--format", "{clock}")
            assert seconds_left(block) - 1 <= seconds(said) <= before + 1


def test_the_end_rings_as_one_byte_and_changes_panel_title_and_line(env: dict[str, str], here: CoachService) -> None:
    here.execute(choose_block_end_signal(bell=True, notify=False))
    here.execute(start_block("messages", 25, ago=timedelta(minutes=24, seconds=57)))
    here.execute(toggle_pause())  # three seconds are left
    with Terminal(env=env) as terminal:
        terminal.wait_for("p goes on")
        terminal.press("p")
        terminal._until(lambda: bool(re.search(RUNNING, terminal.raw)), "the title")
        running = re.search(RUNNING, terminal.raw)
        assert running and bells(terminal.raw[: running.end()]) == 0
        terminal.wait_for("The block is over: messages.")
        terminal.wait_for("How did it feel")
        terminal._until(lambda: title(terminal) == "coach · the block is over", "the title")
        assert bells(terminal.raw) == 1
        terminal.press("4")
        terminal.wait_for("felt good")
        terminal.press("q")
        assert terminal.wait_end() == 0
        assert b"\x1b[23;2t" in terminal.raw  # the old title is given back


def test_a_block_that_ended_while_nobody_looked_rings_no_bell(env: dict[str, str], here: CoachService) -> None:
    here.execute(choose_block_end_signal(bell=True, notify=False))
    here.execute(start_block("messages", 25, ago=timedelta(hours=2)))
    with Terminal(env=env) as terminal:
        terminal.wait_for("How did it feel")
        watch(terminal, 2.5)
        assert bells(terminal.raw) == 0


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clocks show an hour after `HOURS` have ended."""
    start_clocks_at(TUESDAY.replace(hour=18), monkeypatch)


HOURS = "daily 9-17"


@pytest.mark.usefixtures("evening")
def test_outside_the_hours_no_byte_is_written_but_those_of_the_clock(env: dict[str, str], here: CoachService) -> None:
    here.execute(log_sent_message("Priya Raman"))
    here.execute(set_networking_hours(HOURS))
    here.execute(choose_block_end_signal(bell=True, notify=True))
    here.execute(start_block("messages", 25, ago=timedelta(minutes=24, seconds=54)))
    here.execute(toggle_pause())  # six seconds are left
    with Terminal(env=env) as terminal:
        terminal.wait_for("p goes on")
        terminal.wait_for("Priya")
        here.execute(toggle_pause())
        terminal.wait_for("messages · until")
        watch(terminal, 2)  # the clock ticks, so it never comes to rest
        before = list(terminal.screen.display)
        terminal._until(lambda: re.search("╶─*┼─*╴", terminal.text) is not None, "the plus of overtime")
        watch(terminal, 3)
        after = list(terminal.screen.display)
        changed = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        assert changed and min(changed) >= 2 and max(changed) <= 8, (changed, terminal.text)
        assert all(before[n][:60] == after[n][:60] for n in changed)  # the panel beside it stands still
        assert bells(terminal.raw) == 0
        assert title(terminal).startswith("coach · messages until")


@pytest.mark.usefixtures("evening")
def test_outside_the_hours_an_idle_screen_writes_nothing_at_all(env: dict[str, str], here: CoachService) -> None:
    here.execute(log_sent_message("Priya Raman"))
    here.execute(set_networking_hours(HOURS))
    with Terminal(env=env) as terminal:
        terminal.wait_for("done for today")
        assert quiet(terminal, 4) == b""


def test_stepping_away_in_the_shell_covers_the_open_screen_and_empties_the_status(
    env: dict[str, str], here: CoachService
) -> None:
    here.execute(log_sent_message("Priya Raman"))
    here.execute(start_block("messages", 25))
    with Terminal(env=env) as terminal:
        terminal.wait_for("Priya")
        here.open_folder().execute(step_away("tomorrow"))
        terminal.wait_for("See you tomorrow.")
        terminal._until(lambda: title(terminal) == "coach", "the title")
        assert "Priya" not in terminal.text and status(env) == ""
        terminal.press("s")
        terminal.wait_for("Everything is as you left it")
        terminal.wait_for("Priya")


def test_shell_and_screen_see_the_same_block(env: dict[str, str], here: CoachService) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("f starts 25 minutes")
        said = run("focus", "40", "write", "--for", "the report", env={**os.environ, **env})
        until = re.search(r"until (\d\d:\d\d)", said.stdout)
        assert until is not None
        terminal.wait_for(f'writing · "the report" · until {until[1]}')
        terminal.press("d")
        terminal.wait_for("drifted 1")
        terminal.press("f")
        terminal.wait_for("Ended: writing")
        assert status(env, "--format", "{phase}") == "idle"
