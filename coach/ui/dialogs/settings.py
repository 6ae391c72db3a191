"""Settings: everything that can be chosen, applied at once, each with one line of why; and the choice of colours."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.acts.settings import SETTINGS, Setting, change, shown, toggle
from coach.acts.undo import undo
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.line import LineDialog
from coach.ui.session import Session
from coach.ui.text import fit, join, legend, lines, show

TITLE_WIDTH = 36


class SettingsDialog(Dialog[None]):
    """Lists all settings. Enter swaps yes and no, and asks for any other value."""

    BINDINGS = [("escape", "dismiss", "back"), ("j", "down", "down"), ("k", "up", "up"), ("u", "undo", "undo")]

    def __init__(self, session: Session, at: str = "") -> None:
        super().__init__()
        self._session, self._at = session, at

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="-tall") as box:
            box.border_title = "Settings"
            yield OptionList(*(self._option(s) for s in SETTINGS), markup=False)
            yield Static(id="why", markup=False)

    def on_mount(self) -> None:
        choices = self.query_one(OptionList)
        self.set_focus(choices)
        choices.highlighted = next((n for n, s in enumerate(SETTINGS) if s.key == self._at), 0)

    def _option(self, setting: Setting) -> Option:
        return Option(self._row(setting), id=setting.key)

    def _row(self, setting: Setting) -> Content:
        value = shown(setting, self._session.journal.settings)
        room = min(TITLE_WIDTH, max(12, self.app.size.width - 18))
        return join(fit(show(setting.title), room - 1), show(value, "$panel-title"), between=" ")

    @property
    def _chosen(self) -> Setting:
        return SETTINGS[self.query_one(OptionList).highlighted or 0]

    def _redraw(self) -> None:
        choices = self.query_one(OptionList)
        for setting in SETTINGS:
            choices.replace_option_prompt(setting.key, self._row(setting))

    @on(OptionList.OptionHighlighted)
    def _tell_why(self) -> None:
        keys = legend("Enter changes · u undo · Esc back", self.room, letters=True)
        self.query_one("#why", Static).update(lines(show(self._chosen.why), keys))

    @on(OptionList.OptionSelected)
    def _change(self) -> None:
        setting = self._chosen
        if setting.toggles:
            self._session.execute(toggle(setting.key))
            self._redraw()
        elif setting.key == "theme":
            self._pick_theme()
        else:
            self._type(setting)

    def _type(self, setting: Setting) -> None:
        value = shown(setting, self._session.journal.settings)
        dialog = LineDialog(
            f"setting.{setting.key}",
            setting.title,
            value="" if value == "none" else value,
            hint=f"{setting.why} · Enter saves · Esc back",
            accept=lambda line: self._session.execute(change(setting.key, line), raises=True),
        )
        self.app.push_screen(dialog, lambda _: self._redraw())

    def _pick_theme(self) -> None:
        def picked(name: str | None) -> None:
            if name is not None:
                self._session.execute(change("theme", name))
            self._redraw()

        self.app.push_screen(ThemesDialog(), picked)

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_undo(self) -> None:
        self._session.execute(undo())
        self._redraw()


class ThemesDialog(Dialog[str | None]):
    """Lists all themes and shows the chosen one at once. Answers its name, or None."""

    BINDINGS = [("escape", "leave", "back")]

    def compose(self) -> ComposeResult:
        self._before = self.app.theme
        self._names = sorted(self.app.available_themes, key=lambda name: (not name.startswith("coach-"), name))
        with Vertical(id="box", classes="-tall") as box:
            box.border_title = "Colours"
            yield OptionList(*(Option(show(name), id=name) for name in self._names), markup=False)
            yield Static(legend("↑ ↓ tries one on · Enter keeps it · Esc back", self.room), markup=False)

    def on_mount(self) -> None:
        choices = self.query_one(OptionList)
        self.set_focus(choices)
        choices.highlighted = self._names.index(self._before)

    @on(OptionList.OptionHighlighted)
    def _try_on(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id:
            self.app.theme = event.option_id

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_leave(self) -> None:
        self.app.theme = self._before
        self.dismiss(None)
