"""A pipe, a folder or a link in a circle in place of one of our files: commands end by themselves, in their own words."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.atomic_file import LARGEST_FILE
from coach.cli.main import run_command_line
from tests.forked import run

PLACES = (
    *("state/coach/data-folder", "cache/coach/status", "config/coach/config.toml", "data/coach/checks.json"),
    *(
        "data/coach/texts.txt",
        "data/coach/coach-imports.json",
        "data/coach/inbox.done.txt",
        "data/coach/coach-2024.json",
        "data/coach/coach-people.json",
    ),
)


def make_folder(path: Path) -> None:
    (path / "x").mkdir(parents=True)


def link_pipe(path: Path) -> None:
    pipe = path.with_name(f"{path.name} pipe")
    os.mkfifo(pipe)
    path.symlink_to(pipe)


def link_in_a_circle(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("make", [os.mkfifo, link_pipe, make_folder, link_in_a_circle])
def test_nothing_waits_for_what_is_no_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    names = ("data", "state", "cache", "config")
    env = {**os.environ, "HOME": str(tmp_path), **{f"XDG_{name.upper()}_HOME": str(tmp_path / name) for name in names}}
    env.pop("COACH_DATA_DIR", None)
    assert run("sent", "Ana", env=env, timeout=120).returncode == 0
    for place in PLACES:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        make(path)
    for words in (
        ["status"],
        ["check"],
        ["focus"],
        ["texts", "Ana"],
        ["keys"],
        ["trends"],
        ["mood", "3"],
        ["forget", "Ana", "--yes"],
    ):
        done = run(*words, env=env, timeout=120)
        assert done.returncode in (0, 1), (words, done.stderr)
        assert "Traceback" not in done.stderr and "unexpected" not in done.stderr, (words, done.stderr)
    assert not (tmp_path / "state" / "coach" / "coach.log").exists()
    if make is link_pipe:
        assert all((tmp_path / f"{place} pipe").is_fifo() for place in PLACES)


@pytest.mark.parametrize(
    "words",
    [["import", "--yes"], ["restore", "--yes"], ["merge"], ["draft", "--check"], ["draft", "--park"], ["decrypt", "--out", "x"],
     ["sources", "add", "mail"], ["sources", "add", "inbox"], ["sources", "add", "calendar"], ["sources", "add", "contacts"]],
)  # fmt: skip
def test_a_pipe_that_somebody_names_is_refused_at_once(tmp_path: Path, words: list[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = run(
        *words, str(tmp_path / "pipe"), env={**os.environ, "COACH_DATA_DIR": str(tmp_path / "data")}, timeout=120
    )
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr and "unexpected" not in done.stderr


def test_a_copy_larger_than_any_of_ours_is_not_read_into_memory(tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    copy.touch()
    os.truncate(copy, LARGEST_FILE + 1)
    for words in (["merge", str(copy)], ["restore", "--yes", str(copy)]):
        done = run(*words, env={**os.environ, "COACH_DATA_DIR": str(tmp_path / "data")}, timeout=120)
        assert done.returncode == 1 and "cannot be read as coach data" in done.stderr


def test_a_log_that_is_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.crash_log import LOG_FILE_NAME, log_crash
    from coach.paths import find_state_folder

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    find_state_folder().mkdir(parents=True)
    os.mkfifo(find_state_folder() / LOG_FILE_NAME)
    assert "could not be written" in log_crash(ValueError())


@pytest.mark.parametrize(("number", "word"), [(errno.EIO, "Input/output error"), (errno.EROFS, "Read-only")])
def test_a_disk_that_does_not_answer_is_no_unexpected_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, word: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/mnt/coach.json")

    monkeypatch.setattr("coach.cli.main.coach.main", refuse)
    assert run_command_line(["today"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "/mnt/coach.json" in told and word in told and "unexpected" not in told
