"""The app of the full screen: opens it on data, themes, stylesheets, the first screen, and a calm end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from textual import events, on
from textual.actions import SkipAction
from textual.binding import Binding
from textual.filter import LineFilter
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.theme import BUILTIN_THEMES, Theme

from coach.domain.clock import read_local_time
from coach.domain.text import clean_text
from coach.errors import CoachError
from coach.keys import USUAL_KEYS, UserKeys, load_user_keys
from coach.paths import find_config_file
from coach.tui.dialogs.dialog import Dialog
from coach.tui.dialogs.jump import JumpDialog
from coach.tui.key_queue import KeyQueueApp
from coach.tui.plain_glyphs import PlainGlyphs, needs_plain_glyphs
from coach.tui.screens.today import OpenService, TodayScreen
from coach.tui.signal_exit import SignalExit, mute_lost_terminal
from coach.tui.textual_private import CalmExitApp, clean_input
from coach.tui.themes import choose_themes, get_default_tokens, list_stylesheets
from coach.tui.tour import TourLine

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.command import Provider

    from coach.domain.settings import Settings
    from coach.service import CoachService

FIRST_THEME = "coach-dark"
"""The theme until the settings are known."""


def get_palette_commands() -> type[Provider]:
    """Return what the palette offers; it is loaded when it is opened for the first time."""
    from coach.tui.palette import CoachCommands

    return CoachCommands


class CoachApp(CalmExitApp, KeyQueueApp):
    """The full screen. `open_service` loads the data, after the first paint; `now` tells the time.

    `keymap` holds the keys that are not the usual ones; with `tour`, the tour is shown first.
    """

    theme = Reactive(FIRST_THEME)  # set later, it would have all stylesheets parsed twice before the first paint
    CSS_PATH = [*list_stylesheets()]
    TITLE = "coach"
    COMMANDS = {get_palette_commands}
    BINDINGS = [
        Binding("ctrl+p", "command_palette", show=False, id="view.palette"),
        Binding("ctrl+c", "explain_quit", show=False, priority=True),
        Binding("ctrl+z", "suspend", show=False, priority=True),
    ]

    def __init__(
        self,
        open_service: OpenService,
        now: Callable[[], datetime],
        *,
        hide: bool = False,
        keymap: UserKeys | None = None,
        tour: bool = False,
    ) -> None:
        # super().__init__ needs the first theme; Textual asks for all of them fifty times a key
        self._themes = {theme.name: theme for theme in choose_themes()} | dict(sorted(BUILTIN_THEMES.items()))
        super().__init__()
        self._glyphs = [PlainGlyphs()] if needs_plain_glyphs() else []
        user_keys = (keymap or UserKeys()).keys
        self.set_keymap(user_keys)
        self.today = TodayScreen(open_service, now, USUAL_KEYS.replace_keys(user_keys))
        self.today.hidden = hide
        self._tour = tour
        self.is_in_terminal = False
        """Whether to react to signals and to a closed window."""
        self._signals: SignalExit | None = None

    def on_load(self) -> None:
        if self.is_in_terminal:
            self._signals = SignalExit(self)  # before the terminal is changed, so that it is always changed back
            clean_input()

    def on_ready(self) -> None:
        # After `fg` the whole screen is painted, over what the shell has printed; Textual paints only what changes.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh())
        if self._tour:
            self.today.mount(TourLine(self.today.session), before=self.today.panels)

    def get_default_screen(self) -> TodayScreen:
        return self.today

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *self._glyphs]

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The themes by name: ours, then Textual's by the alphabet."""
        return self._themes

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return get_default_tokens(self.current_theme)

    def can_take_key(self, event: events.Key | events.Paste) -> bool:
        """Let keys wait until the screen has its data, except those for help and for leaving."""
        if isinstance(self.screen, Dialog):
            return self.screen.is_ready or (isinstance(event, events.Key) and event.key == "escape")
        if self.screen is not self.today or self.today.is_loaded:
            return True
        return isinstance(event, events.Key) and event.key in self.today.keys_without_data

    @on(Dialog.Ready)
    @on(TodayScreen.Loaded)
    def _let_keys_go_on(self) -> None:
        self.resume_keys()

    def action_help(self) -> None:
        """Open the help from any page; while a line is typed, F1 does."""
        self.today.action_run("view.help")

    def action_command_palette(self) -> None:
        from coach.tui.palette import FramedPalette  # the first paint needs nothing of it

        if self.use_command_palette and not isinstance(self.screen, FramedPalette):
            self.push_screen(FramedPalette(placeholder="any word", id="--command-palette"))

    def action_jump(self) -> None:
        """Put a letter beside everything that can have the focus."""
        self.push_screen(JumpDialog(self.today.session))

    def action_explain_quit(self) -> None:
        """Say how to leave. Where text is selected, ctrl+c copies it."""
        if (
            getattr(self.focused, "selected_text", "")
            or self.screen.get_selected_text()
            or self._is_chosen_key("ctrl+c")
        ):
            raise SkipAction
        quit_key = next((row.first for row in self.today.keys if row.id == "view.quit"), "") or "ctrl+q"
        if isinstance(self.screen, ModalScreen):
            self.notify(f"Esc steps back; then {quit_key} quits. Everything is saved.", timeout=4)
        else:
            self.today.session.notify(f"{quit_key} quits at once. Everything is saved.")

    def action_suspend(self) -> None:
        """Suspend the program until the shell's `fg`. In a text of several lines, ctrl+z undoes typing."""
        from textual.widgets import TextArea  # its modules are many, and the first paint needs none of them

        if isinstance(self.focused, TextArea) or self._is_chosen_key("ctrl+z"):
            raise SkipAction
        self.action_suspend_process()

    def _is_chosen_key(self, key: str) -> bool:
        """Tell whether the person gave this key to a command."""
        return any(key in row.key.split(",") for row in self.today.keys)

    def panic(self, *renderables: RenderableType) -> None:
        """End with an error; but a terminal that is gone is no error: then leave in order."""
        if not self.leave_lost_terminal():
            super().panic(*renderables)

    def leave_lost_terminal(self) -> bool:
        """Leave if the terminal is gone. Return whether it is."""
        if self._signals is None or not mute_lost_terminal():
            return False
        self._signals.begin(signal.SIGHUP)
        return True

    @property
    def is_undoing(self) -> bool:
        """Whether leaving has to wait for the undo or redo of an import."""
        return self.today.day is not None and self.today.service.is_undoing

    def finish_saves(self) -> str:
        """Wait for the queued saves. Return a line on what could not be saved, usually ""."""
        return self.today.save_queue.finish_saves() if self.today.day is not None else ""

    def save_everything(self) -> str:
        """Finish the saves and store the unsent texts. Return a line on what could not be saved, usually ""."""
        return " ".join(filter(None, (self.finish_saves(), self.today.session.unsent_input.save_to_file())))


def run_full_screen(
    open_service: OpenService, now: Callable[[], datetime], *, hide: bool, keymap: UserKeys, tour: bool = False
) -> int:
    """Show the full screen until it is left; return the exit code. Every save is finished before it returns."""
    app = CoachApp(open_service, now, hide=hide, keymap=keymap, tour=tour)
    app.is_in_terminal, unsaved_text = True, ""
    try:
        app.run()
    finally:
        if app.is_undoing:
            print("coach: Saving …", file=sys.stderr)
        unsaved_text = app.save_everything()
        app.today.schedule_block_end()
        if unsaved_text:
            print(f"coach: {clean_text(unsaved_text, 1000)}", file=sys.stderr)
    return app.return_code or bool(unsaved_text)


def open_full_screen(folder: str | None = None, *, demo: bool = False, hide: bool = False, tour: bool = False) -> int:
    """Open the app on a data folder, or on invented data in a throw-away one; return the exit code."""
    keymap = load_user_keys(find_config_file())  # before the first key can be pressed
    is_demo = demo or tour
    with TemporaryDirectory(prefix="coach-demo-") if is_demo else nullcontext(folder) as data_folder:

        def open_service() -> CoachService:
            from coach.service import CoachService  # after the first paint: it brings pydantic and tinydb

            if is_demo:
                from coach.demo import write_demo_data

                write_demo_data(CoachService(data_folder), own=_read_own_settings(folder))
            service = CoachService(data_folder).open_folder()
            if keymap.problems:
                first_problem, *others = keymap.problems
                more_text = f" {len(others)} more: coach keys --check" if others else ""
                service.notices += (first_problem + more_text,)
            return service

        return run_full_screen(open_service, read_local_time, hide=hide, keymap=keymap, tour=tour)


def _read_own_settings(folder: str | None) -> Settings | None:
    """Return the person's own settings, whose colours a demo has; None where they cannot be read."""
    from coach.domain.journal import Journal  # after the first paint, as the service
    from coach.service import CoachService

    try:
        return Journal(CoachService(folder).store.load_folder().documents).settings
    except CoachError:
        return None
