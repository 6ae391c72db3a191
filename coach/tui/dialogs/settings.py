"""The settings dialog, in which a change applies at once, the choice of a theme, and the networking hours (`H`)."""

from __future__ import annotations

from functools import partial

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.actions import settings as actions
from coach.actions.undo import undo_last_action
from coach.domain.networking_hours import format_hours, parse_hours
from coach.errors import CoachError
from coach.tui.dialogs.dialog import Dialog, DialogList
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import fit_width, flow_parts, join_parts, justify, stack_lines, styled, wrap_lines, wrap_text
from coach.tui.widgets.key_hints import render_legend

SETTING_TITLE_WIDTH = max(len(setting.title) for setting in actions.SETTING_FIELDS) + 2
"""Cells of the column of titles where there is room: the longest one and a gap."""
SOURCES_ROW = "sources"
SOURCES_REASON = "Mail, calendar, contacts, an inbox file: what the coach reads by itself."
SCROLLBAR_ROOM = 3
"""Cells at the right of a row that a value leaves free."""


class SettingsDialog(Dialog[None]):
    """Lists all settings with the reason for each. Enter toggles yes and no, and asks for any other value."""

    FIRST_FOCUS = "OptionList"
    BINDINGS = [("escape", "dismiss", "back"), ("u", "undo", "undo")]

    def __init__(self, session: Session, at: str = "") -> None:
        super().__init__(session)
        self._first_key = at

    def compose(self) -> ComposeResult:
        with self.make_box("Settings", "-tall"):
            row_ids = [*(setting.key for setting in actions.SETTING_FIELDS), SOURCES_ROW]
            yield DialogList(*(Option("", id=row_id) for row_id in row_ids), markup=False)
            yield Static(id="why", markup=False)

    def on_mount(self) -> None:
        first_row = next((n for n, s in enumerate(actions.SETTING_FIELDS) if s.key == self._first_key), 0)
        self.query_one(OptionList).highlighted = first_row
        self.session.watch_day(self, self._update_rows)

    def on_resize(self) -> None:
        self._update_rows()
        self._show_explanation()

    def _render_pair(self, title: str, value: str) -> Content:
        width = self.content_width - SCROLLBAR_ROOM
        room_beside = width - cell_len(value)  # a long value moves to the left
        shown = styled(value, "$panel-title")
        if cell_len(title) + 2 <= room_beside:
            return join_parts(fit_width(styled(title), min(SETTING_TITLE_WIDTH, room_beside)), shown)
        *title_rows, last_title_row = wrap_text(styled(title), width)
        if title_rows and last_title_row.cell_length < room_beside:
            return stack_lines(*title_rows, justify(last_title_row, shown, width))
        value_parts = [styled(value_part, "$panel-title") for value_part in value.replace(", ", ",, ").split(", ")]
        value_rows = flow_parts(value_parts, width - 2, " ")  # where that is not enough, to a row of its own
        return stack_lines(*title_rows, last_title_row, *(value_row.pad_left(2) for value_row in value_rows))

    @property
    def _highlighted_setting(self) -> actions.SettingField | None:
        """The highlighted setting, None on the row of the sources."""
        highlighted_index = self.query_one(OptionList).highlighted or 0
        return actions.SETTING_FIELDS[highlighted_index] if highlighted_index < len(actions.SETTING_FIELDS) else None

    def _update_rows(self) -> None:
        setting_list = self.query_one(OptionList)
        for setting in actions.SETTING_FIELDS:
            value = actions.format_setting(setting, self.session.journal.settings)
            setting_list.replace_option_prompt(setting.key, self._render_pair(setting.title, value))
        setting_list.replace_option_prompt(SOURCES_ROW, self._render_pair("sources", "mail, calendar …"))

    @on(OptionList.OptionHighlighted)
    def _show_explanation(self) -> None:
        key_legend = render_legend("Enter changes · u undo", self.content_width, letters=True)
        setting = self._highlighted_setting
        reason = setting.reason if setting else SOURCES_REASON
        self.query_one("#why", Static).update(stack_lines(wrap_lines(styled(reason), self.content_width), key_legend))

    @on(OptionList.OptionSelected)
    def _change_setting(self) -> None:
        setting = self._highlighted_setting
        if setting is None:
            from coach.tui.dialogs.sources import SourcesDialog  # loads the importers, which few people open

            self.app.push_screen(SourcesDialog(self.session))
        elif setting.can_toggle:
            self.session.execute(actions.toggle_setting(setting.key))
        elif setting.key == "theme":
            self.app.push_screen(ThemeChoiceDialog(self.session), self._save_theme)
        else:
            self._ask_value(setting)

    def _ask_value(self, setting: actions.SettingField) -> None:
        value = actions.format_setting(setting, self.session.journal.settings)
        hint, value = f"{setting.reason} · Enter saves", "" if value == "none" else value
        prompt, save = LinePrompt(setting.title, hint=hint, value=value), partial(actions.save_setting, setting.key)
        TextInputDialog(self.session, f"setting.{setting.key}", prompt, save=save).ask()

    def _save_theme(self, theme_name: str | None) -> None:
        if theme_name is not None:
            self.session.execute(actions.save_setting("theme", theme_name))

    def action_undo(self) -> None:
        self.session.execute(undo_last_action())


class ThemeChoiceDialog(Dialog[str | None]):
    """Lists all themes and previews the highlighted one. Answers its name, or None."""

    FIRST_FOCUS = "OptionList"
    BINDINGS = [("escape", "leave", "back")]

    def compose(self) -> ComposeResult:
        self._theme_before = self.app.theme
        with self.make_box("Colours", "-tall"):
            yield OptionList(*(Option(styled(name), id=name) for name in self.app.available_themes), markup=False)
            yield Static(render_legend("↑ ↓ show one · Enter keeps it", self.content_width), markup=False)

    def on_mount(self) -> None:
        theme_list = self.query_one(OptionList)
        theme_list.highlighted = theme_list.get_option_index(self._theme_before)

    @on(OptionList.OptionHighlighted)
    def _preview_theme(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id:
            self.app.theme = event.option_id

    @on(OptionList.OptionSelected)
    def _accept_theme(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_leave(self) -> None:
        self.app.theme = self._theme_before
        self.dismiss(None)


def ask_for_hours(session: Session) -> None:
    """Ask for the networking hours; those that are set stand in the line already."""
    hours = session.journal.settings.hours
    prompt = LinePrompt(
        "When do you network?",
        hint="mon-fri 9-12, 13:30-17:30; sat 10-12 · off for none · Enter saves",
        placeholder="mon-fri 9:00-12:00, 13:30-17:30",
        value=format_hours(hours) if hours else "",
        preview=_describe_typed_hours,
    )
    TextInputDialog(session, "hours", prompt, save=actions.set_networking_hours).ask()


def _describe_typed_hours(line: str) -> str:
    """Return how typed hours are understood, or "" while they are not."""
    try:
        return format_hours(parse_hours(line)) if line.strip() else ""
    except CoachError:
        return ""
