"""Two clones of one data folder: real git, the real merge driver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.git_merges import PLAIN_GIT
from coach.store.merge_copies import merge_file_bytes
from tests.store.records import keys, mood, store_at

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "git_merges.py"

pytestmark = pytest.mark.slow


def coach(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coach", "--data", str(folder), *words],
        env={**os.environ, **PLAIN_GIT}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words], env={**os.environ, **PLAIN_GIT}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(240)
def test_rebases_and_merges_of_two_clones_leave_no_marker_and_take_nothing_away() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--rounds", "12", "--json"], check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    assert found["rebases"] + found["merges"] == 24
    assert (found["refused"], found["gone"], found["markers"], found["same_bytes"]) == ([], 0, 0, True)


def test_setting_up_writes_what_git_needs_and_adds_to_what_is_there(folder: Path) -> None:
    store_at(folder).save_documents([mood("a")])
    git(folder, "init", "-q")
    (folder / ".gitignore").write_text("mine")
    for _ in range(2):
        assert coach(folder, "git-setup").returncode == 0
    assert (folder / ".gitattributes").read_text().splitlines() == [
        "coach*.json merge=coach -text",
        "address-book.json merge=coach -text",
    ]
    ignored = (folder / ".gitignore").read_text().splitlines()
    assert ignored == ["mine", ".coach.lock", ".coach-*.tmp", "backups", "coach-damaged-*.json"]
    assert "merge-driver %O %A %B" in git(folder, "config", "merge.coach.driver")
    git(folder, "add", "-A")
    assert git(folder, "ls-files").split() == [".gitattributes", ".gitignore", "coach.json"]


def test_outside_a_repository_nothing_is_written(folder: Path) -> None:
    store_at(folder).save_documents([mood("a")])
    done = coach(folder, "git-setup")
    assert done.returncode == 1 and "git init" in done.stderr
    assert not (folder / ".gitattributes").exists()


def test_the_driver_leaves_what_is_no_data_file_to_git(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("<<<<<<<")
    (tmp_path / "theirs").write_text("{}")
    done = coach(tmp_path, "merge-driver", "base", str(tmp_path / "mine"), str(tmp_path / "theirs"))
    assert done.returncode == 1
    assert (tmp_path / "mine").read_text() == "<<<<<<<"


def test_the_driver_is_in_no_list(tmp_path: Path) -> None:
    assert "merge-driver" not in coach(tmp_path, "--help").stdout


def test_a_person_forgotten_on_one_side_is_in_no_merged_file(folder: Path, tmp_path: Path) -> None:
    from coach.store.forget_and_erase import forget_people
    from tests.store.records import person

    here, there = store_at(folder), store_at(tmp_path / "there")
    for store in (here, there):
        store.save_documents([person("p1", "Zebulon"), mood("a")])
    forget_people(here, ["p1"])
    merged = merge_file_bytes((folder / "coach.json").read_bytes(), (tmp_path / "there" / "coach.json").read_bytes())
    assert b"Zebulon" not in merged and b'"forgotten"' in merged
    (folder / "coach.json").write_bytes(merged)
    assert keys(store_at(folder).load_folder().documents) == {"a"}
