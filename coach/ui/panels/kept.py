"""Keeping painted lines: for widgets that stand still while the clock beside them ticks.

Whenever one widget of a screen changes, Textual asks all of them for their lines and puts the picture together
again. Lines that are known to be the same are handed over as they were; with a running clock that is a quarter
of what an open window costs (see `benchmarks/idle.py`).
"""

from __future__ import annotations

from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget


class Kept(Widget):
    """A widget whose lines are kept until something of it has to be painted anew.

    What can be clicked in it looks like the rest.
    """

    auto_links: reactive[bool] = reactive(False)
    _kept: tuple[Region, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._kept is None or self._kept[0] != crop:
            self._kept = (crop, super().render_lines(crop))
        return self._kept[1]

    def _set_dirty(self, *regions: Region) -> None:
        """Forget the lines. All ways to paint anew lead through here: content, focus, hover, theme and size."""
        self._kept = None
        super()._set_dirty(*regions)

    def notify_style_update(self) -> None:
        self._kept = None
        super().notify_style_update()
