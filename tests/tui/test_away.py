"""Stepping away under Pilot: one quiet page before everything, no name anywhere, help and the way back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from coach import hooks
from coach.actions.boundaries_and_away import step_away
from coach.actions.focus import start_block
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_promise, log_sent_message
from coach.domain.focus import FocusBlock
from coach.service import CoachService
from coach.tui.screens.away import AwayScreen
from coach.tui.screens.help import HelpScreen
from tests.conftest import TUESDAY, FakeClock
from tests.tui.host import Host, running

NAMES = ("Priya", "Raman", "Sam", "Zanzibar", "secret")


def full(folder: Path, clock: FakeClock) -> CoachService:
    """A service with names and notes in every panel."""
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Priya Raman"))
    service.execute(log_promise("Sam Okafor", "the Zanzibar intro"))
    service.execute(set_own_goal("write to Priya"))
    service.execute(log_mood(2, note="a secret"))
    service.execute(start_block("messages", 25, intention="tell Priya"))
    return service


def nothing_shows(host: Host) -> None:
    text = host.screen_text().replace("Samaritans", "")
    assert not [name for name in NAMES if name in text], text


async def test_stepping_away_is_two_keys_and_one_quiet_page_and_s_comes_back_to_everything(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(folder, clock)
    run: list[str] = []
    async with running(folder, clock) as host:
        monkeypatch.setattr(hooks, "start_hook", lambda event, say, facts: run.append(event))
        assert "Priya" in host.screen_text()
        await host.press("s", "3")
        assert isinstance(host.app.screen, AwayScreen)
        text = host.screen_text()
        assert "See you Monday." in text and "? help" in text and "q quit" in text
        nothing_shows(host)
        await host.saved()
        assert "on_step_away" in run
        (block,) = CoachService(folder, clock).open_folder().journal.list_records(FocusBlock)
        assert block.ended_at == clock.now()
        await host.press("s")
        assert host.app.screen is host.today
        await host.until(lambda: "Welcome back. Everything is as you left it." in host.screen_text(), "the save")
        assert "Priya" in host.screen_text()


async def test_no_key_brings_a_name_onto_the_screen_while_away(folder: Path, clock: FakeClock) -> None:
    full(folder, clock).execute(step_away("monday"))
    async with running(folder, clock) as host:
        for key in ("f", "o", "m", "g", "r", "b", "F", "M", "e", "w", "t", "slash", "comma", "h", "u", "U", "C", "D",
                    "y", "full_stop", "enter", "tab", "escape", "down", "1", "2", "3", "ctrl+p", "H", "a"):  # fmt: skip
            await host.press(key)
            assert isinstance(host.app.screen, AwayScreen), key
            nothing_shows(host)


async def test_help_opens_over_the_quiet_page_and_closes_onto_it_and_quitting_works(
    folder: Path, clock: FakeClock
) -> None:
    full(folder, clock).execute(step_away("monday"))
    async with running(folder, clock) as host:
        await host.press("question_mark")
        assert isinstance(host.app.screen, HelpScreen)
        nothing_shows(host)
        await host.press("escape")
        assert isinstance(host.app.screen, AwayScreen)
        await host.press("q")
        assert host.app._exit


async def test_it_ends_by_itself_and_closes_help_that_lies_above(folder: Path, clock: FakeClock) -> None:
    full(folder, clock).execute(step_away("tomorrow"))
    async with running(folder, clock) as host:
        await host.press("question_mark")
        clock.at = (TUESDAY + timedelta(days=1)).replace(hour=4)
        host.today.check_for_changes()
        await host.until(lambda: host.app.screen is host.today, "the first screen")


async def test_a_shell_that_steps_away_covers_whatever_is_open(folder: Path, clock: FakeClock) -> None:
    service = full(folder, clock)
    async with running(folder, clock) as host:
        await host.press("M")
        service.execute(step_away("monday"))
        await host.until(lambda: isinstance(host.app.screen, AwayScreen), "the quiet page")
        nothing_shows(host)


async def test_tonight_is_offered_before_the_evening_alone_and_a_day_can_be_named_and_put_right(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        clock.at = clock.at.replace(hour=18)
        await host.press("s")
        assert "tonight" not in host.screen_text()
        await host.press("escape")
        clock.at = TUESDAY
        await host.press("s")
        assert "tonight" in host.screen_text()
        await host.press("4")
        await host.write("soon")
        await host.press("enter")
        assert "is not today or a later day" in host.screen_text()
        await host.press(*["backspace"] * 4)
        await host.write("2026-12-24")
        await host.press("enter")
        await host.until(lambda: "See you on Thursday 24 December." in host.screen_text(), "the quiet page")
        await host.saved()
