"""The page for agents: complete, true to the commands, and clear about what needs a request."""

from __future__ import annotations

import json
import re
import shlex

import click
import pytest

from coach.cli.command_table import COMMANDS, ON_REQUEST
from coach.cli.main import coach, run_command_line
from coach.cli.skill import render_skill

Out = pytest.CaptureFixture[str]


def test_every_command_is_named_once_as_usable_or_as_needing_a_request() -> None:
    page = render_skill()
    never, usable = page.split("## Commands")
    assert re.findall(r"(?m)^- `coach ([a-z-]+)", usable.split("## The words")[0]) == [
        name for name in COMMANDS if name not in ON_REQUEST
    ]
    assert re.findall(r"(?m)^- `coach ([a-z-]+)`:", never.split("## Never")[1]) == list(ON_REQUEST)


@pytest.mark.parametrize("name", ["erase", "forget", "boundary", "restore"])
def test_what_cannot_be_taken_back_needs_a_request(name: str) -> None:
    assert name in ON_REQUEST


def test_the_commands_that_an_agent_reads_with_print_json(capsys: Out) -> None:
    reading = re.findall(r"`(coach [a-z]+ --json)`", render_skill())
    assert len(reading) >= 4
    for line in reading:
        assert run_command_line(shlex.split(line)[1:]) == 0
        json.loads(capsys.readouterr().out)


def test_each_option_on_the_page_is_one_of_its_command() -> None:
    context = click.Context(coach, info_name="coach")
    for name, options in re.findall(r"(?m)^- `coach ([a-z-]+)[^`]*`: .* Options: (.*)\.$", render_skill()):
        command = coach.get_command(context, name)
        assert command is not None
        known = {opt for param in command.params for opt in param.opts}
        assert set(options.split()) <= known, name


def test_the_page_is_printed_and_part_of_the_json(capsys: Out) -> None:
    assert run_command_line(["skill"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("---\nname: coach\ndescription: ")
    assert run_command_line(["skill", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["page"] == page and "erase" in told["never_unasked"]
