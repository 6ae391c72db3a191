"""Lines that are kept are the lines that would be painted anew, whatever was done in between."""

from __future__ import annotations

from pathlib import Path

from textual.geometry import Region
from textual.widget import Widget

from coach.acts.outreach import sent
from coach.desk import Desk
from coach.ui.panels.drawn import Drawn
from coach.ui.panels.kept import Kept
from tests.conftest import FakeClock
from tests.ui.host import Host, running


def nothing_is_stale(host: Host, after: str) -> None:
    kept = [widget for widget in host.today.query(Kept) if widget.is_on_screen]
    assert len(kept) >= 7
    for widget in kept:
        region = Region(0, 0, *widget.region.size)
        shown = [strip.text for strip in widget.render_lines(region)]
        styles = [[segment.style for segment in strip] for strip in widget.render_lines(region)]
        widget._styles_cache.clear()
        fresh = Widget.render_lines(widget, region)
        assert shown == [strip.text for strip in fresh], (after, widget)
        assert styles == [[segment.style for segment in strip] for strip in fresh], (after, widget)
    for drawn in (widget for widget in kept if isinstance(widget, Drawn)):
        row_by_row = [drawn.render_line(y) for y in range(drawn.size.height)]
        drawn._render_content()  # as Textual paints it: all of it, in one go
        whole = [Widget.render_line(drawn, y) for y in range(drawn.size.height)]
        assert [strip.text for strip in row_by_row] == [strip.text for strip in whole], (after, drawn)
        looks = [[(s.text, s.style) for s in strip if s.text] for strip in row_by_row]
        assert looks == [[(s.text, s.style) for s in strip if s.text] for strip in whole], (after, drawn)


async def test_kept_lines_are_never_stale(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    for name in ("Ana", "Ben", "Cleo"):
        desk.do(sent(name))
    async with running(folder, clock) as host:
        nothing_is_stale(host, "start")
        for key in ("tab", "tab", "down", "down", "m", "4", "escape", "f", "d", "p", "h", "h", "y", "f", "3"):
            await host.press(key)
            nothing_is_stale(host, key)
        for theme in ("coach-light", "nord", "coach-dark"):
            host.app.theme = theme
            await host.pilot.pause()
            nothing_is_stale(host, theme)
        for size in ((80, 24), (60, 20), (120, 36)):
            await host.pilot.resize_terminal(*size)
            await host.pilot.pause()
            nothing_is_stale(host, str(size))
        await host.pilot.hover("OutreachPanel", offset=(5, 3))
        nothing_is_stale(host, "hover")
        await host.press("question_mark")
        await host.press("escape")
        nothing_is_stale(host, "help")
        await host.saved()
