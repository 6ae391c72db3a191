"""coach opportunities, opportunity and events: lists, --json, and the changes that a part of a name leads to."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from coach.cli.main import run_command_line

Out = pytest.CaptureFixture[str]


def said(capsys: Out, *words: str, code: int = 0) -> str:
    assert run_command_line(words) == code
    out = capsys.readouterr()
    return out.out or out.err


def values(capsys: Out, *words: str) -> Any:
    return json.loads(said(capsys, *words, "--json"))


def test_a_line_adds_an_opportunity_and_a_part_of_it_changes_it(capsys: Out) -> None:
    assert said(capsys, "opportunities").startswith("Nothing here yet.")
    said(capsys, "opportunities", "Data engineer at Brightwater https://b.example/1 : ask Priya by tomorrow")
    said(capsys, "opportunity", "bright", "--stage", "talk", "--step", "send the CV")
    (row,) = values(capsys, "opportunities")
    assert (row["employer"], row["stage"], row["next"]) == ("Brightwater", "talking", "send the CV")
    assert row["link"] == "https://b.example/1"
    assert "closed" in said(capsys, "opportunity", "bright", "--no")
    assert values(capsys, "opportunities") == []
    assert [row["outcome"] for row in values(capsys, "opportunities", "--all")] == ["no"]
    assert "next: " not in said(capsys, "opportunities", "--all")
    assert "not a stage" in said(capsys, "undo") + said(capsys, "opportunity", "bright", "--stage", "hired", code=2)


def test_a_stage_that_there_is_not_saves_no_step_either(capsys: Out) -> None:
    said(capsys, "opportunities", "Analyst at Beta : ask Ana by tomorrow")
    assert "not a stage" in said(capsys, "opportunity", "Beta", "--step", "call", "--stage", "hired", code=2)
    assert values(capsys, "opportunities")[0]["next"] == "ask Ana"


def test_the_day_of_an_opportunity_is_told_though_it_has_no_step(capsys: Out) -> None:
    told = said(capsys, "opportunity", "Analyst at Beta", "--by", "2026-12-04")
    assert told == "Saved: Analyst at Beta, by Friday 4 December.\n"
    assert said(capsys, "opportunities") == "Analyst at Beta; found; by 4 December\n"


def test_the_day_of_an_event_names_it_until_it_was_said_whom_one_met(capsys: Out) -> None:
    said(capsys, "events", "Trade fair, today, Leipzig", "--meet", "Ana Lee: how did the move go; Ben")
    said(capsys, "events", "Book club, tomorrow")
    event = "Event: Trade fair, today, Leipzig; to meet: Ana Lee (how did the move go); Ben."
    assert [line for line in said(capsys, "today").splitlines() if "Event" in line or "club" in line] == [event]
    assert "Trade" not in said(capsys, "--hide", "today")
    (shown,) = values(capsys, "today")["events"]
    assert (shown["title"], shown["meet"][1]["name"]) == ("Trade fair", "Ben")
    said(capsys, "events", "Trade", "--met", "Ana Lee")
    assert "Event" not in said(capsys, "today") and values(capsys, "today")["events"] == []
    assert [row["title"] for row in values(capsys, "events")] == ["Book club"]
    assert [row["title"] for row in values(capsys, "events", "--all")] == ["Book club", "Trade fair"]


def test_found_opportunities_keep_the_word_that_scripts_know(capsys: Out) -> None:
    said(capsys, "opportunities", "Data engineer at Brightwater : ask Priya by tomorrow")
    assert said(capsys, "find", "brightwater").startswith("opportunity: ")
    assert [hit["kind"] for hit in values(capsys, "find", "brightwater")] == ["opening"]


def test_an_event_is_added_planned_and_told(capsys: Out) -> None:
    assert said(capsys, "events").startswith("No events ahead.")
    said(capsys, "events", "Trade fair, today, Leipzig", "--meet", "Ana: how did it go")
    said(capsys, "events", "trade", "--meet", "Ben")
    (row,) = values(capsys, "events")
    assert (row["title"], row["place"]) == ("Trade fair", "Leipzig")
    assert [each["name"] for each in row["meet"]] == ["Ana", "Ben"]
    assert "met Ana and Ben at Trade fair" in said(capsys, "events", "trade", "--met", "Ana, Ben")
    assert "draft to Ana" in said(capsys, "draft")
    assert said(capsys, "events", "trade", "--remove").startswith("Removed")
    assert "No event matches" in said(capsys, "events", "trade", "--remove", code=2)


def test_two_that_match_are_listed_with_what_to_type(capsys: Out) -> None:
    for line in ("Designer at Brightwater", "Writer at Brightwater"):
        said(capsys, "opportunities", line)
    answer = said(capsys, "opportunity", "bright", "--stage", "asked", code=2)
    code = re.search(r"Writer at Brightwater \[(\w{8})\]", answer)
    assert code and "2 open opportunities match that: Designer at Brightwater [" in answer
    said(capsys, "opportunity", code[1], "--stage", "asked")
    assert {row["text"]: row["stage"] for row in values(capsys, "opportunities")} == {
        "Designer at Brightwater": "found", "Writer at Brightwater": "asked",
    }  # fmt: skip
    for day in ("12 March", "13 March"):
        said(capsys, "events", f"Trade fair, {day}, Leipzig")
    answer = said(capsys, "events", "Trade", "--remove", code=2)
    code = re.search(r"Trade fair, 13 March \d{4} \[(\w{8})\]", answer)
    assert code and "2 events match that: " in answer
    said(capsys, "events", code[1], "--remove")
    assert [row["day"][-5:] for row in values(capsys, "events")] == ["03-12"]
