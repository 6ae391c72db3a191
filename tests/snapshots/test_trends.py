"""Trends and the week as they look: full, three days, empty; wide and 80 × 24; dark, light and without colour.

After a wanted change of looks: .venv/bin/python -m pytest tests/snapshots --snapshot-update, and look at the diff.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coach.desk import Desk
from coach.domain.record import Record
from coach.domain.settings import Settings
from coach.ui.app import CoachApp
from coach.ui.screens.trends import TrendsScreen
from tests.conftest import TUESDAY, FakeClock
from tests.lives_drawn import full, on_trial, sparse, stamped

LIVES: dict[str, Callable[[], list[Record]]] = {
    "full": lambda: [*full(TUESDAY), on_trial(TUESDAY)],
    "sparse": lambda: sparse(TUESDAY),
    "empty": list,
}
SIZES = {"first": (120, 36), "medium": (80, 24), "small": (60, 20)}
PICTURES = {"mood": "1", "year": "2", "focus": "3", "outreach": "4", "felt": "5", "patterns": "6", "method": "y"}
Compare = Callable[..., bool]


def app_on(folder: Path, life: str, *, theme: str = "coach-dark", hide: bool = False) -> CoachApp:
    """Return the app on one of the lives, at ten on a Tuesday."""
    clock = FakeClock()
    desk = Desk(folder, clock, device_id="test0001")
    records = LIVES[life]()
    settings = next((r for r in records if isinstance(r, Settings)), Settings())
    records = [*(r for r in records if not isinstance(r, Settings)), settings.but(theme=theme)]
    desk.store.save([(r.table, r.doc()) for r in stamped(records, TUESDAY)])
    return CoachApp(desk.open, clock.now, hide=hide)


def press(*keys: str) -> Callable[[Pilot[None]], object]:
    """Press keys once the data are there, and wait until all years were read."""

    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, CoachApp)
        while app.today.day is None:
            await pilot.pause(0.01)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
            screen = app.screen
            while isinstance(screen, TrendsScreen) and (screen.view is None or screen.view.findings is None):
                await pilot.pause(0.01)
        await app.workers.wait_for_complete()
        await pilot.pause()

    return before


@pytest.mark.parametrize("life", LIVES)
def test_all_six_look_the_same(snap_compare: Compare, folder: Path, life: str) -> None:
    assert snap_compare(app_on(folder, life), terminal_size=SIZES["first"], run_before=press("t"))


@pytest.mark.parametrize("key", ["t", "w"])
def test_both_pages_look_the_same_on_a_light_ground(snap_compare: Compare, folder: Path, key: str) -> None:
    app = app_on(folder, "full", theme="coach-light")
    assert snap_compare(app, terminal_size=SIZES["first"], run_before=press(key))


@pytest.mark.parametrize("picture", PICTURES)
def test_each_picture_looks_the_same_in_a_small_window(snap_compare: Compare, folder: Path, picture: str) -> None:
    app = app_on(folder, "full")
    assert snap_compare(app, terminal_size=SIZES["medium"], run_before=press("t", PICTURES[picture]))


@pytest.mark.parametrize("life", ["sparse", "empty"])
def test_little_looks_finished_in_a_small_window(snap_compare: Compare, folder: Path, life: str) -> None:
    assert snap_compare(app_on(folder, life), terminal_size=SIZES["medium"], run_before=press("t"))


def test_the_smallest_window_shows_a_year(snap_compare: Compare, folder: Path) -> None:
    assert snap_compare(app_on(folder, "full"), terminal_size=SIZES["small"], run_before=press("t", "2"))


@pytest.mark.parametrize("size", ["first", "medium"])
def test_without_colour_nothing_is_missing(
    snap_compare: Compare, folder: Path, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app_on(folder, "full"), terminal_size=SIZES[size], run_before=press("t", "2"))


@pytest.mark.parametrize(("life", "size"), [("full", "first"), ("full", "medium"), ("full", "small"),
                                            ("sparse", "medium"), ("empty", "medium")])  # fmt: skip
def test_the_week_looks_the_same(snap_compare: Compare, folder: Path, life: str, size: str) -> None:
    assert snap_compare(app_on(folder, life), terminal_size=SIZES[size], run_before=press("w"))


def test_the_week_looks_the_same_without_colour(
    snap_compare: Compare, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app_on(folder, "full"), terminal_size=SIZES["medium"], run_before=press("w"))


def test_the_week_looks_the_same_with_names_hidden(snap_compare: Compare, folder: Path) -> None:
    app = app_on(folder, "full", hide=True)
    assert snap_compare(app, terminal_size=SIZES["medium"], run_before=press("w"))
