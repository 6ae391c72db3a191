"""Hints on the screen: one in the quiet line while nothing else is there, gone when its key was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.acts.hints import HINTS, hint, used
from coach.ui.panels.lines import Flash

if TYPE_CHECKING:
    from coach.ui.screens.today import TodayScreen


def begin(screen: TodayScreen) -> None:
    """Show the first hint that is still of use, and take note of what is used."""
    flash = screen.query_one(Flash)
    shown = hint(screen.desk.book)
    flash.hint = HINTS[shown].format(key=screen.keys.name(shown)) if shown else ""

    def note(command: str) -> None:
        if command in HINTS and not screen.desk.book.read_only:
            screen.session.record(used(command))
            if command == shown:
                flash.hint = ""

    screen.used.subscribe(screen, note)
