"""Odd paths, streams, bytes and settings get one calm line, or simply work."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.cli.main import run_command_line
from coach.domain.text import clean_text
from tests.forked import run
from tests.shifted_clock import start_clocks_at

Out = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    "words",
    [["move-data", "~nobodyhere/x"], ["export", "--out", "~nobodyhere/x"], ["draft", "--park", "~nobodyhere/x"],
     ["--data", "~nobodyhere/x", "week"], ["week", "--back", "9999999"]],
)  # fmt: skip
def test_a_path_or_a_number_out_of_reach_gets_one_line(capsys: Out, words: list[str]) -> None:
    assert run_command_line(words) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "unexpected" not in told


def test_a_closed_standard_input_gets_one_line(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run_command_line(["draft", "--park", "-"]) == 2
    assert "no text to read" in capsys.readouterr().err


def test_a_digit_that_is_no_number_is_words_of_ones_own(capsys: Out) -> None:
    assert run_command_line(["week", "³"]) == 0
    assert "³" in capsys.readouterr().out


def test_a_blank_data_folder_is_refused(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", " \t")
    assert run_command_line(["note", "x"]) == 2
    assert "empty" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["today"], ["doctor"], ["mood", "3"]])
@pytest.mark.parametrize("name", ["x" * 300, "/".join(["y" * 100] * 60)], ids=["one name", "a path"])
def test_a_data_folder_of_a_name_too_long_is_refused(
    capsys: Out, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, words: list[str]
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / name))
    assert run_command_line(words) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "too long" in told


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "a\rb", "ä\udcffb"])
def test_odd_letters_in_the_name_of_the_data_folder_do_no_harm(tmp_path: Path, name: str) -> None:
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path / name)}
    for words in (["mood", "3"], ["status"], ["status"], ["today"]):
        done = run(*words, env=env, timeout=120)
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr


def test_no_limit_is_not_shown_as_zero(capsys: Out) -> None:
    run_command_line(["set", "limit", "no limit"])
    assert "Set: minutes of networking a day, none." in capsys.readouterr().out
    run_command_line(["set", "limit"])
    assert capsys.readouterr().out.startswith("limit = none: ")
    run_command_line(["set", "--json"])
    assert '"limit": "0"' in capsys.readouterr().out
    run_command_line(["focus", "1", "write", "--ago", "1m"])
    capsys.readouterr()
    run_command_line(["today"])
    assert "1 minute of networking." in capsys.readouterr().out
    run_command_line(["status", "--format", "{minutes}"])
    run_command_line(["status", "--json"])
    assert "of 0" not in capsys.readouterr().out


@pytest.mark.parametrize(("data", "meant"), [(b"Andr\xe9", "André"), (b"Zo\xc3\xab", "Zoë"), (b"\x93Kit\x94", "“Kit”")])
def test_bytes_of_another_encoding_are_read_as_letters(data: bytes, meant: str) -> None:
    assert clean_text(data.decode("ascii", "surrogateescape")) == meant


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_pipe_or_a_file_of_another_encoding_is_read_as_letters(
    capsys: Out, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: str
) -> None:
    def pipe(text: str) -> None:
        data = io.BytesIO(text.encode(encoding))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data, encoding="utf-8", errors="strict"))

    pipe("sent Jörg Weiß\n")
    assert run_command_line(["inbox", "-"]) == 0
    assert capsys.readouterr().out.startswith("Saved: you wrote to Jörg Weiß;")
    pipe("Grüße aus Köln")
    assert run_command_line(["draft", "--park", "-"]) == 0
    file = tmp_path / "text.txt"
    file.write_bytes("Bis später".encode(encoding))
    assert run_command_line(["draft", "--park", str(file)]) == 0
    capsys.readouterr()
    run_command_line(["draft", "--json"])
    assert {row["text"] for row in json.loads(capsys.readouterr().out)} == {"Grüße aus Köln", "Bis später"}


def test_undo_writes_a_name_as_it_was_and_as_it_is(capsys: Out) -> None:
    run_command_line(["sent", "Marta Vale"])
    run_command_line(["person", "Marta", "--rename", "Ines Vale"])
    capsys.readouterr()
    run_command_line(["undo"])
    assert capsys.readouterr().out.startswith("Undone: Marta Vale")


@pytest.mark.parametrize(
    ("text", "told"),
    [("\ufeff[keys]\n", "can be used"), ('[hooks]\non_blockend = "x"\n', "Did you mean on_block_end?"),
     ("[hooks]\non_limit = 7\n", "on_limit is not a command")],
)  # fmt: skip
def test_the_check_of_the_config_file_reads_hooks_too(
    capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", os.fspath(tmp_path))
    (tmp_path / "coach").mkdir()
    (tmp_path / "coach" / "config.toml").write_text(text, encoding="utf-8")
    run_command_line(["keys", "--check"])
    assert told in capsys.readouterr().out


CLOSED = [
    *("forget Ana <&-", "mood 3 <&- >&- 2>&-"),
    *(
        pytest.param(line, marks=pytest.mark.slow)
        for line in (
            *("week >&-", "mood 99 2>&-", "erase <&-", "restore 1 <&-", "sources add mail . <&-", "evening <&-"),
            *("draft --check - <&-", "import . <&- 2>&-", "week >&- 2>&-", "inbox - <&-"),
        )
    ),
]


@pytest.mark.parametrize("line", CLOSED)
def test_closed_streams_are_answered_calmly(tmp_path: Path, line: str) -> None:
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state")}
    assert run("sent", "Ana", env=env).returncode == 0
    script = f"{shlex.quote(sys.executable)} -m coach {line}"
    done = subprocess.run(["sh", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1, 2) and "unexpected" not in done.stderr and "Traceback" not in done.stderr
    assert done.stderr.count("\n") <= 1
    assert not (tmp_path / "state" / "coach" / "coach.log").exists()


@pytest.mark.parametrize("mask", [0o000, 0o027, 0o777])
def test_no_umask_shuts_the_owner_out_or_others_in(tmp_path: Path, mask: int) -> None:
    folders = {f"XDG_{name}_HOME": str(tmp_path / "h" / name) for name in ("STATE", "CACHE", "CONFIG", "DATA")}
    env = {**os.environ, **folders, "COACH_DATA_DIR": str(tmp_path / "h" / "a" / "b")}
    for line in ("mood 3", "sent Ana", "status", f"export --out {tmp_path / 'h' / 'all.json'}", "backup"):
        done = run(*line.split(), env=env, umask=mask)
        assert done.returncode == 0, done.stderr
    for path in (tmp_path / "h").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_that_was_removed_under_the_shell_is_named(tmp_path: Path) -> None:
    script = f"mkdir x; cd x; rmdir ../x; {shlex.quote(sys.executable)} -m coach move-data there"
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(["sh", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "folder you are in is gone" in done.stderr


def test_a_clock_that_is_centuries_ahead_is_named(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    start_clocks_at(datetime(2300, 1, 1, 12, tzinfo=UTC), monkeypatch)
    for words in (["mood", "3"], ["today"], ["week"]):
        assert run_command_line(words) == 1
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1) and "2300" in told.err
