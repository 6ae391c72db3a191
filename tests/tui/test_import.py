"""Import on the screen: a path, a look, an Enter; and what goes wrong says so in one line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.conftest import FakeClock
from tests.importers.make import account
from tests.importers.render import linkedin, zipped
from tests.tui.host import running


async def test_an_export_is_looked_at_and_taken_in_with_two_enters(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    made = account(1)
    clock.at = made.at + timedelta(days=1)
    file = zipped(linkedin(made, "2026"), tmp_path / "e.zip", made.at)
    async with running(folder, clock) as host:
        await host.press("I")
        host.app.screen.query_one("#path").value = str(file)  # type: ignore[attr-defined]
        await host.press("enter")
        await host.until(lambda: "New:" in host.screen_text(), "the preview")
        await host.press("enter")
        await host.until(lambda: "Imported:" in host.screen_text(), "the import")
        await host.until(lambda: host.today.day and host.today.day.rows, "the panel")


async def test_a_path_that_leads_nowhere_keeps_the_text_and_says_so(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("I")
        await host.write("/nowhere/at/all.zip")
        await host.press("enter")
        await host.until(lambda: "There is nothing at" in host.screen_text(), "the line")
        assert "/nowhere/at/all.zip" in host.screen_text()
        await host.press("escape")
        assert host.app.screen is host.today
