"""The page of trends under Pilot: pictures, stretches, mouse, patterns and the experiment, on a real file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from coach.actions.backdate import backdate_action
from coach.actions.moods import log_mood
from coach.actions.result import Action
from coach.advice.patterns import mood_patterns
from coach.advice.patterns.mood_patterns import Pattern
from coach.all_years import AllYears
from coach.domain.advice_records import AdviceAnswer, ExperimentRecord, PatternCheck
from coach.domain.record import Record
from coach.domain.typed_times import TypedTime
from coach.errors import CoachError
from coach.service import CoachService
from coach.tui.charts import ChartFrame
from coach.tui.screens.today import TodayScreen
from coach.tui.screens.trends import TrendsScreen
from coach.tui.screens.week import WeekScreen
from tests.conftest import FakeClock
from tests.lives_drawn import full, running_experiment, sparse, stamped
from tests.tui.host import Host, running


def fill(folder: Path, clock: FakeClock, records: list[Record]) -> None:
    CoachService(folder, clock, device_id="test0001").store.save_documents(
        [(r.table, r.to_document()) for r in stamped(records, clock.now())]
    )


@asynccontextmanager
async def page(
    folder: Path, clock: FakeClock, *, size: tuple[int, int] = (120, 36), keys: str = ""
) -> AsyncIterator[tuple[Host, TrendsScreen]]:
    """Run the app with the page open and all years read."""
    async with running(folder, clock, size=size, keys=keys) as host:
        await host.press("t")
        screen = host.app.screen
        assert isinstance(screen, TrendsScreen)
        await read(host, screen)
        yield host, screen


async def read(host: Host, screen: TrendsScreen) -> None:
    """Wait until all years are read and shown, and what follows from them is saved."""

    def is_read() -> bool:
        return host.service.history.cached_series() is not None and not any(w.is_running for w in host.today.workers)

    await host.pilot.pause()  # the reading begins after a paint
    await host.until(lambda: screen.view and is_read(), "all years")
    await host.pilot.pause()


def shown(screen: TrendsScreen) -> list[str]:
    return [frame.id or "" for frame in screen.query(ChartFrame) if frame.display]


async def test_six_pictures_at_once_where_there_is_room_and_one_alone_by_digit_enter_or_click(
    folder: Path, clock: FakeClock
) -> None:
    fill(folder, clock, full(clock.now(), days=100))
    async with page(folder, clock) as (host, screen):
        assert shown(screen) == ["mood", "year", "focus", "outreach", "felt", "patterns"]
        for words in ("Mood · ", "A year of days", "Focus", "you gave", "after messages", "When your mood is"):
            assert words in host.screen_text()
        await host.press("tab", "enter")
        assert shown(screen) == ["year"]
        await host.press("escape", "3")
        assert shown(screen) == ["focus"]
        await host.press("3")
        assert len(shown(screen)) == 6
        await host.pilot.click("#outreach")
        assert shown(screen) == ["outreach"]
        await host.press("escape")
        assert len(shown(screen)) == 6
        await host.press("escape")
        assert isinstance(host.app.screen, TodayScreen)


async def test_one_picture_at_a_time_in_a_small_window_and_all_in_one_that_has_grown(
    folder: Path, clock: FakeClock
) -> None:
    fill(folder, clock, full(clock.now(), days=100))
    async with page(folder, clock, size=(60, 20)) as (host, screen):
        for number, name in enumerate(("mood", "year", "focus", "outreach", "felt", "patterns"), 1):
            await host.press(str(number))
            assert shown(screen) == [name]
            assert "Esc back" in host.screen_text()
        await host.resize((80, 24))
        assert shown(screen) == ["patterns"]
        await host.press("escape", "t")
        screen = host.app.screen
        assert isinstance(screen, TrendsScreen) and len(shown(screen)) == 1
        await host.resize((120, 36))
        await host.until(lambda: len(shown(screen)) == 6, "all six")


async def test_arrows_choose_the_stretch_and_stop_at_the_ends_and_a_click_does_too(
    folder: Path, clock: FakeClock
) -> None:
    fill(folder, clock, full(clock.now(), days=100))

    async with page(folder, clock) as (host, screen):

        def span() -> str:
            return screen.view.trends.span if screen.view else ""

        await host.press("right", "right", "right")
        await host.until(lambda: span() == "all", "all")
        await host.press("left")
        await host.until(lambda: span() == "a year", "a year")
        await host.press("left", "left", "left")
        await host.until(lambda: span() == "two weeks", "two weeks")
        await host.pilot.click("#spans", offset=(screen.query_one("#spans").size.width - 1, 0))
        await host.until(lambda: span() == "all", "all")


async def test_the_first_paint_does_not_wait_for_all_years(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, clock, full(clock.now(), days=400))
    monkeypatch.setattr(TrendsScreen, "_build_full_page", lambda *_: None)
    monkeypatch.setattr(AllYears, "run_due_check", lambda _: None)
    async with running(folder, clock) as host:
        await host.press("t")
        assert "Mood · " in host.screen_text()
        assert isinstance(host.app.screen, TrendsScreen) and host.app.screen.view
        assert len(host.app.screen.view.years) == 1


async def test_coming_back_shows_all_years_at_once(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, clock, full(clock.now(), days=400))
    async with page(folder, clock) as (host, screen):
        assert screen.view and len(screen.view.years) == 2
        monkeypatch.setattr(TrendsScreen, "_build_full_page", lambda *_: None)
        await host.press("escape", "t")
        assert isinstance(host.app.screen, TrendsScreen) and host.app.screen.view
        assert len(host.app.screen.view.years) == 2


async def test_a_look_that_is_due_is_taken_and_remembered(folder: Path, clock: FakeClock) -> None:
    fill(folder, clock, full(clock.now(), days=900))
    async with running(folder, clock) as host:
        await host.until(lambda: host.service.journal.list_records(PatternCheck), "the look")
        await host.saved()
        await host.press("t")
        assert "on 139 days with a" in host.screen_text()
    (look,) = CoachService(folder, clock).open_folder().journal.list_records(PatternCheck)
    assert (look.day - look.first).days == 7 * 104
    assert (clock.now().date() - look.first).days == 900


async def test_keys_during_a_check_start_no_second_one(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, clock, full(clock.now(), days=900))
    checks: list[object] = []
    may_check, run_check = Event(), mood_patterns.run_check

    def check_late(*given: Any) -> PatternCheck:
        checks.append(given)
        may_check.wait(60)
        return run_check(*given)

    monkeypatch.setattr(mood_patterns, "run_check", check_late)
    async with running(folder, clock) as host:
        await host.until(lambda: checks, "the check")
        await host.press("m", "4")
        await host.until(lambda: host.service.history.cached_series(), "the numbers of all years")
        host.today.refresh_day()
        await host.pilot.pause()
        may_check.set()
        await host.until(lambda: host.service.journal.list_records(PatternCheck), "its result")
        await host.until(lambda: not any(worker.is_running for worker in host.today.workers), "the end of all threads")
        assert len(checks) == 1


async def test_a_check_that_ends_when_the_file_can_only_be_read_is_not_saved_and_ends_nothing(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(action: Action) -> None:
        raise CoachError("This file can only be read.")

    fill(folder, clock, full(clock.now(), days=900))
    is_checking, may_check, run_check = Event(), Event(), mood_patterns.run_check

    def check_late(*given: Any) -> PatternCheck:
        is_checking.set()
        may_check.wait(60)
        return run_check(*given)

    monkeypatch.setattr(mood_patterns, "run_check", check_late)
    async with running(folder, clock) as host:
        await host.until(is_checking.is_set, "the check")
        await host.saved()
        monkeypatch.setattr(host.service, "apply", refuse)
        may_check.set()
        await host.until(lambda: not any(worker.is_running for worker in host.today.workers), "the end of all threads")
        assert host.app.is_running and not host.service.journal.list_records(PatternCheck)


async def test_nothing_is_worked_out_again_until_the_shell_logs_something(folder: Path, clock: FakeClock) -> None:
    fill(folder, clock, sparse(clock.now()))
    async with page(folder, clock) as (host, screen):
        await host.saved()
        host.today.refresh_day()
        await read(host, screen)
        before, shown_for = screen.view, screen._shown_for
        clock.forward(minutes=5)
        host.today.refresh_day()
        await host.pilot.pause()
        assert screen.view is before and screen._shown_for is shown_for
        CoachService(folder, clock, device_id="other001").execute(log_mood(5))
        await host.until(lambda: screen.view and screen.view.trends.dots[-1].value == 4.5, "the mood from the shell")


async def test_a_young_log_opens_on_two_weeks_and_letters_take_the_place_of_colours(
    folder: Path, clock: FakeClock
) -> None:
    fill(folder, clock, sparse(clock.now()))
    async with page(folder, clock) as (host, screen):
        assert screen.view and screen.view.trends.span == "two weeks"
        assert "h heavy" not in host.screen_text()
        await host.press("l")
        assert "h heavy" in host.screen_text()


async def test_without_colour_letters_come_by_themselves(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    fill(folder, clock, sparse(clock.now()))
    async with page(folder, clock) as (host, _):
        assert "h heavy" in host.screen_text()


async def test_one_can_leaf_through_years(folder: Path, clock: FakeClock) -> None:
    fill(folder, clock, full(clock.now(), days=500))
    async with page(folder, clock) as (host, screen):
        await host.press("up")
        await host.until(lambda: screen.view and screen.view.years[0].last < clock.now().date(), "the year before")
        await host.press("up", "down", "down")
        await host.until(lambda: screen.view and screen.view.years[0].last == clock.now().date(), "this year")


@pytest.mark.parametrize(("presses", "years_back"), [(1, 1), (5, 2)])
async def test_up_counts_before_all_years_are_read_and_stops_at_the_first_one(
    presses: int, years_back: int, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, clock, full(clock.now(), days=900))
    may_read, load_series = Event(), AllYears.load_series
    monkeypatch.setattr(AllYears, "load_series", lambda self: may_read.wait(60) and load_series(self))
    async with running(folder, clock) as host:
        await host.press("t", *["up"] * presses)
        screen = host.app.screen
        assert isinstance(screen, TrendsScreen)
        may_read.set()
        years_ago = clock.now().date() - timedelta(weeks=53 * years_back)
        await host.until(
            lambda: screen.view and screen.view.years[0].first <= years_ago <= screen.view.years[0].last, "the year"
        )
        await host.press("down")
        await host.until(lambda: screen.view and screen.view.years[0].first > years_ago, "the year after it")


async def test_up_stops_at_the_first_year_too_when_something_is_logged_while_all_years_are_read(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, clock, full(clock.now(), days=900))
    may_read, load_series = Event(), AllYears.load_series
    monkeypatch.setattr(AllYears, "load_series", lambda self: may_read.wait(60) and load_series(self))
    async with running(folder, clock) as host:
        await host.press("t", *["up"] * 5)
        screen = host.app.screen
        assert isinstance(screen, TrendsScreen)
        load_series(host.service.history)
        host.today.session.execute(log_mood(4))
        await host.pilot.pause()
        years_ago = clock.now().date() - timedelta(weeks=53 * 2)
        assert screen.view and screen.view.years[0].first <= years_ago <= screen.view.years[0].last
        may_read.set()


async def test_a_mood_of_a_finished_year_that_is_undone_leaves_the_page(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock, device_id="test0001")
    service.execute(log_mood(4))
    clock.forward(minutes=3)
    service.execute(backdate_action(log_mood(1), TypedTime(clock.now() - timedelta(days=800))))
    async with page(folder, clock) as (host, screen):
        await host.press("right", "right", "right")
        await read(host, screen)
        assert screen.view and screen.view.trends.rated_days == 2
        await host.press("u")
        await host.saved()
        await read(host, screen)
        assert screen.view.trends.rated_days == 1


async def test_the_method_is_ten_plain_lines_behind_y(folder: Path, clock: FakeClock) -> None:
    async with page(folder, clock, size=(80, 24)) as (host, screen):
        await host.press("y")
        assert shown(screen) == ["patterns"]
        assert "10 A pattern that a later check no longer finds is withdrawn." in host.screen_text()


async def test_the_own_question_is_two_keys(folder: Path, clock: FakeClock) -> None:
    async with page(folder, clock) as (host, _):
        await host.press("a", "3")
        await host.saved()
        assert host.service.journal.settings.question == "screen_free_break"
        await host.until(
            lambda: "Your question: a screen-free break" in " ".join(host.screen_text().replace("│", " ").split()),
            "the question",
        )


async def test_an_experiment_starts_with_two_keys_stands_on_the_goal_panel_and_ends_without_a_word(
    folder: Path, clock: FakeClock
) -> None:
    async with page(folder, clock) as (host, screen):
        await host.press("x", "1", "u")
        await host.saved()
        assert host.service.journal.list_records(ExperimentRecord) == ()
        await host.press("x", "1")
        await host.saved()
        assert "a coin picks one of every two days for a screen-free break" in host.screen_text()
        clock.forward(days=1)
        host.today.refresh_day()
        await read(host, screen)
        await host.press("escape")
        assert "a screen-free break · coin flip 1 of 14" in " ".join(host.screen_text().replace("│", " ").split())
        await host.press("t", "x", "2")
        await host.saved()
        (experiment,) = host.service.journal.list_records(ExperimentRecord)
        assert experiment.ended_on == clock.now().date()
        await host.press("escape")
        assert "coin flip 1 of 14" not in host.screen_text()


async def test_today_s_side_is_on_the_page_and_in_front(folder: Path, clock: FakeClock) -> None:
    fill(folder, clock, [*full(clock.now(), days=100), running_experiment(clock.now())])
    async with page(folder, clock) as (host, screen):
        assert screen.view and screen.view.experiment[0].startswith("Today with")
        await host.press("escape")
        assert "coin flip" in " ".join(host.screen_text().replace("│", " ").split())


async def test_a_withdrawal_is_said_on_one_visit(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, clock, full(clock.now(), days=100))
    real = mood_patterns.summarize_checks
    taken_back = (Pattern("voice", effect=0.4),)
    monkeypatch.setattr(
        "coach.tui.screens.trends.summarize_checks",
        lambda journal, day: replace(real(journal, day), withdrawn=taken_back),
    )
    async with page(folder, clock) as (host, screen):
        await host.saved()
        assert "With the newer days" in host.screen_text()
        host.today.refresh_day()
        await read(host, screen)
        assert "With the newer days" in host.screen_text()
        assert (
            len(
                [
                    asked
                    for asked in host.service.journal.list_records(AdviceAnswer)
                    if asked.topic.startswith("withdrawn")
                ]
            )
            == 1
        )
        await host.press("escape", "t")
        screen = host.app.screen
        assert isinstance(screen, TrendsScreen)
        await read(host, screen)
        assert "With the newer days" not in host.screen_text()


async def test_hints_name_the_keys_in_force(folder: Path, clock: FakeClock) -> None:
    async with page(folder, clock, keys='"mood.log" = "0"') as (host, _):
        assert "0 on the first page logs how you are" in host.screen_text()


async def test_trends_and_the_week_are_one_key_apart(folder: Path, clock: FakeClock) -> None:
    async with page(folder, clock) as (host, _):
        await host.press("w")
        assert isinstance(host.app.screen, WeekScreen)
        await host.press("t")
        assert isinstance(host.app.screen, TrendsScreen)
        await host.press("t")
        assert isinstance(host.app.screen, TodayScreen)


async def test_keys_typed_ahead_arrive_on_the_page(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        for key in ("t", "4", "escape", "escape", "m", "4"):
            host.app.simulate_key(key)
        await host.until(lambda: host.today.day and host.today.day.moods, "the mood after the page")
