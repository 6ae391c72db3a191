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
from coach.reminders.programs import run_program
from coach.reminders.wait_for_block_end import read_stamp

_TIMEOUT = 5.0
_ENVIRONMENT = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "PATH")
"""Variables that a desktop notification and a hook need."""


def run_once_later(name: str, seconds: int, command: Sequence[str], *, file: Path, topic: str) -> str:
    """Let the command run in `seconds`; return what waits: systemd, launchd, at, waiter, or "" if nothing does.

    `name` is the same for the same moment, `topic` for the same block: one process waits for it and also runs the
    command when `file` changes. Never raises.
    """
    if _start_systemd(name, seconds, command):
        return "systemd"
    if sys.platform == "darwin" and _start_launchd(name, seconds, command):
        return "launchd"
    if sys.platform != "darwin" and _start_at(name, seconds, command):  # macOS has `at`, but nothing that runs its jobs
        return "at"
    return "waiter" if _start_waiter(topic, seconds, command, file) else ""


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
    if (program := shutil.which("systemd-run")) is None:
        return False
    variables = [f"--setenv={name}={value}" for name, value in _list_environment()]
    literal = [word.replace("$", "$$") for word in command]  # systemd expands variables in it
    done = run_program([
        program, "--user", "--quiet", "--collect", f"--unit={name}", f"--on-active={seconds}",
        "--timer-property=AccuracySec=1s", *variables, "--", *literal,
    ], timeout=_TIMEOUT)  # fmt: skip
    return done is not None and (done.returncode == 0 or "already" in done.stderr)


def _start_launchd(name: str, seconds: int, command: Sequence[str]) -> bool:
    """Submit a job that sleeps, runs the command and removes itself."""
    if (program := shutil.which("launchctl")) is None:
        return False
    variables = [f"{name}={value}" for name, value in _list_environment()]
    script = f"sleep {seconds}; {shlex.join(['env', *variables, *command])}; launchctl remove {name}"
    done = run_program([program, "submit", "-l", name, "--", "/bin/sh", "-c", script], timeout=_TIMEOUT)
    return done is not None and done.returncode == 0


def _start_at(name: str, seconds: int, command: Sequence[str]) -> bool:
    """Give `at` a job for the minute in which the time is over; the job sleeps for the seconds of that minute."""
    if (program := shutil.which("at")) is None:
        return False
    mark = find_state_folder() / "waiting" / f"{name}.at"
    if mark.exists():
        return True
    end = (datetime.now(UTC) + timedelta(seconds=seconds)).astimezone()  # with the offset of that moment
    rest = end.second if seconds >= 60 else seconds
    script = f"sleep {rest}\nrm -f {shlex.quote(str(mark))}\nexec {shlex.join(command)} >/dev/null 2>&1\n"
    done = run_program([program, "-M", "-t", f"{end - timedelta(seconds=rest):%Y%m%d%H%M}"], script, timeout=_TIMEOUT)
    if done is None or done.returncode or "No atd" in done.stderr:
        return False
    with suppress(OSError):
        make_private_folder(FileSystem(), mark.parent)
        mark.touch(0o600)
    return True


def _start_waiter(topic: str, seconds: int, command: Sequence[str], file: Path) -> bool:
    """Start the process that waits, unless one waits for this topic already."""
    mark = find_state_folder() / "waiting" / topic
    with suppress(OSError, ValueError):
        if is_process_alive(int(read_text_file(mark))):
            return True
    words = [
        sys.executable,
        "-m",
        "coach.reminders.wait_for_block_end",
        str(seconds),
        str(file),
        read_stamp(file),
        str(mark),
    ]
    with suppress(OSError, ValueError):  # ValueError: a zero byte in a word
        make_private_folder(FileSystem(), mark.parent)
        subprocess.Popen(
            [*words, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, cwd="/",
        )  # fmt: skip
        return True
    return False


def _list_environment() -> list[tuple[str, str]]:
    return [(name, os.environ[name]) for name in _ENVIRONMENT if name in os.environ]
