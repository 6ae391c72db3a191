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
from coach.reminders.one_shot_timer import run_program, runs_successfully

TIMER_KINDS = ("systemd", "launchd", "cron")
SYSTEMD_UNIT = "coach-remind"
LAUNCHD_LABEL = "networking-coach.remind"
CRONTAB_MARK = "# coach remind"
_FOLDER_VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
"""Variables that say where data and settings are; a timer does not know what the terminal has set."""
_UNREADABLE_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\udc80-\udcff]")
"""Control characters, and bytes of a file name that are no text (as `os.fsdecode` gives them)."""
_DESKTOP_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
"""Variables that a message on the desktop needs; systemd and launchd know them."""


@dataclass(frozen=True, slots=True)
class TimerPlan:
    """What installing a timer writes and runs. `lines` are for the crontab."""

    kind: str
    files: Mapping[Path, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()

    def describe(self) -> list[str]:
        """Return what would be written and run, as lines."""
        plan_lines = []
        for path, text in self.files.items():
            plan_lines += [f"{path}:", *(f"    {line}" for line in text.splitlines() if line.strip())]
        if self.lines:
            plan_lines += ["crontab, added:", *(f"    {line}" for line in self.lines)]
        return plan_lines + [f"runs: {shlex.join(command)}" for command in self.commands]


def parse_times(words: Sequence[str]) -> list[time]:
    """Return the times of day, in order. Raises InvalidInput."""
    times_of_day = set()
    for word in words:
        hour, _, minute = word.strip().partition(":")
        if not (hour.isdecimal() and (minute or "0").isdecimal() and int(hour) < 24 and int(minute or 0) < 60):
            raise InvalidInput(f'"{word[:20]}" is not a time of day.', hint="coach remind 9:00 17:30")
        times_of_day.add(time(int(hour), int(minute or 0)))
    if not 0 < len(times_of_day) <= 12:
        raise InvalidInput("Give one to twelve times of day.", hint="coach remind 9:00 17:30")
    return sorted(times_of_day)


def build_timer_plan(times: Sequence[time], kind: str = "", data_folder: str | None = None) -> TimerPlan:
    """Return what installs a timer at `times`, with the system's own timers unless `kind` names others."""
    data_folder = data_folder or os.environ.get(DATA_VARIABLE)
    data_option = ["--data", str(find_data_folder(data_folder))] if data_folder else []
    kind = kind or _find_timer_kind()
    variable_names = _FOLDER_VARIABLES + (_DESKTOP_VARIABLES if kind == "cron" else ())
    variables = {variable: os.environ[variable] for variable in variable_names if os.environ.get(variable)}
    due_command = [sys.executable, "-m", "coach", *data_option, "due", "--notify"]
    if kind == "systemd":
        return _plan_systemd(times, due_command, variables)
    if any(_UNREADABLE_CHARACTERS.search(word) for word in (*due_command, *variables.values())):
        problem = f"{kind} cannot use your folders, because the name of one has a line break or an unreadable letter."
        raise CoachError(problem, hint="coach move-data ~/coach-data moves your data.")
    if kind == "launchd":
        return _plan_launchd(times, due_command, variables)
    assigned_variables = "".join(f"{variable}={shlex.quote(value)} " for variable, value in variables.items())
    cron_command = f"{assigned_variables}{shlex.join(due_command)}".replace("%", "\\%")
    return TimerPlan("cron", lines=tuple(f"{at.minute} {at.hour} * * * {cron_command} {CRONTAB_MARK}" for at in times))


def install_timer(plan: TimerPlan) -> None:
    """Write the files and run the commands of a plan. Raises CoachError; then nothing of it is left."""
    if plan.kind == "cron":
        _write_crontab([*_read_other_crontab_lines(), *plan.lines])
        return
    try:
        if plan.kind == "launchd":
            _forget_launchd_agent()  # the one that was installed before
        for path, text in plan.files.items():
            write_private_file(path, text.encode())
        for command in plan.commands:
            _run_timer_command(command)
    except (CoachError, OSError) as error:
        _remove_timer_files(plan.kind, plan.files)
        if isinstance(error, OSError):
            raise CoachError(f"The timer could not be written: {error.strerror}.") from error
        raise


def remove_timer() -> list[str]:
    """Remove whatever `install_timer` installed, and return what was removed. Raises CoachError."""
    removed_files: list[str] = []
    systemd_files = [_systemd_timer_file(), _systemd_timer_file().with_suffix(".service")]
    for kind, timer_files in (("systemd", systemd_files), ("launchd", [_launchd_agent_file()])):
        if any(path.exists() for path in timer_files):
            _remove_timer_files(kind, timer_files)
            removed_files += map(str, timer_files)
    if shutil.which("crontab"):
        crontab_lines, other_lines = _read_crontab(), _read_other_crontab_lines()
        if crontab_lines != other_lines:
            _write_crontab(other_lines)
            removed_files.append(f"{len(crontab_lines) - len(other_lines)} lines of the crontab")
    return removed_files


def _remove_timer_files(kind: str, paths: Iterable[Path]) -> None:
    """Let the system forget a timer, and remove the files that say what it is."""
    if kind == "systemd":  # while its file is there: it says where it is enabled
        run_program(("systemctl", "--user", "disable", "--now", f"{SYSTEMD_UNIT}.timer"))
    else:
        _forget_launchd_agent()
    for path in paths:
        path.unlink(missing_ok=True)
    if kind == "systemd":
        run_program(("systemctl", "--user", "daemon-reload"))


def _forget_launchd_agent() -> None:
    run_program(("launchctl", "bootout", f"gui/{os.getuid()}/{LAUNCHD_LABEL}"))


def describe_installed() -> list[str]:
    """Return what is installed, as lines; empty if nothing is."""
    systemd_timer, launchd_agent = _systemd_timer_file(), _launchd_agent_file()
    installed_lines = []
    if systemd_timer.exists():
        calendar_lines = [line for line in systemd_timer.read_text().splitlines() if "OnCalendar" in line]
        times = [line.partition("*-*-* ")[2][:5] for line in calendar_lines]
        installed_lines.append(f"systemd, at {' '.join(times)}: {systemd_timer}")
    if launchd_agent.exists():
        installed_lines.append(f"launchd: {launchd_agent}")
    if shutil.which("crontab"):
        installed_lines += [f"cron: {line}" for line in _read_crontab() if line.endswith(CRONTAB_MARK)]
    return installed_lines


def _find_timer_kind() -> str:
    """Return which timers this system has. Raises CoachError."""
    if sys.platform == "darwin" and shutil.which("launchctl"):
        return "launchd"
    if shutil.which("systemctl") and runs_successfully(("systemctl", "--user", "show-environment")):
        return "systemd"
    if shutil.which("crontab"):
        return "cron"
    hint = "Any other timer can run: coach due --notify"
    raise CoachError("This computer has no systemd, launchd or cron.", hint=hint)


def _plan_systemd(times: Sequence[time], due_command: Sequence[str], variables: Mapping[str, str]) -> TimerPlan:
    # ExecStart= expands variables (systemd.service(5)), Environment= does not (systemd.exec(5)).
    quoted_command = " ".join(_quote_for_systemd(word.replace("$", "$$")) for word in due_command)
    environment = "".join(f"Environment={_quote_for_systemd(f'{n}={value}')}\n" for n, value in variables.items())
    service_lines = f"Type=oneshot\n{environment}ExecStart={quoted_command}\n"
    timer_lines = "".join(f"OnCalendar=*-*-* {time_of_day:%H:%M}:00\n" for time_of_day in times)
    install_lines = "\n[Install]\nWantedBy=timers.target\n"
    timer_file = _systemd_timer_file()
    files = {
        timer_file.with_suffix(".service"): f"[Unit]\nDescription=coach: what is due\n\n[Service]\n{service_lines}",
        timer_file: f"[Unit]\nDescription=coach: asks what is due\n\n[Timer]\n{timer_lines}{install_lines}",
    }
    steps = (("daemon-reload",), ("enable", timer_file.name), ("restart", timer_file.name))
    return TimerPlan("systemd", files, commands=tuple(("systemctl", "--user", *step) for step in steps))


def _plan_launchd(times: Sequence[time], due_command: Sequence[str], variables: Mapping[str, str]) -> TimerPlan:
    launchd_agent = {
        "Label": LAUNCHD_LABEL,
        "ProgramArguments": list(due_command),
        "EnvironmentVariables": dict(variables),
        "StartCalendarInterval": [{"Hour": time_of_day.hour, "Minute": time_of_day.minute} for time_of_day in times],
    }
    agent_file = _launchd_agent_file()
    command = ("launchctl", "bootstrap", f"gui/{os.getuid()}", str(agent_file))
    return TimerPlan("launchd", {agent_file: plistlib.dumps(launchd_agent).decode()}, commands=(command,))


def _quote_for_systemd(word: str) -> str:
    """Return a word of a unit file that means what it says, by systemd.syntax(7)."""
    escaped_word = word.replace("%", "%%")
    if all(character.isalnum() or character in "%$/._-+:@=," for character in escaped_word):
        return escaped_word
    quoted_word = escaped_word.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNREADABLE_CHARACTERS.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", quoted_word) + '"'


def _systemd_timer_file() -> Path:
    config_folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return config_folder / "systemd" / "user" / f"{SYSTEMD_UNIT}.timer"


def _launchd_agent_file() -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{LAUNCHD_LABEL}.plist"


def _read_crontab() -> list[str]:
    """Return the lines of the crontab, none if there is no crontab. Raises CoachError if it cannot be read."""
    crontab = run_program(["crontab", "-l"])
    if crontab is None or (crontab.returncode and "no crontab" not in crontab.stderr.lower()):
        raise CoachError("The crontab cannot be read.", "Nothing was changed.")
    return [] if crontab.returncode else crontab.stdout.splitlines()


def _read_other_crontab_lines() -> list[str]:
    return [line for line in _read_crontab() if not line.endswith(CRONTAB_MARK)]


def _write_crontab(lines: Sequence[str]) -> None:
    if not runs_successfully(["crontab", "-"], "".join(f"{line}\n" for line in lines)):
        raise CoachError("The crontab could not be written.", "It was not changed.")


def _run_timer_command(command: Sequence[str]) -> None:
    """Run a command. Raises CoachError unless it succeeds."""
    finished = run_program(command)
    if finished is not None and finished.returncode == 0:
        return
    reason = "it gave no answer in time"
    if finished is not None:
        reason = (finished.stderr.strip().splitlines() or [f"code {finished.returncode}"])[0]
    raise CoachError(f"{command[0]} did not accept the timer: {reason[:200].rstrip('.')}.", "Nothing was installed.")
