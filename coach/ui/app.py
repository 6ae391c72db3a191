"""The app: themes, stylesheets, the first screen, and a calm end. Everything else has a room of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.filter import LineFilter

from coach.domain.text import clean
from coach.keymap import Keymap
from coach.ui.dialogs.dialog import TypeAhead
from coach.ui.dialogs.jump import JumpDialog
from coach.ui.drafts import Drafts
from coach.ui.glyphs import PlainGlyphs, plain
from coach.ui.keys import USUAL
from coach.ui.memory import let_go, let_pages_go
from coach.ui.panels.lines import Flash
from coach.ui.screens.today import OpenDesk, TodayScreen
from coach.ui.stylesheets import LATER, stylesheets
from coach.ui.themes import THEMES, defaults, few_colours, sixteen

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.timer import Timer

PAUSE = 0.05
"""Seconds without a key after which there is time for more than the next key."""
FIRST = "coach-dark"
"""The theme until the settings are known."""


def commands() -> type[Provider]:
    """Return what the palette offers, once it is opened for the first time."""
    from coach.ui.palette import CoachCommands

    return CoachCommands


class CoachApp(App[None]):
    """The full screen. `open_desk` reads the data, off the first paint; `now` tells the time.

    `keymap` holds the keys that are not the usual ones; with `tour`, six things to try are shown first.
    """

    CSS_PATH = [*stylesheets()]
    TITLE = "coach"
    COMMANDS = {commands}
    BINDINGS = [Binding("ctrl+p", "command_palette", show=False, id="view.palette")]

    def __init__(
        self,
        open_desk: OpenDesk,
        now: Callable[[], datetime],
        *,
        hide: bool = False,
        keymap: Keymap | None = None,
        tour: bool = False,
    ) -> None:
        super().__init__()
        let_pages_go()
        few = few_colours()
        for theme in sixteen() if few else THEMES:
            self.register_theme(theme)
        if few:
            self.theme = FIRST
        else:  # dark and in all colours, as Textual starts by itself: to set it aloud would have all styles read twice
            self.set_reactive(App.theme, FIRST)
            self.stylesheet.set_variables(self.get_css_variables())
        self.drafts = Drafts()
        self._ahead = TypeAhead(self)
        self._glyphs = [PlainGlyphs()] if plain() else []
        keys = (keymap or Keymap()).keys
        self.set_keymap(keys)
        self.today = TodayScreen(open_desk, now, USUAL.using(keys))
        self.today.hidden = hide
        self._tour = tour
        self._typed = 0.0  # when a key was last pressed
        self._pause: Timer | None = None

    def on_ready(self) -> None:
        import_module("coach.ui.threads").begin()  # after the first paint, as what follows
        self.stylesheet.read_all(stylesheets(LATER))
        if self._tour:
            from coach.ui.tour import begin

            begin(self.today)

    def get_default_screen(self) -> TodayScreen:
        return self.today

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *self._glyphs]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return defaults(self.current_theme)

    def pop_screen(self) -> AwaitComplete:
        self._let_go_soon()
        return super().pop_screen()

    def _let_go_soon(self) -> None:
        """Let go in a moment, once for all pages that are closed by then."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._let_go)

    def _let_go(self) -> None:
        """Give back what a closed page held, between two keys."""
        if monotonic() - self._typed < PAUSE:
            self._let_go_soon()
        elif self.screen_stack[-1:] == [self.today]:  # none is there when the window is closing
            self._ahead.forget()
            let_go(self.today, *self.today.query(Flash))

    def action_help(self) -> None:
        """Open the help, from wherever one is; where a line is being typed, by F1."""
        self.today.action_run("view.help")

    def action_jump(self) -> None:
        """Put a letter beside everything that can have the focus."""
        self.push_screen(JumpDialog())

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._typed = monotonic()
        if not self._ahead.holds(event):
            await super().on_event(event)

    def _print_error_renderables(self) -> None:
        """One calm line in place of a traceback; the details are in the log."""
        if self._exception is not None:
            from coach.crash_log import log_crash

            print(f"coach: {log_crash(self._exception)}", file=sys.stderr)

    def close(self) -> str:
        """Wait for the saves that are on their way. Returns a line on what could not be saved, usually ""."""
        return self.today.keeper.close() if hasattr(self.today, "keeper") else ""


def run(open_desk: OpenDesk, now: Callable[[], datetime], *, hide: bool, keymap: Keymap, tour: bool = False) -> int:
    """Show the full screen until it is left; return the exit code. Every save is finished before it returns."""
    app = CoachApp(open_desk, now, hide=hide, keymap=keymap, tour=tour)
    left = ""
    try:
        app.run()
    finally:
        left = app.close()
        if left:
            print(f"coach: {clean(left, 1000)}", file=sys.stderr)
    return app.return_code or bool(left)
