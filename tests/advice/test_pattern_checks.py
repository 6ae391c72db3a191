"""Looks: counted from the first mood of all years, taken once, remembered, the same for everybody who reads them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from coach import all_years
from coach.actions.result import ActionResult
from coach.advice.facts.fact_values import compute_facts
from coach.advice.patterns import mood_patterns
from coach.advice.patterns.mood_patterns import summarize_checks
from coach.domain.advice_records import PatternCheck
from coach.domain.focus import FocusBlock
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.settings import Settings
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.journals import NOW, TODAY, goal, journal, looked, mood
from tests.lives_drawn import full, stamped


def pleasant(days: int, *, until: int = 0, effect: int = 2) -> Journal:
    """A goal done on every other day or so, and a mood that follows it; `until` days ago it no longer does."""
    rng = Random(3)
    records = []
    for ago in range(days):
        done = rng.random() < 0.5
        value = 3 + (effect * done if ago >= until else rng.choice((-1, 0, 1))) - effect // 2
        records += [mood(ago, max(1, min(5, value))), goal(ago, "done" if done else "not today")]
    return journal(Settings(question="goal_done"), *records)


def test_a_look_is_due_once_its_day_has_come_and_until_it_is_taken() -> None:
    assert mood_patterns.due_check_day(pleasant(70), TODAY) is None
    of = pleasant(71)
    assert mood_patterns.due_check_day(of, TODAY) == TODAY
    assert mood_patterns.due_check_day(looked(of), TODAY) is None
    assert mood_patterns.next_check_day(looked(of), TODAY) == TODAY + timedelta(days=7 * 7)


def test_moods_that_begin_years_ahead_of_today_do_not_stop_the_look() -> None:
    first = TODAY + timedelta(days=4000)
    assert mood_patterns.next_check_day(journal(mood(-4000, 3)), TODAY) == first + timedelta(days=7 * 10)


def test_what_was_told_stays_told_when_the_days_it_rests_on_are_gone() -> None:
    of = looked(pleasant(71))
    (look,) = of.list_records(PatternCheck)
    later = journal(Settings(question="goal_done"), mood(0, 3)).with_records([look])
    assert summarize_checks(later, TODAY).standing == summarize_checks(of, TODAY).standing != ()
    assert mood_patterns.first_mood_day(later) == look.first == TODAY - timedelta(days=70)


def test_a_look_taken_late_is_the_same_look() -> None:
    of = pleasant(71)
    (now,), (late,) = (looked(of, NOW + timedelta(days=days)).list_records(PatternCheck) for days in (0, 12))
    assert late.copy_with(taken_on=now.taken_on) == now
    assert (late.taken_on - now.taken_on).days == 12


def test_news_is_for_two_weeks_after_a_look_was_taken() -> None:
    late = NOW + timedelta(days=30)
    of = looked(pleasant(71), late)
    ready = [compute_facts(of, late + timedelta(days=days))["pattern_news"] for days in (0, 13, 14)]
    assert ready == [True, True, False]


def test_a_told_pattern_is_tested_again_and_taken_back_aloud() -> None:
    of = pleasant(120, until=49)
    first = looked(of, NOW - timedelta(days=49))
    assert [each.name for each in first.list_records(PatternCheck)[0].told] == ["goal_done"]
    turned = first.with_records(
        [m.copy_with(value=6 - m.value) for m in first.list_records(Mood) if m.at > NOW - timedelta(days=119)]
    )
    (_, second) = mood_patterns.list_checks(looked(turned))
    assert [each.name for each in second.withdrawn] == ["goal_done"]
    assert second.withdrawn[0].effect > 0


def test_a_question_is_heard_by_the_look() -> None:
    assert summarize_checks(looked(pleasant(71)), TODAY).question == "goal_done"


@pytest.fixture
def old(folder: Path, clock: FakeClock) -> CoachService:
    service = CoachService(folder, clock, device_id="test0001")
    service.store.save_documents(
        [(r.table, r.to_document()) for r in stamped(full(clock.now(), days=900), clock.now())]
    )
    return service.open_folder()


def first_of_all(service: CoachService) -> date:
    first = service.history.load_series().first_mood_day
    assert first is not None
    return first


def test_looks_are_counted_from_the_first_mood_of_all_years(old: CoachService, clock: FakeClock) -> None:
    first, today = first_of_all(old), clock.now().date()
    assert min(m.at.date() for m in old.journal.list_records(Mood)) > first  # what is at hand does not know it
    action = old.history.run_due_check()
    assert action is not None
    old.execute(action)
    (look,) = old.journal.list_records(PatternCheck)
    assert (look.first, look.day) == (first, first + timedelta(weeks=104))
    assert mood_patterns.next_check_day(old.journal, today) == first + timedelta(weeks=156)
    assert old.history.run_due_check() is None


def test_an_import_of_older_days_moves_the_first(old: CoachService, clock: FakeClock) -> None:
    action = old.history.run_due_check()
    assert action is not None
    old.execute(action)
    begun = clock.now() - timedelta(days=1000)
    old.execute(lambda journal, now: ActionResult("", (Mood(at=begun, value=3),)))
    again = old.history.run_due_check()
    assert again is not None
    old.execute(again)
    assert mood_patterns.first_mood_day(old.journal) == begun.date()


def test_what_all_say_is_the_same(old: CoachService, clock: FakeClock) -> None:
    action = old.history.run_due_check()
    assert action is not None
    old.execute(action)
    here = summarize_checks(old.journal, clock.now().date())
    there = old.with_all_years(lambda journal, now: summarize_checks(journal, now.date()))
    assert here.standing and (here.standing, here.checked_on, here.next_check_on) == (
        there.standing,
        there.checked_on,
        there.next_check_on,
    )
    assert compute_facts(old.journal, clock.now())["pattern_news"] is True


def test_a_look_reads_its_window_alone_and_finds_what_it_finds_in_all_years(
    old: CoachService, clock: FakeClock
) -> None:
    first, today = first_of_all(old), clock.now().date()
    day = mood_patterns.due_check_day(old.journal, today, first)
    action = old.history.run_due_check()
    assert day is not None and action is not None
    (look,) = action(old.journal, clock.now()).upserts
    assert look == old.with_all_years(lambda days, now: mood_patterns.run_check(days, day, first, today, None))
    wanted = all_years._needed_for_check(day)
    read = old.with_all_years(lambda journal, now: journal, wanted)
    everything = old.with_all_years(lambda journal, now: journal)
    assert len(read.list_records(Mood)) < len(everything.list_records(Mood))
    assert min(b.started_at for b in read.list_records(FocusBlock)) == min(
        b.started_at for b in everything.list_records(FocusBlock)
    )
