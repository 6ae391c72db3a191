"""Saving on the screen: what is done shows at once, "saved" comes once it is safe, and trouble mends by itself."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from coach.actions.moods import log_mood
from coach.atomic_file import FileSystem
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.errors import CoachError
from coach.service import CoachService
from coach.tui import save_queue
from coach.tui.app import CoachApp
from coach.tui.panels.mood import MoodPanel
from coach.tui.widgets.header_and_footer import SaveMessageLine
from tests.conftest import FakeClock
from tests.tui.host import Host, running


@pytest.fixture(autouse=True)
def _again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_queue, "SAVE_RETRY_SECONDS", 0.02)


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Let the disk refuse to be written to with an error, or take what comes again."""
    real = FileSystem.write
    refusal: list[int | None] = [None]

    def write(self: FileSystem, fd: int, data: memoryview) -> int:
        if refusal[0] is not None:
            raise OSError(refusal[0], "refused")
        return real(self, fd, data)

    monkeypatch.setattr(FileSystem, "write", write)
    return lambda code: refusal.__setitem__(0, code)


def moods(folder: Path, clock: FakeClock) -> list[int]:
    return [m.value for m in CoachService(folder, clock).open_folder().journal.list_records(Mood)]


def flash(host: Host) -> str:
    return host.today.query_one(SaveMessageLine).text


async def test_the_line_says_saved_only_once_the_disk_has_confirmed_it(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe, asked = threading.Event(), threading.Event()
    real = FileSystem.fsync

    def fsync(self: FileSystem, fd: int) -> None:
        asked.set()
        assert safe.wait(60)
        real(self, fd)

    CoachService(folder, clock, "test0001").execute(log_mood(5))
    async with running(folder, clock) as host:
        await host.saved()
        monkeypatch.setattr(FileSystem, "fsync", fsync)
        asked.clear()
        await host.press("m", "3")
        await host.until(asked.is_set, "the write")
        await host.until(lambda: "okay" in host.screen_text(), "the mood itself")
        assert "Saved" not in host.screen_text()
        assert moods(folder, clock) == [5]
        safe.set()
        await host.until(lambda: "Saved: okay" in host.screen_text(), "the line")
        assert moods(folder, clock) == [5, 3]


@pytest.mark.parametrize(
    "code",
    [errno.ENOSPC, *(pytest.param(code, marks=pytest.mark.slow) for code in (errno.EIO, errno.EROFS))],
)
async def test_what_the_disk_does_not_take_stays_shown_and_is_saved_once_it_does(
    folder: Path, clock: FakeClock, refuse: Callable[[int | None], None], code: int
) -> None:
    CoachService(folder, clock, "test0001").execute(log_mood(5))
    async with running(folder, clock) as host:
        await host.saved()
        refuse(code)
        await host.press("m", "3")
        await host.until(lambda: "Not saved yet" in flash(host), "the line")
        assert "tries again" in flash(host)
        await host.press("escape", "o", "A", "n", "a", "enter")
        await host.until(lambda: "Ana" in host.screen_text(), "the row")
        await host.until(lambda: host.today.status_line.trouble.startswith("2 changes"), "the second one to wait, too")
        host.today.query_one(SaveMessageLine)._clear_message()
        await host.until(lambda: "2 changes are shown and not saved yet: " in host.screen_text(), "what waits")
        assert host.today.day and [m.value for m in host.today.day.moods] == [5, 3]
        refuse(None)
        await host.saved()
        await host.until(lambda: "Saved: all 2 changes" in host.screen_text(), "the line")
        assert "not saved yet" not in host.screen_text()
    journal = CoachService(folder, clock).open_folder().journal
    assert [m.value for m in journal.list_records(Mood)] == [5, 3] and len(journal.list_records(Message)) == 1


async def test_a_folder_that_is_read_only_and_then_is_not(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock, "test0001").execute(log_mood(5))
    shut = [False]
    real = FileSystem.open

    def opened(self: FileSystem, path: Path, flags: int, mode: int = 0o600) -> int:  # root may write anywhere
        if shut[0] and path.parent == folder and path.suffix in (".tmp", ".lock"):
            raise OSError(errno.EACCES, "refused")
        return real(self, path, flags, mode)

    monkeypatch.setattr(FileSystem, "open", opened)
    async with running(folder, clock) as host:
        shut[0] = True
        await host.press("m", "2")
        await host.until(lambda: "cannot be written to" in flash(host), "the line")
        shut[0] = False
        await host.saved()
    assert moods(folder, clock) == [5, 2]


async def test_a_folder_that_was_away_takes_what_was_done_meanwhile(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock, "test0001").execute(log_mood(5))
    away = folder.with_name("away")
    async with running(folder, clock) as host:
        await host.saved()
        folder.rename(away)
        await host.press("m", "3")
        await host.until(lambda: "is not there" in flash(host), "the line")
        for path in folder.iterdir() if folder.exists() else ():
            path.unlink()
        if folder.exists():
            folder.rmdir()
        away.rename(folder)
        await host.saved()
    assert moods(folder, clock) == [5, 3]


async def test_leaving_meanwhile_says_what_is_not_saved_and_the_next_start_saves_it(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock, "test0001").execute(log_mood(5))
    real = FileSystem.open
    away = [False]

    def opened(self: FileSystem, path: Path, flags: int, mode: int = 0o600) -> int:
        if away[0] and path.parent == folder and path.suffix == ".tmp":
            raise OSError(errno.ENOSPC, "refused")
        return real(self, path, flags, mode)

    monkeypatch.setattr(FileSystem, "open", opened)
    app = CoachApp(lambda: CoachService(folder, clock, device_id="test0001").open_folder(), clock.now)
    async with app.run_test(size=(120, 36)) as pilot:
        host = Host(app, pilot)
        await host.until(lambda: app.today.is_loaded, "the data")
        await host.saved()
        away[0] = True
        await host.press("m", "3")
        await host.until(lambda: "Not saved yet" in flash(host), "the line")
        await host.press("escape", "o", "A", "n", "a", "enter")
        await host.until(lambda: len(host.service.unsaved) == 2, "both")
    left = app.finish_saves()
    assert left.startswith("Not saved yet: okay · 10:00; you wrote to Ana. ")
    assert "kept on this computer" in left
    away[0] = False
    journal = CoachService(folder, clock).open_folder().journal
    assert sorted(m.value for m in journal.list_records(Mood)) == [3, 5] and len(journal.list_records(Message)) == 1
    assert b'"value":3' in (folder / "coach.json").read_bytes()


async def test_nothing_more_is_kept_where_nothing_can_be_written(
    folder: Path, clock: FakeClock, refuse: Callable[[int | None], None]
) -> None:
    app = CoachApp(lambda: CoachService(folder, clock, device_id="test0001").open_folder(), clock.now)
    async with app.run_test(size=(120, 36)) as pilot:
        host = Host(app, pilot)
        await host.until(lambda: app.today.is_loaded, "the data")
        await host.saved()
        refuse(errno.ENOSPC)
        await host.press("m", "3")
        await host.until(lambda: "Not saved yet" in flash(host), "the line")
    assert app.finish_saves() == "Not saved yet: okay · 10:00."
    refuse(None)
    assert moods(folder, clock) == []


async def test_what_can_never_be_saved_goes_back_to_where_it_was_typed(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.saved()

        def refuses(*_: object, **__: object) -> None:
            raise CoachError("Not saved: a character in it cannot be stored.")

        keep, host.service.store.save_documents = host.service.store.save_documents, refuses  # type: ignore[assignment, method-assign]
        await host.press("o", "A", "n", "a", "enter")
        await host.until(lambda: "cannot be stored" in flash(host), "the line")
        assert not host.today.day or not host.today.day.rows
        assert host.today.session.unsent_input.get_text("outreach.sent") == "Ana"
        host.service.store.save_documents = keep  # type: ignore[method-assign]
        await host.press("m", "3")
        await host.saved()
    assert moods(folder, clock) == [3]


async def test_a_save_that_the_disk_has_not_confirmed_is_told_as_such(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FileSystem.fsync

    def fsync(self: FileSystem, fd: int) -> None:
        import os
        import stat

        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EIO, "refused")
        real(self, fd)

    CoachService(folder, clock, "test0001").execute(log_mood(5))
    async with running(folder, clock) as host:
        await host.saved()
        monkeypatch.setattr(FileSystem, "fsync", fsync)
        await host.press("m", "3")
        await host.until(lambda: "has not confirmed it yet" in host.screen_text(), "the line")
        assert "Saved: okay" not in host.screen_text()


async def test_a_save_begins_once_its_change_is_painted(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_queue, "MOST_PAINT_SECONDS", 60.0)
    order: list[str] = []
    paint, save = MoodPanel.render_line, CoachService.save_change
    monkeypatch.setattr(MoodPanel, "render_line", lambda *args: (order.append("painted"), paint(*args))[1])
    monkeypatch.setattr(CoachService, "save_change", lambda *args: (order.append("saved"), save(*args))[1])
    async with running(folder, clock) as host:
        await host.press("m")
        order.clear()
        await host.press("4")
        await host.saved()
        assert [step for step, _ in groupby(order)][:2] == ["painted", "saved"]
