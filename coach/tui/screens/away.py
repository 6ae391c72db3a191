"""The away page: while the person has stepped away it shows one sentence, help and the way back, and no names."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from coach.tui.session import Session
from coach.tui.text_layout import styled
from coach.tui.widgets.key_hints import render_key_link

_AWAY_KEYS = (("away.step", "I am back"), ("view.help", "help"), ("view.quit", "quit"))


class AwayScreen(Screen[None]):
    """One sentence in the middle. It covers every other screen until the time away is over."""

    BINDINGS = [
        Binding("s", "run('away.step')", "back", show=False, id="away.step"),
        Binding("question_mark,f1", "run('view.help')", "help", show=False, id="view.help"),
        Binding("q", "run('view.quit')", "quit", show=False, id="view.quit"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        day = self.session.day
        yield Static(styled(day.away_message if day else ""), id="see-you", markup=False)
        away_keys = [render_key_link(self.session.keys, command, label) for command, label in _AWAY_KEYS]
        way_back_line = Static(Content("   ").join(away_keys), id="way-back", markup=False)
        way_back_line.auto_links = False
        yield way_back_line

    def action_run(self, command: str) -> None:
        self.session.run_command(command)
