"""Install a timer of the system that asks `coach due` at some times of the day, and remove exactly that again.

systemd, launchd and cron are known. What would be written and run is shown first.
"""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from coach.atomic_file import write_private_file
from coach.errors import CoachError, InvalidInput
from coach.paths import DATA_VARIABLE, find_data_folder
from coach.reminders.programs import run_program

KINDS = ("systemd", "launchd", "cron")
UNIT = "coach-remind"
LABEL = "networking-coach.remind"
CRON_MARK = "# coach remind"
_FOLDERS = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
"""Variables that say where data and settings are; a timer does not know what the terminal has set."""
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\udc80-\udcff]")
"""Control characters, and bytes of a file name that are no text (as `os.fsdecode` gives them)."""
_DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
"""Variables that a message on the desktop needs; systemd and launchd know them."""


@dataclass(frozen=True, slots=True)
class TimerPlan:
    """What installing a timer writes and runs. `lines` are for the crontab."""

    kind: str
    files: Mapping[Path, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    before: tuple[tuple[str, ...], ...] = ()
    """Commands that end what was installed before; they may fail."""
    commands: tuple[tuple[str, ...], ...] = ()

    def describe(self) -> list[str]:
        """Return what would be written and run, as lines."""
        lines = []
        for path, text in self.files.items():
            lines += [f"{path}:", *(f"    {line}" for line in text.splitlines() if line.strip())]
        if self.lines:
            lines += ["crontab, added:", *(f"    {line}" for line in self.lines)]
        return lines + [f"runs: {shlex.join(command)}" for command in self.commands]


def parse_times(words: Sequence[str]) -> list[time]:
    """Return the times of day, in order. Raises InvalidInput."""
    found = set()
    for word in words:
        hour, _, minute = word.strip().partition(":")
        if not (hour.isdecimal() and (minute or "0").isdecimal() and int(hour) < 24 and int(minute or 0) < 60):
            raise InvalidInput(f'"{word[:20]}" is not a time of day.', hint="coach remind 9:00 17:30")
        found.add(time(int(hour), int(minute or 0)))
    if not 0 < len(found) <= 12:
        raise InvalidInput("Give one to twelve times of day.", hint="coach remind 9:00 17:30")
    return sorted(found)


def build_plan(times: Sequence[time], kind: str = "", data: str | None = None) -> TimerPlan:
    """Return what installs a timer at `times`, with the system's own timers unless `kind` names others."""
    data = data or os.environ.get(DATA_VARIABLE)
    folder = ["--data", str(find_data_folder(data))] if data else []
    kind = kind or _find_kind()
    names = _FOLDERS + (_DESKTOP if kind == "cron" else ())
    variables = {name: os.environ[name] for name in names if os.environ.get(name)}
    words = [sys.executable, "-m", "coach", *folder, "due", "--notify"]
    if kind == "systemd":
        return _plan_systemd(times, words, variables)
    if any(_UNREADABLE.search(word) for word in (*words, *variables.values())):
        raise CoachError(
            f"{kind} cannot use your folders, because the name of one has a line break or an unreadable letter.",
            hint="coach move-data ~/coach-data moves your data.",
        )
    if kind == "launchd":
        return _plan_launchd(times, words, variables)
    assigned = "".join(f"{name}={shlex.quote(value)} " for name, value in variables.items())
    command = f"{assigned}{shlex.join(words)}".replace("%", "\\%")
    return TimerPlan("cron", lines=tuple(f"{t.minute} {t.hour} * * * {command} {CRON_MARK}" for t in times))


def install_timer(plan: TimerPlan) -> None:
    """Write the files and run the commands of a plan. Raises CoachError; then nothing of it is left."""
    if plan.kind == "cron":
        _write_crontab([*_read_other_lines(), *plan.lines])
        return
    try:
        for command in plan.before:
            _run(command, may_fail=True)
        for path, text in plan.files.items():
            write_private_file(path, text.encode())
        for command in plan.commands:
            _run(command)
    except (CoachError, OSError) as error:
        _remove_files(plan.kind, plan.files)
        if isinstance(error, OSError):
            raise CoachError(f"The timer could not be written: {error.strerror}.") from error
        raise


def remove_timer() -> list[str]:
    """Remove whatever `install_timer` installed, and return what was removed. Raises CoachError."""
    removed: list[str] = []
    units = [_systemd_folder() / f"{UNIT}.{kind}" for kind in ("timer", "service")]
    for kind, paths in (("systemd", units), ("launchd", [_agent_file()])):
        if any(path.exists() for path in paths):
            _remove_files(kind, paths)
            removed += map(str, paths)
    if shutil.which("crontab"):
        lines, others = _read_crontab(), _read_other_lines()
        if lines != others:
            _write_crontab(others)
            removed.append(f"{len(lines) - len(others)} lines of the crontab")
    return removed


def _remove_files(kind: str, paths: Iterable[Path]) -> None:
    """Let the system forget a timer, and remove the files that say what it is."""
    if kind == "systemd":  # while its file is there: it says where it is enabled
        _run(("systemctl", "--user", "disable", "--now", f"{UNIT}.timer"), may_fail=True)
    else:
        _run(("launchctl", "bootout", f"gui/{os.getuid()}/{LABEL}"), may_fail=True)
    for path in paths:
        path.unlink(missing_ok=True)
    if kind == "systemd":
        _run(("systemctl", "--user", "daemon-reload"), may_fail=True)


def describe_installed() -> list[str]:
    """Return what is installed, as lines; empty if nothing is."""
    timer, agent = _systemd_folder() / f"{UNIT}.timer", _agent_file()
    found = []
    if timer.exists():
        times = [line.partition("*-*-* ")[2][:5] for line in timer.read_text().splitlines() if "OnCalendar" in line]
        found.append(f"systemd, at {' '.join(times)}: {timer}")
    if agent.exists():
        found.append(f"launchd: {agent}")
    if shutil.which("crontab"):
        found += [f"cron: {line}" for line in _read_crontab() if line.endswith(CRON_MARK)]
    return found


def _find_kind() -> str:
    """Return which timers this system has. Raises CoachError."""
    if sys.platform == "darwin" and shutil.which("launchctl"):
        return "launchd"
    if shutil.which("systemctl") and _run(("systemctl", "--user", "show-environment"), may_fail=True):
        return "systemd"
    if shutil.which("crontab"):
        return "cron"
    raise CoachError(
        "This computer has no systemd, launchd or cron.", hint="Any other timer can run: coach due --notify"
    )


def _plan_systemd(times: Sequence[time], words: Sequence[str], variables: Mapping[str, str]) -> TimerPlan:
    # ExecStart= expands variables (systemd.service(5)), Environment= does not (systemd.exec(5)).
    command = " ".join(_quote_for_systemd(word.replace("$", "$$")) for word in words)
    assigned = "".join(f"Environment={_quote_for_systemd(f'{name}={value}')}\n" for name, value in variables.items())
    service = f"[Unit]\nDescription=coach: what is due\n\n[Service]\nType=oneshot\n{assigned}ExecStart={command}\n"
    calendar = "".join(f"OnCalendar=*-*-* {t:%H:%M}:00\n" for t in times)
    timer = f"[Unit]\nDescription=coach: asks what is due\n\n[Timer]\n{calendar}\n[Install]\nWantedBy=timers.target\n"
    folder = _systemd_folder()
    return TimerPlan(
        "systemd",
        {folder / f"{UNIT}.service": service, folder / f"{UNIT}.timer": timer},
        commands=(
            ("systemctl", "--user", "daemon-reload"),
            ("systemctl", "--user", "enable", f"{UNIT}.timer"),
            ("systemctl", "--user", "restart", f"{UNIT}.timer"),
        ),
    )


def _plan_launchd(times: Sequence[time], words: Sequence[str], variables: Mapping[str, str]) -> TimerPlan:
    agent = {
        "Label": LABEL,
        "ProgramArguments": list(words),
        "EnvironmentVariables": dict(variables),
        "StartCalendarInterval": [{"Hour": t.hour, "Minute": t.minute} for t in times],
    }
    domain = f"gui/{os.getuid()}"
    return TimerPlan(
        "launchd",
        {_agent_file(): plistlib.dumps(agent).decode()},
        before=(("launchctl", "bootout", f"{domain}/{LABEL}"),),
        commands=(("launchctl", "bootstrap", domain, str(_agent_file())),),
    )


def _quote_for_systemd(word: str) -> str:
    """Return a word of a unit file that means what it says, by systemd.syntax(7)."""
    plain = word.replace("%", "%%")
    if all(character.isalnum() or character in "%$/._-+:@=," for character in plain):
        return plain
    quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNREADABLE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", quoted) + '"'


def _systemd_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _agent_file() -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"


def _read_crontab() -> list[str]:
    """Return the lines of the crontab, none if there is no crontab. Raises CoachError if it cannot be read."""
    found = run_program(["crontab", "-l"])
    if found is None or (found.returncode and "no crontab" not in found.stderr.lower()):
        raise CoachError("The crontab cannot be read.", "Nothing was changed.")
    return [] if found.returncode else found.stdout.splitlines()


def _read_other_lines() -> list[str]:
    return [line for line in _read_crontab() if not line.endswith(CRON_MARK)]


def _write_crontab(lines: Sequence[str]) -> None:
    done = run_program(["crontab", "-"], "".join(f"{line}\n" for line in lines))
    if done is None or done.returncode:
        raise CoachError("The crontab could not be written.", "It was not changed.")


def _run(command: Sequence[str], *, may_fail: bool = False) -> bool:
    """Run a command and return whether it succeeded. Raises CoachError unless it may fail."""
    done = run_program(command)
    if may_fail or (done is not None and done.returncode == 0):
        return done is not None and done.returncode == 0
    reason = (
        "it gave no answer in time"
        if done is None
        else (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[0]
    )
    raise CoachError(f"{command[0]} did not accept the timer: {reason[:200].rstrip('.')}.", "Nothing was installed.")
