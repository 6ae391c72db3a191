"""Leaving in the middle of saves: what was shown is written, however many saves are still queued."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

from coach.domain.mood import Mood
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import running


async def test_saves_that_are_queued_when_one_leaves_are_written(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        keeper, store, gate = host.today.save_queue, host.service.store, Event()
        save, close = store.save_documents, keeper.finish_saves

        def slow(*change: Any, **how: Any) -> Any:
            gate.wait(30)
            return save(*change, **how)

        def leave() -> str:
            gate.set()  # the disk goes on once the workers of the screen have ended
            return close()

        store.save_documents, keeper.finish_saves = slow, leave  # type: ignore[method-assign]
        for value in "12345":
            await host.press("m", value)
    assert [mood.value for mood in CoachService(folder, clock).open_folder().journal.list_records(Mood)] == [
        1,
        2,
        3,
        4,
        5,
    ]
