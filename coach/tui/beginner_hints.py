"""Beginner hints: one key to try, shown in the status line while it is empty, until the key was used."""

from __future__ import annotations

from coach.actions.beginner_hints import HINTED_COMMANDS, choose_beginner_hint, record_hint_used
from coach.tui.session import Session
from coach.tui.widgets.status_bar import SaveMessageLine


def start_beginner_hints(session: Session, line: SaveMessageLine) -> None:
    """Show the first hint whose key was not used yet, and record which of these keys are used."""
    shown = choose_beginner_hint(session.journal)
    line.hint = HINTED_COMMANDS[shown].format(key=session.keys.name(shown)) if shown else ""

    def record_use(command: str) -> None:
        if command in HINTED_COMMANDS and not session.journal.read_only:
            session.record(record_hint_used(command))
            if command == shown:
                line.hint = ""

    session.watch_commands(line, record_use)
