"""Hints on the screen: one in the quiet line while nothing else is there, gone when its key was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.actions.beginner_hints import HINTED_COMMANDS, choose_beginner_hint, record_hint_used
from coach.tui.widgets.status_bar import SaveMessageLine

if TYPE_CHECKING:
    from coach.tui.screens.today import TodayScreen


def start_hints(screen: TodayScreen) -> None:
    """Show the first hint that is still of use, and take note of what is used."""
    flash = screen.query_one(SaveMessageLine)
    shown = choose_beginner_hint(screen.service.journal)
    flash.hint = HINTED_COMMANDS[shown].format(key=screen.keys.name(shown)) if shown else ""

    def note(command: str) -> None:
        if command in HINTED_COMMANDS and not screen.service.journal.read_only:
            screen.session.record(record_hint_used(command))
            if command == shown:
                flash.hint = ""

    screen.command_used.subscribe(screen, note)
