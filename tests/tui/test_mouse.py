"""The mouse: panels, rows, digits and every word of a key can be clicked, and text can be marked."""

from __future__ import annotations

from pathlib import Path

from textual.geometry import Offset
from textual.widget import Widget

from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.service import CoachService
from coach.tui.panels.mood import MoodPanel
from coach.tui.widgets.header_and_footer import AdviceLine, KeyFooter, SaveMessageLine
from tests.conftest import FakeClock
from tests.tui.host import Host, running


def place(host: Host, text: str) -> tuple[int, int]:
    """Return where `text` begins on the screen."""
    for y, row in enumerate(host.screen_text().splitlines()):
        if text in row:
            return row.index(text), y
    raise AssertionError(f"{text} is not there")


async def click(host: Host, text: str) -> None:
    assert await host.pilot.click(offset=place(host, text))
    await host.pilot.pause()
    await host.pilot.pause()


async def test_keys_of_the_footer_a_digit_and_undo_look_like_the_rest_and_can_be_clicked(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        assert not any(host.today.query_one(line).auto_links for line in (KeyFooter, AdviceLine, SaveMessageLine))
        await click(host, "m mood")
        assert "How are you?" in host.screen_text()
        await click(host, "4 good")
        await host.until(lambda: host.today.day and host.today.day.moods, "the mood")
        assert host.today.day is not None and [m.value for m in host.today.day.moods] == [4]
        await host.press("escape")
        await host.until(lambda: "u undo" in host.screen_text(), "the save")
        await click(host, "u undo")
        assert host.today.day.moods == ()
        for word, shows in (("o I wrote", "I wrote to"), ("? help", "Esc back"), ("f focus", "until")):
            await click(host, word)
            assert shows in host.screen_text()
            await host.press("escape")


async def test_a_click_shows_why_gives_a_panel_the_focus_and_opens_a_row(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(3))
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await click(host, "y why")
        assert host.today.advice_line.shows_reason
        await click(host, "Mood")
        assert host.app.focused is host.today.query_one(MoodPanel)
        await click(host, "Ana")
        assert host.app.focused is not host.today.query_one(MoodPanel)
        assert host.app.screen is not host.today


async def test_text_can_be_marked_and_is_what_is_copied(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana Lee"))
    async with running(folder, clock) as host:
        for panel in ("GoalPanel", "AdviceLine", "OutreachPanel"):
            widget = host.today.query_one(panel, Widget)
            region = widget.content_region
            await host.pilot.mouse_down(offset=region.offset + Offset(1, 0))
            await host.pilot.hover(offset=region.offset + Offset(9, 0))
            await host.pilot.mouse_up(offset=region.offset + Offset(9, 0))
            row = host.screen_text().splitlines()[region.y]
            assert host.app.screen is host.today
            assert host.today.get_selected_text() == row[region.x + 1 : region.x + 10]
