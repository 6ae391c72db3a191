"""Each row of what the articles ask for, done by keyboard from the first screen of the real program, and in the shell."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach.actions import notes, outreach, people
from coach.actions.settings import save_setting
from coach.demo import write_demo_data
from coach.service import CoachService
from tests.forked import run
from tests.terminal import Terminal

Env = dict[str, str]
DATA = r"\d of 90 min"
"""Stands at the top once the data has been read, at every hour of the day."""


@pytest.fixture
def env(tmp_path: Path) -> Env:
    folder = tmp_path / "data"
    CoachService(folder).execute(save_setting("limit", "90"))
    return {"COACH_DATA_DIR": str(folder), "TZ": "Europe/Berlin", "XDG_CONFIG_HOME": str(tmp_path / "config")}


@pytest.fixture
def demo(env: Env) -> Env:
    service = CoachService(env["COACH_DATA_DIR"])
    write_demo_data(service)
    service.execute(save_setting("limit", "90"))
    return env


def act(env: Env, *actions: Any) -> None:
    service = CoachService(env["COACH_DATA_DIR"]).open_folder()
    for action in actions:
        service.execute(action)


def on_screen(env: Env, *steps: str | tuple[str, ...], rows: int = 36) -> None:
    """Do steps in turn: a tuple is keys to press, a string is what has to appear before the next step."""
    with Terminal(columns=120, rows=rows, env=env) as terminal:
        terminal.wait_for(DATA)
        for step in steps:
            if isinstance(step, tuple):
                terminal.press(*step)
            else:
                terminal.wait_for(step)


def shell(env: Env, *words: str) -> str:
    done = run(*words, env={**os.environ, **env})
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return str(done.stdout)


def values(env: Env, *words: str) -> Any:
    return json.loads(shell(env, *words, "--json"))


def test_p1_a_row_says_the_hour_where_it_is_night(env: Env) -> None:
    now = datetime.now(UTC)
    zones = ("Australia/Sydney", "America/Los_Angeles", "Asia/Kolkata", "America/New_York", "Asia/Tokyo")
    zone = next(z for z in zones if not 7 <= now.astimezone(ZoneInfo(z)).hour < 22)
    act(env, outreach.log_sent_message("Ana Lee : hello"), people.edit_person("Ana Lee", zone=zone))
    on_screen(env, r"Ana Lee .*\d\d:\d\d there")
    assert values(env, "people")[0]["zone"] == zone


def test_p2_a_takeaway_comes_back_and_one_key_makes_it_a_post(env: Env) -> None:
    act(env, notes.write_note("takeaway", "queues hide latency"))
    on_screen(env, ("T",), "queues hide latency", ("p",), "A public post")
    assert "queues hide latency" in shell(env, "takeaways", "latency")


def test_p3_a_post_is_said_to_be_posted_and_counts_as_given(env: Env) -> None:
    on_screen(
        env, ("D",), "A draft", ("What I learned",), "characters", ("tab", "p"), "A public post", ("p",), "You posted it",
        ("https://x.example/1", "enter"), "Saved: the link", ("w",), "1 post",
    )  # fmt: skip
    assert values(env, "posts")[0]["link"] == "https://x.example/1"


def test_p4_one_line_logs_an_outreach_and_sets_the_follow_up(env: Env) -> None:
    on_screen(env, ("o",), "I wrote to", ("Ana", "enter"), r"Saved: you wrote to Ana.*from \d")
    assert "fine from" in shell(env, "sent", "Ben")


def test_p5_an_opportunity_has_one_next_step_and_moves_on(env: Env) -> None:
    on_screen(
        env, ("O",), "Opportunities and events",
        ("Data engineer at Brightwater https://b.example/1 : ask Priya by tomorrow", "enter"), r"found +ask Priya +by ",
        ("enter",), "the next step", ("t",), r"talking +ask Priya",
    )  # fmt: skip
    (row,) = values(env, "opportunities")
    assert (row["employer"], row["stage"]) == ("Brightwater", "talking")


def test_c1_privacy_has_dated_steps_and_the_doctor_says_where_the_data_is(env: Env) -> None:
    on_screen(env, ("C",), "Checks", ("1",), "Who can see", ("d",), "Saved|Noted|Done", ("C",), "LinkedIn", ("5",),
              "step by step", ("esc",))  # fmt: skip
    assert "you alone" in shell(env, "doctor")
    assert "written on 20" in shell(env, "check", "privacy-linkedin")


def test_c2_a_long_list_is_five_rows_and_requests_come_one_by_one(demo: Env) -> None:
    act(demo, outreach.log_received_message("Nora Quist ? to connect"))
    on_screen(demo, r"\+ \d more", ("R",), "Nora Quist asks", ("a",), "Accepted: Nora")
    assert "Nora" not in shell(demo, "requests")


def test_c3_a_draft_gets_quiet_remarks_and_may_wait(env: Env, tmp_path: Path) -> None:
    on_screen(env, ("D",), "A draft", ("PLEASE ANSWER ME",), "Capitals", ("tab", "t"), "the draft")
    (tmp_path / "text").write_text("PLEASE ANSWER ME", encoding="utf-8")
    assert "Capitals" in shell(env, "draft", "--check", str(tmp_path / "text"))


def test_c4_a_block_has_an_intention_and_a_drift_is_noted(env: Env) -> None:
    on_screen(env, ("F",), "What kind of block", ("1", "1"), "intention|What for|for", ("write to Priya", "enter"),
              "write to Priya", ("d",), "drifted 1")  # fmt: skip
    assert "drift" in shell(env, "focus", "drift").lower()


def test_c5_four_questions_stand_before_a_public_post(env: Env) -> None:
    on_screen(env, ("C",), "Checks", ("3",), "five years", ("p",), "Parked|tomorrow")
    assert shell(env, "check", "post").count("?") == 4


def test_b1a_what_i_owe_stands_above_what_they_owe(demo: Env) -> None:
    on_screen(demo, r"you owe +(Sam|Ruth)[\s\S]*waiting +")
    assert "Sam Okafor" in shell(demo, "owe")


def test_b1b_a_request_is_declined_quietly(env: Env) -> None:
    act(env, outreach.log_received_message("Nora Quist ? to connect"))
    on_screen(env, ("R",), "asks", ("d",), "Declined: ")
    act(env, outreach.log_received_message("Ben Okri ? to connect"))
    assert "Declined" in shell(env, "decline", values(env, "requests")[0]["name"])


def test_b2a_after_the_follow_ups_one_question_lets_it_rest(demo: Env) -> None:
    on_screen(demo, ("/",), "Find people", ("oskar",), "Oskar", ("enter",), "Where it stands", (" ",), "let it rest", ("x",),
              "Resting since")  # fmt: skip
    assert "Lin Haldorsen" in shell(demo, "rest", "Lin")


def test_b2b_a_coffee_is_a_text_and_an_event_asks_whom_one_met(demo: Env) -> None:
    on_screen(demo, ("/",), "Find people", ("hana",), "Hana", ("enter",), "Where it stands", ("c",), "coffee", ("esc",))
    on_screen(demo, ("O",), r"Trade fair .*Leipzig", ("Meetup, today, Porto", "enter"), "Meetup", ("down",) * 2, ("enter",),
              "who you met", ("w",), "who did you meet", ("Gil Horta, Ida Bru", "enter"), "met Gil Horta")  # fmt: skip
    assert "met: Meetup" in shell(demo, "person", "Gil")
    assert "Trade fair" in shell(demo, "events")


def test_b2c_a_no_is_an_answer_with_one_kind_sentence(demo: Env) -> None:
    on_screen(demo, ("/",), "Find people", ("priya",), "Priya", ("enter",), "Where it stands", ("n",), "said no",
              ("ask earlier", "enter"), "They said no on")  # fmt: skip
    assert "said no." in shell(demo, "no", "Mei")


def test_b3a_stepping_away_silences_everything(env: Env) -> None:
    on_screen(env, ("s",), "Step away until", ("2",), "I am back|back", ("s",), "Today's goal")
    assert shell(env, "away", "tomorrow")
    assert shell(env, "back")


def test_b3b_somebody_blocked_is_gone_from_every_list(demo: Env) -> None:
    on_screen(demo, "you owe", ("b",), "harsh", ("1",), "They are on no list now")
    gone = values(demo, "boundaries")[0]["name"]
    assert gone
    assert gone not in shell(demo, "people") + shell(demo, "waiting") + shell(demo, "opportunities")
    assert shell(demo, "boundary", "Mei", "harsh")
    assert "Mei" not in shell(demo, "people")


def test_b4a_hours_are_set_and_shown(env: Env) -> None:
    on_screen(env, ("H",), "When do you network", ("mon-sun 0-23:59", "enter"), "networking|until 23:59")
    assert "23:59" in shell(env, "hours")


def test_b4b_a_chore_leads_offline(env: Env) -> None:
    act(env, save_setting("bell", "no"))
    on_screen(env, ("f",), "messages", ("f",), "1–5|How did", ("2",), "chore", ("5",), "away|walk|offline|break")
    shell(env, "focus", "25", "messages")
    shell(env, "focus", "stop")
    assert shell(env, "focus", "chore", "5")


def test_k_the_week_shows_both_sides_and_ends_in_one_change(demo: Env) -> None:
    on_screen(demo, ("w",), "You gave", "What came back", ("1",), "Monday|Saved")
    assert "gave" in shell(demo, "week").lower()


def test_the_editor_opens_from_the_draft_box_and_its_text_comes_back(env: Env, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "and from the editor" >> "$1"\nexit 3\n', encoding="utf-8")
    editor.chmod(0o755)
    on_screen(
        {**env, "EDITOR": str(editor), "VISUAL": ""}, ("D",), "A draft", ("typed here",), "typed here", ("\x0f",),
        "and from the editor",
    )  # fmt: skip
