"""First days: three quiet hints, never two at once, each gone for good when it was used; and the tour."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pytest import MonkeyPatch

from coach.actions.beginner_hints import HINTED_COMMANDS, MOST_ACTIONS_WITH_HINTS
from coach.actions.moods import log_mood
from coach.domain.advice_records import AdviceAnswer
from coach.service import CoachService
from coach.tui.app import CoachApp
from coach.tui.tour import TOUR_STEPS, TourLine
from tests.conftest import FakeClock
from tests.tui.host import Host, running

SAYS = {command: says.removeprefix(f"{{{command}}} ") for command, says in HINTED_COMMANDS.items()}


def shown(host: Host) -> list[str]:
    text = host.screen_text()
    return [command for command, says in SAYS.items() if says in text]


def nothing_shown(host: Host) -> bool:
    return shown(host) == []


async def test_one_hint_at_a_time_and_each_opening_without_it_once_it_was_used(folder: Path, clock: FakeClock) -> None:
    seen = []
    for key in ("question_mark", "ctrl+p", "h"):
        async with running(folder, clock) as host:
            seen += shown(host)
            await host.press(key, "escape")
            await host.until(partial(nothing_shown, host), "the hint to go")
            await host.saved()
    assert seen == list(HINTED_COMMANDS)
    async with running(folder, clock) as host:
        assert shown(host) == []


async def test_what_is_used_before_it_is_hinted_at_is_never_hinted_at_and_is_nothing_that_could_be_undone(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("h", "h")
        await host.saved()
        assert [a.topic for a in host.service.journal.list_records(AdviceAnswer) if a.topic.startswith("hint:")] == [
            "hint:view.hide"
        ]
        await host.press("u")
        await host.until(lambda: "Nothing to undo" in host.screen_text(), "the answer")


async def test_a_save_is_said_in_place_of_a_hint_which_stays_until_it_is_used(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        assert shown(host) == ["view.help"]
        await host.press("m", "3")
        await host.until(lambda: "Saved: okay" in host.screen_text(), "the save")
        assert shown(host) == []
    async with running(folder, clock) as host:
        assert shown(host) == ["view.help"]


async def test_who_has_done_many_things_gets_no_hints(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for number in range(MOST_ACTIONS_WITH_HINTS):
        service.execute(log_mood(3, note=str(number)))
    async with running(folder, clock) as host:
        assert shown(host) == []


async def test_the_tour_goes_on_when_the_thing_is_done_and_esc_leaves_it(folder: Path, clock: FakeClock) -> None:
    app = CoachApp(lambda: CoachService(folder, clock, device_id="test0001").open_folder(), clock.now, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        host = Host(app, pilot)
        await host.until(lambda: app.today.is_loaded, "the data")
        assert "1 of 6" in host.screen_text()
        steps = (
            (["m"], ["4"]),
            (["g", "escape"], ["enter"]),
            (["F", "escape"], ["f"]),
            (["o", "escape"], ["o", "A", "enter"]),
        )
        for n, (begun, done) in enumerate((*steps, (["h"], ["u"]), (["y"], ["question_mark", "escape"]))):
            for keys in (begun, done):  # what is only begun ends no step
                assert f"{n + 1} of {len(TOUR_STEPS)}" in host.screen_text()
                await host.press(*keys)
        assert "That was all" in host.screen_text()
        await host.press("escape")
        assert not app.today.query(TourLine)
    app.finish_saves()


async def test_the_tour_waits_while_somebody_types(folder: Path, clock: FakeClock, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr("coach.tui.tour.TOUR_STEP_SECONDS", 0.2)
    app = CoachApp(lambda: CoachService(folder, clock, device_id="test0001").open_folder(), clock.now, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        host = Host(app, pilot)
        await host.until(lambda: app.today.is_loaded, "the data")
        await host.press("o")
        step = app.today.query_one(TourLine).step
        timers = set()
        await host.until(
            lambda: timers.add(id(app.today.query_one(TourLine)._step_timer)) or len(timers) > 2, "two rounds"
        )
        assert app.today.query_one(TourLine).step == step
        await host.press("escape")
        await host.until(lambda: app.today.query_one(TourLine).step > step, "the next step")
    app.finish_saves()


async def test_the_tour_goes_on_by_itself_and_takes_a_minute(folder: Path, clock: FakeClock) -> None:
    from coach.tui.tour import TOUR_STEP_SECONDS

    assert TOUR_STEP_SECONDS * len(TOUR_STEPS) == 60
    app = CoachApp(lambda: CoachService(folder, clock, device_id="test0001").open_folder(), clock.now, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        host = Host(app, pilot)
        await host.until(lambda: bool(app.today.query(TourLine)), "the tour")
        app.today.query_one(TourLine).show_next_step()
        await pilot.pause()
        assert "2 of 6" in host.screen_text()
        await host.press("escape")
        assert not app.today.query(TourLine)
    app.finish_saves()
