"""Every row of what the articles ask for is within two keys of the first screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.actions.outreach import log_received_message, log_sent_message
from coach.domain.focus import FocusBlock
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import running

REACH = {
    "P1": ["g"], "P2": ["N"], "P3": ["g"], "P4": ["o"], "P5": ["N"], "C1": ["C", "1"], "C2": ["R"], "C3": ["D"],
    "C5": ["C", "3"], "B1a": ["down"], "B1b": ["R"], "B2a": ["down", "space"], "B2b": ["down", "c"], "B3a": ["s"],
    "B3b": ["down", "b"], "B4a": ["H"], "B4b": ["g", "up"], "K": ["w"], "B2c": ["down", "n"], "C4": ["f", "d"],
}  # fmt: skip
"""Row → the keys that lead from the first screen to its act; the last two change the records."""


@pytest.mark.slow
async def test_every_row_is_within_two_keys(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana"))
    service.execute(log_received_message("Ron ? to connect"))
    async with running(folder, clock) as host:
        for row, keys in REACH.items():
            await host.press(*keys)
            assert len(keys) <= 2
            moved = host.app.screen is not host.today or host.today.focused is host.today.outreach
            assert moved or host.service.journal.list_records(FocusBlock), row
            while host.app.screen is not host.today:
                await host.press("escape")
            await host.press("escape")
        await host.saved()
