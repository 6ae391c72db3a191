"""The shell tells what the store noticed: on stderr, with exit code 1 where an answer may lack something."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import orjson
import pytest

from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock
from coach.paths import MOVED_FOLDER_FILE, write_folder_note


def _data_file(folder: Path) -> Path:
    assert run_command_line(["mood", "3"]) == 0
    assert run_command_line(["sent", "Priya"]) == 0
    return folder / "coach.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STATE", "CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "coach"))
    return tmp_path / "coach"


READING = [["today"], ["waiting"], ["week"], ["find", "x"], ["people"], ["today", "--json"], ["export"]]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_damage_is_told_on_stderr_and_by_the_exit_code(
    folder: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = _data_file(folder)
    path.write_bytes(path.read_bytes()[:-40])
    capsys.readouterr()
    assert run_command_line(words) == 1
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["find", "priya"], ["find", "nothing"], ["day", "2024-05-02"], ["takeaways"]], ids=" ".join
)
def test_what_cannot_be_read_is_told_before_the_answer(folder: Path, words: list[str]) -> None:
    """Whoever reads "Nothing found" first believes it."""
    _data_file(folder)
    (folder / "coach-2024.json").write_text('{"notes": {"1": {"text": "cut of', encoding="utf-8")
    both = io.StringIO()
    with redirect_stdout(both), redirect_stderr(both):
        assert run_command_line(words) == 1
    told = both.getvalue().splitlines()
    assert "coach-2024.json" in told[0] and len(told) >= 2
    assert not [line for line in told[1:] if "coach-2024.json" in line]


def test_an_export_of_damaged_data_leaves_the_good_file_as_it_was(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = _data_file(folder), tmp_path / "all.json"
    assert run_command_line(["export", "--out", str(out)]) == 0
    good = out.read_bytes()
    path.write_bytes(path.read_bytes()[:300])
    assert run_command_line(["export", "--out", str(out)]) == 1
    assert out.read_bytes() == good


def test_an_export_to_a_hyphen_is_printed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _data_file(folder)
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert run_command_line(["export", "--out", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "networking-coach"
    assert not (tmp_path / "-").exists()


def test_a_save_over_damage_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _data_file(folder)
    path.write_bytes(path.read_bytes()[:-40])
    assert run_command_line(["mood", "4"]) == 0
    said = capsys.readouterr()
    assert "Saved" in said.out
    assert "damaged" in said.err


def test_a_moved_folder_that_is_not_connected_is_no_empty_life(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COACH_DATA_DIR")
    away = tmp_path / "stick" / "coach"
    write_folder_note(MOVED_FOLDER_FILE, away)
    assert run_command_line(["today"]) == 1
    assert run_command_line(["mood", "2"]) == 1
    assert "is not there" in capsys.readouterr().err
    assert run_command_line(["status"]) == 0
    assert capsys.readouterr().out == ""
    assert run_command_line(["doctor"]) == 1
    assert "files: the data cannot be read" in capsys.readouterr().out
    assert not away.exists()


def test_an_entry_without_sense_is_told_and_hides_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _data_file(folder)
    tables = orjson.loads(path.read_bytes())
    tables["moods"]["7"] = {"id": "0" * 31 + "a", "changed_at": "2026-01-01T00:00:00Z", "at": "0001-01-01", "value": 2}
    path.write_bytes(orjson.dumps(tables))
    capsys.readouterr()
    assert run_command_line(["today"]) == 0
    said = capsys.readouterr()
    assert "okay" in said.out
    assert "One entry has a value that cannot be understood" in said.err
    assert run_command_line(["mood", "4"]) == 0
    assert len(orjson.loads(path.read_bytes())["moods"]) == 3
    capsys.readouterr()
    assert run_command_line(["export"]) == 0
    assert "0" * 31 + "a" in json.loads(capsys.readouterr().out)["tables"]["moods"]


def test_a_time_without_a_zone_is_local(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _data_file(folder)
    tables = orjson.loads(path.read_bytes())
    now = SystemClock().now().replace(microsecond=0, tzinfo=None)  # as a script writes it
    tables["moods"]["7"] = {"id": "c" * 32, "changed_at": now.isoformat(), "at": now.isoformat(), "value": 5}
    path.write_bytes(orjson.dumps(tables))
    capsys.readouterr()
    assert run_command_line(["today"]) == 0
    assert f"bright at {now:%H:%M}" in capsys.readouterr().out


def test_backups_behind_one_that_cannot_be_read_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _data_file(folder)
    assert run_command_line(["backup"]) == 0
    (folder / "backups" / "coach-2199-01-01.json").mkdir()
    (folder / "backups" / "coach-2198-01-01.json").symlink_to("nothing")
    capsys.readouterr()
    assert run_command_line(["restore"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(", ")[1].startswith("cannot be read") for row in rows[:2]] == [True, True]
    assert any("by-hand" in row and "entries" in row for row in rows)


def test_a_conflict_copy_that_cannot_be_read_is_told_once_and_again_when_it_is_another(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.store.merge_copies.SETTLED_AFTER", 0.0)
    _data_file(folder)
    copy, told = folder / "coach (1).json", "coach (1).json in the data folder cannot be read"
    for content in ('{"moods": ', '{"moods": {"1": '):
        copy.write_text(content)
        capsys.readouterr()
        assert run_command_line(["today"]) == 0
        assert told in capsys.readouterr().err
        assert run_command_line(["today"]) == run_command_line(["people"]) == 0
        assert capsys.readouterr().err == ""


def test_several_copies_that_cannot_be_merged_are_told_in_one_line_each_kind(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.store.merge_copies.SETTLED_AFTER", 0.0)
    _data_file(folder)
    for number in (1, 2, 3):
        (folder / f"coach ({number}).json").write_text("null")
    (folder / "coach (4).json").write_text('{"meta": {"1": {"id": "schema", "value": 99}}}')
    capsys.readouterr()
    run_command_line(["today"])
    assert capsys.readouterr().err.splitlines() == [
        "coach: coach (1).json and 2 more in the data folder cannot be read, so nothing was merged from them. "
        "If you don't need them, delete them.",
        "coach: A newer version of the coach wrote coach (4).json. Update the coach here, too, and it merges it.",
    ]


@pytest.mark.parametrize(
    "words", [["restore", "1", "--yes"], ["merge", "{copy}"], ["forget", "Priya", "--yes"], ["move-data", "{new}"]]
)
def test_a_command_that_changed_damaged_data_ends_well(
    folder: Path, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = _data_file(folder)
    copy = tmp_path / "copy.json"
    copy.write_bytes(path.read_bytes())
    path.write_bytes(path.read_bytes()[:-40])
    assert run_command_line([word.format(copy=copy, new=tmp_path / "new") for word in words]) == 0
    assert "damaged" in capsys.readouterr().err
