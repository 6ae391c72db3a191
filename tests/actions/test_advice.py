"""Putting off and muting what the coach says: records that survive a restart and that undo takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.actions.advice import list_muted_rules, mute_rule, record_shown_advice, snooze_advice, unmute_rule
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.actions.undo import undo_last_action
from coach.advice.goals import DAY_OFF_TEMPLATE
from coach.advice.rules.current_advice import choose_suggestions
from coach.domain.advice_records import AdviceAnswer
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from tests.conftest import FakeClock


def said(folder: Path, clock: FakeClock) -> str:
    """Which rule speaks in a program that has just been started."""
    found = choose_suggestions(CoachService(folder, clock).open_folder().journal, clock.now()).first
    return found.rule if found else ""


def test_a_line_put_off_stays_away_after_a_restart_until_it_is_undone(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(2))
    assert said(folder, clock) == "R10"
    assert CoachService(folder, clock).execute(snooze_advice()).message == "Snoozed until Sunday 29 November."
    assert said(folder, clock) != "R10"
    CoachService(folder, clock).execute(undo_last_action())
    assert said(folder, clock) == "R10"


def test_the_third_time_it_is_put_off_for_thirty_days_and_says_so(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for _ in range(2):
        service.execute(snooze_advice("R10"))
        clock.forward(days=2)
    assert service.execute(snooze_advice("R10")).message == "Snoozed until Monday 28 December."
    clock.forward(days=29)
    service.execute(log_mood(1))
    assert said(folder, clock) != "R10"
    clock.forward(days=1)
    service.execute(log_mood(1))
    assert said(folder, clock) == "R10"


def test_a_line_about_somebody_put_off_leaves_that_person_alone(folder: Path, clock: FakeClock) -> None:
    clock.forward(days=-9)
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    clock.forward(days=8)
    CoachService(folder, clock).execute(log_mood(4))
    clock.forward(days=1)
    CoachService(folder, clock).execute(log_mood(4))  # used today and yesterday, so that nobody is greeted
    CoachService(folder, clock).execute(set_own_goal("read"))
    assert said(folder, clock) == "R13"
    CoachService(folder, clock).execute(snooze_advice())
    journal = CoachService(folder, clock).open_folder().journal
    (record,), (ana,) = (
        [a for a in journal.list_records(AdviceAnswer) if a.outcome == "dismissed"],
        journal.list_records(Person),
    )
    assert (record.topic, record.person) == ("R13", ana.id)


def test_a_muted_rule_is_silent_for_its_days_and_undo_lets_it_in_again(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_mood(2))
    assert service.execute(mute_rule()).message == "Muted: a day to keep small, until Tuesday 22 December."
    assert said(folder, clock) != "R10"
    assert list_muted_rules(service.open_folder().journal, clock.now()) == [
        ("R10", "a day to keep small", "until Tuesday 22 December")
    ]
    service.execute(undo_last_action())
    assert said(folder, clock) == "R10"
    assert list_muted_rules(service.open_folder().journal, clock.now()) == []


def test_a_rule_muted_for_good_speaks_again_when_it_is_let_in(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(mute_rule("r01", None))
    clock.forward(days=4000)
    assert list_muted_rules(service.open_folder().journal, clock.now()) == [
        ("R01", "two weeks of low mood", "until you unmute it")
    ]
    service.execute(unmute_rule("R01"))
    assert list_muted_rules(service.open_folder().journal, clock.now()) == []
    with pytest.raises(InvalidInput, match="not muted"):
        service.execute(unmute_rule("R01"))


def test_the_day_off_stays_on_offer(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    with pytest.raises(InvalidInput, match="always on offer"):
        service.execute(mute_rule(DAY_OFF_TEMPLATE))
    assert list_muted_rules(service.open_folder().journal, clock.now()) == []


def test_the_support_card_can_be_muted_and_help_stays_where_it_is(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    clock.forward(days=-9)
    for _ in range(9):
        service.execute(log_mood(1))
        clock.forward(days=1)
    assert said(folder, clock) == "R01"
    service.execute(mute_rule())
    assert said(folder, clock) != "R01"
    clock.forward(days=1)
    assert said(folder, clock) != "R01"


def test_what_was_shown_is_not_undone(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_mood(2))
    service.execute(record_shown_advice())
    service.execute(undo_last_action())
    assert service.open_folder().journal.list_records(Mood) == ()
    assert [a.topic for a in service.open_folder().journal.list_records(AdviceAnswer)] == ["R10"]


@pytest.mark.parametrize("action", [snooze_advice(), mute_rule()])
def test_where_nothing_is_said_there_is_nothing_to_put_off(action: object, folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(snooze_advice())  # the goal
    with pytest.raises(CoachError, match="no advice right now"):
        service.execute(action)  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "days"), [("R99", 28), ("", 0), ("R10", 9999)])
def test_a_rule_or_a_span_that_is_none_is_refused(rule: str, days: int, folder: Path, clock: FakeClock) -> None:
    with pytest.raises(InvalidInput):
        CoachService(folder, clock).execute(mute_rule(rule, days))
