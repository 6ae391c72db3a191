"""The app under Pilot, on a real file in an empty folder, with a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.errors import NoWidget
from textual.keys import key_to_character
from textual.pilot import Pilot
from textual.strip import Strip

from coach.keys import parse_user_keys
from coach.service import CoachService
from coach.tui.app import CoachApp
from coach.tui.screens.today import TodayScreen
from tests.conftest import FakeClock


async def wait_until(pilot: Pilot[Any], condition: Callable[[], Any], what: str = "", seconds: float = 60) -> None:
    """Poll until `condition` holds; fail with `what` was waited for when it does not within `seconds`."""
    end, pause = monotonic() + seconds, 0.01
    while not condition():
        assert monotonic() < end, f"waited {seconds} seconds for {what or condition}"
        await pilot.pause(pause)
        pause = min(2 * pause, 0.1)  # a condition may draw the whole screen


class Host:
    """A running app and what tests ask it for."""

    def __init__(self, app: CoachApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def today(self) -> TodayScreen:
        return self.app.today

    @property
    def service(self) -> CoachService:
        return self.today.service

    async def press(self, *keys: str) -> None:
        """Press keys, as fast as a hand that waits for nothing, and wait for what the coach makes of them."""
        for key in keys:
            self.app.post_message(events.Key(key, key_to_character(key)))
        await self.keys_handled()

    async def write(self, text: str) -> None:
        """Type text into whatever has the focus, as fast as a hand that waits for nothing."""
        names = {" ": "space", ".": "full_stop", ":": "colon", "@": "at", "#": "number_sign", ",": "comma"}
        for char in text:
            self.app.post_message(events.Key(names.get(char, char), char))
        await self.keys_handled()

    async def keys_handled(self) -> None:
        """Wait until the app has handled every key."""
        await self.until(lambda: self.app.has_handled_keys or not self.app.is_running, "the keys")
        await self.pilot.pause()

    async def until(self, met: Callable[[], Any], what: str = "") -> None:
        """Wait for a condition, and fail when it does not come."""
        await wait_until(self.pilot, met, what)

    async def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size, and wait until the screen in front has it."""
        await self.pilot.resize_terminal(*size)
        await self.until(lambda: self.app.screen.size == size, f"the size {size}")
        await self.pilot.pause()

    async def saved(self) -> None:
        """Wait until everything shown is saved."""
        await self.until(lambda: not self.service._pending, "saves")

    def screen_text(self) -> str:
        """What the screen in front shows, as plain lines."""
        return "\n".join("".join(segment.text for segment in row) for row in self.draw_screen())

    def draw_screen(self) -> list[Strip]:
        """Draw the screen in front, a strip a row: each widget over those below it, scrollbars left out."""
        screen, (width, height) = self.app.screen, self.app.size
        rows, placed = [Strip.blank(width)] * height, []
        for widget in (screen, *screen.query("*")):
            with suppress(NoWidget):  # one that is not displayed
                placed.append((screen.find_widget(widget), widget))
        for place, widget in sorted(placed, key=lambda each: each[0].order):
            region = place.region.intersection(place.clip).intersection(self.app.size.region)  # it may be shrinking
            if not region or not widget.visible:
                continue
            strips = widget.render_lines(region.translate(-place.region.offset))
            for y, strip in enumerate(strips, region.y):
                rows[y] = Strip.join([rows[y].crop(0, region.x), strip, rows[y].crop(region.right, width)])
        return rows


@asynccontextmanager
async def running(
    folder: Path,
    clock: FakeClock,
    *,
    size: tuple[int, int] = (120, 36),
    hide: bool = False,
    keys: str = "",
    tour: bool = False,
) -> AsyncIterator[Host]:
    """Run the app on `folder` until the block ends; every save is waited for. `keys` are lines of [keys]."""
    keymap = parse_user_keys(f"[keys]\n{keys}")
    app = CoachApp(
        lambda: CoachService(folder, clock, device_id="test0001").open_folder(),
        clock.now,
        hide=hide,
        keymap=keymap,
        tour=tour,
    )
    async with app.run_test(size=size) as pilot:
        host = Host(app, pilot)
        await host.until(lambda: app.today.is_loaded, "the data")
        await pilot.pause()
        yield host
        if app.is_running and app.screen_stack:
            await pilot.pause()  # a page that is being opened is drawn before it is closed again
    app.finish_saves()
