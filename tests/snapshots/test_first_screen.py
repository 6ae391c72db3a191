"""The first screen as it looks: sizes, themes, without colour, empty, typical and hidden.

Pictures are kept beside this file.

After a wanted change of looks: .venv/bin/python -m pytest tests/snapshots --snapshot-update, and look at the diff.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coach.acts.settings import change
from coach.demo import fill
from coach.desk import Desk
from coach.ui.app import CoachApp
from tests.conftest import FakeClock

SIZES = {"wide": (200, 60), "first": (120, 36), "medium": (80, 24), "small": (60, 20)}
Compare = Callable[..., bool]


def app_on(folder: Path, *, demo: bool, hide: bool = False, theme: str = "coach-dark") -> CoachApp:
    """Return the app on an empty folder or on the demo, at two on a Tuesday."""
    clock = FakeClock()
    clock.forward(hours=4)
    desk = Desk(folder, clock, device_id="test0001")
    if demo:
        fill(desk)
    if theme != "coach-dark":
        desk.do(change("theme", theme))
    return CoachApp(desk.open, clock.now, hide=hide)


def press(*keys: str) -> Callable[[Pilot[None]], object]:
    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, CoachApp)
        while app.today.day is None:
            await pilot.pause(0.01)
        await pilot.press(*keys)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()

    return before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("demo", [False, True], ids=["empty", "typical"])
@pytest.mark.parametrize("theme", ["coach-dark", "coach-light"])
def test_it_looks_the_same(snap_compare: Compare, folder: Path, size: str, demo: bool, theme: str) -> None:
    assert snap_compare(app_on(folder, demo=demo, theme=theme), terminal_size=SIZES[size], run_before=press())


@pytest.mark.parametrize("size", ["first", "medium", "small"])
def test_it_looks_the_same_without_colour(
    snap_compare: Compare, folder: Path, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app_on(folder, demo=True), terminal_size=SIZES[size], run_before=press())


@pytest.mark.parametrize("size", ["first", "medium"])
def test_it_looks_the_same_with_names_hidden(snap_compare: Compare, folder: Path, size: str) -> None:
    assert snap_compare(app_on(folder, demo=True, hide=True), terminal_size=SIZES[size], run_before=press())


@pytest.mark.parametrize(
    ("name", "keys"),
    [("mood", "m"), ("outreach", "o"), ("goal", "g"), ("row", "down enter"), ("help", "question_mark"), ("moods", "M")],
)
def test_dialogs_look_the_same(snap_compare: Compare, folder: Path, name: str, keys: str) -> None:
    assert snap_compare(app_on(folder, demo=True), terminal_size=SIZES["medium"], run_before=press(*keys.split()))
