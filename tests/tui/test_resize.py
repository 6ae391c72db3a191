"""A window that gets another size: every page looks as if it had been opened at that size, and loses nothing typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from coach.demo import write_demo_data
from coach.service import CoachService
from coach.tui.dialogs.dialog import Dialog
from tests.conftest import FakeClock
from tests.tui.host import running

LARGE, SMALL = (120, 36), (40, 12)
LONG_NAME = "d" * 90
"""The name of a folder: a page that shows the end of its path shows the same for two of them."""
PAGES = (
    "m 3 tab", "M", "o", "D", "D h i tab", "T p", "slash", "slash r u t h enter e", "g", "C 1", "C 5", "b 1 1", "e", "s", "F 1",
    "H", "comma", "comma end enter", "Y", "I", "down down c", "question_mark",
)  # fmt: skip
"""The keys that open each dialog from the first screen."""


async def read_dialogs(folder: Path, clock: FakeClock, *sizes: tuple[int, int]) -> dict[str, list[str]]:
    """Open each dialog in a window of the first size, give it the other ones, and return the rows of the dialog."""
    write_demo_data(CoachService(folder, clock))
    seen = {}
    async with running(folder, clock) as host:
        for keys in PAGES:
            await host.resize(sizes[0])
            await host.press(*keys.split())
            await host.until(lambda: isinstance(host.app.screen, Dialog), keys)
            for size in sizes[1:]:
                await host.resize(size)
            box = host.app.screen.query("#box, #page").first().region
            rows = host.screen_text().split("\n")[box.y : box.bottom - 1]
            seen[keys] = [row[box.x : box.right] for row in rows]
            while len(host.app.screen_stack) > 1:
                host.app.pop_screen()
                await host.pilot.pause()
            await host.press("escape")
    return seen


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [(LARGE, SMALL), (SMALL, LARGE)], ids=["shrinks", "grows"])
async def test_a_dialog_looks_as_if_it_had_been_opened_at_the_new_size(
    before: tuple[int, int], after: tuple[int, int], folder: Path, clock: FakeClock
) -> None:
    fresh = await read_dialogs(folder.parent / "1" / LONG_NAME, clock, after)
    resized = await read_dialogs(folder.parent / "2" / LONG_NAME, clock, before, after)
    assert {keys: rows for keys, rows in resized.items() if rows != fresh[keys]} == {}


async def test_a_question_is_seen_when_only_one_panel_has_room(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=LARGE) as host:
        await host.press("m")
        await host.resize(SMALL)
        await host.until(lambda: "How are you?" in host.screen_text(), "the scale")
        await host.resize(LARGE)
        await host.press("escape", "f", "f", "tab")
        await host.resize(SMALL)
        await host.until(lambda: "How did it feel?" in host.screen_text(), "the scale")


@pytest.mark.slow
async def test_the_cursor_of_a_long_line_stays_in_view_and_what_is_marked_stays_marked(
    folder: Path, clock: FakeClock
) -> None:
    typed = "Ana @linkedin : a question about the team and the office"
    async with running(folder, clock, size=LARGE) as host:
        await host.press("o")
        await host.write(typed)
        await host.resize(SMALL)
        await host.until(lambda: "the team and the office " in host.screen_text(), "the end of the line")
        line = host.app.screen.query_one(Input)
        line.action_cursor_left_word(select=True)
        await host.resize(LARGE)
        await host.resize(SMALL)
        assert (line.value, line.selected_text) == (typed, "office")


async def test_the_letters_to_jump_move_with_the_panels(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=LARGE) as host:
        await host.press("semicolon")
        for size in ((80, 24), LARGE):
            await host.resize(size)

            def has_letters_in_place() -> bool:
                places = {str(label.render()).strip(): label.region.offset for label in host.app.screen.query(".label")}
                panels = dict(zip("asdf", host.today.panels.children, strict=True))
                return places == {letter: panel.region.offset for letter, panel in panels.items()}

            await host.until(has_letters_in_place, f"the letters at {size}")
        await host.press("d")
        assert host.app.focused is host.today.outreach
