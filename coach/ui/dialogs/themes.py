"""Colours: every theme by name, tried on as the list is walked; Esc puts the old one back."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.ui.dialogs.dialog import Dialog
from coach.ui.text import legend, show


class ThemesDialog(Dialog[str | None]):
    """Answers the name of a theme, or None."""

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
