"""Hostile text passes through every widget without a crash and never reaches the terminal as control codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.acts.focus import start
from coach.acts.goal import own
from coach.acts.mood import log
from coach.acts.outreach import promised, sent
from coach.desk import Desk
from coach.ui.text import cut, fit, show
from tests.conftest import FakeClock
from tests.examples import examples
from tests.hostile import HARMFUL, NASTY
from tests.ui.host import running

SHORTEST_FIRST = sorted(NASTY, key=len)


@pytest.mark.parametrize("text", [" ".join(SHORTEST_FIRST[n::5]) for n in range(5)], ids=range(5))
async def test_every_panel_dialog_and_line_survives(text: str, folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    desk.do(sent(f"+{text} x", text=text))
    desk.do(promised(f"{text} x", text))
    desk.do(own(f"{text} x when {text} y"))
    desk.do(log(2, words=[text], note=text))
    desk.do(start(intention=text))
    async with running(folder, clock, size=(80, 24)) as host:
        for keys in (["M"], ["escape"], ["o"], ["escape"], ["down", "enter"], ["escape"], ["u"], ["U"], ["ctrl+p"]):
            await host.press(*keys)
            assert not HARMFUL.search(host.screen_text())
        await host.press("escape")


@examples(300)
@given(st.text(max_size=200))
def test_any_text_becomes_content_of_exactly_the_width_asked_for(text: str) -> None:
    content = show(text)
    assert not HARMFUL.search(content.plain)
    assert fit(show(cut(text, 12)), 12).cell_length == 12
