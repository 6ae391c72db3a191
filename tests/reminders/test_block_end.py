"""The end of a block is said without a window: once, by what was chosen, and not where a window says it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.actions.focus import extend_block, start_block, stop_block
from coach.actions.settings import choose_block_end_signal, set_networking_hours
from coach.paths import find_config_file
from coach.reminders import block_end, one_shot_timer
from coach.reminders.due import take_due_line
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.shifted_clock import REAL_CLOCK


@pytest.fixture
def hook_output(tmp_path: Path) -> Path:
    """The file in which the hook writes what it was hook_output."""
    path = tmp_path / "hook_output"
    config = find_config_file()
    config.parent.mkdir(parents=True, exist_ok=True)
    text = f'echo "$COACH_EVENT $COACH_KIND $COACH_MINUTES $COACH_INTENTION" >> {path}'
    config.write_text(f"[hooks]\non_block_end = ['sh', '-c', '{text}']\n")
    return path


@pytest.fixture
def without_systemd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_shot_timer.shutil, "which", lambda name: None)


def wait_for(met: Callable[[], object], seconds: float = 30) -> None:
    """Poll until something holds."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end
        time.sleep(0.02)


def start(service: CoachService, minutes: int = 25) -> str:
    """Start a block and return its id."""
    return service.execute(start_block("messages", minutes, intention="write to Ana")).record_id


def test_the_hook_is_hook_output_once_when_the_block_is_over(
    service: CoachService, clock: FakeClock, hook_output: Path
) -> None:
    block = start(service)
    clock.forward(minutes=26)
    assert block_end.announce_block_end(service, block)
    assert not block_end.announce_block_end(service, block)
    assert hook_output.read_text() == "on_block_end messages 25 write to Ana\n"


def test_an_open_window_says_it_itself(service: CoachService, clock: FakeClock, hook_output: Path) -> None:
    block = start(service)
    clock.forward(minutes=26)
    block_end.mark_window(service.folder, is_open=True)
    assert not block_end.announce_block_end(service, block)
    block_end.mark_window(service.folder, is_open=False)
    assert block_end.announce_block_end(service, block)


def test_a_block_that_was_ended_is_not_said(service: CoachService, clock: FakeClock, hook_output: Path) -> None:
    block = start(service)
    clock.forward(minutes=5)
    service.execute(stop_block())
    clock.forward(minutes=30)
    assert not block_end.announce_block_end(service, block)
    assert not hook_output.exists()


def test_the_bell_goes_to_the_terminal_it_was_started_in_and_not_outside_hours(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(choose_block_end_signal(bell=True, notify=False))
    master, slave = os.openpty()
    block = start(service)
    clock.forward(minutes=26)
    block_end.announce_block_end(service, block, os.ttyname(slave))
    assert os.read(master, 10) == b"\x07"
    service.execute(stop_block())
    service.execute(set_networking_hours("mon-fri 20-21"))
    block = start(service)
    clock.forward(minutes=26)
    assert block_end.announce_block_end(service, block, os.ttyname(slave))
    os.set_blocking(master, False)
    with pytest.raises(BlockingIOError):
        os.read(master, 10)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; what is put there writes down what it was given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(programs: Path, name: str, ending: str = "") -> Path:
    """Put a program there that writes its words and its input to a file, and return that file."""
    given = programs.parent / f"given-to-{name}"
    text = f"#!/bin/sh\nprintf '%s\\n' \"$@\" > {given}\n[ -t 0 ] || /bin/cat >> {given}\n{ending}\n"
    (programs / name).write_text(text)
    (programs / name).chmod(0o755)
    return given


@pytest.mark.parametrize("code", [0, 1])
def test_an_end_that_no_notifier_took_is_said_by_due(
    service: CoachService, clock: FakeClock, programs: Path, code: int
) -> None:
    service.execute(choose_block_end_signal(bell=False, notify=True))
    given = install(programs, "notify-send", f"exit {code}")
    block = start(service)
    clock.forward(minutes=26)
    assert block_end.announce_block_end(service, block)
    assert given.read_text().splitlines() == ["--app-name=coach", "coach", "The block is over: messages."]
    assert take_due_line(service)[0] == ("The block is over: messages." if code else "")
    assert take_due_line(service)[0] == ""


@pytest.mark.parametrize(("terminal", "is_asked"), [("xterm-kitty", False), ("xterm-256color", True)])
def test_a_terminal_that_shows_the_message_itself_shows_it_once(
    service: CoachService, clock: FakeClock, programs: Path, monkeypatch: pytest.MonkeyPatch, terminal: str,
    is_asked: bool,
) -> None:  # fmt: skip
    for name in ("KITTY_WINDOW_ID", "TMUX", "STY", "VTE_VERSION", "TERM_PROGRAM", "LC_TERMINAL", "WEZTERM_PANE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", terminal)
    service.execute(choose_block_end_signal(bell=True, notify=True))
    given = install(programs, "notify-send")
    master, slave = os.openpty()
    block = start(service)
    clock.forward(minutes=26)
    assert block_end.announce_block_end(service, block, os.ttyname(slave))
    written = os.read(master, 200)
    assert written.startswith(b"\x07") and (b"The block is over" in written) is not is_asked
    assert given.exists() is is_asked
    os.close(slave)
    os.close(master)


def start_and_extend(service: CoachService, clock: FakeClock) -> str:
    """Start a block that ends 25 minutes from now, five minutes ago, and return its id."""
    block = start(service)
    clock.forward(minutes=5)
    service.execute(extend_block())
    assert block_end.schedule_block_end(service)
    return block


def end_command(service: CoachService, block: str) -> list[str]:
    return [sys.executable, "-m", "coach", "--data", str(service.folder), "block-end", block]


def test_systemd_gets_a_timer_for_the_end(
    service: CoachService, clock: FakeClock, hook_output: Path, programs: Path
) -> None:
    given = install(programs, "systemd-run")
    block = start_and_extend(service, clock)
    words = given.read_text().splitlines()
    assert "--on-active=1500" in words  # 25 + 5 minutes, 5 of which are over
    assert words[words.index("--") + 1 :][:7] == end_command(service, block)


def test_systemd_expands_nothing_in_the_name_of_the_folder(
    tmp_path: Path, clock: FakeClock, hook_output: Path, programs: Path
) -> None:
    given = install(programs, "systemd-run")
    start_and_extend(CoachService(tmp_path / "$HOME 100%h", clock).open_folder(), clock)
    assert f"{tmp_path}/$$HOME 100%h" in given.read_text().splitlines()  # systemd.service(5): $$ is a dollar sign


def test_at_gets_a_job_where_systemd_takes_none(
    service: CoachService, clock: FakeClock, hook_output: Path, programs: Path
) -> None:
    install(programs, "systemd-run", "exit 1")
    given = install(programs, "at")
    before = datetime.now().astimezone() + timedelta(seconds=1500)
    block = start_and_extend(service, clock)
    words = given.read_text()
    minutes = {f"{moment:%Y%m%d%H%M}" for moment in (before, datetime.now().astimezone() + timedelta(seconds=1500))}
    assert words.splitlines()[:2] == ["-M", "-t"] and words.splitlines()[2] in minutes
    assert f"exec {shlex.join(end_command(service, block))}" in words
    given.unlink()
    assert block_end.schedule_block_end(service)
    assert not given.exists()  # the job of this end is there already


@pytest.fixture
def summer_time_soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A zone without an offset, in which summer time begins in ten minutes."""
    change = datetime.now(UTC) + timedelta(minutes=10)
    day = change.timetuple().tm_yday - 1
    monkeypatch.setenv("TZ", f"WIN0SUM-1,{day}/{change:%H:%M:%S},{(day + 100) % 365}/12:00:00")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("hook_output", "summer_time_soon")
def test_at_gets_the_time_that_the_clock_shows_at_the_end(
    service: CoachService, clock: FakeClock, programs: Path
) -> None:
    given = install(programs, "at")
    before = datetime.now(UTC)
    start_and_extend(service, clock)
    ends = [moment + timedelta(hours=1, minutes=25) for moment in (before, datetime.now(UTC))]
    assert given.read_text().splitlines()[2] in {f"{end:%Y%m%d%H%M}" for end in ends}


def test_a_small_process_waits_where_no_daemon_runs_jobs_of_at(
    service: CoachService, clock: FakeClock, hook_output: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(programs, "at", "echo 'No atd running?' >&2")
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr(one_shot_timer, "_start_waiter", lambda *given: not started.append(given))
    block = start_and_extend(service, clock)
    ((topic, seconds, command, file),) = started
    assert (seconds, file) == (1500, service.store.path)
    assert isinstance(topic, str) and topic.isalnum()  # whatever the id of the block holds
    assert list(command)[:7] == end_command(service, block)  # type: ignore[call-overload]


def test_launchd_gets_a_job_that_removes_itself(
    service: CoachService, clock: FakeClock, hook_output: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_shot_timer.sys, "platform", "darwin")
    given = install(programs, "launchctl")
    block = start_and_extend(service, clock)
    words = given.read_text().splitlines()
    assert words[:2] == ["submit", "-l"]
    assert words[3:6] == ["--", "/bin/sh", "-c"]
    assert words[6].startswith("sleep 1500; env ")
    assert words[6].endswith(f"{shlex.join(end_command(service, block))}; launchctl remove {words[2]}")


def test_nothing_waits_where_nothing_was_chosen(service: CoachService, clock: FakeClock) -> None:
    start(service)
    assert not block_end.schedule_block_end(service)


def test_a_small_process_waits_and_ends_with_the_block(
    folder: Path, clock: FakeClock, hook_output: Path, without_systemd: None
) -> None:
    early = FakeClock(REAL_CLOCK.now() - timedelta(seconds=59))
    service = CoachService(folder, early).open_folder()
    start(service, 1)
    now = CoachService(folder, REAL_CLOCK).open_folder()
    assert block_end.schedule_block_end(now)
    wait_for(hook_output.exists)
    wait_for(lambda: hook_output.read_text().startswith("on_block_end messages 1"))


@pytest.mark.parametrize("is_early", [False, True], ids=["while it waits", "before it has started"])
def test_the_process_that_waits_looks_when_the_file_changes(tmp_path: Path, is_early: bool) -> None:
    file, mark, done = tmp_path / "coach.json", tmp_path / "mark", tmp_path / "done"
    file.write_text("{}")
    stamp = f"{file.stat().st_mtime_ns}.{file.stat().st_ino}"
    file.with_name("new").write_text("{1}")
    words = ["600", str(file), stamp, str(mark), "/bin/sh", "-c", f"echo > {done}"]
    if is_early:
        file.with_name("new").replace(file)
    waiting = subprocess.Popen([sys.executable, "-m", "coach.reminders.wait_for_block_end", *words])
    if not is_early:
        wait_for(mark.exists)
        file.with_name("new").replace(file)
    assert waiting.wait(30) == 0
    assert done.exists()
    assert not mark.exists()
