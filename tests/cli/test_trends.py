"""The shell twins of trends, the week, patterns and the experiment: the same words on the same data."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coach.cli import common
from coach.cli.main import run_command_line
from coach.domain.advice_records import ExperimentRecord
from coach.domain.goal import Goal
from coach.domain.record import Record
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.lives_drawn import full, running_experiment, sparse, stamped
from tests.test_house import NEVER

Shell = Callable[..., list[str]]


@pytest.fixture
def shell(folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Run a command on the folder at the standing clock; return what it printed."""
    monkeypatch.setattr(common, "CoachService", lambda place: CoachService(folder, clock, device_id="test0001"))

    def say(*words: str, code: int = 0) -> list[str]:
        assert run_command_line(words) == code
        said = capsys.readouterr()
        return (said.err if code else said.out).splitlines()

    return say


@pytest.fixture
def live(folder: Path, clock: FakeClock) -> Callable[[list[Record]], None]:
    def fill(records: list[Record]) -> None:
        CoachService(folder, clock, device_id="test0001").store.save_documents(
            [(r.table, r.to_document()) for r in stamped(records, clock.now())]
        )

    return fill


Live = Callable[[list[Record]], None]


def test_trends_are_sentences(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(sparse(clock.now()))
    said = shell("trends", "--span", "weeks")
    assert said[0] == "11 November 2026 to 24 November 2026."
    assert "Mood on 3 days; by day: heavy 1, low 1, good 1." in said
    assert "Outreach: you wrote 1 time, and got 0 messages or meetings." in said


def test_a_number_in_the_trends_says_of_what(shell: Shell, clock: FakeClock) -> None:
    shell("mood", "3")
    shell("focus", "25", "reading")
    clock.forward(minutes=26)
    shell("focus", "stop")
    shell("focus", "felt", "4")
    assert shell("trends")[-2:] == ["After reading: 1 rating so far.", "Mood in the morning: 1 time so far."]


def test_trends_as_json_hold_every_day_and_no_name(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(sparse(clock.now()))
    text = "\n".join(shell("trends", "--json"))
    values = json.loads(text)
    assert [dot["mood"] for dot in values["dots"]] == [2.0, 1.0, 4.0]
    assert sum(values["minutes"]["messages"]) == 25
    assert "Ana" not in text


def test_a_picture_is_saved_and_said_in_one_line(shell: Shell, live: Live, clock: FakeClock, tmp_path: Path) -> None:
    live(full(clock.now()))
    place = tmp_path / "trends.svg"
    assert shell("trends", "--svg", str(place)) == [f"Saved: {place}, a picture of three months."]
    assert place.read_text(encoding="utf-8").startswith("<svg ")


def test_a_span_that_is_none_is_said_calmly(shell: Shell) -> None:
    assert "'weeks', 'months', 'year', 'all'" in shell("trends", "--span", "decade", code=2)[0]


def test_years_that_have_left_the_file_are_in_the_trends(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(full(clock.now(), days=1500))
    assert shell("trends", "--span", "all")[0].startswith("1 October 2022 to")


def test_the_week_is_read_chosen_and_undone(shell: Shell, folder: Path, clock: FakeClock, live: Live) -> None:
    live(full(clock.now()))
    said = shell("week")
    assert said[0] == "The week of 23 – 29 November 2026." and said[-1].startswith("3. ")
    assert shell("week", "2")[0].startswith("For Monday 30 November: ")
    assert shell("week")[-1].startswith("One change, for Monday 30 November: ")
    assert shell("undo")[0].startswith("Undone: for Monday")
    assert not [
        g for g in CoachService(folder, clock).open_folder().journal.list_records(Goal) if g.day > clock.now().date()
    ]


def test_own_words_need_no_quotes(shell: Shell) -> None:
    assert shell("week", "write", "one", "line", "less") == ["For Monday 30 November: write one line less."]


def test_past_weeks_can_be_read_and_propose_nothing(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(full(clock.now()))
    said = shell("week", "--back", "3")
    assert said[0] == "The week of 2 – 8 November 2026."
    assert not any(line.startswith("1. ") for line in said)


def test_back_counts_from_the_week_that_a_word_names_and_is_for_showing_alone(shell: Shell) -> None:
    assert shell("week", "this", "--back", "3")[0] == "The week of 2 – 8 November 2026."
    assert shell("week", "last", "--back", "2")[0] == "The week of 2 – 8 November 2026."
    for words in (
        ("week", "2", "--back", "1"),
        ("week", "write less", "--back", "1"),
        ("week", "--nice", "Ana", "--back", "1"),
    ):
        assert run_command_line([*words]) == 2


def test_on_a_monday_the_week_that_has_begun_is_shown_too(shell: Shell, clock: FakeClock) -> None:
    clock.forward(days=6)  # Monday 30 November
    said = shell("week")
    assert said[0] == "The week of 23 – 29 November 2026." and "coach week this" in said[-1]
    assert shell("week", "this")[0] == "The week of 30 November – 6 December 2026."
    assert shell("week", "last", "week")[0] == "The week of 23 – 29 November 2026."
    clock.forward(days=1)
    assert shell("week")[0] == shell("week", "this")[0] and "coach week this" not in shell("week")[-1]


def test_hide_before_a_command_hides_names_and_notes_or_is_refused(shell: Shell) -> None:
    shell("promised", "Ottilie", "an intro to Ravensgard")
    shell("goal", "call Fenwick when Lise is back")
    said = "\n".join(shell("--hide", "today") + shell("--hide", "week"))
    assert "You owe •••••" in said and "Goal (open): •••••, when •••••." in said
    assert not any(word in said for word in ("Ottilie", "Ravensgard", "Fenwick", "Lise"))
    for command in (("owe",), ("person", "Ottilie"), ("day",), ("today", "--json"), ("week", "--json")):
        shell("--hide", *command, code=2)
    assert shell("--hide", "goal") == shell("--hide", "goal", "--at", "today") == ["open: •••••, when •••••"]
    shell("goal", "write to Fenwick *", "--at", "yesterday")
    assert not any(word in line for line in shell("--hide", "goal", "--list") for word in ("Fenwick", "Lise"))
    assert any("Fenwick" in line for line in shell("goal", "--list"))
    assert shell("--hide", "mood", "3")[0].startswith("Saved: okay")
    assert shell("--hide", "goal", "done") == ["Done."]
    shell("set", "hide", "yes")
    assert "Ottilie" not in "\n".join(shell("today"))


def test_the_week_as_markdown_and_as_json(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(full(clock.now()))
    assert shell("week", "--md")[0] == "# Week of 23 – 29 November 2026"
    values = json.loads("\n".join(shell("week", "--json")))
    assert values["first"] == "2026-11-23" and len(values["proposals"]) == 3 and len(values["moods"]) == 7


def test_somebody_nice_is_named_in_the_shell_too(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(sparse(clock.now()))
    assert shell("week", "--nice", "ana") == ["Saved: Ana Brankova was nice to talk to."]
    assert "Nice to talk to: Ana Brankova." in shell("week")


def test_an_evening_names_somebody_nice_as_the_week_does(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(sparse(clock.now()))
    shell("evening", "--nice", "ana")
    assert "Nice to talk to: Ana Brankova." in shell("week")


def test_a_proposal_that_is_not_there_is_said_calmly(shell: Shell) -> None:
    assert shell("week", "7", code=2) == ["coach: There is no suggestion 7. Choose 1 to 3, or write your own words."]


def test_patterns_count_days_at_first(shell: Shell, live: Live, clock: FakeClock) -> None:
    live(sparse(clock.now()))
    assert shell("patterns") == [
        "The first check needs about 70 days with a logged mood; you have 3.",
        "The first check is on 31 January 2027.",
    ]


def test_patterns_are_told_with_range_and_counts_and_silent_ones_without_numbers(
    shell: Shell, live: Live, clock: FakeClock
) -> None:
    live(full(clock.now()))
    said = shell("patterns")
    assert "They went together; this does not show why." in said[0]
    values = json.loads("\n".join(shell("patterns", "--json")))
    assert [each["name"] for each in values["told"]] == ["screen_free_break"]
    assert all(isinstance(name, str) for name in values["nothing_to_say"])


def test_a_withdrawal_is_said_once(shell: Shell, live: Live, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from coach.advice.patterns import mood_patterns
    from coach.advice.patterns.mood_patterns import Pattern

    live(full(clock.now()))
    real = mood_patterns.summarize_checks
    taken_back = (Pattern("voice", effect=0.4),)
    monkeypatch.setattr(
        "coach.cli.trends.summarize_checks", lambda journal, day: replace(real(journal, day), withdrawn=taken_back)
    )
    assert shell("patterns")[0].startswith("With the newer days, ")
    assert not any(line.startswith("With the newer days, ") for line in shell("patterns"))


def test_the_method_is_ten_lines_and_needs_no_data(shell: Shell, folder: Path) -> None:
    assert len(shell("patterns", "--method")) == 10
    assert not folder.exists()


def test_the_own_question_is_asked_and_taken_back(shell: Shell) -> None:
    assert shell("patterns", "--ask", "a reply") == ["Your question: a reply."]
    assert shell("patterns", "--ask", "none") == ["No question chosen."]
    assert shell("patterns", "--ask", "coffee", code=2)[0].startswith('coach: There is no question "coffee".')


def test_an_experiment_starts_is_shown_and_ends_without_a_word(shell: Shell, folder: Path, clock: FakeClock) -> None:
    assert shell("experiment")[0] == (
        "No experiment is running. To start one: coach experiment start screen_free_break (a screen-free break) or "
        "goal_done (a finished goal) or voice (talking by voice or in person)."
    )
    assert shell("experiment", "start", "a", "talk")[0].startswith(
        "From Wednesday 25 November to Tuesday 12 January a coin picks"
    )
    clock.forward(days=1)
    said = shell("experiment")
    assert said[0].split(" talking")[0] in ("Today with", "Today without")
    assert shell("experiment", "end") == ["The experiment has ended."]
    assert [t.ended_on for t in CoachService(folder, clock).open_folder().journal.list_records(ExperimentRecord)] == [
        clock.now().date()
    ]
    assert shell("experiment")[0].startswith("No experiment is running.")


def test_a_finished_experiment_is_told(shell: Shell, live: Live, clock: FakeClock) -> None:
    live([*full(clock.now()), running_experiment(clock.now(), started=70)])
    assert "pairs" in shell("experiment")[-1]


@pytest.mark.parametrize("words", ["trends", "trends --span all", "week", "week --md", "patterns", "experiment"])
def test_no_line_of_the_shell_stings(shell: Shell, live: Live, clock: FakeClock, words: str) -> None:
    live(full(clock.now()))
    text = "\n".join(shell(*words.split()))
    assert not NEVER.search(text) and "%" not in text and "!" not in text


def test_the_day_ends_at_four_here_too(shell: Shell, clock: FakeClock) -> None:
    clock.at = datetime(2026, 11, 25, 1, 30, tzinfo=clock.at.tzinfo)  # before four it is still Tuesday
    assert shell("trends", "--span", "weeks")[0].endswith("to 24 November 2026.")
    clock.at += timedelta(hours=3)
    assert shell("trends", "--span", "weeks")[0].endswith("to 25 November 2026.")
