"""The shell twins of focus, hours, stepping away and boundaries: one line each, the same words, the same data."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coach.actions.outreach import log_sent_message
from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock
from coach.domain.focus import FocusBlock
from coach.paths import find_config_file
from coach.service import CoachService

Out = pytest.CaptureFixture[str]


def says(capsys: Out, *words: str, code: int = 0) -> str:
    """What a command prints; errors are on the other stream."""
    assert run_command_line(words) == code
    told = capsys.readouterr()
    return (told.err if code else told.out).strip()


def the_block() -> FocusBlock:
    (block,) = CoachService().open_folder().journal.list_records(FocusBlock)
    return block


def test_a_block_from_start_to_break(capsys: Out) -> None:
    assert says(capsys, "focus", "25", "read", "--for", "one article").startswith("Started: reading, until ")
    assert says(capsys, "focus", "pause") == "Paused."
    assert says(capsys, "focus", "resume").startswith("The block goes on, until ")
    assert says(capsys, "focus", "more").startswith("Five more minutes, until ")
    assert says(capsys, "focus", "drift") == "Saved: your attention drifted. The block goes on."
    assert says(capsys, "focus", "stop") == "Ended: reading · 0 min · drifted 1."
    assert says(capsys, "focus", "felt", "4") == "Saved: reading · 0 min · drifted 1 · felt good."
    assert says(capsys, "focus", "chore", "2") == "Saved: how much of a chore it was, 2 of 5."
    assert says(capsys, "focus", "break", "away").startswith("Break away from the screen, until ")
    assert (the_block().intention, the_block().felt, the_block().rest) == ("one article", 4, "away")


def test_what_was_said_of_a_feeling_can_be_said_anew(capsys: Out) -> None:
    assert says(capsys, "focus", "felt", "4", code=1) == "coach: There is no block to rate. coach focus starts one."
    says(capsys, "focus", "25", "write")
    says(capsys, "focus", "stop")
    says(capsys, "focus", "felt", "4")
    assert says(capsys, "focus", "felt", "2") == "Saved: writing · 0 min · felt low."
    assert the_block().felt == 2
    assert says(capsys, "undo") == "Undone: writing · 0 min · felt low."
    assert the_block().felt == 4


@pytest.mark.parametrize("option", ["--start", "--end"])
def test_a_time_to_come_is_no_time_of_the_day_before_for_a_block(option: str, capsys: Out) -> None:
    """At ten, 11:00 is an hour away; taken as yesterday's it would make a block of 22 hours."""
    says(capsys, "focus", "20", "messages", "--at", "9:00")
    refused = says(capsys, "focus", "amend", option, "11:00", code=2)
    assert refused == "coach: 11:00 is still to come. A block can't begin or end later than now."
    assert (the_block().started_at.hour, the_block().ended_at) == (9, the_block().deadline)


def test_a_time_of_a_block_is_the_one_nearest_to_it(capsys: Out) -> None:
    says(capsys, "focus", "25", "messages", "--at", "yesterday 23:50")
    amended = says(capsys, "focus", "amend", "--start", "23:40", "--end", "0:10")
    assert amended == "Changed: messages · 30 min, 23:40–00:10 on Monday 23 November."
    says(capsys, "focus", "25", "read", "--at", "3:50")
    assert says(capsys, "focus", "amend", "--end", "4:30").startswith("Changed: reading · 40 min, 03:50–04:30")
    assert "before that" in says(capsys, "focus", "amend", "--end", "3:00", code=2)


def test_a_feeling_of_another_day_is_said_with_the_day(capsys: Out) -> None:
    says(capsys, "focus", "25", "messages", "--at", "yesterday 14:00")
    refused = says(capsys, "focus", "felt", "4", code=1)
    assert refused.startswith("coach: There is no block to rate today; the last one is from Monday 23 November.")
    assert says(capsys, "focus", "felt", "4", "--at", "yesterday").startswith("Saved: messages · 25 min · felt good.")


def test_a_forgotten_block_is_begun_earlier_and_amended(capsys: Out) -> None:
    assert ", since " in says(capsys, "focus", "--ago", "10m")
    block = the_block()
    assert block.deadline is not None
    assert timedelta(minutes=9) < SystemClock().now() - block.started_at < timedelta(minutes=11)
    assert says(capsys, "focus", "amend", "40", "meet", "--for", "Ana's talk").startswith("Changed: meetings · 10 min")
    block = the_block()
    assert block.deadline is not None and block.deadline - block.started_at == timedelta(minutes=40)
    assert says(capsys, "focus", "stop") == "Ended: meetings · 10 min."


def test_an_amended_block_is_named_with_both_of_its_times(capsys: Out) -> None:
    says(capsys, "focus", "25", "messages", "--at", "yesterday 14:00")
    amended = says(capsys, "focus", "amend", "--start", "yesterday 13:50", "--end", "yesterday 14:20")
    assert amended.startswith("Changed: messages · 30 min, 13:50–14:20 on ")


@pytest.mark.parametrize("more", [(), ("--at", "yesterday")])
def test_a_time_alone_amends_a_block_of_yesterday_on_its_own_day(capsys: Out, more: tuple[str, ...]) -> None:
    says(capsys, "focus", "25", "messages", "--at", "yesterday 6:20")
    day = the_block().started_at.date()
    says(capsys, "focus", "amend", "--start", "6:10", "--end", "6:50", *more)
    block = the_block()
    assert block.ended_at is not None
    assert (block.started_at.date(), f"{block.started_at:%H:%M} {block.ended_at:%H:%M}") == (day, "06:10 06:50")


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("focus", "felt"), "coach focus felt 4"), (("focus", "chore", "x"), "coach focus chore 2"),
     (("focus", "stop"), "No block is running."), (("focus", "gardening"), "Kinds: messages"),
     (("focus", "900"), "1 to 600 minutes"), (("focus", "break", "lunch"), '"away" (from the screen)'), (("away", "soon"), "Try tomorrow"), (("back",), "not away"),
     (("hours", "whenever"), "mon-fri 9:00-12:00"), (("rest", "Nobody"), "Nobody here is called"),
     (("boundary",), "coach boundary NAME"), (("focus", "stop", "4"), "coach focus felt 4 says"),
     (("focus", "more", "10"), 'takes no "10"'), (("focus", "break", "screen", "10"), 'takes no "10"')],
)  # fmt: skip
def test_what_cannot_be_done_is_one_line_that_says_what_can(capsys: Out, words: tuple[str, ...], hint: str) -> None:
    code = run_command_line(words)
    told = capsys.readouterr()
    assert code in (1, 2) and hint in told.err and told.out == "" and told.err.count("\n") == 1


def test_an_end_that_is_read_as_yesterdays_is_named_with_its_day(capsys: Out) -> None:
    says(capsys, "focus", "20", "--at", "yesterday 14:00")
    told = says(capsys, "focus", "amend", "--start", "today 0:05", "--end", "23:30", code=2)
    yesterday = SystemClock().now() - timedelta(days=1)
    assert told.startswith(f"coach: The block begins at 00:05, and 23:30 on {yesterday:%A} {yesterday.day} ")
    assert "is before that. Give both times" in told


def test_flow_and_free_have_no_end(capsys: Out) -> None:
    assert says(capsys, "focus", "deep", "--flow") == "Started: deep work."
    assert the_block().form == "flow" and the_block().deadline is None


def test_starting_outside_the_hours_says_one_calm_line_and_starts(capsys: Out) -> None:
    now = SystemClock().now()
    then = now + timedelta(hours=3)
    says(capsys, "hours", f"daily {then:%H:%M}-{then + timedelta(minutes=5):%H:%M}")
    told = says(capsys, "focus", "25", "messages").split("\n")
    assert len(told) == 2 and told[0].startswith("Your hours ") and told[1].startswith("Started: messages")
    says(capsys, "focus", "stop")
    assert says(capsys, "focus", "25", "deep", "work").startswith("Started: deep work")


def test_hours_are_set_shown_and_taken_away(capsys: Out) -> None:
    assert "sets them" in says(capsys, "hours")
    assert says(capsys, "hours", "mon-fri 9-12,", "13:30-17:30") == "Networking hours: mon-fri 9:00-12:00, 13:30-17:30."
    assert says(capsys, "hours").startswith("Networking hours: mon-fri 9:00-12:00, 13:30-17:30. Now: ")
    assert json.loads(says(capsys, "hours", "--json"))["hours"] == "mon-fri 9:00-12:00, 13:30-17:30"
    assert says(capsys, "hours", "off") == "No networking hours. Any time is fine."


def test_away_and_back(capsys: Out) -> None:
    assert says(capsys, "away") == "See you tomorrow."
    assert "See you tomorrow." in says(capsys, "today")
    assert says(capsys, "status") == ""
    assert says(capsys, "back") == "Welcome back. Everything is as you left it."


def test_a_boundary_is_one_line_and_one_list(capsys: Out) -> None:
    CoachService().execute(log_sent_message("Priya Raman"))
    assert says(capsys, "boundary", "priya", "--reason", "harsh", "--note", "at the fair").count("\n") == 0
    assert "Priya Raman: since" in says(capsys, "boundaries") and "at the fair" not in says(capsys, "waiting")
    assert says(capsys, "boundary", "Priya Raman", "--lift") == "Boundary lifted. They are in your lists again."
    assert says(capsys, "boundaries") == "There are no boundaries. coach boundary NAME sets one."


def test_the_steps_are_printed_with_their_date_and_can_be_made_ones_own(capsys: Out) -> None:
    told = says(capsys, "boundary", "--steps", "linkedin")
    assert "Block on LinkedIn:" in told and "Checked on 23 November 2026" in told
    assert "report_steps.json" in says(capsys, "boundary", "--edit-steps")


def test_hooks_run_in_the_shell_and_their_trouble_is_one_line(capsys: Out) -> None:
    file = find_config_file()
    file.parent.mkdir(parents=True)
    file.write_text('[hooks]\non_block_end = ["/nowhere/a"]\non_step_away = ["/nowhere/b"]\n')
    says(capsys, "focus")
    assert says(capsys, "focus", "stop").endswith("The hook on_block_end could not be started: /nowhere/a")
    assert says(capsys, "away").endswith("The hook on_step_away could not be started: /nowhere/b")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(7, "running, 18:00 left"), (26, "its time was up at "), (60 * 7, "its time was up at ")],
)
def test_the_day_says_in_words_what_the_clock_of_a_block_shows(
    capsys: Out, monkeypatch: pytest.MonkeyPatch, minutes: int, words: str
) -> None:
    noon = SystemClock().now().replace(hour=12, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(SystemClock, "now", lambda _: noon)
    says(capsys, "focus", "25")
    monkeypatch.setattr(SystemClock, "now", lambda _: noon + timedelta(minutes=minutes))
    told = says(capsys, "today")
    assert f"Focus: messages, {words}" in told and "+" not in told
