"""Each row of what the articles ask for, done by keyboard from the first screen of the real program, and in the shell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach.actions import outreach, people
from coach.actions.settings import save_setting
from coach.demo import write_demo_data
from coach.domain.clock import SystemClock
from coach.domain.focus import FocusBlock
from coach.domain.note import Note
from coach.service import CoachService
from tests.e2e.engine import until
from tests.forked import run
from tests.shifted_clock import ShiftedClock, start_clocks_at
from tests.sources.writers import WatchDatabase
from tests.terminal import COACH, Terminal

Env = dict[str, str]
BERLIN = ZoneInfo("Europe/Berlin")
DATA = r"\d of \d+ min|I am back"
"""Stands at the top once the data has been read, at every hour of the day, or below while one has stepped away."""


@pytest.fixture(autouse=True)
def _begin_on_a_thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    start_clocks_at(datetime(2026, 12, 3, 10, 0, tzinfo=BERLIN), monkeypatch)


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


def read_clock() -> datetime:
    """Return the present moment where the programs run."""
    return SystemClock().now().astimezone(BERLIN)


class Gone(str):
    """A step that waits until something is no longer on the screen."""


def on_screen(env: Env, *steps: str | tuple[str, ...], rows: int = 36) -> None:
    """Do steps in turn and leave: a tuple is keys to press, a string is what has to appear before the next step."""
    with Terminal(columns=120, rows=rows, env=env) as terminal:
        terminal.wait_for(DATA)
        for step in steps:
            if isinstance(step, tuple):
                terminal.press(*step)
            elif isinstance(step, Gone):
                terminal.wait_gone(step)
            else:
                terminal.wait_for(step)
        terminal.press("ctrl+q")  # what a screen shows may not be saved yet
        assert terminal.wait_end() == 0


def shell(env: Env, *words: str) -> str:
    done = run(*words, env={**os.environ, **env})
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return str(done.stdout)


def values(env: Env, *words: str) -> Any:
    return json.loads(shell(env, *words, "--json"))


def open_person(name: str) -> tuple[str | tuple[str, ...], ...]:
    """Return the steps from the first screen to the page of somebody."""
    return ("/",), "Find people", (name,), rf"person +{name}", ("enter",), "Status"


@pytest.mark.slow
def test_p1_a_zone_is_read_from_mail_said_at_night_and_somebody_elsewhere_is_named(env: Env, tmp_path: Path) -> None:
    zone = "America/Los_Angeles"  # where it is one at night
    mails = [read_clock().astimezone(ZoneInfo(zone)) - timedelta(days=days) for days in (30, 20, 10)]
    (tmp_path / "mail.mbox").write_text(
        "".join(
            f"From ana@lee.example {at:%a %b %d %H:%M:%S %Y}\nFrom: Ana Lee <ana@lee.example>\nTo: me@harbour.example\nDate: {format_datetime(at)}\n"
            f"Message-ID: <{n}@lee.example>\nSubject: hello\n\nhello\n\n"
            for n, at in enumerate(mails)
        )
    )
    shell(env, "import", str(tmp_path / "mail.mbox"), "--me", "me@harbour.example", "--yes")
    act(env, outreach.log_sent_message("Ana Lee : hello", waits=True), outreach.log_meeting("Bo Elsewhere"))
    act(env, people.edit_person("Bo Elsewhere", zone="Pacific/Kiritimati", place="Kiribati"))
    assert "Bo Elsewhere, in Kiribati" in shell(env, "goal", "take", "elsewhere")
    on_screen(
        env, r"Ana Lee .*\d\d:\d\d there", "Write a short hello to Bo Elsewhere, in", *open_person("Ana Lee"),
        "a guess from their mail", ("e",), "Tab next", ("tab", "tab", "tab", "guess", "enter"), Gone("a guess from"),
    )  # fmt: skip
    assert {row["name"]: row["zone"] for row in values(env, "people")}["Ana Lee"] == zone
    assert "Saved: Bo Elsewhere" in shell(env, "person", "Bo Elsewhere", "--zone", "Asia/Tokyo")


@pytest.mark.slow
def test_p2_a_reading_block_ends_with_a_takeaway_that_comes_back_and_becomes_a_post(env: Env) -> None:
    today = read_clock()
    old = Note(at=today.replace(year=today.year - 4), kind="takeaway", text="caches need a limit")
    act(env, save_setting("bell", "no"))
    CoachService(env["COACH_DATA_DIR"]).store.save_documents([(old.table, old.to_document())])
    read = (
        ("F",),
        "What kind of block",
        ("2",),
        r"How long\? \(reading\)",
        ("1",),
        "nothing special",
        ("3",),
        "reading ·",
    )
    on_screen(
        env, *read, ("f",), "How did it feel", ("4",), "worth keeping", ("queues hide latency", "enter"), "Saved: a takeaway", ("enter",), Gone("chore"),
        *read, ("f",), "How did it feel", ("4",), "worth keeping", ("enter",), Gone("worth keeping"), ("enter",),
        ("T",), r"4 years ago, on this day[\s\S]*caches need a limit[\s\S]*queues hide latency", ("p",), "A public post",
        "caches need a limit",
    )  # fmt: skip
    assert [row["text"] for row in values(env, "takeaways", "latency")] == ["queues hide latency"]
    shell(env, "takeaway", "retries add load")
    assert "draft of a post" in shell(env, "takeaways", "retries", "--post")


@pytest.mark.slow
def test_p3_goals_show_work_and_a_post_counts_as_given_and_has_no_likes(env: Env) -> None:
    on_screen(
        env, ("g",), "A goal of your own", ("a note on queues #show", "enter"), "Goal: a note on queues",
        ("enter",), "How did the goal go", ("1",), "Goal done",
        ("D",), "A draft", ("What I learned",), "characters", ("tab", "p"), "A public post", ("p",), "You posted it",
        ("https://x.example/1", "enter"), "Saved: the link", ("w",), "1 post", "showing what you do", Gone("[Ll]ike"),
    )  # fmt: skip
    assert values(env, "posts")[0]["link"] == "https://x.example/1"
    assert "headline" in shell(env, "goal", "a new headline #profile")
    shell(env, "goal", "done")
    assert "You gave: 1 post, 2 goals done." in shell(env, "week")


def test_p4_one_line_logs_an_outreach_and_the_follow_up_date_sets_itself(env: Env) -> None:
    on_screen(env, ("o",), "I wrote to", ("Ana @linkedin : your talk", "enter"), r"Saved: you wrote to Ana.*from \d",
              r"waiting +Ana .*LinkedIn")  # fmt: skip
    assert "fine from" in shell(env, "sent", "Ben")
    assert "Write to Ana again" in shell(env, "export", "todo.txt") + shell(env, "export", "org")


@pytest.mark.slow
def test_p5_an_opportunity_has_an_employer_a_link_a_step_people_and_every_stage(env: Env) -> None:
    act(env, outreach.log_meeting("Priya Raman"), people.edit_person("Priya Raman", company="Brightwater Ltd."))
    on_screen(
        env, ("O",), "Opportunities and events",
        ("Data engineer at Brightwater https://b.example/1 : ask Priya by tomorrow", "enter"), r"found +ask Priya +by ",
        "you know +Priya Raman at Brightwater", "link +https://b.example/1",
        ("enter",), "the next step", ("a",), r"asked +ask Priya", ("enter",), "the next step", ("t",), r"talking +ask",
        ("enter",), "the next step", ("w",), r"waiting +ask", ("enter",), "the next step", ("f",), r"found +ask",
        ("enter",), "the next step", ("s",), "one step, and its day", ("send the CV by today", "enter"), "send the CV",
        ("esc",), "Today's goal",
    )  # fmt: skip
    (row,) = values(env, "opportunities")
    assert (row["employer"], row["stage"]) == ("Brightwater", "found")
    assert [p["name"] for p in values(env, "at", "brightwater")["people"]] == ["Priya Raman"]
    on_screen(env, ("O",), "send the CV", ("enter",), "the next step", ("n",), "closed", ("esc",), "Today's goal")
    assert values(env, "opportunities") == []


def test_p5_a_due_step_is_asked_about_once_a_day_at_most(env: Env) -> None:
    def run_at(time: str, *words: str) -> Terminal:
        clock = ShiftedClock.starting_at(datetime.fromisoformat(f"{time}+01:00"))
        return Terminal(*COACH, *words, env={**env, **clock.env})

    with run_at("2026-12-03T09:00", "opportunity", "Data engineer at Brightwater : ask Priya by today") as terminal:
        terminal.wait_for("Saved: Data engineer")
    asked = "Data engineer at Brightwater: the next step you noted"
    with run_at("2026-12-03T10:00") as terminal:
        terminal.wait_for(asked)
        terminal.press(".")
        terminal.wait_for("Snoozed")
        terminal.wait_gone(asked)
    with run_at("2026-12-03T15:00") as terminal:
        terminal.wait_for(DATA)
        terminal.wait_for("One small goal")
        assert asked not in terminal.text
    with run_at("2026-12-03T16:00", "why") as terminal:
        terminal.wait_for("Advice: One small goal")
        assert "Data engineer" not in terminal.text


WATCH = """
import runpy, socket, sys
seen = sys.argv.pop(1)
asks = "socket.connect socket.bind socket.sendto socket.getaddrinfo socket.gethostbyname urllib.Request".split()
sys.addaudithook(lambda event, arguments: print(event, file=open(seen, "a")) if event in asks else None)
"""
"""Writes down, in a file, whenever a program asks for the network."""


@pytest.mark.slow
def test_c1_nothing_asks_for_the_network(env: Env, tmp_path: Path) -> None:
    seen = tmp_path / "asked for the network"
    ask = WATCH + "socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run([sys.executable, "-c", ask, str(seen)], check=True)
    assert seen.read_text() == "socket.connect\n"  # what watches does see
    seen.unlink()
    coach = [sys.executable, "-c", WATCH + "runpy.run_module('coach', run_name='__main__')", str(seen)]
    lines = (
        "from coach.cli.main import run_command_line\nprint([run_command_line(line.split()) for line in sys.argv[1:]])"
    )
    words = ("sent Ana --via linkedin", "focus", "focus stop", "doctor", "due")
    ended = subprocess.run([sys.executable, "-c", WATCH + lines, str(seen), *words], env={**os.environ, **env},
                           check=True, capture_output=True, text=True)  # fmt: skip
    assert ended.stdout.splitlines()[-1] == str([0] * len(words))
    with Terminal(*coach, env=env) as terminal:
        terminal.wait_for(DATA)
        terminal.press("m3")
        terminal.wait_for("Saved: okay")
        terminal.wait_for(r"energy\?")
        terminal.press("esc")
        terminal.wait_gone(r"energy\?")
        for keys, page in (("w", "You gave"), ("t", "When your mood is"), ("O", "Opportunities and"),
                           ("I", "Enter reads it"), ("?", "someone you trust")):  # fmt: skip
            terminal.press(keys)
            terminal.wait_for(page)
            terminal.press("esc")
            terminal.wait_gone(page)
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert not seen.exists()


@pytest.mark.slow
def test_c1_files_are_the_owners_names_hide_and_privacy_has_dated_steps(env: Env) -> None:
    act(env, outreach.log_sent_message("Ana Lee : about rivers"))
    on_screen(env, "Ana Lee", ("h",), Gone("Ana|Lee"), ("h",), "Ana Lee",
              ("C",), "Checks", ("1",), "Who can see", ("d",), "The next one is in three months",
              ("C",), "on LinkedIn", ("5",), "step by step", r"written on \d+ \w+ 20\d\d", ("esc",))  # fmt: skip
    folder = Path(env["COACH_DATA_DIR"])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    assert "you alone" in shell(env, "doctor")
    assert re.search(r"written on \d+ \w+ 20\d\d", shell(env, "check", "privacy-linkedin"))
    assert "three months" in shell(env, "check", "privacy", "--done")
    shell(env, "set", "hide", "yes")
    on_screen(env, "waiting", Gone("Ana"), ("h",), "Ana Lee")


@pytest.mark.slow
def test_c2_five_rows_a_reading_allowance_and_requests_one_by_one(env: Env, tmp_path: Path) -> None:
    act(env, *(outreach.log_sent_message(f"Person {name}") for name in "ABCDEFGH"), save_setting("feed", "15"))
    (tmp_path / "Invitations.csv").write_text(
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        f'Cleo West,Mara Hill,"{read_clock() - timedelta(days=2):%m/%d/%y, %I:%M %p}",,INCOMING,'
        "https://www.linkedin.com/in/cleo,https://www.linkedin.com/in/mara\n"
    )
    shell(env, "import", str(tmp_path / "Invitations.csv"), "--me", "Mara Hill", "--yes")
    began = read_clock() - timedelta(minutes=50)
    watch = WatchDatabase(tmp_path / "watch.db")
    watch.add(2, began, 49, status="not-afk")
    watch.add(1, began, 20, url="https://www.linkedin.com/feed/")
    shell(env, "sources", "add", "activitywatch", str(watch.path), "--yes")
    act(env, outreach.log_received_message("Nora Quist ? to connect"), outreach.log_received_message("Ivo ? a call"))
    on_screen(
        env, r"\+ \d more", "reading 20", "R shows requests", ("R",), "Cleo West asks: to connect", ("a",),
        "Nora Quist asks", ("w",), "A draft to Nora", r"\?", ("esc",), Gone("A draft"),
        ("R",), "Nora Quist asks", ("l",), "Ivo asks", ("d",), "Declined: Ivo",
    )  # fmt: skip
    assert "Nora" not in shell(env, "requests")


@pytest.mark.slow
def test_c3_a_draft_gets_remarks_never_a_lock_and_may_wait(env: Env, tmp_path: Path) -> None:
    text = "PLEASE ANSWER ME you idiot. " + "I wrote to you about the queues and the talk and the fair. " * 12
    on_screen(env, ("D",), "A draft", (text,), "Capitals", "characters", ("tab", "c"), "Copied",
              ("D",), "A draft", ("Shall we talk",), "characters", ("tab", "t"), "Set aside until tomorrow")  # fmt: skip
    (tmp_path / "text").write_text(text, encoding="utf-8")
    remarks = shell(env, "draft", "--check", str(tmp_path / "text"))
    for word in ("Capitals", "question", "long|characters|words"):
        assert re.search(word, remarks), (word, remarks)


@pytest.mark.slow
def test_c4_a_block_has_an_intention_a_hook_a_drift_and_the_day_a_limit(env: Env, tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.write_text(f'#!/bin/sh\necho "$COACH_KIND $COACH_MINUTES $COACH_INTENTION" > {tmp_path}/ran\n')
    hook.chmod(0o755)
    config = Path(env["XDG_CONFIG_HOME"]) / "coach" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f'[hooks]\non_block_start = ["{hook}"]\n')
    on_screen(
        env, ("F",), "What kind of block", ("1",), "How long", ("1",), r"What for\? \(messages\)",
        ("write to Priya", "enter"), "write to Priya", ("d",), "drifted 1", r"until \d\d:\d\d|\d\d:\d\d",
    )  # fmt: skip
    until(lambda: (tmp_path / "ran").exists() and (tmp_path / "ran").read_text() == "messages 25 write to Priya\n", 60)
    assert "drift" in shell(env, "focus", "drift").lower()
    shell(env, "focus", "stop")
    now = read_clock()
    spent = FocusBlock(started_at=now - timedelta(minutes=4), ended_at=now - timedelta(minutes=1), asked=True)
    act(env, save_setting("limit", "2"))
    CoachService(env["COACH_DATA_DIR"]).store.save_documents([(spent.table, spent.to_document())])
    on_screen(env, "of 2 min", r"2 minutes|2-minute|your own limit")
    assert "2 minutes" in shell(env, "why") + shell(env, "today")


@pytest.mark.slow
def test_c5_four_questions_stand_before_a_public_post_and_a_check_of_the_name_once_a_year(env: Env) -> None:
    on_screen(env, ("C",), "Checks", ("3",), r"(\?[\s\S]*){4}", ("p",), "Set aside until tomorrow",
              ("C",), "Checks", ("2",), "own name|your name", ("d",), "The next one is in a year",
              ("D",), "a new draft", ("1",), "It stays on this computer", ("tab", "p"), "A public post", "five years")  # fmt: skip
    assert shell(env, "check", "post").count("?") == 4
    assert "in a year" in shell(env, "check", "reputation", "--done")


@pytest.mark.slow
def test_b1a_what_i_owe_stands_above_and_a_low_day_offers_good_ties_first(demo: Env) -> None:
    on_screen(demo, r"you owe +(Sam|Ruth)[\s\S]*waiting +", ("m",), "How are you|1 heavy", ("1",), "Saved: heavy")
    offered = values(demo, "goal", "--list")
    assert "B1a" in offered[0]["serves"]
    on_screen(
        demo, " ".join(offered[0]["text"].split()[:4]), ("g",), "A goal of your own", ("esc",), Gone("of your own")
    )
    assert "Sam Okafor" in shell(demo, "owe")
    assert "Mood" in shell(demo, "today")


@pytest.mark.slow
def test_b1b_requests_are_accepted_put_off_or_declined_and_never_counted(env: Env) -> None:
    for name in ("Ivo Bern", "Cleo West"):
        shell(env, "wrote", f"{name} ? to connect")
    on_screen(
        env, "R shows requests", ("i",), "They wrote to me", ("Nora Quist ? to connect", "enter"), "Saved: Nora Quist asks",
        Gone(r"\d+ requests?|requests?:? \d"), ("R",), "Ivo Bern asks: to connect", ("l",), "Cleo West asks", ("d",),
        "Nora Quist asks", ("a",), "Accepted: Nora",
    )  # fmt: skip
    assert values(env, "requests") == []
    for name, word, said in (
        ("Ben Okri", "accept", "Accepted"),
        ("Ann Hale", "decline", "Declined"),
        ("Al Ray", "later", "back"),
    ):
        shell(env, "wrote", f"{name} ? a call")
        assert said in shell(env, word, name)


@pytest.mark.slow
def test_b2a_after_the_follow_ups_one_question_rests_waits_or_keeps(demo: Env) -> None:
    rows = values(demo, "waiting")
    on_screen(demo, *open_person("Oskar"), (" ",), r"What would you like to do\?", "snooze for 30 days", "keep it in the list",
              "let it rest", ("x",), "Resting since")  # fmt: skip
    assert len(values(demo, "waiting")) == len(rows) - 1  # nothing else was closed by itself
    assert "Lin Haldorsen" in shell(demo, "rest", "Lin")


@pytest.mark.slow
def test_b2b_a_coffee_is_a_text_to_change_and_an_event_asks_whom_one_met(demo: Env) -> None:
    on_screen(
        demo, *open_person("Hana"), ("c",), "coffee", ("1",), "A draft to Hana", ("tab", " It is quiet there.", "tab"),
        ("c",), "Copied|copied", (" ",), "we met or talked", ("t",), "you and Hana Mirzaei met",
    )  # fmt: skip
    yesterday = f"{read_clock() - timedelta(days=1):%Y-%m-%d}"
    on_screen(
        demo, ("O",), r"Trade fair .*Leipzig", (f"Meetup, {yesterday}, Porto", "enter"), "Meetup", ("esc",), "Today's goal",
        ("O",), "Who did you meet|who did you meet", ("down", "enter"), "Meetup: who did you meet", ("Gil Horta, Ida Bru and Bo", "enter"),
        "met Gil Horta, Ida Bru and Bo at Meetup", ("esc",), "Today's goal",
        *open_person("Gil"), "draft +Hello Gil, it was good to meet", ("D",), "a new draft", ("2",), "A draft to Gil",
        "it was good to meet you at Meetup",
    )  # fmt: skip
    assert "met: Meetup" in shell(demo, "person", "Gil")
    assert "Trade fair" in shell(demo, "events")
    assert "met Rui" in shell(demo, "events", "Meetup", "--met", "Rui Alves")
    assert "met" in shell(demo, "met", "Mei")


@pytest.mark.slow
def test_b2c_a_no_is_an_answer_with_one_kind_sentence(demo: Env) -> None:
    on_screen(demo, *open_person("Priya"), ("n",), "said no", ("ask earlier", "enter"), "They said no on",
              "This conversation is complete", ("esc",), "choose · Enter opens", ("esc",), "f starts", ("w",), "What came back", "repl")  # fmt: skip
    assert "said no." in shell(demo, "no", "Mei")


@pytest.mark.slow
def test_b3a_stepping_away_silences_everything_and_moves_due_dates(env: Env) -> None:
    act(env, outreach.log_promise("Sam Okafor", "an intro"))
    shell(env, "opportunities", "A role at Brightwater : send the CV by tomorrow")
    before = datetime.fromisoformat(values(env, "opportunities")[0]["by"])
    day = f"{read_clock() + timedelta(days=8):%Y-%m-%d}"
    on_screen(env, "Sam Okafor", ("s",), "Step away until", "tomorrow", ("up", "enter"), "Step away until", (day, "enter"),
              "I am back|back", Gone("Sam Okafor"))  # fmt: skip
    assert shell(env, "due") == ""
    moved = datetime.fromisoformat(values(env, "opportunities")[0]["by"]) - before
    assert timedelta(days=7) <= moved <= timedelta(days=9)
    on_screen(env, "I am back|back", ("s",), "Today's goal", "Sam Okafor")
    assert datetime.fromisoformat(values(env, "opportunities")[0]["by"]) == before
    assert shell(env, "away", "tomorrow")
    assert shell(env, "back")


@pytest.mark.slow
def test_b3b_blocking_has_steps_a_note_and_takes_somebody_off_every_list(demo: Env) -> None:
    on_screen(
        demo, "you owe", ("b",), "harsh", ("1",), "They are on none of your lists now", ("1",), r"Checked on \d+ \w+ 20\d\d", ("enter",),
        "They are on none of your lists now", ("2",), "Report", r"Checked on \d+ \w+ 20\d\d", ("enter",), "They are on none of your lists now",
        ("3",), "A private note", ("it began in May", "enter"), "They are on none of your lists now", ("4",), "Step away until", ("esc",),
    )  # fmt: skip
    boundary = values(demo, "boundaries")[0]
    assert {"blocked", "reported"} <= set(boundary["steps"]) and boundary["note"] == "it began in May"
    pages = (
        "people",
        "waiting",
        "owe",
        "opportunities",
        "events",
        "today",
        "week",
        "status",
        "takeaways",
        "requests",
        "due",
    )
    exports = (
        ("export", "markdown"),
        ("export", "calendar"),
        ("export", "org"),
        ("why", "--all"),
        ("find", boundary["name"]),
    )
    for page in (*((page,) for page in pages), *exports):
        if page[0] != "find":
            assert boundary["name"] not in shell(demo, *page), page
    assert "Nothing found" in shell(demo, "find", boundary["name"])
    assert shell(demo, "boundary", "Mei", "harsh")
    assert "Mei" not in shell(demo, "people")


@pytest.mark.slow
def test_b4a_outside_the_hours_one_calm_line_and_at_their_end_the_day_may_be_done(env: Env) -> None:
    now = read_clock()
    other_day = f"{now + timedelta(days=3):%a}".lower()
    on_screen(env, ("H",), "When do you network", (f"{other_day} 9-10", "enter"), "networking off today", ("f",),
              "You have no networking hours today", ("enter",), "messages ·", ("f",), "How did it feel")  # fmt: skip
    begun = now - timedelta(minutes=2)
    line = f"{begun:%a %H:%M}-{now - timedelta(minutes=1):%H:%M}".lower()
    assert f"{now - timedelta(minutes=1):%H:%M}".lstrip("0") in shell(env, "hours", line)
    assert shell(env, "due") == ""
    shell(env, "set", "hours-end", "yes")
    assert "you can stop for today" in shell(env, "due")
    on_screen(env, ("H",), "When do you network", ("\x15mon-sun 0-23:59", "enter"), "networking until 23:59")


@pytest.mark.slow
def test_b4b_a_chore_leads_offline(env: Env) -> None:
    act(env, save_setting("bell", "no"))
    on_screen(env, ("f",), "messages ·", ("f",), "How did it feel", ("2",), "feel like a chore", ("5",), "A screen-free one",
              "(felt|feels|rated networking as) (like )?a chore", ("1",), "Break away from the screen|[Bb]reak")  # fmt: skip
    shell(env, "focus", "25", "messages")
    shell(env, "focus", "stop")
    assert "chore it was, 5 of 5" in shell(env, "focus", "chore", "5")
    assert "Break away" in shell(env, "focus", "break", "away")


@pytest.mark.slow
def test_k_the_week_shows_both_sides_how_blocks_felt_and_ends_in_one_change(demo: Env) -> None:
    on_screen(demo, ("w",), "You gave", "What came back", "[Ff]elt", ("1",), r"(For|for) (Monday|today)|One change")
    week = shell(demo, "week")
    for said in ("You gave:", "What came back:", "How blocks felt:", "One change"):
        assert said in week


@pytest.mark.slow
def test_the_editor_opens_from_draft_note_and_evening_and_its_text_comes_back(env: Env, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "and from the editor" >> "$1"\nexit 3\n', encoding="utf-8")
    editor.chmod(0o755)
    back = "and from the editor"
    on_screen(
        {**env, "EDITOR": str(editor), "VISUAL": ""}, ("D",), "A draft", ("typed here",), "typed here", ("\x0f",), back,
        ("esc",), Gone("A draft"), ("N",), "A takeaway", ("queues",), "queues", ("\x0f",), "Saved: a takeaway", ("e",), "How are you", ("3",), "For tomorrow", ("g",), "A goal for tomorrow",
        ("write to Ana",), "write to Ana", ("\x0f",), Gone("A goal for tomorrow"),
    )  # fmt: skip
    assert [row["text"] for row in values(env, "takeaways")] == ["queues\nand from the editor"]
    assert "write to Ana and from the editor" in shell(env, "export", "json")


def test_every_row_has_its_test() -> None:
    rows = "P1 P2 P3 P4 P5 C1 C2 C3 C4 C5 B1a B1b B2a B2b B2c B3a B3b B4a B4b K".split()
    assert all(any(name.startswith(f"test_{row.lower()}_") for name in globals()) for row in rows)
