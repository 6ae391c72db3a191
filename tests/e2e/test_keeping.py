"""Copies, merging and erasing, from the shell, on real files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.test_shell import env, run, said

__all__ = ["env"]


def test_a_copy_is_listed_and_put_back(env: dict[str, str]) -> None:
    said(env, "mood", "2")
    assert said(env, "backup").startswith("Backed up to ")
    said(env, "mood", "5")
    listed = json.loads(said(env, "restore", "--json"))
    by_hand = next(copy["number"] for copy in listed if copy["why"] == "by-hand")
    out = said(env, "restore", str(by_hand), "--yes")
    assert "moods: 1 is removed" in out
    assert [m["value"] for m in json.loads(said(env, "today", "--json"))["moods"]] == [2]


def test_what_a_copy_changes_is_named_as_people_name_it(env: dict[str, str]) -> None:
    said(env, "focus", "25", "reading")
    said(env, "backup")
    said(env, "sent", "Ana Lee")
    said(env, "today")
    number = next(copy["number"] for copy in json.loads(said(env, "restore", "--json")) if copy["why"] == "by-hand")
    out = said(env, "restore", str(number), "--yes")
    assert "people: 1 is removed" in out and "undo steps: " in out and "actions" not in out and "asked" not in out
    assert ", 2 entries " in said(env, "restore")


def test_two_copies_are_joined_record_by_record(env: dict[str, str], tmp_path: Path) -> None:
    said(env, "mood", "2")
    other = tmp_path / "other"
    shutil.copytree(env["COACH_DATA_DIR"], other)
    said(env, "mood", "3")
    said(env, "--data", str(other), "mood", "5")
    assert "Merged: " in said(env, "merge", str(other / "coach.json"))
    assert sorted(m["value"] for m in json.loads(said(env, "today", "--json"))["moods"]) == [2, 3, 5]


def test_erasing_takes_the_word_and_leaves_nothing(env: dict[str, str]) -> None:
    said(env, "mood", "3")
    assert run(env, "erase", "--word", "no").returncode == 2
    assert Path(env["COACH_DATA_DIR"], "coach.json").exists()
    assert said(env, "erase", "--word", "erase").startswith("Removed: ")
    folder = Path(env["COACH_DATA_DIR"])
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize("words", [["forget", "Ana"], ["restore", "1"], ["erase"]])
def test_without_a_terminal_nothing_is_removed_unasked(env: dict[str, str], words: list[str]) -> None:
    said(env, "sent", "Ana")
    said(env, "backup")
    done = run(env, *words)
    assert done.returncode == 1 and "Nothing was" in done.stderr
    assert [r["name"] for r in json.loads(said(env, "waiting", "--json"))] == ["Ana"]
