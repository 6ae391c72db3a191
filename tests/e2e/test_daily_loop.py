"""The main job, as a person does it: the real program in a real terminal on an empty folder, by keyboard only."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.forked import run
from tests.terminal import COACH, Terminal


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}


def shell(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return run(*words, env={**os.environ, **env})


def stored(env: dict[str, str], table: str) -> list[dict[str, object]]:
    with TinyDB(Path(env["COACH_DATA_DIR"]) / "coach.json") as database:
        return [dict(d) for d in database.table(table).all() if not d.get("deleted")]


def timeless(docs: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return records in the order of their ids, without the moment at which each was written last."""
    docs = [{name: value for name, value in doc.items() if name != "changed_at"} for doc in docs]
    return sorted(docs, key=lambda doc: str(doc["id"]))


def test_keys_pressed_before_the_first_paint_are_carried_out(env: dict[str, str]) -> None:
    with Terminal(env=env, start=True) as terminal:
        terminal.press("m", "4")
        terminal.wait_for("Saved: good")


def test_the_whole_daily_loop_by_keyboard_and_everything_is_there_again(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m logs how you are")
        terminal.press("m", "4", "2")
        terminal.wait_for("some energy")
        terminal.press("tab")
        terminal.wait_for("Words and a note")
        terminal.press("#calm after a long walk", "enter")
        terminal.wait_for("good · some energy · calm")
        terminal.press("enter")
        terminal.wait_for("Goal: ")
        terminal.press("f")
        terminal.wait_for(r"messages · until \d\d:\d\d")
        terminal.press("d")
        terminal.wait_for("drifted 1")
        terminal.press("p")
        terminal.wait_for("p goes on")
        terminal.press("p")
        terminal.wait_for("The block goes on")
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
        terminal.wait_for("Redone")
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
        terminal.wait_for("good · some energy · calm")
        terminal.wait_for("Unanswered · waiting for 1 ")  # the answer to Sam asks nothing: it waits for no reply
        terminal.wait_for("Done. That was enough for today")
        terminal.wait_for("▣|drifted 1")
        terminal.press("u")
        terminal.wait_for("Undone: goal done")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert {m["note"] for m in stored(env, "moods")} == {"after a long walk"}
    assert {p["name"] for p in stored(env, "people")} == {"Ana", "Sam"}
    assert [b["felt"] for b in stored(env, "blocks")] == [4]


@pytest.mark.slow
def test_the_rest_of_the_list_by_keyboard_and_twenty_steps_back_after_a_restart(env: dict[str, str]) -> None:
    def do(*keys: str, shows: str) -> None:
        terminal.press(*keys)
        terminal.wait_for(shows)

    with Terminal(env=env) as terminal:
        terminal.wait_for("m logs how you are")
        # several moods a day; one is changed, set to the evening before, and taken out again
        do("m", "2", shows="Saved: low")
        do("m", "4", shows="Saved: good")
        do("M", shows="Moods")
        do("3", shows=r"\d\d  okay")
        do("w", shows="When was it")
        do("yesterday 21:00", "enter", shows="21:00  okay")
        terminal.wait_for("Esc back")
        terminal.press("esc")
        terminal.wait_gone("Esc back")
        do("u", shows="Undone: okay")
        # a goal of one's own with its moment, ended without being done, and one that is done
        do("g", shows="A goal of your own")
        do("write to Ana when coffee is made", "enter", shows="when coffee is made")
        do("g", "2", shows="Not today. Another day is just as good.")
        do("u", shows="Undone: goal not today")
        do("g", "3", shows="Let go")
        # a block of another kind and length, for one thing, ended early
        do("F", shows="What kind of block")
        do("2", shows="How long")
        do("5", shows="What for")
        do("2", shows="one thing, or leave it empty")
        do("one good article", "enter", shows="until")
        do("f", shows="How did it feel")
        do("4", shows="What is worth keeping")
        do("ask for one example", "enter", shows="How do you want to hear that a block has ended")
        terminal.press("1")
        terminal.wait_gone("How do you want to hear")
        # outreach in all its forms, and what a row may be told
        for line, name in (
            ("Ana @linkedin #cold : the meetup", "Ana"), ("Ben #warm", "Ben"), ("Cleo @mail #dormant", "Cleo"),
            ("Dora #strong : thanks", "Dora"), ("Eve", "Eve"), ("Finn", "Finn"), ("Gil", "Gil"),
        ):  # fmt: skip
            do("o", shows="I wrote to")
            do(line, "enter", shows=f"you wrote to {name}")
        do("o", shows="I wrote to")
        do("Sam ! an intro", "enter", shows="you promised Sam: an intro")
        terminal.wait_for(r"you owe 1 · waiting for 7")
        terminal.wait_for(r"\+ 3 more")
        terminal.wait_for(r"owe +Sam[\s\S]*waiting +\w+")  # what I owe stands above what they owe
        do("down", shows="›")
        do("r", shows="you gave Sam|you answered Sam|Saved: .*Sam")
        for key, says in ((".", "comes back on"), ("x", "rests"), ("n", "said no")):
            do("down", key, shows=says)
        do("ask before the quarter ends", "enter", shows="A no is an answer|Noted|learned")
        terminal.wait_gone("What did you learn")
        do("ctrl+p", shows="any word")
        do("evening", shows="Close the day")
        terminal.press("esc")
        terminal.wait_gone("Close the day")
        terminal.press("q")
        assert terminal.wait_end() == 0
    saved = {name: stored(env, name) for name in ("moods", "goals", "blocks", "messages", "people")}
    assert {p["name"]: p.get("tie") for p in saved["people"]} == {
        "Ana": "cold", "Ben": "warm", "Cleo": "dormant", "Dora": "strong", "Eve": None, "Finn": None, "Gil": None, "Sam": None,
    }  # fmt: skip
    assert [b["intention"] for b in saved["blocks"]] == ["one good article"]
    with Terminal(env=env) as terminal:
        terminal.wait_for("Unanswered")
        for _ in range(20):
            terminal.press("u")
        terminal.wait_for("Undone|Nothing to undo")
        for _ in range(20):
            terminal.press("U")
        terminal.press("q")  # which waits for every key and every save
        assert terminal.wait_end() == 0
    assert {name: timeless(stored(env, name)) for name in saved} == {name: timeless(saved[name]) for name in saved}


def test_an_open_screen_shows_what_the_shell_wrote_and_the_shell_what_the_screen_wrote(
    env: dict[str, str],
) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m logs how you are")
        assert shell(env, "sent", "Priya").returncode == 0
        terminal.wait_for("Priya")
        terminal.press("m", "2")
        terminal.wait_for("Saved: low")
        said = json.loads(shell(env, "today", "--json").stdout)
        assert [m["value"] for m in said["moods"]] == [2]


def test_quitting_at_once_after_a_key_keeps_what_was_done(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m logs how you are")
        terminal.press("m", "5", "q")
        assert terminal.wait_end() == 0
    assert [m["value"] for m in stored(env, "moods")] == [5]


def test_the_demo_shows_believable_data_and_leaves_nothing_behind(env: dict[str, str], tmp_path: Path) -> None:
    throw_away = tmp_path / "tmp"
    throw_away.mkdir()
    with Terminal(*COACH, "--demo", env={**env, "TMPDIR": str(throw_away)}) as terminal:
        terminal.wait_for("Priya Raman|more")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert list(throw_away.glob("coach-demo-*")) == []
    assert not Path(env["COACH_DATA_DIR"]).exists()


def test_the_demo_has_the_colours_that_the_person_chose(env: dict[str, str]) -> None:
    assert shell(env, "set", "theme", "coach-light").returncode == 0
    before = (Path(env["COACH_DATA_DIR"]) / "coach.json").read_bytes()
    with Terminal(*COACH, "--demo", env=env) as terminal:
        terminal.wait_for("Priya Raman|more")
        terminal.settle()
        assert b"48;2;246;245;240" in terminal.raw  # the ground of coach-light, #f6f5f0
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert (Path(env["COACH_DATA_DIR"]) / "coach.json").read_bytes() == before


def test_four_dialogs_typed_in_one_burst_get_each_their_own_keys(env: dict[str, str]) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for("m logs how you are")
        os.write(terminal._fd, b"F252one good article\r")
        terminal.wait_for("Started: read")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert [(b["kind"], b["intention"]) for b in stored(env, "blocks")] == [("read", "one good article")]
