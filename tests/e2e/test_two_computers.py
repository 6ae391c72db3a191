"""Two computers, as two data folders: files are put in place as a synchronising program does it, without a key."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.test_shell import env, run, said
from tests.terminal import Terminal

__all__ = ["env"]


@pytest.fixture
def there(env: dict[str, str], tmp_path: Path) -> Path:
    """The folder of the other computer, which knows what this one knows."""
    said(env, "mood", "2")
    return Path(shutil.copytree(env["COACH_DATA_DIR"], tmp_path / "there"))


def arrive(source: Path, env: dict[str, str], name: str = "coach.json") -> None:
    folder = Path(env["COACH_DATA_DIR"])
    shutil.copy(source / "coach.json", folder / ".syncthing.coach.json.tmp")
    (folder / ".syncthing.coach.json.tmp").replace(folder / name)


def moods(env: dict[str, str], *where: str) -> list[int]:
    return sorted(m["value"] for m in json.loads(said(env, *where, "today", "--json"))["moods"])


def test_a_mood_saved_there_shows_on_the_open_screen_here(env: dict[str, str], there: Path) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for(r"today +\d\d:\d\d +low")
        said(env, "--data", str(there), "mood", "3")
        arrive(there, env)
        terminal.wait_for(r"today +\d\d:\d\d +okay")


def test_a_conflict_copy_is_merged_while_the_screen_is_open(env: dict[str, str], there: Path) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for(r"today +\d\d:\d\d +low")
        said(env, "mood", "4")
        terminal.wait_for(r"today +\d\d:\d\d +good")
        said(env, "--data", str(there), "mood", "3")
        arrive(there, env, "coach.sync-conflict-20261124-101112-ABCDEF2.json")
        terminal.wait_for("Merged one entry from the other computer. .*u undo")
        terminal.press("u")
        terminal.wait_for("Undone: merged one entry")
        terminal.wait_for(r"today +\d\d:\d\d +good")
        terminal.press("U")
        terminal.wait_for("Redone: merged one entry")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert moods(env) == [2, 3, 4]
    assert not list(Path(env["COACH_DATA_DIR"]).glob("*conflict*"))


def test_a_conflict_copy_is_merged_at_start(env: dict[str, str], there: Path) -> None:
    said(env, "mood", "4")
    said(env, "--data", str(there), "mood", "3")
    arrive(there, env, "coach (Ana's conflicted copy 2026-11-24).json")
    with Terminal(env=env) as terminal:
        terminal.wait_for("Merged one entry from the other computer")


def test_a_version_that_knows_nothing_of_the_last_save_does_not_take_it_away(env: dict[str, str], there: Path) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for(r"today +\d\d:\d\d +low")
        terminal.press("m", "4")
        terminal.wait_for("Saved: good")
        said(env, "--data", str(there), "mood", "3")
        arrive(there, env)
        terminal.wait_for(r"today +\d\d:\d\d +okay")
        terminal.press("m", "5")
        terminal.wait_for("Saved: bright")
    assert moods(env) == [2, 3, 4, 5]


def test_a_block_of_the_other_computer_is_shown_and_can_be_ended_here(env: dict[str, str], there: Path) -> None:
    with Terminal(env=env) as terminal:
        terminal.wait_for(r"today +\d\d:\d\d +low")
        said(env, "--data", str(there), "focus", "25", "messages")
        arrive(there, env)
        terminal.wait_for(r"messages · until \d\d:\d\d")
        terminal.press("f")
        terminal.wait_for("How did it feel")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    arrive_back = Path(env["COACH_DATA_DIR"]) / "coach.json"
    shutil.copy(arrive_back, there / "coach.json")
    assert json.loads(said(env, "--data", str(there), "today", "--json"))["block"] is None


def moved(env: dict[str, str], home: Path) -> dict[str, str]:
    """Return the surroundings of somebody who names no folder."""
    free = {**env, **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CONFIG", "STATE", "CACHE")}}
    free.pop("COACH_DATA_DIR")
    return free


def test_the_data_moves_and_is_found_there_from_then_on(env: dict[str, str], tmp_path: Path) -> None:
    usual = moved(env, tmp_path / "person")
    said(usual, "mood", "4")
    old = Path(json.loads(said(usual, "where", "--json"))["data"])
    new = tmp_path / "Sync" / "coach"
    (tmp_path / "Sync" / ".stfolder").mkdir(parents=True)
    assert "Moved" in said(usual, "move-data", str(new))
    assert json.loads(said(usual, "where", "--json"))["data"] == str(new)
    assert not old.exists()
    said(usual, "mood", "3")
    assert moods(usual) == [3, 4]
    assert "backups" in (tmp_path / "Sync" / ".stignore").read_text().splitlines()


def test_moving_to_where_the_other_computers_data_is_joins_both(
    env: dict[str, str], there: Path, tmp_path: Path
) -> None:
    usual = moved(env, tmp_path / "person")
    said(usual, "mood", "4")
    said(usual, "move-data", str(there))
    assert moods(usual) == [2, 4]


def test_moving_says_when_a_variable_names_the_old_folder(env: dict[str, str], tmp_path: Path) -> None:
    said(env, "mood", "4")
    assert "COACH_DATA_DIR still names the old folder" in said(env, "move-data", str(tmp_path / "new"))


def test_moving_to_the_same_place_changes_nothing(env: dict[str, str]) -> None:
    said(env, "mood", "4")
    done = run(env, "move-data", env["COACH_DATA_DIR"])
    assert done.returncode == 1 and "already" in done.stderr
    assert moods(env) == [4]


def test_a_screen_that_is_open_while_the_data_moves_says_where_nothing_is(env: dict[str, str], tmp_path: Path) -> None:
    said(env, "mood", "2")
    with Terminal(env=env) as terminal:
        terminal.wait_for(r"today +\d\d:\d\d +low")
        done = run(env, "move-data", str(tmp_path / "new"))
        assert done.returncode == 0
        terminal.press("m", "4")
        terminal.wait_for("Not saved yet")
    assert moods(env, "--data", str(tmp_path / "new")) == [2]
