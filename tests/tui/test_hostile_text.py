"""Hostile text passes through every widget without a crash and never reaches the terminal as control codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions.focus import start_block
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_promise, log_sent_message
from coach.service import CoachService
from coach.tui.text_layout import fit_width, shorten_text, styled
from tests.conftest import FakeClock
from tests.examples import examples
from tests.hostile import HARMFUL, NASTY, short
from tests.tui.host import running

SHORTEST_FIRST = sorted(NASTY, key=len)


@pytest.mark.slow
@pytest.mark.parametrize("text", [" ".join(SHORTEST_FIRST[n::5]) for n in range(5)], ids=range(5))
async def test_every_panel_dialog_and_line_survives(text: str, folder: Path, clock: FakeClock) -> None:
    service, text = CoachService(folder, clock), short(text)
    service.execute(log_sent_message(f"+{text} x", text=text))
    service.execute(log_promise(f"+{text} x", text))
    service.execute(set_own_goal(f"{text} x when {text} y"))
    service.execute(log_mood(2, words=[text[:40]], note=text))
    service.execute(start_block(intention=text))
    async with running(folder, clock, size=(80, 24)) as host:
        for keys in (["M"], ["escape"], ["o"], ["escape"], ["down", "enter"], ["escape"], ["u"], ["U"], ["ctrl+p"]):
            await host.press(*keys)
            assert not HARMFUL.search(host.screen_text())
        await host.press("escape")


@examples(300)
@given(st.text(max_size=200))
def test_any_text_becomes_content_of_exactly_the_width_asked_for(text: str) -> None:
    content = styled(text)
    assert not HARMFUL.search(content.plain)
    assert fit_width(styled(shorten_text(text, 12)), 12).cell_length == 12


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("Ana Lee", 7, "Ana Lee"), ("Ana Lee", 6, "Ana L…"), ("Ana Lee", 5, "Ana…"), ("Ana", 1, "…"), ("Ana", 0, ""),
        ("王小明", 5, "王小…"), ("王小明", 4, "王…"), ("王" * 50_000, 7, "王王王…"), ("x" * 50_000, 4, "xxx…"),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_the_room_ends(text: str, width: int, cut: str) -> None:
    assert shorten_text(text, width) == cut
