"""Trials: a coin from start to end, an end without a word, and the one sentence that may say because."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.acts.experiment import ask, end, is_said, marker_named, said, start
from coach.acts.mood import log
from coach.acts.undo import last
from coach.advice import experiment as trials
from coach.advice.experiment import ends_on
from coach.advice.patterns import MARKERS
from coach.desk import Desk
from coach.domain.asked import Asked, Trial
from coach.domain.book import Book
from coach.domain.mood import Mood
from coach.domain.settings import Settings
from coach.errors import CoachError, NotUnderstood
from coach.today import today
from tests.conftest import FakeClock
from tests.unit.books import NOW, TODAY, book, looked, mood

SEED = 3


def started(**fields: object) -> Trial:
    return Trial.model_validate({"id": "t", "marker": "voice", "start": TODAY, "seed": SEED, **fields})


def lived(trial: Trial, effect: int) -> list[Mood]:
    """Two moods on every day of a trial, better by `effect` on the days with it."""
    moods = []
    for side in trials.plan_of(trial):
        day = NOW + timedelta(days=side.day - TODAY.toordinal())
        value = 3 + (effect if side.with_it else 0)
        moods += [Mood(at=day.replace(hour=hour), value=value) for hour in (9, 20)]
    return moods


def after(trial: Trial) -> date:
    return date.fromordinal(ends_on(trials.plan_of(trial)) + 1)


def test_it_begins_tomorrow_and_says_when_it_ends() -> None:
    change = start("voice", seed=SEED)(book(), NOW)
    (trial,) = change.puts
    assert isinstance(trial, Trial)
    assert (trial.start, trial.seed) == (TODAY + timedelta(days=1), SEED)
    assert change.says.startswith("From Wednesday 25 November a coin decides about a talk by voice or in person:")
    assert change.says.endswith("14 pairs of days, until Tuesday 12 January.")


def test_weekends_take_part_if_they_are_work_days() -> None:
    (free,) = start("voice", seed=1)(book(), NOW).puts
    (working,) = start("voice", seed=1)(book(Settings(work_days=(0, 1, 2, 3, 4, 5, 6))), NOW).puts
    assert isinstance(free, Trial) and isinstance(working, Trial)
    assert (free.weekends, working.weekends) == (False, True)


def test_one_runs_at_a_time() -> None:
    with pytest.raises(CoachError, match="running already"):
        start("voice")(book(started()), NOW)


@pytest.mark.parametrize("word", ["reply", "over_limit", "", "zzz"])
def test_no_coin_decides_about_what_is_not_ones_own_to_choose(word: str) -> None:
    with pytest.raises(NotUnderstood):
        start(word)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("screen", "screen_free_break"),
        ("the goal", "goal_done"),
        ("a talk", "voice"),
        ("Goal-Done", "goal_done"),
        ("reply", "reply"),
    ],
)
def test_a_marker_is_known_by_its_words(word: str, name: str) -> None:
    assert marker_named(word) == name


def test_the_goal_panel_says_which_side_today_has() -> None:
    day = today(book(started()), NOW)
    assert day.coin in (
        "Today with a talk by voice or in person · pair 1 of 14",
        "Today without a talk by voice or in person · pair 1 of 14",
    ) or day.coin.startswith("No coin for today")


def test_without_a_trial_the_goal_panel_says_nothing_of_it() -> None:
    assert today(book(mood(0, 3)), NOW).coin == ""


def test_both_sides_of_a_pair_come_once() -> None:
    trial = started()
    lines = {trials.side_line(book(trial), date.fromordinal(side.day)) for side in trials.plan_of(trial)[:2]}
    assert {line.split(" a talk")[0] for line in lines} == {"Today with", "Today without"}


def test_a_friday_has_no_coin() -> None:
    friday = date(2026, 11, 27)
    assert trials.side_line(book(started()), friday).startswith("No coin for today")


def test_nothing_is_computed_before_the_end() -> None:
    trial = started()
    of = book(trial, *lived(trial, 2))
    assert trials.finished(of, date.fromordinal(ends_on(trials.plan_of(trial)))) is None
    assert trials.result_line(of, TODAY) == ""


def test_a_clear_difference_may_say_because() -> None:
    trial = started()
    assert "because of a talk by voice or in person" in trials.result_line(book(trial, *lived(trial, 2)), after(trial))


def test_no_difference_is_left_to_chance() -> None:
    trial = started()
    line = trials.result_line(book(trial, *lived(trial, 0)), after(trial))
    assert "chance is explanation enough" in line and "because" not in line


def test_one_that_was_ended_says_nothing_then_or_later() -> None:
    trial = started()
    of = book(trial, *lived(trial, 2))
    of = of.put(end()(of, NOW).puts)
    assert trials.running(of, TODAY) is None
    assert trials.said(of, TODAY) == ()
    assert trials.said(of, after(trial)) == ()


def test_ending_without_one_says_so() -> None:
    with pytest.raises(CoachError, match="No experiment"):
        end()(book(), NOW)


def test_a_new_one_may_begin_after_the_last_is_over() -> None:
    trial = started()
    later = NOW + timedelta(days=(after(trial) - TODAY).days)
    assert start("voice")(book(trial), later).puts


def test_the_own_question_is_chosen_and_taken_back() -> None:
    of = book()
    of = of.put(ask("reply")(of, NOW).puts)
    assert of.settings.question == "reply"
    assert of.put(ask("")(of, NOW).puts).settings.question == ""


def test_after_a_look_the_question_stays() -> None:
    of = looked(book(Settings(question="reply"), *(mood(n, 3) for n in range(80))))
    with pytest.raises(CoachError, match="a look has been taken"):
        ask("voice")(of, NOW)
    assert ask("reply")(of, NOW).puts


def test_a_withdrawal_is_remembered_for_its_look_and_cannot_be_undone(folder: object, clock: FakeClock) -> None:
    desk = Desk(folder, clock, device_id="test0001").open()  # type: ignore[arg-type]
    assert not is_said(desk.book, "voice", TODAY)
    desk.do(said("voice", TODAY))
    assert is_said(desk.book, "voice", TODAY) and not is_said(desk.book, "voice", TODAY + timedelta(days=364))
    assert len(desk.book.all(Asked)) == 1 and last(desk.book) == ""


def test_the_choices_of_a_coin_are_among_the_markers() -> None:
    for name in MARKERS:
        assert marker_named(name) == name


def test_a_book_without_trials_says_nothing() -> None:
    assert trials.said(Book({}), TODAY) == ()


def test_from_the_coin_to_because(folder: Path, clock: FakeClock) -> None:
    """Seven weeks as they are lived: the panel says the side, two moods a day, one day forgotten, one sentence."""
    desk = Desk(folder, clock, device_id="test0001").open()
    desk.do(start("voice", seed=SEED))
    sides = []
    for day in range(1, 60):
        clock.forward(days=1)
        coin = desk.day().coin
        if trials.finished(desk.book, clock.now().date()) is not None:
            break
        assert trials.result_line(desk.book, clock.now().date()) == ""  # nothing is computed before the end
        if coin.startswith("Today"):
            sides.append(coin.split(" a talk")[0])
        if day != 8:
            for value in (3, 4) if coin.startswith("Today with ") else (2, 3):
                desk.do(log(value))
                clock.forward(minutes=1)
    assert len(sides) == 28 and sides.count("Today with") == 14
    assert all({*pair} == {"Today with", "Today without"} for pair in zip(sides[::2], sides[1::2], strict=True))
    said = trials.said(desk.book, clock.now().date())
    assert said == (
        "Your mood was about 1.0 higher because of a talk by voice or in person: a coin chose the day in 13 pairs, "
        "and chance alone does this in fewer than 1 of 100 such experiments.",
    )
