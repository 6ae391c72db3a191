"""coach remind: what is shown is what is installed, and off removes exactly that. The systems are fakes on PATH that
write down what they were given."""

from __future__ import annotations

import os
import plistlib
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from coach.cli.main import coach

CRONTAB = """#!/bin/sh
case "$1" in
-l) [ -f "$RECORD/crontab" ] && cat "$RECORD/crontab" || { echo "no crontab for you" >&2; exit 1; } ;;
-) cat > "$RECORD/crontab" ;;
esac
"""
RECORDING = """#!/bin/sh
echo "$(basename "$0") $*" >> "$RECORD/calls"
"""
SYSTEMCTL = """#!/bin/sh
echo "$(basename "$0") $*" >> "$RECORD/calls"
link="$XDG_CONFIG_HOME/systemd/user/timers.target.wants/$3"
case "$2" in
enable) mkdir -p "$(dirname "$link")"; ln -s "../$3" "$link" ;;
disable) rm -f "$XDG_CONFIG_HOME/systemd/user/timers.target.wants/$4" ;;
restart) echo "Job failed." >&2; exit 1 ;;
esac
"""
"""One that enables a timer and cannot start it."""


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the fakes write what they were given."""
    programs, record = tmp_path / "bin", tmp_path / "record"
    programs.mkdir()
    record.mkdir()
    for name, text in (("crontab", CRONTAB), ("systemctl", RECORDING), ("launchctl", RECORDING),
                       ("notify-send", RECORDING)):  # fmt: skip
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("RECORD", str(record))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "DISPLAY", "WAYLAND_DISPLAY", "COACH_DATA_DIR",
                 "DBUS_SESSION_BUS_ADDRESS"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    return record


def expected_words(*words: str) -> list[str]:
    """Return the command of a timer."""
    return [sys.executable, "-m", "coach", *words, "due", "--notify"]


def config() -> str:
    """Return the one variable of the surroundings that a timer gets here."""
    return f"XDG_CONFIG_HOME={os.environ['XDG_CONFIG_HOME']}"


def run(*words: str) -> Result:
    return CliRunner().invoke(coach, list(words))


def calls(record: Path) -> list[str]:
    """Return the commands that were run, in order."""
    path = record / "calls"
    return path.read_text().splitlines() if path.exists() else []


def test_systemd_gets_a_timer_and_off_takes_it_away(record: Path) -> None:
    done = run("remind", "17:30", "9", "--with", "systemd", "--yes")
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "systemd" / "user"
    timer = (folder / "coach-remind.timer").read_text()
    assert timer.count("OnCalendar=") == 2
    assert "OnCalendar=*-*-* 09:00:00\nOnCalendar=*-*-* 17:30:00\n" in timer
    service = (folder / "coach-remind.service").read_text()
    assert f"\nEnvironment={config()}\nExecStart={' '.join(expected_words())}\n" in service
    for line in timer.split("\n"):
        assert line in done.output
    assert calls(record)[-2:] == [
        "systemctl --user enable coach-remind.timer", "systemctl --user restart coach-remind.timer"
    ]  # fmt: skip
    assert run("remind").output.startswith("systemd, at 09:00 17:30: ")
    run("remind", "off")
    assert list(folder.iterdir()) == []
    assert "systemctl --user disable --now coach-remind.timer" in calls(record)
    assert run("remind").output.startswith("No timer is installed.")


LAUNCHCTL = """#!/bin/sh
echo "$(basename "$0") $*" >> "$RECORD/calls"
case "$1" in
bootstrap) [ -f "$RECORD/loaded" ] && { echo "Bootstrap failed: 5: Input/output error" >&2; exit 5; }
    cp "$3" "$RECORD/loaded" ;;
bootout) rm "$RECORD/loaded" || { echo "Boot-out failed: 3: No such process" >&2; exit 3; } ;;
*) exit 64 ;;
esac
"""
"""It loads an agent once, and refuses a second one of that name, as macOS does."""
AGENT_KEYS = {"Label": str, "ProgramArguments": list, "EnvironmentVariables": dict, "StartCalendarInterval": list}
"""The keys of launchd.plist(5) that are used, with their types."""


def parse_plist(path: Path) -> dict[str, Any]:
    """Return what a property list says, by the rules of plist(5): a DOCTYPE, one dict, a value after each key."""
    assert path.read_text().splitlines()[:3] == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
        '<plist version="1.0">',
    ]
    (top,) = ElementTree.parse(path).getroot()

    def read(node: ElementTree.Element) -> Any:
        if node.tag == "dict":
            children = list(node)
            assert [child.tag for child in children[::2]] == ["key"] * (len(children) // 2)
            return {key.text: read(value) for key, value in zip(children[::2], children[1::2], strict=True)}
        return {"array": lambda: [read(child) for child in node], "integer": lambda: int(node.text or ""),
                "string": lambda: node.text or ""}[node.tag]()  # fmt: skip

    found = read(top)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def agent(record: Path, tmp_path: Path) -> Path:
    """The file of the agent, on a computer with a launchctl that refuses what macOS refuses."""
    (tmp_path / "bin" / "launchctl").write_text(LAUNCHCTL)
    return Path.home() / "Library" / "LaunchAgents" / "networking-coach.remind.plist"


def test_launchd_gets_an_agent_and_off_takes_it_away(record: Path, agent: Path) -> None:
    run("remind", "9:05", "17:30", "--with", "launchd", "--yes")
    found = parse_plist(agent)
    assert found == plistlib.loads(agent.read_bytes())
    assert {name: type(value) for name, value in found.items()} == AGENT_KEYS
    assert found["Label"] == agent.stem
    assert found["StartCalendarInterval"] == [{"Hour": 9, "Minute": 5}, {"Hour": 17, "Minute": 30}]
    assert found["ProgramArguments"] == expected_words()
    assert found["EnvironmentVariables"] == {"XDG_CONFIG_HOME": os.environ["XDG_CONFIG_HOME"]}
    assert calls(record)[-1] == f"launchctl bootstrap gui/{os.getuid()} {agent}"
    assert run("remind").output == f"launchd: {agent}\n"
    run("remind", "off")
    assert not agent.exists() and not (record / "loaded").exists()
    assert calls(record)[-1] == f"launchctl bootout gui/{os.getuid()}/networking-coach.remind"


def test_launchd_takes_other_times_in_place_of_the_old_ones(record: Path, agent: Path) -> None:
    assert run("remind", "9:05", "--with", "launchd", "--yes").exit_code == 0
    assert run("remind", "0:00", "--with", "launchd", "--yes").exit_code == 0
    assert parse_plist(record / "loaded")["StartCalendarInterval"] == [{"Hour": 0, "Minute": 0}]


def test_an_agent_that_launchd_refuses_is_not_left_behind(record: Path, agent: Path, tmp_path: Path) -> None:
    refusing = RECORDING + "echo 'Bootstrap failed: 125: Domain does not support specified action' >&2; exit 125\n"
    (tmp_path / "bin" / "launchctl").write_text(refusing)
    done = run("remind", "9:05", "--with", "launchd", "--yes")
    assert "launchctl did not accept the timer: Bootstrap failed: 125" in str(done.exception)
    assert not agent.exists()


ODD_NAMES = ['my R&D <x> "y" ]]>', "it's 100% $HOME a=b", "\\back `tick` *;| Müller 数据 \U0001f600"]


run_with_odd_names = pytest.mark.parametrize(
    "name", [*(pytest.param(name, marks=pytest.mark.slow) for name in ODD_NAMES[:-1]), ODD_NAMES[-1]]
)


@run_with_odd_names
def test_launchd_runs_the_command_with_the_folder_as_it_is(
    record: Path, agent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """launchd starts a job in / with few variables and expands nothing (launchd.plist(5))."""
    folder = tmp_path / name
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / f"state {name}"))
    CliRunner().invoke(coach, ["--data", str(folder), "promised", "Sam", "an intro"])
    assert (
        CliRunner().invoke(coach, ["--data", str(folder), "remind", "9:00", "--with", "launchd", "--yes"]).exit_code
        == 0
    )
    found = parse_plist(agent)
    words, variables = found["ProgramArguments"], found["EnvironmentVariables"]
    assert words == expected_words("--data", str(folder))
    assert Path(words[0]).is_absolute() and variables["XDG_STATE_HOME"] == str(tmp_path / f"state {name}")
    surroundings = {"HOME": str(Path.home()), "PATH": os.environ["PATH"], "RECORD": str(record), **variables}
    done = subprocess.run(words, env=surroundings, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert calls(record)[-1] == "notify-send --app-name=coach coach A reply or promise to Sam is open."


@run_with_odd_names
def test_cron_runs_the_command_with_the_folder_as_it_is(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """cron gives sh the line with few variables, each \\% as % (crontab(5))."""
    folder = tmp_path / name
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / f"state {name}"))
    CliRunner().invoke(coach, ["--data", str(folder), "promised", "Sam", "an intro"])
    assert (
        CliRunner().invoke(coach, ["--data", str(folder), "remind", "9:00", "--with", "cron", "--yes"]).exit_code == 0
    )
    line = (record / "crontab").read_text().removeprefix("0 9 * * * ").replace("\\%", "%")
    surroundings = {"HOME": str(Path.home()), "PATH": os.environ["PATH"], "RECORD": str(record)}
    done = subprocess.run(["/bin/sh", "-c", line], env=surroundings, cwd="/", capture_output=True, text=True, timeout=60,
                          check=False)  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "A reply or promise to Sam is open.\n", "")


def test_a_folder_named_from_the_home_folder_is_meant(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", "~/coach")
    assert run("remind", "9:00", "--with", "cron", "--yes").exit_code == 0
    assert f" --data {Path.home() / 'coach'} due " in (record / "crontab").read_text()


def test_cron_gets_lines_beside_those_of_others_and_off_takes_only_them_away(record: Path) -> None:
    (record / "crontab").write_text("MAILTO=me\n0 1 * * * backup # nightly\n")
    run("remind", "9:00", "17:30", "--with", "cron", "--yes")
    run("remind", "8:15", "--with", "cron", "--yes")
    lines = (record / "crontab").read_text().splitlines()
    assert lines == [
        "MAILTO=me", "0 1 * * * backup # nightly",
        f"15 8 * * * {config()} {' '.join(expected_words())} # coach remind",
    ]  # fmt: skip
    run("remind", "off")
    assert (record / "crontab").read_text() == "MAILTO=me\n0 1 * * * backup # nightly\n"


def test_without_a_yes_nothing_is_installed(record: Path) -> None:
    assert run("remind", "9:00", "--with", "systemd").exit_code == 1
    assert calls(record) == []


def test_a_system_that_refuses_leaves_nothing_behind(record: Path, tmp_path: Path) -> None:
    (tmp_path / "bin" / "systemctl").write_text("#!/bin/sh\necho 'no bus' >&2\nexit 1\n")
    done = run("remind", "9:00", "--with", "systemd", "--yes")
    assert "no bus" in str(done.exception)
    assert list((Path(os.environ["XDG_CONFIG_HOME"]) / "systemd" / "user").iterdir()) == []


def test_a_timer_that_does_not_start_is_enabled_no_longer(record: Path, tmp_path: Path) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "systemd" / "user"
    (tmp_path / "bin" / "systemctl").write_text(SYSTEMCTL)
    done = run("remind", "9:00", "--with", "systemd", "--yes")
    assert "did not accept the timer: Job failed. Nothing was installed." in str(done.exception)
    assert [path for path in folder.rglob("*") if not path.is_dir()] == []
    assert calls(record)[-1] == "systemctl --user daemon-reload"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("my data", '"{}/my data"'),
        ("100%h $HOME", '"{}/100%%h $$HOME"'),
        ('a "b" \\t', '"{}/a \\"b\\" \\\\t"'),
        ("two\nlines", '"{}/two\\x0alines"'),
        (os.fsdecode(b"data\xe9"), '"{}/data\\xe9"'),
    ],
)
def test_systemd_reads_the_folder_as_it_is(record: Path, tmp_path: Path, name: str, written: str) -> None:
    """What is expected follows systemd.syntax(7) and systemd.service(5)."""
    done = CliRunner().invoke(coach, ["--data", str(tmp_path / name), "remind", "9:00", "--with", "systemd", "--yes"])
    assert done.exit_code == 0, done.exception
    service = Path(os.environ["XDG_CONFIG_HOME"]) / "systemd" / "user" / "coach-remind.service"
    assert f" --data {written.format(tmp_path)} due --notify\n" in service.read_text()


def test_systemd_gets_variables_in_which_a_dollar_sign_is_one(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment= knows % but expands no variables (systemd.exec(5))."""
    monkeypatch.setenv("XDG_STATE_HOME", "/srv/100% $HOME")
    assert run("remind", "9:00", "--with", "systemd", "--yes").exit_code == 0
    service = Path(os.environ["XDG_CONFIG_HOME"]) / "systemd" / "user" / "coach-remind.service"
    assert '\nEnvironment="XDG_STATE_HOME=/srv/100%% $HOME"\n' in service.read_text()


@pytest.mark.parametrize("kind", ["cron", "launchd"])
@pytest.mark.parametrize("name", ["two\nlines", "esc\x1b[31m", os.fsdecode(b"data\xe9")])
def test_a_folder_that_a_timer_cannot_hold_gets_one_line(record: Path, kind: str, name: str) -> None:
    done = CliRunner().invoke(coach, ["--data", name, "remind", "9:00", "--with", kind, "--yes"])
    assert f"{kind} cannot use your folders, because the name of one" in str(done.exception)
    assert calls(record) == [] and not (record / "crontab").exists()


@pytest.mark.parametrize("word", ["25:00", "9.5", "noon", "-1"])
def test_a_time_that_is_none_gets_one_line(record: Path, word: str) -> None:
    assert run("remind", "--", word).exit_code != 0
    assert calls(record) == []


def test_due_shows_a_message_on_the_desktop_and_ends_with_zero(record: Path) -> None:
    run("promised", "Sam", "an intro")
    done = run("due", "--notify")
    assert (done.exit_code, done.output) == (0, "A reply or promise to Sam is open.\n")
    assert calls(record) == ["notify-send --app-name=coach coach A reply or promise to Sam is open."]
    again = run("due", "--notify")
    assert (again.exit_code, again.output) == (0, "")


def test_what_the_notifier_refuses_is_said_again_the_next_time(record: Path, tmp_path: Path) -> None:
    run("promised", "Sam", "an intro")
    line = "A reply or promise to Sam is open.\n"
    notifier = tmp_path / "bin" / "notify-send"
    notifier.write_text(f"{RECORDING}exit 1\n")
    assert [run("due", "--notify").output for _ in range(2)] == [line, line]
    assert calls(record) == [f"notify-send --app-name=coach coach {line.strip()}"] * 2
    notifier.write_text(RECORDING)
    assert [run("due", "--notify").output for _ in range(2)] == [line, ""]
    assert run("due").output == ""


def test_a_notifier_that_refuses_holds_back_only_what_it_was_given(record: Path, tmp_path: Path) -> None:
    run("promised", "Sam", "an intro")
    assert run("due").output == "A reply or promise to Sam is open.\n"
    run("promised", "Ana", "a book")
    (tmp_path / "bin" / "notify-send").write_text("#!/bin/sh\nexit 1\n")
    for _ in range(2):
        assert run("due", "--notify").output == "A reply or promise to Ana is open.\n"


def test_without_a_notifier_the_printed_line_is_all_there_is(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("promised", "Sam", "an intro")
    (tmp_path / "bin" / "notify-send").unlink()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert [run("due", "--notify").output for _ in range(2)] == ["A reply or promise to Sam is open.\n", ""]


def test_a_timer_knows_the_folders_and_the_desktop_of_the_terminal(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_DATA_DIR", "my data")
    monkeypatch.setenv("XDG_STATE_HOME", "/srv/state")
    monkeypatch.setenv("DISPLAY", ":0")
    assert run("remind", "8:15", "--with", "cron", "--yes").exit_code == 0
    line = (record / "crontab").read_text()
    words = shlex.split(line.partition("* * * ")[2], comments=True)
    assert words == [
        config(),
        "XDG_STATE_HOME=/srv/state",
        "DISPLAY=:0",
        *expected_words("--data", f"{tmp_path}/my data"),
    ]


def test_thirteen_times_of_day_are_too_many_for_a_timer(record: Path) -> None:
    done = run("remind", *(f"{hour}:00" for hour in range(8, 21)))
    assert "one to twelve times of day" in str(done.exception)
    assert calls(record) == []
