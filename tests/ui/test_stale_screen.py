"""Nothing on the screen is out of date: keys here and another process there, in any order, and every cell is right.

Whatever is remembered on the way (records, facts, rows, painted lines, a first look before the day is thought over),
what stands on the screen is what a desk that has just been opened would show, painted in one go.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from coach.acts.change import Act
from coach.acts.focus import start, stop
from coach.acts.goal import own
from coach.acts.mood import log
from coach.acts.outreach import answered, sent, wrote
from coach.acts.undo import undo
from coach.desk import Desk
from coach.domain.day import Day
from coach.errors import CoachError
from coach.ui.panels.panel import Panel
from tests.conftest import FakeClock
from tests.ui.host import Host, running

THERE: list[Act] = [
    log(1), log(5, energy=2), own("rest a little"), sent("Ana"), sent("Bo @mail"), wrote("Cleo"), answered("Ana"),
    start(), stop(), undo(),
]  # fmt: skip
HERE = ["m 1", "m 5 2", "m 4 escape", "f", "p", "j", "k", "tab", "r", "x", "full_stop", "u", "h", "enter", "y", "3"]


@pytest.mark.parametrize("seed", range(4))
async def test_the_screen_shows_what_a_fresh_one_would(folder: Path, clock: FakeClock, seed: int) -> None:
    chance = random.Random(seed)
    Desk(folder, clock).do(sent("Dee"))
    other = Desk(folder, clock, device_id="other000").open()
    async with running(folder, clock) as host:
        for step in range(12):
            clock.forward(minutes=chance.choice([0, 1, 7, 40]))
            if chance.random() < 0.5:
                did = f"{step}: there"
                try:
                    other.do(chance.choice(THERE))
                except CoachError:
                    continue  # answering nobody, say: nothing was written
            else:
                did = f"{step}: {(keys := chance.choice(HERE))}"
                await host.press(*keys.split())
            await all_is_seen(host)
            assert shown(host.today.day) == shown(Desk(folder, clock).open().day()), did
            for panel in host.today.query(Panel):
                assert panel.border_title == panel.title(), did
            if host.app.screen is not host.today:
                await host.press("escape")


async def all_is_seen(host: Host) -> None:
    """Wait until what is on its way is saved, what others wrote is read, and the day is thought over."""
    await host.until(lambda: not host.desk._pending, "saves")
    while host.desk.stirred():
        host.today.look()  # as the window does by itself once a second
        await host.pilot.pause()
        await host.until(lambda: not host.today.keeper.fetching, "what others wrote")
    host.today.refresh_day()  # a minute has passed, say
    await host.pilot.pause()
    await host.until(lambda: not host.desk._pending, "saves")


def shown(day: Day | None) -> Day:
    """Return the day without what belongs to this window alone: hidden names, and whether the line was noted."""
    assert day is not None
    return replace(day, hide=False, shown=True, notices=())
