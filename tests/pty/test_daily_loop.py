"""The main job, as a person does it: the real program in a real terminal on an empty folder, by keyboard only."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.terminal import COACH, Terminal


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}


def shell(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COACH, *words], env={**os.environ, **env}, capture_output=True, text=True, timeout=30)


def stored(env: dict[str, str], table: str) -> list[dict[str, object]]:
    with TinyDB(Path(env["COACH_DATA_DIR"]) / "coach.json") as database:
        return [dict(d) for d in database.table(table).all() if not d.get("deleted")]


def test_three_keys_lead_to_the_first_saved_thing(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m says how you are")
        terminal.press("m", "3")
        terminal.wait_for("Saved: okay")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert [m["value"] for m in stored(env, "moods")] == [3]


def test_keys_pressed_before_the_first_paint_are_carried_out(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.press("m", "4")
        terminal.wait_for("Saved: good")


def test_the_whole_daily_loop_by_keyboard_and_everything_is_there_again(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m says how you are")
        terminal.press("m", "4", "2")
        terminal.wait_for("energy some")
        terminal.press("tab")
        terminal.wait_for("Words and a note")
        terminal.press("#calm after a long walk", "enter")
        terminal.wait_for("good · energy some · calm")
        terminal.press("enter")
        terminal.wait_for("Goal for today")
        terminal.press("f")
        terminal.wait_for(r"messages · until \d\d:\d\d")
        terminal.press("d")
        terminal.wait_for("drifted 1")
        terminal.press("p")
        terminal.wait_for("p goes on")
        terminal.press("p")
        terminal.wait_for("Going on")
        terminal.press("+")
        terminal.wait_for("Five more minutes")
        terminal.press("f")
        terminal.wait_for("How did it feel")
        terminal.press("4")
        terminal.wait_for("felt good")
        terminal.press("o")
        terminal.wait_for("I wrote to")
        terminal.press("Ana @linkedin #warm : the meetup", "enter")
        terminal.wait_for("you wrote to Ana")
        terminal.press("i")
        terminal.wait_for("They wrote to me")
        terminal.press("Sam", "enter")
        terminal.wait_for("Sam wrote to you")
        terminal.wait_for("you owe 1 · waiting for 1")
        terminal.press("down", "r")
        terminal.wait_for("you answered Sam")
        terminal.press("u")
        terminal.wait_for("Undone: you answered Sam")
        terminal.press("U")
        terminal.wait_for("Done again")
        terminal.press("g", "1")
        terminal.wait_for("Goal done")
        terminal.press("h")
        terminal.wait_gone("Ana")
        terminal.press("h")
        terminal.wait_for("Ana")
        terminal.press("?")
        terminal.wait_for("Esc back")
        terminal.press("esc")
        terminal.wait_gone("Esc back")  # Esc and a letter in one breath would be Alt and that letter
        terminal.press("q")
        assert terminal.wait_end() == 0
    with Terminal(env=env) as terminal:
        terminal.wait_for("good · energy some · calm")
        terminal.wait_for("waiting for 2")
        terminal.wait_for("Done. That was enough for today")
        terminal.wait_for("▣|drifted 1")
        terminal.press("u")
        terminal.wait_for("Undone: Goal done")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert {m["note"] for m in stored(env, "moods")} == {"after a long walk"}
    assert {p["name"] for p in stored(env, "people")} == {"Ana", "Sam"}
    assert [b["felt"] for b in stored(env, "blocks")] == [4]


def test_an_open_screen_shows_what_the_shell_wrote_and_the_shell_what_the_screen_wrote(
    env: dict[str, str],
) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m says how you are")
        assert shell(env, "sent", "Priya").returncode == 0
        terminal.wait_for("Priya", seconds=5)
        terminal.press("m", "2")
        terminal.wait_for("Saved: low")
        said = json.loads(shell(env, "today", "--json").stdout)
        assert [m["value"] for m in said["moods"]] == [2]


def test_a_block_goes_on_after_the_program_was_killed(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("f starts 25 minutes")
        terminal.press("f")
        until = re.search(r"until (\d\d:\d\d)", terminal.wait_for("Started: messages, until"))
        assert until is not None
        terminal.wait_for(r"messages · until")
        assert json.loads(shell(env, "today", "--json").stdout)["block"]["kind"] == "messages"
        terminal.kill()
    with Terminal(env=env) as terminal:
        terminal.wait_for(f"messages · until {until[1]}")


def test_quitting_at_once_after_a_key_keeps_what_was_done(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m says how you are")
        terminal.press("m", "5", "q")
        assert terminal.wait_end() == 0
    assert [m["value"] for m in stored(env, "moods")] == [5]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_small_windows_show_the_four_panels(env: dict[str, str], columns: int, rows: int) -> None:
    with Terminal(env=env, columns=columns, rows=rows) as terminal:
        text = terminal.wait_for("m says how you are")
        for title in ("Today's goal", "Focus", "Unanswered", "Mood", "q quit", r"\? help"):
            assert re.search(title, text), (title, text)


def test_the_demo_shows_believable_data_and_leaves_nothing_behind(env: dict[str, str], tmp_path: Path) -> None:
    throw_away = tmp_path / "tmp"
    throw_away.mkdir()
    with Terminal(*COACH, "--demo", env={**env, "TMPDIR": str(throw_away)}) as terminal:
        terminal.wait_for("Priya Raman|more")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert list(throw_away.glob("coach-demo-*")) == []
    assert not Path(env["COACH_DATA_DIR"]).exists()
