"""Seeing: what an act has changed is painted first, and what follows from it is thought over when that is done.

Working out what the coach says and offers takes longer than a frame. A mood that was just logged is shown as it is;
of everything else what has changed is worked out, and the coach's line and the goal on offer stand for a moment as
they were. Nothing that hangs on them happens in that moment: see `USES_NO_THOUGHT`.
"""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.acts.change import Change
    from coach.ui.screens.today import TodayScreen

WEIGHTY = frozenset({"boundaries", "settings", "experiments", "people"})
"""Tables whose changes are thought over before anything is painted: who may be named, and how, hangs on them."""
SOON = 0.02
"""Seconds after a key until the day is thought over: what the key changed has been painted by then."""
USES_NO_THOUGHT = frozenset({"mood.log", "mood.chosen", "mood.energy", "outreach.down", "outreach.up"})
"""Commands that do the same whatever the coach says and offers; before all others it has to be thought over."""


class Seeing:
    """Lets `screen` show changes. `due` tells whether what is shown has still to be thought over."""

    def __init__(self, screen: TodayScreen) -> None:
        self._screen = screen
        self._later: TimerHandle | None = None

    @property
    def due(self) -> bool:
        return self._later is not None

    def show(self, change: Change) -> None:
        """Show what `change` is; at once all of it, or the rest when that has been painted."""
        screen = self._screen
        if not WEIGHTY.isdisjoint(record.table for record in change.puts):
            screen.refresh_day()
            return
        if (day := screen.desk.glimpse(screen.day, change)) is not None:
            screen.mood_panel.day = day
        else:
            screen.take_in(screen.desk.day(screen.day))
        self.done()
        self._later = get_running_loop().call_later(SOON, screen.call_after_refresh, screen.refresh_day)

    def done(self) -> None:
        """Take note that everything is thought over, or nobody looks any more."""
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def before(self, command: str) -> None:
        """Think now, if `command` may hang on it."""
        if self.due and command not in USES_NO_THOUGHT:
            self._screen.refresh_day()
