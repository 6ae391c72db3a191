"""What the coach learned from goals, by keyboard: L forgets it, u brings it back."""

from __future__ import annotations

from pathlib import Path

from coach.actions.goals import close_goal, set_own_goal
from coach.advice.goals import learn_from_goals
from coach.service import CoachService
from tests.conftest import TUESDAY, FakeClock
from tests.tui.host import running


async def test_one_key_forgets_what_was_learned_and_undo_brings_it_back(folder: Path, clock: FakeClock) -> None:
    before = CoachService(folder, clock).open_folder()
    before.execute(set_own_goal("send a link #contact"))
    before.execute(close_goal("let go"))
    async with running(folder, clock) as host:
        kinds = set(learn_from_goals(host.service.journal, TUESDAY.date()))
        assert len(kinds) == 1
        await host.press("L")
        await host.saved()
        assert "Forgotten" in host.screen_text()
        assert learn_from_goals(host.service.journal, TUESDAY.date()) == {}
        await host.press("u")
        await host.saved()
        assert set(learn_from_goals(host.service.journal, TUESDAY.date())) == kinds
