"""Advice in the shell: many conversations rest at once, what was learned is listed, and forgotten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock


def run(capsys: pytest.CaptureFixture[str], *line: str, code: int = 0) -> str:
    assert run_command_line(line) == code
    out = capsys.readouterr()
    return out.out or out.err


def waiting(capsys: pytest.CaptureFixture[str]) -> set[str]:
    return {row["name"] for row in json.loads(run(capsys, "waiting", "--json"))}


def test_old_conversations_rest_at_once_and_one_undo_opens_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    long_ago = (SystemClock().now().date() - timedelta(days=70)).isoformat()
    for name, day in (("Ana", long_ago), ("Bo", long_ago), ("Chidi", "")):
        run(capsys, "sent", name, "--new", *(["--at", day] if day else []))
    assert waiting(capsys) == {"Ana", "Bo", "Chidi"}
    assert run(capsys, "rest", "--old") == "2 conversations rest now: Ana and Bo.\n"
    assert waiting(capsys) == {"Chidi"}
    refused = "coach: No conversation is old enough to rest. coach rest NAME lets one rest.\n"
    assert run(capsys, "rest", "--old", code=1) == refused
    run(capsys, "undo")
    assert waiting(capsys) == {"Ana", "Bo", "Chidi"}


def test_what_was_learned_is_listed_and_forgotten_and_comes_back_with_undo(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "goal", "send a link to Ana #contact")
    run(capsys, "goal", "let", "go")
    learned = [line for line in run(capsys, "why", "--all").splitlines() if "let these go" in line]
    assert len(learned) == 1 and "you let these go, so they are not suggested until" in learned[0]
    assert "Forgotten" in run(capsys, "why", "--forget")
    assert "nothing so far" in run(capsys, "why", "--all")
    run(capsys, "undo")
    assert learned[0] in run(capsys, "why", "--all")
