"""A pipe, a folder or a link in a circle in place of one of our files: commands end by themselves, in their own words."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from coach import atomic_file
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


def test_a_copy_larger_than_any_of_ours_is_not_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(atomic_file, "LARGEST_FILE_BYTES", 1 << 20)
    copy = tmp_path / "copy.json"
    copy.touch()
    os.truncate(copy, (1 << 20) + 1)
    for words in (["merge", str(copy)], ["restore", "--yes", str(copy)]):
        assert run_command_line(words) == 1
        assert "cannot be read as coach data" in capsys.readouterr().err


def test_a_log_that_is_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.crash_log import LOG_FILE_NAME, log_crash
    from coach.paths import find_state_folder

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    find_state_folder().mkdir(parents=True)
    os.mkfifo(find_state_folder() / LOG_FILE_NAME)
    assert "could not be saved" in log_crash(ValueError())


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


PATH_TAKERS = [
    *(["draft", "--check"], ["draft", "--park"], ["import", "--dry-run"], ["restore", "--yes"], ["merge"]),
    *(["decrypt", "--out", "x"], ["inbox"], ["sources", "add", "mail", "--yes"], ["sources", "add", "inbox", "--yes"]),
    *(["sources", "add", "contacts", "--yes"], ["sources", "add", "activitywatch", "--yes"], ["export", "vault"]),
    *(["decrypt", "x", "--out", "y", "--key-file"], ["export", "--out"], ["set", "calendar-file"], ["move-data"]),
]
WRITERS = ("export --out", "set calendar-file", "move-data", "sources add inbox --yes")


@pytest.mark.parametrize(
    "path",
    ["/proc/self/mem", "/proc/self/pagemap", "/proc/kmsg", "/proc/self/attr/current", "/etc/hostname/x", "a\ud800b",
     "a\0b", "n" * 300, "/".join(["y" * 100] * 60), "/proc/self/fd/999", "\x1b[31mred"],
)  # fmt: skip
def test_a_path_that_cannot_be_read_gets_one_line(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").write_text("no copy")
    for words in PATH_TAKERS:
        if " ".join(words) in WRITERS and path.startswith(("/proc", "\x1b")):
            continue
        capsys.readouterr()
        code, said = run_command_line([*words, path]), capsys.readouterr()
        assert code in (1, 2) or words[0] == "sources", (words, said)  # what is odd in a source is left out
        assert said.err.count("\n") <= 1 and "unexpected" not in said.err and "\x1b" not in said.err, (words, said.err)
        assert said.err or said.out, words


def test_a_pipe_that_nobody_reads_takes_no_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    os.mkfifo(tmp_path / "pipe")
    assert run_command_line(["export", "--out", str(tmp_path / "pipe")]) == 1
    assert "could not be written" in capsys.readouterr().err
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert run_command_line(["export", "--out", str(tmp_path / "pipe")]) == 0
    assert b'"tables"' in os.read(reader, 100_000)
    os.close(reader)


def test_a_file_without_end_is_not_read_into_memory() -> None:
    from coach.atomic_file import FileSystem, read_file

    class Endless(FileSystem):
        def read(self, fd: int, size: int) -> bytes:
            return bytes(size)

    with pytest.raises(OSError, match="too large"):
        read_file(Endless(), Path(__file__))
