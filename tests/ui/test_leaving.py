"""Leaving in the middle of saves: what was shown is written, however many saves are still queued."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

from coach.desk import Desk
from coach.domain.mood import Mood
from tests.conftest import FakeClock
from tests.ui.host import running


async def test_saves_that_are_queued_when_one_leaves_are_written(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        keeper, store, gate = host.today.keeper, host.desk.store, Event()
        save, close = store.save, keeper.close

        def slow(*change: Any, **how: Any) -> Any:
            gate.wait(30)
            return save(*change, **how)

        def leave() -> str:
            gate.set()  # the disk goes on once the workers of the screen have ended
            return close()

        store.save, keeper.close = slow, leave  # type: ignore[method-assign]
        for value in "12345":
            await host.press("m", value)
    assert [mood.value for mood in Desk(folder, clock).open().book.all(Mood)] == [1, 2, 3, 4, 5]
