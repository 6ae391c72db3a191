"""The first screen as it looks: five sizes, dark, light and without colour, empty, typical, hidden and stepped away.

Pictures are kept beside this file.

After a wanted change of looks: .venv/bin/python -m pytest tests/snapshots --snapshot-update, and look at the diff.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coach.acts.away import away
from coach.acts.settings import change
from coach.demo import fill
from coach.desk import Desk
from coach.ui.app import CoachApp
from tests.conftest import FakeClock

SIZES = {"wide": (200, 60), "first": (120, 36), "medium": (80, 24), "small": (60, 20), "narrow": (40, 12)}
LOOKS = {"dark": "coach-dark", "light": "coach-light", "nocolour": "coach-dark"}
STATES = ("empty", "typical", "hidden", "away")
Compare = Callable[..., bool]


def app_on(folder: Path, *, state: str, theme: str = "coach-dark") -> CoachApp:
    """Return the app on an empty folder or on the demo, at two on a Tuesday."""
    clock = FakeClock()
    clock.forward(hours=4)
    desk = Desk(folder, clock, device_id="test0001")
    if state != "empty":
        fill(desk)
    if theme != "coach-dark":
        desk.do(change("theme", theme))
    if state == "away":
        desk.do(away("monday"))
    return CoachApp(desk.open, clock.now, hide=state == "hidden")


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
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_it_looks_the_same(
    snap_compare: Compare, folder: Path, state: str, look: str, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if look == "nocolour":
        monkeypatch.setenv("NO_COLOR", "1")
    app = app_on(folder, state=state, theme=LOOKS[look])
    assert snap_compare(app, terminal_size=SIZES[size], run_before=press())


@pytest.mark.parametrize(
    ("name", "keys"),
    [("mood", "m"), ("outreach", "o"), ("goal", "g"), ("row", "down space"), ("help", "question_mark"), ("moods", "M"),
     ("jump", "semicolon"), ("settings", "comma"), ("block", "f")],
)  # fmt: skip
def test_dialogs_look_the_same(snap_compare: Compare, folder: Path, name: str, keys: str) -> None:
    app = app_on(folder, state="typical")
    assert snap_compare(app, terminal_size=SIZES["medium"], run_before=press(*keys.split()))
