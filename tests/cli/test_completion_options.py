"""Tab completes the words of a name, and never offers one that a command would take for an option."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from coach.cli.main import coach, run_command_line
from coach.cli.name_argument import complete_people


@pytest.mark.parametrize("name", ["Ana --word x", "Ana -y", "--all"])
def test_a_name_with_a_word_that_begins_with_a_hyphen_is_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    for each in ("Ana-Maria", name):
        assert run_command_line(["sent", "--", each]) == 0
    command = click.Command("forget", params=[click.Argument(["name"], nargs=-1)])
    offered = complete_people(click.Context(command), command.params[0], "")
    assert [item.value for item in offered] == ["Ana-Maria"]


@pytest.mark.parametrize("command", ["sent", "gave"])
def test_the_second_word_of_a_name_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    assert run_command_line(["sent", "Ana", "Lee"]) == 0
    offered = ShellComplete(coach, {}, "coach", "_COACH_COMPLETE").get_completions([command, "Ana"], "L")
    assert [item.value for item in offered] == ["Lee"]
