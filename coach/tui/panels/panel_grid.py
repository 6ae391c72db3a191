"""A grid of framed panels: side by side, or only the front panel in a small window.

The stylesheet decides by the size of the window. The front panel is the one that had the focus last, or that a key
brought to the front.
"""

from __future__ import annotations

from textual import events
from textual.containers import Grid
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from coach.keys import USUAL_KEYS, KeyTable
from coach.tui.panels.focus import FocusPanel
from coach.tui.panels.goal import GoalPanel
from coach.tui.panels.mood import MoodPanel
from coach.tui.panels.outreach import OutreachPanel
from coach.tui.text_layout import choose_fitting

PANEL_TYPES: dict[str, type[Widget]] = {
    "mood": MoodPanel,
    "focus": FocusPanel,
    "outreach": OutreachPanel,
    "goal": GoalPanel,
}
"""The panels by name: the first word of the ids of their commands."""
FRONT_PANEL_CLASS = "-front"


class PanelGrid(Grid):
    """Framed widgets, one of them the front panel."""

    BLANK = True  # nothing shows between them, and a blank is cheap to paint
    keys: var[KeyTable] = var(USUAL_KEYS)

    class Arranged(Message):
        """The panels have taken the size of the window, or another one is in front."""

    @property
    def front_panel(self) -> Widget:
        """The panel that a small window shows."""
        return next((panel for panel in self.children if panel.has_class(FRONT_PANEL_CLASS)), self.children[0])

    @property
    def shows_one_panel(self) -> bool:
        """Whether only the front panel is visible."""
        return sum(panel.display for panel in self.children) < len(self.children)

    def focus_other_panel(self, step: int) -> None:
        """Move the focus by `step` panels, back if it is negative, and around at the ends."""
        front_index = self.children.index(self.front_panel)
        self.screen.set_focus(self.children[(front_index + step) % len(self.children)])

    def bring_to_front(self, panel: Widget) -> None:
        """Show `panel` in a small window; where all panels are visible, leave the focus where it is."""
        if self.shows_one_panel and panel is not self.front_panel:
            self.screen.set_focus(panel)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for panel in self.children:
            panel.set_class(panel is event.widget, FRONT_PANEL_CLASS)
        self.call_after_refresh(self._show_next_panel_key)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_next_panel_key)

    def _show_next_panel_key(self) -> None:
        """Name, in the frame of a single visible panel, the key that shows the next one."""
        front_index = self.children.index(self.front_panel)
        next_panel = self.children[(front_index + 1) % len(self.children)]
        next_key = self.keys.name("view.next")
        title = getattr(next_panel, "TITLE", "") or next_panel.border_title
        hints = f"{next_key} {title}", f"{next_key} the next one"
        subtitle = choose_fitting(hints, self.size.width - 6) if self.shows_one_panel else ""
        for panel in self.children:
            if panel.border_subtitle != subtitle:  # setting it draws the whole panel anew
                panel.border_subtitle = subtitle
        self.post_message(self.Arranged())
