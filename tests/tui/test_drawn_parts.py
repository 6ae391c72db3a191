"""A panel draws itself again whenever something that it shows has changed, and only then."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from textual.geometry import Region

from coach.actions.focus import start_block
from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.advice.patterns.block_feelings import MeanFeeling
from coach.service import CoachService
from coach.tui.panels.outreach import OutreachPanel
from coach.tui.panels.panel import DayWidget
from coach.views.day import DayView, GoalView
from tests.conftest import FakeClock
from tests.tui.host import running


def build_full_day(folder: Path, clock: FakeClock) -> DayView:
    """Return a day on which every panel has something to show."""
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    for action in (log_mood(4), log_sent_message("Ana @linkedin: asked about the meetup"), start_block("write", 25)):
        service.execute(action)
    day = service.build_day()
    return replace(
        day,
        goal=GoalView("Thank Ana", "open", "g1", "coffee is made", 5, "low", is_private=True),
        experiment_line="an experiment", minutes_by_kind=(("write", 12),), drifts=2, owed_count=1, has_requests=True,
        networking_minutes=20, limit_minutes=30, hours_summary="until 17:30", fortnight_moods=(3.0,) * 14,
        mean_feelings=(MeanFeeling("read", 2.0, 5),), advice_text="Write to Ana.", advice_reason="She is quiet.",
        hides_names=True,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("is_full_first", [True, False])
async def test_every_change_of_the_day_is_on_the_screen(
    is_full_first: bool, folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    full = build_full_day(tmp_path / "full", clock)
    async with running(folder, clock) as host:
        plain = host.today.day
        assert plain is not None
        day, other = (full, plain) if is_full_first else (plain, full)
        for field in fields(DayView):
            host.today.day = day
            await host.pilot.pause()
            host.today.day = replace(day, **{field.name: getattr(other, field.name)})
            await host.pilot.pause()
            shown = host.screen_text()
            for widget in host.today.query(DayWidget):
                widget.draw_again()
                widget.refresh()
            assert host.screen_text() == shown, f"{field.name} has changed"


async def test_a_minute_later_nothing_is_drawn_again(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        drawn: list[str] = []
        for widget in host.today.query(DayWidget):
            widget.draw_again = partial(drawn.append, type(widget).__name__)  # type: ignore[method-assign]
        clock.forward(minutes=1)
        host.today.refresh_day()
        await host.pilot.pause()
        assert host.today.day is not None and host.today.day.now == clock.now()
        assert drawn == []
        host.today.day = replace(host.today.day, experiment_line="Write before noon.")
        assert drawn == ["GoalPanel"]


async def test_a_new_minute_moves_the_time_of_somebody_elsewhere(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    service.execute(log_sent_message("Ana @linkedin: asked about the meetup"))
    async with running(folder, clock) as host:
        day = host.today.day
        assert day is not None
        host.today.day = day = replace(day, rows=(replace(day.rows[0], time_zone="Asia/Tokyo"),))
        await host.press("j")
        assert "18:00 there" in host.screen_text()
        host.today.day = replace(day, now=day.now + timedelta(minutes=1))
        await host.pilot.pause()
        assert "18:01 there" in host.screen_text()


async def test_another_selection_draws_two_rows_again(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    for name in ("Ana", "Ben", "Lin"):
        service.execute(log_sent_message(f"{name} @linkedin: asked about the meetup"))
    async with running(folder, clock) as host:
        await host.press("j")
        panel, regions = host.today.outreach, list[Region]()
        draw = panel.refresh

        def note_regions(*parts: Region, **how: bool) -> OutreachPanel:
            regions.extend(parts or (panel.size.region,))
            return draw(*parts, **how)

        panel.refresh = note_regions  # type: ignore[method-assign]
        await host.press("j")
        assert [(region.y, region.height) for region in regions] == [(0, 1), (1, 1)]
        assert "›" in host.screen_text()


async def test_a_key_on_a_page_paints_nothing_behind_it(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        host.today.file_timer.pause()
        await host.press("slash", "a", "n")
        page, painted = host.app.screen, []
        render = page.render
        page.render = lambda: (painted.append("all of it"), render())[1]  # type: ignore[method-assign]
        await host.press("backspace", "down", "backspace")
        assert page is not host.today and painted == []
        page.refresh()
        await host.until(lambda: painted, "a paint that was asked for")
