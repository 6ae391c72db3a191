"""Putting off and muting what the coach says: records that survive a restart and that undo takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.acts.asked import mute, muted, put_off, shown, unmute
from coach.acts.goal import own
from coach.acts.mood import log
from coach.acts.outreach import sent
from coach.acts.undo import undo
from coach.advice.suggestion import suggest
from coach.desk import Desk
from coach.domain.asked import Asked
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.errors import CoachError, NotUnderstood
from tests.conftest import FakeClock


def said(folder: Path, clock: FakeClock) -> str:
    """Which rule speaks in a program that has just been started."""
    found = suggest(Desk(folder, clock).open().book, clock.now()).line
    return found.rule if found else ""


def test_a_line_put_off_stays_away_after_a_restart_until_it_is_undone(folder: Path, clock: FakeClock) -> None:
    Desk(folder, clock).do(log(2))
    assert said(folder, clock) == "R10"
    assert Desk(folder, clock).do(put_off()).says == "Put off, until Wednesday 25 November."
    assert said(folder, clock) != "R10"
    Desk(folder, clock).do(undo())
    assert said(folder, clock) == "R10"


def test_the_third_time_it_is_put_off_for_thirty_days_and_says_so(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    for _ in range(2):
        desk.do(put_off("R10"))
        clock.forward(days=2)
    assert desk.do(put_off("R10")).says == "Put off, until Monday 28 December."
    clock.forward(days=29)
    desk.do(log(1))
    assert said(folder, clock) != "R10"
    clock.forward(days=1)
    desk.do(log(1))
    assert said(folder, clock) == "R10"


def test_a_line_about_somebody_put_off_leaves_that_person_alone(folder: Path, clock: FakeClock) -> None:
    clock.forward(days=-9)
    Desk(folder, clock).do(sent("Ana"))
    clock.forward(days=8)
    Desk(folder, clock).do(log(4))
    clock.forward(days=1)
    Desk(folder, clock).do(log(4))  # used today and yesterday, so that nobody is greeted
    Desk(folder, clock).do(own("read"))
    assert said(folder, clock) == "R13"
    Desk(folder, clock).do(put_off())
    book = Desk(folder, clock).open().book
    (record,), (ana,) = [a for a in book.all(Asked) if a.outcome == "dismissed"], book.all(Person)
    assert (record.topic, record.person) == ("R13", ana.id)


def test_a_muted_rule_is_silent_for_its_days_and_undo_lets_it_in_again(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    desk.do(log(2))
    assert desk.do(mute()).says == "Muted: a day to keep small, until Tuesday 22 December."
    assert said(folder, clock) != "R10"
    assert muted(desk.open().book, clock.now()) == [("R10", "a day to keep small", "until Tuesday 22 December")]
    desk.do(undo())
    assert said(folder, clock) == "R10"
    assert muted(desk.open().book, clock.now()) == []


def test_a_rule_muted_for_good_speaks_again_when_it_is_let_in(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    desk.do(mute("r01", None))
    clock.forward(days=4000)
    assert muted(desk.open().book, clock.now()) == [("R01", "two heavy weeks", "for good")]
    desk.do(unmute("R01"))
    assert muted(desk.open().book, clock.now()) == []
    with pytest.raises(NotUnderstood, match="It is not muted"):
        desk.do(unmute("R01"))


def test_the_support_card_can_be_muted_and_help_stays_where_it_is(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    clock.forward(days=-9)
    for _ in range(9):
        desk.do(log(1))
        clock.forward(days=1)
    assert said(folder, clock) == "R01"
    desk.do(mute())
    assert said(folder, clock) != "R01"
    clock.forward(days=1)
    assert said(folder, clock) != "R01"


def test_what_was_shown_is_not_undone(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    desk.do(log(2))
    desk.do(shown())
    desk.do(undo())
    assert desk.open().book.all(Mood) == ()
    assert [a.topic for a in desk.open().book.all(Asked)] == ["R10"]


@pytest.mark.parametrize("act", [put_off(), mute()])
def test_where_nothing_is_said_there_is_nothing_to_put_off(act: object, folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    desk.do(put_off())  # the goal
    with pytest.raises(CoachError, match="nothing to say"):
        desk.do(act)  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "days"), [("R99", 28), ("", 0), ("R10", 9999)])
def test_a_rule_or_a_span_that_is_none_is_refused(rule: str, days: int, folder: Path, clock: FakeClock) -> None:
    with pytest.raises(NotUnderstood):
        Desk(folder, clock).do(mute(rule, days))
