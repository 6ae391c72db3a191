"""coach remind: what is shown is what is installed, and off removes exactly that. The systems are fakes on PATH that
write down what they were given."""

from __future__ import annotations

import os
import plistlib
import shlex
import sys
from pathlib import Path

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
    """Return the command of a timer that was installed where XDG_CONFIG_HOME alone was set."""
    config = f"XDG_CONFIG_HOME={os.environ['XDG_CONFIG_HOME']}"
    return ["/usr/bin/env", config, sys.executable, "-m", "coach", *words, "due", "--notify"]


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
    assert f"ExecStart={' '.join(expected_words())}\n" in (folder / "coach-remind.service").read_text()
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


def test_launchd_gets_an_agent_and_off_takes_it_away(record: Path) -> None:
    run("remind", "9:05", "--with", "launchd", "--yes")
    agent = Path.home() / "Library" / "LaunchAgents" / "networking-coach.remind.plist"
    found = plistlib.loads(agent.read_bytes())
    assert found["StartCalendarInterval"] == [{"Hour": 9, "Minute": 5}]
    assert found["ProgramArguments"] == expected_words()
    assert calls(record)[-1] == f"launchctl bootstrap gui/{os.getuid()} {agent}"
    run("remind", "off")
    assert not agent.exists()
    assert calls(record)[-1] == f"launchctl bootout gui/{os.getuid()}/networking-coach.remind"


def test_cron_gets_lines_beside_those_of_others_and_off_takes_only_them_away(record: Path) -> None:
    (record / "crontab").write_text("MAILTO=me\n0 1 * * * backup # nightly\n")
    run("remind", "9:00", "17:30", "--with", "cron", "--yes")
    run("remind", "8:15", "--with", "cron", "--yes")
    lines = (record / "crontab").read_text().splitlines()
    assert lines == [
        "MAILTO=me", "0 1 * * * backup # nightly",
        f"15 8 * * * {' '.join(expected_words())} # coach remind",
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


@pytest.mark.parametrize("kind", ["cron", "launchd"])
@pytest.mark.parametrize("name", ["two\nlines", "esc\x1b[31m", os.fsdecode(b"data\xe9")])
def test_a_folder_that_a_timer_cannot_hold_gets_one_line(record: Path, kind: str, name: str) -> None:
    done = CliRunner().invoke(coach, ["--data", name, "remind", "9:00", "--with", kind, "--yes"])
    assert f"{kind} cannot hold the name" in str(done.exception)
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
    config = f"XDG_CONFIG_HOME={os.environ['XDG_CONFIG_HOME']}"
    assert words == ["/usr/bin/env", config, "XDG_STATE_HOME=/srv/state", "DISPLAY=:0", sys.executable, "-m", "coach",
                     "--data", str(tmp_path / "my data"), "due", "--notify"]  # fmt: skip
