"""Follow-ups for Org, todo.txt and Taskwarrior."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.main import run_command_line
from coach.exporters.ics import FollowUp
from coach.exporters.tasks import format_org, format_taskwarrior, format_todo_txt
from tests.hostile import NASTY

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ANA = FollowUp("a1", date(2026, 11, 26), "A line to Ana", changed_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC))


def test_org_has_a_headline_with_its_date_and_id() -> None:
    assert format_org([ANA]) == (
        "#+CATEGORY: networking\n* TODO A line to Ana :networking:\nSCHEDULED: <2026-11-26 Thu>\n"
        ":PROPERTIES:\n:ID: a1\n:END:\n"
    )


def test_todo_txt_has_one_line_with_project_and_date() -> None:
    assert format_todo_txt([ANA]) == "A line to Ana +networking due:2026-11-26 id:a1\n"


@pytest.mark.parametrize("title", ["x done", "(A) first", "2026-11-24 late", "@home +work t:2027-01-01 now"])
def test_a_title_is_no_mark_of_todo_txt(title: str) -> None:
    line = format_todo_txt([FollowUp("a1", date(2026, 11, 26), title)])
    assert not re.match(r"x |\([A-Z]\) |\d", line)
    assert re.findall(r"(?<!\S)[@+]\S+", line) == ["+networking"]
    assert re.findall(r"(?<!\S)[^\s:]+:[^\s:]\S*", line) == ["due:2026-11-26", "id:a1"]


def test_taskwarrior_gets_the_same_uuid_each_time() -> None:
    first, second = (json.loads(format_taskwarrior([ANA], NOW)) for _ in range(2))
    assert first == second
    assert UUID(first[0].pop("uuid")).version == 5
    assert first == [
        {
            "description": "A line to Ana",
            "status": "pending",
            "entry": "20261120T083000Z",
            "due": "20261126T000000Z",
            "tags": ["networking"],
        }
    ]


def test_a_follow_up_in_winter_is_due_on_its_day_though_it_is_summer_now() -> None:
    summer = datetime(2026, 10, 20, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    winter = FollowUp("a1", date(2026, 10, 28), "A line to Ana")
    (task,) = json.loads(format_taskwarrior([winter], summer))
    assert task["due"] == "20261027T230000Z"  # midnight in Berlin


@given(st.sampled_from(NASTY) | st.text(max_size=60))
def test_no_title_makes_a_second_task(title: str) -> None:
    one = FollowUp("a1", date(2026, 11, 26), f"Ana {title}")
    assert format_todo_txt([one]).count("\n") == 1
    assert [line[:6] for line in format_org([one]).splitlines() if line.startswith("*")] == ["* TODO"]
    assert len(json.loads(format_taskwarrior([one], NOW))) == 1


@pytest.mark.parametrize("form", ["org", "todo.txt", "taskwarrior"])
def test_the_command_prints_what_is_owed(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_command_line(["promised", "Priya", "an intro"])
    capsys.readouterr()
    assert run_command_line(["export", form]) == 0
    assert "Priya" in capsys.readouterr().out


def test_nobody_behind_a_boundary_is_named_in_a_task(capsys: pytest.CaptureFixture[str]) -> None:
    run_command_line(["sent", "Ron", "Grey"])
    run_command_line(["promised", "Priya", "to", "talk", "with", "Ron", "Grey"])
    run_command_line(["boundary", "Ron", "Grey"])
    capsys.readouterr()
    for form in ("org", "todo.txt", "taskwarrior"):
        assert run_command_line(["export", form]) == 0
        told = capsys.readouterr().out
        assert "Priya" in told and "Ron" not in told
