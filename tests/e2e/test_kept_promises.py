"""The keys that are promised for a morning, an evening and a week, counted in the real program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coach.actions.boundaries_and_away import set_boundary
from coach.actions.goals import set_own_goal
from coach.actions.outreach import log_sent_message
from coach.actions.reviews import log_review
from coach.service import CoachService
from tests.e2e.test_daily_loop import stored
from tests.terminal import Terminal


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "UTC"}


class Counting:
    """A person at a terminal, who counts what is pressed."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal, self.keys = terminal, 0

    def press(self, key: str, shows: str) -> None:
        self.keys += 1
        self._terminal.press(key)
        self._terminal.wait_for(shows)


def service(env: dict[str, str]) -> CoachService:
    return CoachService(env["COACH_DATA_DIR"])


def goals(env: dict[str, str]) -> list[dict[str, Any]]:
    return stored(env, "goals")


def test_a_morning_is_three_keys(env: dict[str, str]) -> None:
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("takes it")
        person = Counting(terminal)
        person.press("m", "How are you")
        person.press("4", "Saved: good")
        person.press("enter", "Goal: ")
        assert person.keys == 3
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert [m["value"] for m in stored(env, "moods")] == [4]
    assert [g["template"] != "" for g in goals(env)] == [True]


def test_an_evening_is_four_keys_and_ends_the_day(env: dict[str, str]) -> None:
    service(env).execute(set_own_goal("write to Ana"))
    service(env).execute(log_review("week", {"nice": ""}))  # who was nice is asked once a week; this week it was
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("write to Ana")
        person = Counting(terminal)
        person.press("e", "How did the goal go")
        person.press("1", "How are you")
        person.press("4", "For tomorrow")
        person.press("enter", r"Done for today\.")
        assert person.keys == 4
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert sorted(g.get("state", "open") for g in goals(env)) == ["done", "open"]
    assert [m["value"] for m in stored(env, "moods")] == [4]


def test_once_a_week_one_question_more_is_asked_and_one_key_leaves_it_out(env: dict[str, str]) -> None:
    service(env).execute(set_own_goal("write to Ana"))
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("write to Ana")
        person = Counting(terminal)
        person.press("e", "How did the goal go")
        person.press("1", "How are you")
        person.press("4", "For tomorrow")
        person.press("enter", "Who was nice to talk to")
        person.press("enter", r"Done for today\.")
        assert person.keys == 5


def test_an_evening_after_a_fresh_mood_is_three_keys(env: dict[str, str]) -> None:
    service(env).execute(log_review("week", {"nice": ""}))
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("takes it")
        terminal.press("m", "3", "enter")
        terminal.wait_for("logs how it went")
        person = Counting(terminal)
        person.press("e", "How did the goal go")
        person.press("2", "For tomorrow")
        person.press("enter", r"Done for today\.")
        assert person.keys == 3


def test_a_week_is_two_keys_and_five_with_words_of_ones_own(env: dict[str, str]) -> None:
    service(env).execute(log_sent_message("Ana"))
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("Ana")
        person = Counting(terminal)
        person.press("w", "One change")
        person.press("1", r"For (today|Monday)")
        assert person.keys == 2
        person.press("w", "One change")
        person.press("4", r"add \"when …\" for the moment you start")
        terminal.press("rest more")
        person.press("enter", r"For (today|Monday)[^\n]*rest more")
        assert person.keys == 5
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert "rest more" in [g["text"] for g in goals(env)]


def test_a_line_put_off_stays_away_when_the_program_is_opened_again_until_it_is_undone(env: dict[str, str]) -> None:
    service(env).execute(log_sent_message("Ana"))
    service(env).execute(set_boundary("Ana", "other"))  # its advice is the same at any hour
    about_it = r"(?s)put up with"
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for(about_it)
        terminal.press(".")
        terminal.wait_for("Snoozed until")
        terminal.wait_gone(about_it)
        terminal.press("q")
        assert terminal.wait_end() == 0
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("takes it")
        terminal.settle()
        terminal.wait_gone(about_it)
        terminal.press("u")
        terminal.wait_for("Undone: ")
        terminal.wait_for(about_it)
