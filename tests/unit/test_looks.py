"""Looks: counted from the first mood of all years, taken once, remembered, the same for everybody who reads them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from coach import past
from coach.acts.change import Change
from coach.advice import looks
from coach.advice.facts import facts
from coach.advice.looks import findings
from coach.desk import Desk
from coach.domain.asked import Look
from coach.domain.book import Book
from coach.domain.focus import Block
from coach.domain.mood import Mood
from coach.domain.settings import Settings
from tests.conftest import FakeClock
from tests.lives_drawn import full, stamped
from tests.unit.books import NOW, TODAY, book, goal, looked, mood


def pleasant(days: int, *, until: int = 0, effect: int = 2) -> Book:
    """A goal done on every other day or so, and a mood that follows it; `until` days ago it no longer does."""
    rng = Random(3)
    records = []
    for ago in range(days):
        done = rng.random() < 0.5
        value = 3 + (effect * done if ago >= until else rng.choice((-1, 0, 1))) - effect // 2
        records += [mood(ago, max(1, min(5, value))), goal(ago, "done" if done else "not today")]
    return book(Settings(question="goal_done"), *records)


def test_a_look_is_due_once_its_day_has_come_and_until_it_is_taken() -> None:
    assert looks.due(pleasant(70), TODAY) is None
    of = pleasant(71)
    assert looks.due(of, TODAY) == TODAY
    assert looks.due(looked(of), TODAY) is None
    assert looks.next_day(looked(of), TODAY) == TODAY + timedelta(days=7 * 7)


def test_what_was_told_stays_told_when_the_days_it_rests_on_are_gone() -> None:
    of = looked(pleasant(71))
    (look,) = of.all(Look)
    later = book(Settings(question="goal_done"), mood(0, 3)).put([look])
    assert findings(later, TODAY).standing == findings(of, TODAY).standing != ()
    assert looks.first_day(later) == look.first == TODAY - timedelta(days=70)


def test_a_look_taken_late_is_the_same_look() -> None:
    of = pleasant(71)
    (now,), (late,) = (looked(of, NOW + timedelta(days=days)).all(Look) for days in (0, 12))
    assert late.but(taken_on=now.taken_on) == now
    assert (late.taken_on - now.taken_on).days == 12


def test_news_is_for_two_weeks_after_a_look_was_taken() -> None:
    late = NOW + timedelta(days=30)
    of = looked(pleasant(71), late)
    ready = [facts(of, late + timedelta(days=days))["insight_ready"] for days in (0, 13, 14)]
    assert ready == [True, True, False]


def test_a_told_pattern_is_tested_again_and_taken_back_aloud() -> None:
    of = pleasant(120, until=49)
    first = looked(of, NOW - timedelta(days=49))
    assert [each.name for each in first.all(Look)[0].told] == ["goal_done"]
    turned = first.put([m.but(value=6 - m.value) for m in first.all(Mood) if m.at > NOW - timedelta(days=119)])
    (_, second) = looks.taken(looked(turned))
    assert [each.name for each in second.withdrawn] == ["goal_done"]
    assert second.withdrawn[0].effect > 0


def test_a_question_is_heard_by_the_look() -> None:
    assert findings(looked(pleasant(71)), TODAY).question == "goal_done"


@pytest.fixture
def old(folder: Path, clock: FakeClock) -> Desk:
    desk = Desk(folder, clock, device_id="test0001")
    desk.store.save([(r.table, r.doc()) for r in stamped(full(clock.now(), days=900), clock.now())])
    return desk.open()


def first_of_all(desk: Desk) -> date:
    first = desk.past.series().first_mood
    assert first is not None
    return first


def test_looks_are_counted_from_the_first_mood_of_all_years(old: Desk, clock: FakeClock) -> None:
    first, today = first_of_all(old), clock.now().date()
    assert min(m.at.date() for m in old.book.all(Mood)) > first  # what is at hand does not know it
    act = old.past.look()
    assert act is not None
    old.do(act)
    (look,) = old.book.all(Look)
    assert (look.first, look.day) == (first, first + timedelta(weeks=104))
    assert looks.next_day(old.book, today) == first + timedelta(weeks=156)
    assert old.past.look() is None


def test_an_import_of_older_days_moves_the_first(old: Desk, clock: FakeClock) -> None:
    act = old.past.look()
    assert act is not None
    old.do(act)
    begun = clock.now() - timedelta(days=1000)
    old.do(lambda book, now: Change("", (Mood(at=begun, value=3),)))
    again = old.past.look()
    assert again is not None
    old.do(again)
    assert looks.first_day(old.book) == begun.date()


def test_what_all_say_is_the_same(old: Desk, clock: FakeClock) -> None:
    act = old.past.look()
    assert act is not None
    old.do(act)
    here = findings(old.book, clock.now().date())
    there = old.all_years(lambda book, now: findings(book, now.date()))
    assert here.standing and (here.standing, here.looked, here.next_look) == (
        there.standing,
        there.looked,
        there.next_look,
    )
    assert facts(old.book, clock.now())["insight_ready"] is True


def test_a_look_reads_its_window_alone_and_finds_what_it_finds_in_all_years(old: Desk, clock: FakeClock) -> None:
    first, today = first_of_all(old), clock.now().date()
    day = looks.due(old.book, today, first)
    act = old.past.look()
    assert day is not None and act is not None
    (look,) = act(old.book, clock.now()).puts
    assert look == old.all_years(lambda days, now: looks.take(days, day, first, today, None))
    wanted = past._read_on(day)
    read = old.all_years(lambda book, now: book, wanted)
    everything = old.all_years(lambda book, now: book)
    assert len(read.all(Mood)) < len(everything.all(Mood))
    assert min(b.started_at for b in read.all(Block)) == min(b.started_at for b in everything.all(Block))
