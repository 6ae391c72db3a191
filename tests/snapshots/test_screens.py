"""How the screens look: the first screen in its sizes and themes, and each page and important dialog once.

After a wanted change of looks run `.venv/bin/python -m pytest tests/snapshots --snapshot-update` and read the diff.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coach.actions.boundaries_and_away import step_away
from coach.actions.settings import save_setting
from coach.demo import write_demo_data
from coach.service import CoachService
from coach.tui.app import CoachApp
from coach.tui.screens.trends import TrendsScreen
from tests.conftest import TUESDAY, FakeClock
from tests.lives_drawn import full, running_experiment, stamped
from tests.tui.host import wait_until

FAST = {"dark", "light", "dark-narrow", "no-colour", "person", "help", "palette", "trends", "week"}
"""What is compared by the usual tests; the others are slow ones."""
SIZES = {"first": (120, 36), "medium": (80, 24), "small": (60, 20), "narrow": (40, 12)}
SCREENS = {
    "dark": "typical first",
    "light": "typical first coach-light",
    "dark-medium": "typical medium",
    "dark-small": "typical small",
    "dark-narrow": "typical narrow",
    "no-colour": "typical medium NO_COLOR",
    "empty": "empty first",
    "hidden": "hidden medium",
    "away": "away medium",
}
"""Name → state, size, and a theme or NO_COLOR."""
PAGES = {
    "person": "slash p r i y a enter",
    "find": "slash q u e u",
    "help": "question_mark",
    "settings": "comma",
    "outreach": "o",
    "row-menu": "down space",
    "draft": "slash p r i y a enter c 1",
    "moods": "M",
    "goal": "g",
    "evening": "e",
    "boundary": "b",
    "palette": "ctrl+p s t o p",
}
"""Name → keys that lead there on the demo."""
TRENDS = {"trends": "t", "trends-year": "t 2", "trends-patterns": "t 6", "week": "w"}
"""Name → keys that lead there on three drawn years."""
Compare = Callable[..., bool]


def list_cases(names: Iterable[str]) -> list[object]:
    """Return each name as a case, slow unless it is among the fast ones."""
    return [pytest.param(name, marks=() if name in FAST else pytest.mark.slow) for name in names]


def open_app(folder: Path, state: str, theme: str = "coach-dark") -> CoachApp:
    """Return the app on an empty folder, on the demo at two on a Tuesday, or on drawn years."""
    clock = FakeClock()
    service = CoachService(folder, clock, device_id="test0001")
    if state == "years":
        service.store.save_documents(
            [(r.table, r.to_document()) for r in stamped([*full(TUESDAY), running_experiment(TUESDAY)], TUESDAY)]
        )
    else:
        clock.forward(hours=4)
        if state != "empty":
            write_demo_data(service)
    service.execute(save_setting("theme", theme))
    if state == "away":
        service.execute(step_away("monday"))
    return CoachApp(service.open_folder, clock.now, hide=state == "hidden")


def is_read(app: CoachApp) -> bool:
    """Return whether the page in front waits for no year."""
    view = app.screen.view if isinstance(app.screen, TrendsScreen) else None
    return not isinstance(app.screen, TrendsScreen) or (view is not None and view.findings is not None)


def press(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Return what presses `keys` once the data is there, and waits until everything they ask for is drawn."""

    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, CoachApp)
        await wait_until(pilot, lambda: app.today.is_loaded, "the data")
        for key in keys:
            await pilot.press(key)
            await wait_until(pilot, lambda: is_read(app), "the years")
        await app.workers.wait_for_complete()
        await pilot.pause()

    return before


@pytest.mark.parametrize("name", list_cases(SCREENS))
def test_the_first_screen(snap_compare: Compare, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    state, size, *look = SCREENS[name].split()
    if look == ["NO_COLOR"]:
        monkeypatch.setenv("NO_COLOR", "1")
        look = []
    assert snap_compare(open_app(folder, state, *look), terminal_size=SIZES[size], run_before=press())


@pytest.mark.parametrize("name", list_cases(PAGES))
def test_a_page(snap_compare: Compare, name: str) -> None:
    folder = Path.home() / "coach"  # a path that reads the same everywhere
    app = open_app(folder, "typical")
    assert snap_compare(app, terminal_size=SIZES["medium"], run_before=press(*PAGES[name].split()))


@pytest.mark.parametrize("name", list_cases(TRENDS))
def test_a_page_of_years(snap_compare: Compare, folder: Path, name: str) -> None:
    app = open_app(folder, "years")
    assert snap_compare(app, terminal_size=SIZES["first"], run_before=press(*TRENDS[name].split()))
