"""Reading what others wrote takes as long as it takes: none of it is lost when the window looks again meanwhile."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from coach.acts.mood import log
from coach.desk import Desk
from coach.domain.book import Docs
from tests.conftest import FakeClock
from tests.ui.host import running


async def test_what_is_read_slowly_is_shown_however_often_the_window_looks(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        fetch, asked, gate = host.desk.fetch, Event(), Event()

        def slowly() -> Docs | None:
            asked.set()
            gate.wait(10)
            return fetch()

        host.desk.fetch = slowly  # type: ignore[method-assign]
        Desk(folder, clock, device_id="other000").open().do(log(4))
        for _ in range(3):
            host.today.look()
            await host.until(asked.is_set, "the reading")
            await host.pilot.pause()
        gate.set()
        await host.until(lambda: "good" in host.screen_text(), "what the other one wrote")
