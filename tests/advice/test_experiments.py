"""Trials: a coin from start to end, an end without a word, and the one sentence that may say because."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.actions.moods import log_mood
from coach.actions.patterns import (
    choose_question,
    end_experiment,
    is_withdrawal_recorded,
    parse_marker,
    record_withdrawal,
    start_experiment,
)
from coach.advice.patterns import experiments
from coach.advice.patterns.day_markers import MARKERS
from coach.advice.patterns.experiments import last_day_of
from coach.advice.patterns.trend_series import build_series
from coach.domain.advice_records import AdviceAnswer, ExperimentRecord
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.settings import Settings
from coach.domain.undo_entry import UndoEntry
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from coach.views.day_builder import build_day
from tests.conftest import FakeClock
from tests.journals import NOW, TODAY, journal, looked, mood

SEED = 3


def started(**fields: object) -> ExperimentRecord:
    return ExperimentRecord.model_validate({"id": "t", "marker": "voice", "start": TODAY, "seed": SEED, **fields})


def lived(experiment: ExperimentRecord, effect: int) -> list[Mood]:
    """Two moods on every day of an experiment, better by `effect` on the days with it."""
    moods = []
    for side in experiments.plan_of_experiment(experiment):
        day = NOW + timedelta(days=side.day - TODAY.toordinal())
        value = 3 + (effect if side.has_marker else 0)
        moods += [Mood(at=day.replace(hour=hour), value=value) for hour in (9, 20)]
    return moods


def moods_in(journal: Journal) -> dict[int, tuple[int, ...]]:
    return build_series(journal).moods_by_day()


def after(experiment: ExperimentRecord) -> date:
    return date.fromordinal(last_day_of(experiments.plan_of_experiment(experiment)) + 1)


def test_it_begins_tomorrow_and_says_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.actions.patterns.randbits", lambda bits: SEED)
    change = start_experiment("voice")(journal(), NOW)
    (experiment,) = change.upserts
    assert isinstance(experiment, ExperimentRecord)
    assert (experiment.start, experiment.seed) == (TODAY + timedelta(days=1), SEED)
    assert change.message == (
        "From Wednesday 25 November to Tuesday 12 January a coin picks one of every two days "
        "for talking by voice or in person."
    )


def test_weekends_take_part_if_they_are_work_days() -> None:
    (free,) = start_experiment("voice")(journal(), NOW).upserts
    (working,) = start_experiment("voice")(journal(Settings(work_days=(0, 1, 2, 3, 4, 5, 6))), NOW).upserts
    assert isinstance(free, ExperimentRecord) and isinstance(working, ExperimentRecord)
    assert (free.weekends, working.weekends) == (False, True)


def test_one_runs_at_a_time() -> None:
    with pytest.raises(CoachError, match="running already"):
        start_experiment("voice")(journal(started()), NOW)


@pytest.mark.parametrize("word", ["reply", "over_limit", "", "zzz"])
def test_no_coin_decides_about_what_is_not_ones_own_to_choose(word: str) -> None:
    with pytest.raises(InvalidInput):
        start_experiment(word)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("screen", "screen_free_break"),
        ("the goal", "goal_done"),
        ("a talk", "voice"),
        ("Goal-Done", "goal_done"),
        ("reply", "reply"),
        ("networking outside your hours", "after_hours"),
        ("networking after hours", "after_hours"),  # as screens named it before
    ],
)
def test_a_marker_is_known_by_its_words(word: str, name: str) -> None:
    assert parse_marker(word) == name


def test_the_goal_panel_says_which_side_today_has() -> None:
    day = build_day(journal(started()), NOW)
    assert day.experiment_line in (
        "Today with talking by voice or in person · coin flip 1 of 14",
        "Today without talking by voice or in person · coin flip 1 of 14",
    ) or day.experiment_line.startswith("Nothing to test today")


def test_without_an_experiment_the_goal_panel_says_nothing_of_it() -> None:
    assert build_day(journal(mood(0, 3)), NOW).experiment_line == ""


def test_both_sides_of_a_pair_come_once() -> None:
    experiment = started()
    lines = {
        experiments.describe_today(journal(experiment), date.fromordinal(side.day))
        for side in experiments.plan_of_experiment(experiment)[:2]
    }
    assert {line.split(" talking")[0] for line in lines} == {"Today with", "Today without"}


def test_a_friday_has_no_coin() -> None:
    friday = date(2026, 11, 27)
    assert experiments.describe_today(journal(started()), friday).startswith("Nothing to test today")


def test_nothing_is_computed_before_the_end() -> None:
    experiment = started()
    of = journal(experiment, *lived(experiment, 2))
    assert (
        experiments.find_finished_experiment(
            of, date.fromordinal(last_day_of(experiments.plan_of_experiment(experiment))), moods_in(of)
        )
        is None
    )
    assert experiments.find_finished_experiment(of, TODAY, moods_in(of)) is None


def test_a_clear_difference_may_say_because() -> None:
    experiment = started()
    of = journal(experiment, *lived(experiment, 2))
    (line,) = experiments.list_experiment_messages(of, after(experiment), moods_in(of))
    assert "probably because of talking by voice or in person" in line


def test_no_difference_is_left_to_chance() -> None:
    experiment = started()
    of = journal(experiment, *lived(experiment, 0))
    (line,) = experiments.list_experiment_messages(of, after(experiment), moods_in(of))
    assert "chance alone can explain" in line and "because" not in line


def test_one_that_was_ended_says_nothing_then_or_later() -> None:
    experiment = started()
    of = journal(experiment, *lived(experiment, 2))
    of = of.with_records(end_experiment()(of, NOW).upserts)
    assert experiments.find_running_experiment(of, TODAY) is None
    assert experiments.list_experiment_messages(of, TODAY, moods_in(of)) == ()
    assert experiments.list_experiment_messages(of, after(experiment), moods_in(of)) == ()


def test_ending_without_one_says_so() -> None:
    with pytest.raises(CoachError, match="No experiment"):
        end_experiment()(journal(), NOW)


def test_a_new_one_may_begin_after_the_last_is_over() -> None:
    experiment = started()
    later = NOW + timedelta(days=(after(experiment) - TODAY).days)
    assert start_experiment("voice")(journal(experiment), later).upserts


def test_the_own_question_is_chosen_and_taken_back() -> None:
    of = journal()
    of = of.with_records(choose_question("reply")(of, NOW).upserts)
    assert of.settings.question == "reply"
    assert of.with_records(choose_question("")(of, NOW).upserts).settings.question == ""


def test_after_a_look_the_question_stays() -> None:
    of = looked(journal(Settings(question="reply"), *(mood(n, 3) for n in range(80))))
    with pytest.raises(CoachError, match="tested already"):
        choose_question("voice")(of, NOW)
    assert choose_question("reply")(of, NOW).upserts


def test_a_withdrawal_is_remembered_for_its_look_and_cannot_be_undone(folder: object, clock: FakeClock) -> None:
    service = CoachService(folder, clock, device_id="test0001").open_folder()  # type: ignore[arg-type]
    assert not is_withdrawal_recorded(service.journal, "voice", TODAY)
    service.execute(record_withdrawal("voice", TODAY))
    assert is_withdrawal_recorded(service.journal, "voice", TODAY) and not is_withdrawal_recorded(
        service.journal, "voice", TODAY + timedelta(days=364)
    )
    assert len(service.journal.list_records(AdviceAnswer)) == 1 and not service.journal.list_records(UndoEntry)


def test_the_choices_of_a_coin_are_among_the_markers() -> None:
    for name in MARKERS:
        assert parse_marker(name) == name


def test_a_book_without_experiments_says_nothing() -> None:
    assert experiments.list_experiment_messages(Journal({}), TODAY, {}) == ()


def test_from_the_coin_to_because(folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven weeks as they are lived: the panel says the side, two moods a day, one day forgotten, one sentence."""
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    monkeypatch.setattr("coach.actions.patterns.randbits", lambda bits: SEED)
    service.execute(start_experiment("voice"))
    sides = []
    for day in range(1, 60):
        clock.forward(days=1)
        coin = service.build_day().experiment_line
        today, moods = clock.now().date(), moods_in(service.journal)
        if experiments.find_finished_experiment(service.journal, today, moods) is not None:
            break
        if coin.startswith("Today"):
            sides.append(coin.split(" talking")[0])
        if day != 8:
            for value in (3, 4) if coin.startswith("Today with ") else (2, 3):
                service.execute(log_mood(value))
                clock.forward(minutes=1)
    assert len(sides) == 28 and sides.count("Today with") == 14
    assert all({*pair} == {"Today with", "Today without"} for pair in zip(sides[::2], sides[1::2], strict=True))
    said = experiments.list_experiment_messages(service.journal, clock.now().date(), moods_in(service.journal))
    assert said == (
        "Your mood was about 1.0 points (of 5) higher, probably because of talking by voice or in person. "
        "A coin chose the day in 13 pairs; chance alone shows such a result fewer than 1 in 100 times.",
    )
