"""The process that reads and saves an import for the screen: it ends with the page, and says why if it cannot go on."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from coach import worker_process
from coach.domain.mood import Mood
from coach.errors import CoachError
from coach.import_process import ImportProcess
from coach.importers.options import ImportOptions
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import running

DIARY = "full_date,date,weekday,time,mood,activities,note\n2026-11-03,x,y,21:05,good,,a walk\n"


def start(folder: Path, clock: FakeClock, file: Path) -> ImportProcess:
    return ImportProcess(CoachService(folder, clock, "test0001"), [str(file)], ImportOptions(), {})


def test_a_preview_comes_back_without_the_records_and_is_saved_at_the_time_of_the_answer(
    folder: Path, clock: FakeClock, tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    (tmp_path / "d.csv").write_text(DIARY)
    process = start(folder, clock, tmp_path / "d.csv")
    found = process.wait_for_preview()
    assert (dict(found.counts.new), found.results[0].moods) == ({"moods": 1}, ())
    assert not (folder / "coach.json").exists()
    clock.forward(hours=2)
    assert process.save().message == "Imported: 1 mood."
    assert started[0].poll() == 0
    (mood,) = CoachService(folder, clock).open_folder().journal.list_records(Mood)
    assert (mood.note, mood.changed_at) == ("a walk", clock.now())


def test_a_process_that_is_killed_says_so_in_one_line(
    folder: Path, clock: FakeClock, tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    (tmp_path / "d.csv").write_text(DIARY)
    process = start(folder, clock, tmp_path / "d.csv")
    process.wait_for_preview()
    started[0].kill()
    with pytest.raises(CoachError, match="The import stopped before it was finished"):
        process.save()
    assert not (folder / "coach.json").exists()


def test_an_answer_that_cannot_be_understood_says_so_in_one_line(
    folder: Path, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process.sys, "executable", str(tmp_path / "other"))
    (tmp_path / "other").write_text("#!/bin/sh\necho an answer of another version\n")
    (tmp_path / "other").chmod(0o700)
    with pytest.raises(CoachError, match="The import stopped before it was finished"):
        start(folder, clock, tmp_path / "d.csv").wait_for_preview()


async def test_a_program_that_was_moved_meanwhile_leaves_the_page_open_with_one_line(
    folder: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "d.csv").write_text(DIARY)
    async with running(folder, clock) as host:
        monkeypatch.setattr(worker_process.sys, "executable", str(tmp_path / "gone" / "python"))
        await host.press("I")
        await host.write(str(tmp_path / "d.csv"))
        await host.press("enter")
        await host.until(lambda: "The import stopped before it was finished" in host.screen_text(), "the line")
        monkeypatch.undo()
        await host.press("enter")
        await host.until(lambda: "New: 1 mood" in host.screen_text(), "the preview")


@pytest.mark.parametrize("name", ["coach.py", pytest.param("orjson.py", marks=pytest.mark.slow)])
def test_a_module_in_the_folder_where_somebody_is_is_not_run(
    name: str, folder: Path, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text("raise SystemExit(3)")
    (tmp_path / "d.csv").write_text(DIARY)
    monkeypatch.chdir(tmp_path)
    assert dict(start(folder, clock, tmp_path / "d.csv").wait_for_preview().counts.new) == {"moods": 1}


async def test_the_process_ends_with_the_page(
    folder: Path, tmp_path: Path, clock: FakeClock, started: list[subprocess.Popen[bytes]]
) -> None:
    (tmp_path / "d.csv").write_text(DIARY)
    async with running(folder, clock) as host:
        await host.press("I")
        await host.write(str(tmp_path / "d.csv"))
        await host.press("enter")
        await host.until(lambda: "New: 1 mood" in host.screen_text(), "the preview")
        assert started[0].poll() is None
        await host.press("escape")
        await host.until(lambda: started[0].poll() is not None, "the end of the process")
        assert host.app.screen is host.today


async def test_escape_stops_the_reading_and_another_file_can_be_read(
    folder: Path, tmp_path: Path, clock: FakeClock, started: list[subprocess.Popen[bytes]]
) -> None:
    (tmp_path / "long.csv").write_text(DIARY + "2026-11-03,x,y,21:05,good,,a walk\n" * 400_000)
    (tmp_path / "d.csv").write_text(DIARY)
    async with running(folder, clock) as host:
        await host.press("I")
        await host.write(str(tmp_path / "long.csv"))
        await host.press("enter")
        await host.until(lambda: started, "the start")
        await host.press("escape")
        await host.until(lambda: "Import stopped." in host.screen_text(), "the line")
        assert started[0].poll() is not None
        host.app.screen.query_one("#path").value = str(tmp_path / "d.csv")  # type: ignore[attr-defined]
        await host.press("enter")
        await host.until(lambda: "New: 1 mood" in host.screen_text(), "the preview")
