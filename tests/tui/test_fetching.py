"""What other programs wrote is shown, whenever they wrote it and however long reading takes."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.domain.record import Documents
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import running


async def test_what_is_read_slowly_is_shown_however_often_the_window_looks(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        fetch, asked, gate = host.service.load_external_changes, Event(), Event()

        def slowly() -> Documents | None:
            asked.set()
            gate.wait(60)
            return fetch()

        host.service.load_external_changes = slowly  # type: ignore[method-assign]
        CoachService(folder, clock, device_id="other000").open_folder().execute(log_mood(4))
        for _ in range(3):
            host.today.check_for_changes()
            await host.until(asked.is_set, "the reading")
            await host.pilot.pause()
        gate.set()
        await host.until(lambda: "good" in host.screen_text(), "what the other one wrote")


async def test_a_record_that_comes_in_with_a_save_of_ours_is_shown(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        host.today.file_timer.stop()  # only the save reads the file again
        CoachService(folder, clock, device_id="other000").open_folder().execute(log_sent_message("Priya Raman"))
        assert "Priya" not in host.screen_text()
        await host.press("m", "4")
        await host.until(lambda: "Priya" in host.screen_text(), "what the other one wrote")
