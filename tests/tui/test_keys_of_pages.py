"""A key of the first page that does nothing on another page says where it works; one that acts says nothing of that."""

from __future__ import annotations

import gc
from pathlib import Path
from weakref import ref

import pytest

from coach.demo import write_demo_data
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import running


@pytest.mark.slow
@pytest.mark.parametrize("page", ["w", "t", "T"])
async def test_a_key_without_effect_says_where_it_works(page: str, folder: Path, clock: FakeClock) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, keys='focus.drift = "ctrl+d,m"\nmood.log = "z"') as host:
        await host.press(page)
        opened = host.app.screen
        await host.press("o")
        await host.until(lambda: "o (I wrote) works on the first page. Esc leads back." in host.screen_text(), "where")
        await host.press("z")
        await host.until(lambda: "z (mood) works on the first page." in host.screen_text(), "a key of one's own")
        told = host.today.session.message_count
        await host.press("down", "tab", "space", "semicolon", "escape", "question_mark", "escape")
        assert (host.app.screen, host.today.session.message_count) == (opened, told)
        await host.press("escape")
        assert host.app.screen is host.today


async def test_a_line_to_type_takes_every_letter(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("O")
        await host.write("mob")
        assert host.today.session.message_count == 0
        assert "mob" in host.screen_text()


async def test_a_closed_page_leaves_memory_before_the_day_changes(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("w")
        closed_page = ref(host.app.screen)
        await host.press("escape", "w", "escape")
        gc.collect()
        assert host.app.screen is host.today and closed_page() is None
