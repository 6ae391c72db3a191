"""Nothing on the screen is out of date: keys here and another process there, in any order, and every cell is right.

Whatever is remembered on the way (records, facts, rows, painted lines, a first look before the day is thought over),
what stands on the screen is what a window that has just been opened would show, painted in one go.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from coach.actions.conversations import mark_answered
from coach.actions.focus import start_block, stop_block
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_received_message, log_sent_message
from coach.actions.result import Action
from coach.actions.settings import save_setting
from coach.actions.undo import undo_last_action
from coach.domain.mood import Mood
from coach.errors import CoachError
from coach.service import CoachService
from coach.tui.panels.panel import Panel
from coach.views.day import DayView
from tests.conftest import FakeClock
from tests.tui.host import Host, running

THERE: list[Action] = [
    log_mood(1), log_mood(5, energy=2), set_own_goal("rest a little"), log_sent_message("Ana"), log_sent_message("Bo @mail"), log_received_message("Cleo"), mark_answered("Ana"),
    start_block(), stop_block(), undo_last_action(),
]  # fmt: skip
HERE = ["m 1", "m 5 2", "m 4 escape", "f", "p", "j", "k", "tab", "r", "x", "full_stop", "u", "h", "enter", "y", "3"]


async def test_x_deletes_the_mood_that_is_highlighted_though_another_came_above(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(2))
    clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("M")
        host.service.execute(log_mood(5))  # by the inbox, or in another window
        await host.press("x")
        await host.saved()
        assert [mood.value for mood in host.service.journal.list_records(Mood)] == [5]


async def test_the_list_of_moods_shows_what_another_window_logs(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(2))
    clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("M")
        CoachService(folder, clock, device_id="other000").open_folder().execute(log_mood(5))
        host.today.check_for_changes()
        await host.until(lambda: "bright" in host.screen_text(), "the other mood")
        await host.press("x")
        await host.saved()
        assert [mood.value for mood in host.service.journal.list_records(Mood)] == [5]


async def test_the_settings_show_what_another_window_sets(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("comma")
        assert "06:30" not in host.screen_text()
        other = CoachService(folder, clock, device_id="other000").open_folder()
        other.execute(save_setting("day-ends", "06:30"))
        host.today.check_for_changes()
        await host.until(lambda: "06:30" in host.screen_text(), "the new value")


@pytest.mark.parametrize("key", ["question_mark", "w", "t", "T", "comma", "M"])
async def test_a_page_that_closes_before_it_hears_of_another_day_does_not_look_for_its_rows(
    key: str, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(folder, clock) as host:
        await host.press(key)
        page, calls = host.app.screen, list[Callable[[], object]]()
        monkeypatch.setattr(page, "call_next", lambda call, *given: calls.append(partial(call, *given)))
        host.today.session.announce_day()
        page.dismiss()
        await page.remove_children()  # as closing does it, before the page itself goes
        assert calls
        for call in calls:
            call()
        await host.until(lambda: host.app.screen is host.today, "the first page")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))])
async def test_the_screen_shows_what_a_fresh_one_would(folder: Path, clock: FakeClock, seed: int) -> None:
    chance = random.Random(seed)
    CoachService(folder, clock).execute(log_sent_message("Dee"))
    other = CoachService(folder, clock, device_id="other000").open_folder()
    async with running(folder, clock) as host:
        for step in range(12):
            clock.forward(minutes=chance.choice([0, 1, 7, 40]))
            if chance.random() < 0.5:
                did = f"{step}: there"
                try:
                    other.execute(chance.choice(THERE))
                except CoachError:
                    continue  # answering nobody, say: nothing was written
            else:
                did = f"{step}: {(keys := chance.choice(HERE))}"
                await host.press(*keys.split())
            await all_is_seen(host)
            assert shown(host.today.day) == shown(CoachService(folder, clock).open_folder().build_day()), did
            for panel in host.today.query(Panel):
                assert panel.border_title == panel.format_title(), did
            if host.app.screen is not host.today:
                await host.press("escape")


async def all_is_seen(host: Host) -> None:
    """Wait until what is on its way is saved, what others wrote is read, and the day is thought over."""
    await host.until(lambda: not host.service._pending, "saves")
    while host.service.has_external_changes():
        host.today.check_for_changes()  # as the window does by itself every two seconds
        await host.pilot.pause()
        await host.until(lambda: not any(w.group == "fetch" for w in host.today.workers), "what others wrote")
    host.today.refresh_day()  # a minute has passed, say
    await host.pilot.pause()
    await host.until(lambda: not host.service._pending, "saves")


def shown(day: DayView | None) -> DayView:
    """Return the day without what belongs to this window alone: hidden names, and whether the line was noted."""
    assert day is not None
    return replace(day, hides_names=False, advice_was_shown=True, notices=())
