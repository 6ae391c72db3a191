"""The first screen as it looks: five sizes, dark, light and without colour, empty, typical, hidden and stepped away.

Pictures are kept beside this file.

After a wanted change of looks: .venv/bin/python -m pytest tests/snapshots --snapshot-update, and look at the diff.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from coach.acts.away import away
from coach.demo import fill
from coach.desk import Desk
from coach.ui.app import CoachApp
from tests.conftest import FakeClock

SIZES = {"wide": (200, 60), "first": (120, 36), "medium": (80, 24), "small": (60, 20), "narrow": (40, 12)}
LOOKS = {"dark": "coach-dark", "light": "coach-light"}
STATES = ("empty", "typical", "hidden", "away")
Compare = Callable[..., bool]


def app_on(folder: Path, *, state: str) -> CoachApp:
    """Return the app on an empty folder or on the demo, at two on a Tuesday."""
    clock = FakeClock()
    clock.forward(hours=4)
    desk = Desk(folder, clock, device_id="test0001")
    if state != "empty":
        fill(desk)
    if state == "away":
        desk.do(away("monday"))
    return CoachApp(desk.open, clock.now, hide=state == "hidden")


def press(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
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


@pytest.fixture
def pictures(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return what compares several pictures of one app with those that are kept, each by its name."""
    return snapshot.use_extension(SVGImageExtension)


@pytest.mark.parametrize("colours", [True, False], ids=["colour", "nocolour"])
@pytest.mark.parametrize("state", STATES)
async def test_it_looks_the_same(
    pictures: SnapshotAssertion, folder: Path, state: str, colours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One app for each state: sizes and themes change while it runs, as they do for a person."""
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    app, others = app_on(folder, state=state), []
    async with app.run_test(size=SIZES["wide"]) as pilot:
        await press()(pilot)
        for look, theme in LOOKS.items() if colours else [("nocolour", "coach-dark")]:
            app.theme = theme
            for size, cells in SIZES.items():
                await pilot.resize_terminal(*cells)
                await pilot.pause()
                picture = app.export_screenshot()
                if picture != pictures(name=f"{look}-{size}"):
                    others.append((look, size))
    app.close()
    assert others == []


DIALOGS = {
    "mood": "m", "moods": "M", "goal": "g", "outreach": "o", "row": "down space", "kind": "F", "hours": "H", "evening": "e",
    "checks": "C 1", "away": "s", "boundary": "b", "help": "question_mark", "settings": "comma",
    "palette": "ctrl+p s t o p", "jump": "semicolon", "block": "f", "felt": "f",
}  # fmt: skip


@pytest.mark.parametrize("size", ["medium", "narrow"])
async def test_dialogs_and_questions_look_the_same(pictures: SnapshotAssertion, folder: Path, size: str) -> None:
    """One app, one dialog after the other; only the last ones save anything."""
    app, others = app_on(folder, state="typical"), []
    async with app.run_test(size=SIZES[size]) as pilot:
        for name, keys in DIALOGS.items():
            await press(*keys.split())(pilot)
            if app.export_screenshot() != pictures(name=f"{size}-{name}"):
                others.append(name)
            while app.screen is not app.today:
                await pilot.press("escape")
                await pilot.pause()
            await pilot.press("escape")
    app.close()
    assert others == []
