"""Jump mode: one key puts a letter beside everything that can have the focus, and the letter goes there."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from coach.actions.outreach import log_sent_message
from coach.service import CoachService
from coach.tui.dialogs.jump import JumpDialog
from coach.tui.panels.mood import MoodPanel
from tests.conftest import FakeClock
from tests.tui.host import Host, running


def letters(host: Host) -> str:
    """Return the letters that are shown, in the order of the screen."""
    assert isinstance(host.app.screen, JumpDialog)
    return "".join(str(label.render()).strip() for label in host.app.screen.query(".label"))


async def test_every_panel_has_a_letter_where_it_begins_and_the_letter_goes_there(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("semicolon")
        assert letters(host) == "asdf"
        places = {str(label.render()).strip(): label.region.offset for label in host.app.screen.query(".label")}
        assert places["d"] == host.today.outreach.region.offset
        await host.press("f")
        assert host.app.focused is host.today.query_one(MoodPanel)


async def test_rows_have_letters_of_their_own(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for name in ("Ana", "Ben", "Cleo"):
        service.execute(log_sent_message(name))
    async with running(folder, clock) as host:
        await host.press("semicolon")
        assert letters(host) == "asdfghj"
        await host.press("h")
        assert host.app.focused is host.today.outreach
        assert host.today.outreach.row == 2


async def test_any_other_key_steps_back_and_does_nothing(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        before = host.app.focused
        for key in ("escape", "z", "semicolon", "3"):
            await host.press("semicolon", key)
            assert host.app.screen is host.today
            assert host.app.focused is before
        assert host.today.day is not None and host.today.day.moods == ()


async def test_it_works_on_other_pages_too_but_in_a_line_to_type_it_is_a_character(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("comma", "semicolon")
        assert letters(host) == "a"
        await host.press("a")
        assert isinstance(host.app.focused, OptionList)
        await host.press("escape", "g", "a", "semicolon", "b")
        assert "a;b" in host.screen_text()


async def test_where_one_panel_is_shown_it_has_the_only_letter(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=(40, 12)) as host:
        await host.press("semicolon")
        assert letters(host) == "a"


@pytest.mark.slow
async def test_every_page_with_something_to_focus_has_letters(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock, size=(80, 24)) as host:
        for keys in ("w", "t", "M", "question_mark", "C 1", "down enter"):
            await host.press(*keys.split(), "semicolon")
            found = letters(host)
            assert found, keys
            await host.press(found[-1])
            assert host.app.focused is not None, keys
            while host.app.screen is not host.today:
                await host.press("escape")
            await host.press("escape")
