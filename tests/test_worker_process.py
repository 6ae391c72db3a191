"""The undo and redo of an import in the screen: saved in a process of its own, whole, whatever is pressed meanwhile."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coach import worker_process
from coach.actions.moods import log_mood
from coach.actions.undo import undo_last_action
from coach.domain.mood import Mood
from coach.errors import TemporaryError
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from coach.worker_process import save_undo_elsewhere
from tests.conftest import FakeClock
from tests.tui.host import Host, running

DIARY = "full_date,date,weekday,time,mood,activities,note\n2026-11-03,x,y,21:05,good,,a walk\n"


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that the process waits for before it begins."""
    gate, python = tmp_path / "gate", tmp_path / "python"
    python.write_text(f'#!/bin/sh\nwhile [ ! -e "{gate}" ]; do sleep 0.02; done\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o700)
    monkeypatch.setattr(worker_process.sys, "executable", str(python))
    return gate


@pytest.fixture
def imported(folder: Path, clock: FakeClock, tmp_path: Path) -> Path:
    """A folder with a mood, and with one more from an import."""
    (tmp_path / "d.csv").write_text(DIARY)
    service = CoachService(folder, clock, "test0001").open_folder()
    service.execute(log_mood(2))
    clock.forward(minutes=1)
    run_import(service, preview_import(service, [tmp_path / "d.csv"]))
    clock.forward(minutes=1)
    return folder


def stored_moods(folder: Path, clock: FakeClock) -> list[int]:
    return sorted(mood.value for mood in CoachService(folder, clock).open_folder().journal.list_records(Mood))


async def finished(host: Host, text: str) -> None:
    await host.until(lambda: text in host.today.status_line.text, text)
    await host.saved()


async def test_the_screen_undoes_and_redoes_an_import_in_another_process_and_reads_the_result(
    imported: Path, clock: FakeClock, started: list[subprocess.Popen[bytes]]
) -> None:
    async with running(imported, clock) as host:
        for key, text, left in (("u", "Undone: the import of 1 mood.", [2]), ("U", "Redone: the import", [2, 4])):
            await host.press(key)
            await finished(host, text)
            assert sorted(mood.value for mood in host.service.journal.list_records(Mood)) == left
            assert stored_moods(imported, clock) == left
        assert [process.poll() for process in started] == [0, 0]


async def test_letters_meanwhile_are_shown_at_once_and_saved_after_the_undo(
    imported: Path, clock: FakeClock, gate: Path
) -> None:
    async with running(imported, clock) as host:
        await host.press("u")
        assert host.today.status_line.text == "Undoing …"
        await host.press("m", "5")
        assert 5 in [mood.value for mood in host.service.journal.list_records(Mood)]
        assert stored_moods(imported, clock) == [2, 4]
        assert host.app.is_undoing
        gate.touch()
        await host.saved()
        assert not host.app.is_undoing
        assert stored_moods(imported, clock) == [2, 5]


async def test_u_twice_quickly_undoes_the_import_and_what_was_done_before_it(
    imported: Path, clock: FakeClock, gate: Path
) -> None:
    async with running(imported, clock) as host:
        await host.press("u", "u")
        gate.touch()
        await host.saved()
        assert stored_moods(imported, clock) == []
        await host.press("U", "U")
        await host.saved()
        assert stored_moods(imported, clock) == [2, 4]


async def test_leaving_meanwhile_loses_nothing(imported: Path, clock: FakeClock, gate: Path) -> None:
    async with running(imported, clock) as host:
        await host.press("u", "m", "5", "q")
        gate.touch()
    assert stored_moods(imported, clock) == [2, 5]


async def test_a_process_that_is_killed_says_so_and_the_undo_can_be_done_again(
    imported: Path, clock: FakeClock, gate: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    async with running(imported, clock) as host:
        await host.press("u")
        await host.until(lambda: started, "the start")
        started[0].kill()
        await finished(host, "The undo stopped before it was finished.")
        assert stored_moods(imported, clock) == [2, 4]
        gate.touch()
        await host.press("u")
        await finished(host, "Undone: the import of 1 mood.")
        assert stored_moods(imported, clock) == [2]


def test_trouble_with_the_disk_in_the_other_process_can_be_tried_again(imported: Path, clock: FakeClock) -> None:
    service = CoachService(imported, clock, "test0001").open_folder()
    pending = service.apply(undo_last_action())
    shutil.move(imported, imported.with_name("away"))
    with pytest.raises(TemporaryError, match="Not saved yet") as raised:
        save_undo_elsewhere(service, pending)
    assert "the coach tries again" in raised.value.retry_message
    shutil.move(imported.with_name("away"), imported)
    save_undo_elsewhere(service, pending)
    assert stored_moods(imported, clock) == [2]
