"""The footer is alive: every key that it shows does something that one sees, in every size and state."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.actions.boundaries_and_away import step_away
from coach.demo import write_demo_data
from coach.service import CoachService
from coach.tui.widgets.header_and_footer import KeyFooter
from tests.conftest import FakeClock
from tests.tui.host import Host, running


async def seen(host: Host, key: str) -> bool:
    """Press a key and tell whether the screen is another one; then go back to how it was."""
    before = (host.app.screen, host.screen_text())
    await host.press(key)
    changed = (host.app.screen, host.screen_text()) != before or not host.app.is_running or host.app._exit
    while host.app.screen is not host.today and not host.app._exit:
        await host.press("escape")
    await host.press("escape")
    return changed


@pytest.mark.parametrize(
    ("state", "size"),
    [
        ("typical", (60, 20)),
        pytest.param("typical", (200, 60), marks=pytest.mark.slow),
        pytest.param("empty", (120, 36), marks=pytest.mark.slow),
        pytest.param("hidden", (120, 36), marks=pytest.mark.slow),
    ],
    ids=str,
)
async def test_every_key_of_the_footer_does_something(
    state: str, size: tuple[int, int], folder: Path, clock: FakeClock
) -> None:
    if state != "empty":
        write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=size, hide=state == "hidden") as host:
        line = host.today.query_one(KeyFooter)
        keys, _ = line.choose_keys(line.content_size.width)
        assert [key.first for key in keys if key.first not in host.screen_text().splitlines()[-1]] == []
        dead = [key.id for key in keys if not await seen(host, key.key.split(",")[0])]
        assert dead == []


async def test_the_keys_of_the_quiet_page_do_something(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(step_away("monday"))
    async with running(folder, clock, size=(80, 24)) as host:
        for key in ("question_mark", "s"):
            await host.until(lambda: "I am back" in host.screen_text(), "the quiet page")
            before = host.screen_text()
            await host.press(key)
            assert host.screen_text() != before
            await host.press("escape")


async def test_the_keys_beside_the_coachs_line_do_something(folder: Path, clock: FakeClock) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock) as host:
        assert "y why" in host.screen_text()
        assert await seen(host, "y")
        assert await seen(host, "full_stop")
        assert await seen(host, "u")


async def test_the_footer_follows_the_row_and_the_running_block(folder: Path, clock: FakeClock) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=(80, 24)) as host:
        footer = host.today.query_one(KeyFooter)
        assert footer.context == ""
        await host.press("down")
        assert [key.first for key in footer.choose_keys(80)[0]][:5] == ["r", "x", ".", "n", "?"]
        await host.press("escape", "f")
        assert [key.first for key in footer.choose_keys(80)[0]][:4] == ["f", "p", "+", "d"]
        await host.press("f")
        assert footer.context == ""


async def test_the_footer_offers_no_five_more_for_a_block_without_an_end(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        footer = host.today.query_one(KeyFooter)
        await host.press("F", "6", "2", "enter")  # deep work, flow, for nothing special
        await host.until(lambda: footer.context)
        assert [key.first for key in footer.choose_keys(120)[0]][:3] == ["f", "p", "d"]
        assert "+" not in [key.first for key in footer.choose_keys(120)[0]]


async def test_the_footer_says_what_a_key_does_to_the_running_block(folder: Path, clock: FakeClock) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock) as host:

        def footer() -> str:
            return " ".join(host.screen_text().splitlines()[-1].split())

        await host.press("f")
        assert footer().startswith("f end block p pause + five more")
        await host.press("p")
        assert footer().startswith("p go on f end block")
        await host.press("down")
        assert "f end block" in footer() and "f focus" not in footer()
        await host.press("escape", "p", "f", "enter")
        assert "f focus" in footer() and "end block" not in footer()
