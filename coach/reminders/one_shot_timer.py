"""Run a command once, in so many seconds, although this program ends: the timer that the end of a block needs.

systemd-run has it on most Linux systems and launchd on macOS; `at` is asked next, and where none of them takes the
command, a small process waits (`coach.reminders.wait_for_block_end`).
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach.atomic_file import FileSystem, make_private_folder, read_text_file
from coach.paths import find_state_folder
from coach.reminders.wait_for_block_end import read_file_stamp

_TIMER_PROGRAM_TIMEOUT = 5.0
_ENVIRONMENT_OF_NOTIFICATION = (
    "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "PATH",
)  # fmt: skip
"""Variables that a desktop notification and a hook need."""


def run_once_later(name: str, seconds: int, command: Sequence[str], *, file: Path, topic: str) -> bool:
    """Let the command run in `seconds`; return whether something waits for that.

    `name` is the same for the same moment, `topic` for the same block: one process waits for it and also runs the
    command when `file` changes. Never raises.
    """
    # macOS has `at`, but nothing that runs its jobs.
    start_other_timer = _start_launchd if sys.platform == "darwin" else _start_at
    return (
        _start_systemd(name, seconds, command)
        or start_other_timer(name, seconds, command)
        or _start_waiter(topic, seconds, command, file)
    )


def run_program(
    words: Sequence[str], text: str = "", *, timeout: float = 20.0
) -> subprocess.CompletedProcess[str] | None:
    """Run a program with `text` as its input; return None where it cannot be run in `timeout` seconds. Never raises."""
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        return subprocess.run(words, input=text, capture_output=True, text=True, timeout=timeout, check=False)
    return None


def runs_successfully(words: Sequence[str], text: str = "", *, timeout: float = 20.0) -> bool:
    """Run a program as `run_program` does; return whether it ended without an error. Never raises."""
    finished = run_program(words, text, timeout=timeout)
    return finished is not None and finished.returncode == 0


def is_process_alive(process: int) -> bool:
    """Return whether a process with this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # a process of another user
    return True


def _start_systemd(name: str, seconds: int, command: Sequence[str]) -> bool:
    if (systemd_run := shutil.which("systemd-run")) is None:
        return False
    variables = [f"--setenv={name}={value}" for name, value in _list_notification_environment()]
    literal_words = [word.replace("$", "$$") for word in command]  # systemd expands variables in it
    finished = run_program([
        systemd_run, "--user", "--quiet", "--collect", f"--unit={name}", f"--on-active={seconds}",
        "--timer-property=AccuracySec=1s", *variables, "--", *literal_words,
    ], timeout=_TIMER_PROGRAM_TIMEOUT)  # fmt: skip
    return finished is not None and (finished.returncode == 0 or "already" in finished.stderr)


def _start_launchd(name: str, seconds: int, command: Sequence[str]) -> bool:
    """Submit a job that sleeps, runs the command and removes itself."""
    if (launchctl := shutil.which("launchctl")) is None:
        return False
    variables = [f"{name}={value}" for name, value in _list_notification_environment()]
    script = f"sleep {seconds}; {shlex.join(['env', *variables, *command])}; launchctl remove {name}"
    command_words = [launchctl, "submit", "-l", name, "--", "/bin/sh", "-c", script]
    return runs_successfully(command_words, timeout=_TIMER_PROGRAM_TIMEOUT)


def _start_at(name: str, seconds: int, command: Sequence[str]) -> bool:
    """Give `at` a job for the minute in which the time is over; the job sleeps for the seconds of that minute."""
    if (at_program := shutil.which("at")) is None:
        return False
    waiting_mark = find_state_folder() / "waiting" / f"{name}.at"
    if waiting_mark.exists():
        return True
    end_time = (datetime.now(UTC) + timedelta(seconds=seconds)).astimezone()  # with the offset of that moment
    seconds_of_minute = end_time.second if seconds >= 60 else seconds
    remove_mark = f"rm -f {shlex.quote(str(waiting_mark))}"
    at_script = f"sleep {seconds_of_minute}\n{remove_mark}\nexec {shlex.join(command)} >/dev/null 2>&1\n"
    minute = f"{end_time - timedelta(seconds=seconds_of_minute):%Y%m%d%H%M}"
    finished = run_program([at_program, "-M", "-t", minute], at_script, timeout=_TIMER_PROGRAM_TIMEOUT)
    if finished is None or finished.returncode or "No atd" in finished.stderr:
        return False
    with suppress(OSError):
        make_private_folder(FileSystem(), waiting_mark.parent)
        waiting_mark.touch(0o600)
    return True


def _start_waiter(topic: str, seconds: int, command: Sequence[str], file: Path) -> bool:
    """Start the process that waits, unless one waits for this topic already."""
    waiting_mark = find_state_folder() / "waiting" / topic
    with suppress(OSError, ValueError):
        if is_process_alive(int(read_text_file(waiting_mark))):
            return True
    waiter_command = [
        sys.executable, "-m", "coach.reminders.wait_for_block_end", str(seconds), str(file), read_file_stamp(file),
        str(waiting_mark),
    ]  # fmt: skip
    with suppress(OSError, ValueError):  # ValueError: a zero byte in a word
        make_private_folder(FileSystem(), waiting_mark.parent)
        subprocess.Popen(
            [*waiter_command, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, cwd="/",
        )  # fmt: skip
        return True
    return False


def _list_notification_environment() -> list[tuple[str, str]]:
    return [(name, os.environ[name]) for name in _ENVIRONMENT_OF_NOTIFICATION if name in os.environ]
