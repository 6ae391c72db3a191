"""Hooks: the person's own commands run without a shell, get five seconds, and trouble with them is one calm line."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from coach import hooks
from coach.domain.focus import FocusBlock, count_minutes, counted_time
from coach.paths import find_config_file
from tests.conftest import TUESDAY


@pytest.fixture
def config() -> Path:
    """The place of config.toml in the invented home folder."""
    file = find_config_file()
    file.parent.mkdir(parents=True)
    return file


def write(config: Path, event: str, value: str) -> None:
    config.write_text(f"[hooks]\n{event} = {value}\n", encoding="utf-8")


def script(tmp_path: Path, code: str) -> Path:
    file = tmp_path / "hook.py"
    file.write_text(code, encoding="utf-8")
    return file


def still_there(pid: int) -> bool:
    """Whether a process goes on; one that has ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_without_a_config_nothing_runs_and_nothing_is_said(config: Path) -> None:
    assert hooks.read_hook_command("on_limit", config) == [] and hooks.run_hook("on_limit") == ""


def test_the_config_is_the_persons_own_file_unless_another_is_named() -> None:
    file = find_config_file()
    file.parent.mkdir(parents=True)
    write(file, "on_limit", '["true"]')
    assert hooks.read_hook_command("on_limit") == ["true"]


@pytest.mark.parametrize("value", ['["a", "b c"]', "\"a 'b c'\""])
def test_a_hook_is_a_list_of_words_or_a_line(config: Path, value: str) -> None:
    write(config, "on_block_end", value)
    assert hooks.read_hook_command("on_block_end", config) == ["a", "b c"]


def test_no_shell_reads_the_words(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    file = script(tmp_path, f"import sys; open({str(out)!r}, 'w').write(repr(sys.argv[1:]))")
    write(config, "on_block_end", f'["{sys.executable}", "{file}", "$HOME; echo", "*"]')
    assert hooks.run_hook("on_block_end") == ""
    assert out.read_text() == "['$HOME; echo', '*']"


def test_what_happened_is_handed_over_in_the_environment(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = f"import os; open({str(out)!r}, 'w').write(os.environ['COACH_EVENT'] + ' ' + os.environ['COACH_KIND'])"
    write(config, "on_block_end", f'["{sys.executable}", "{script(tmp_path, code)}"]')
    assert hooks.run_hook("on_block_end", {"kind": "read"}) == ""
    assert out.read_text() == "on_block_end read"


@pytest.mark.parametrize(("seconds", "minutes"), [(89, 1), (90, 2), (150, 3), (210, 4), (1_500, 25), (4_000, 25)])
def test_half_a_minute_is_rounded_up_as_everywhere(seconds: int, minutes: int) -> None:
    block = FocusBlock(started_at=TUESDAY, deadline=TUESDAY + timedelta(minutes=25))
    now = TUESDAY + timedelta(seconds=seconds)
    assert (
        hooks.describe_block(block, now)["minutes"] == minutes == count_minutes({"messages": counted_time(block, now)})
    )


def test_a_hook_that_takes_too_long_is_stopped_with_its_children(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "pid"
    write(config, "on_limit", f'["/bin/sh", "-c", "sleep 60 & echo $! > {out}; sleep 60"]')
    said = hooks.run_hook("on_limit", timeout=2)
    assert said == "The hook on_limit took longer than 2 seconds and was stopped."
    child, end = int(out.read_text()), time.monotonic() + 60
    while still_there(child) and time.monotonic() < end:
        time.sleep(0.01)
    assert not still_there(child)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('["/nowhere/at-all"]', "could not be started: /nowhere/at-all"),
        (f'["{sys.executable}", "-c", "raise SystemExit(3)"]', "ended with error code 3"),
        ("5", "cannot be read"),
        ("[1, 2]", "cannot be read"),
        ('"an open \' quote"', "cannot be read"),
        ("= =", "cannot be read"),
    ],
)
def test_trouble_is_one_calm_line(config: Path, value: str, says: str) -> None:
    write(config, "on_limit", value)
    line = hooks.run_hook("on_limit")
    assert says in line and "\n" not in line


def test_a_hook_in_the_background_says_its_line_when_it_has_one(config: Path) -> None:
    said: list[str] = []
    write(config, "on_limit", '["/nowhere/at-all"]')
    thread = hooks.start_hook("on_limit", said.append)
    thread.join(10)
    assert len(said) == 1 and thread.daemon
    hooks.start_hook("on_block_end", said.append).join(10)
    assert len(said) == 1


def test_the_three_events_are_the_ones_that_are_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "focus.md").read_text(encoding="utf-8")
    assert all(f"`{event}`" in page for event in hooks.HOOK_EVENTS)
