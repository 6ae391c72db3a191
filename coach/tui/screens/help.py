"""Help: where to turn on a hard day, then all keys by what they are about. Works without data, always the same."""

from __future__ import annotations

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from coach.advice.checklists_and_help_lines import list_help_lines
from coach.keys import Key
from coach.tui.dialogs.dialog import Dialog
from coach.tui.session import Session
from coach.tui.text_layout import (
    HEADING_STYLE,
    KEY_STYLE,
    QUIET_STYLE,
    fit_width,
    indent_wrapped,
    join_parts,
    stack_lines,
    styled,
    wrap_text,
)
from coach.tui.widgets.line_input import LineInput
from coach.tui.widgets.wrapped_text import WrappedText

HARD_DAY_WORDS = frozenset(
    "a on hard day bad sad help low crisis lonely panic support depressed anxious suicide".split()
)
"""Words that find all of the help for a hard day."""
NARROW_HELP_WIDTH = 50
"""In a narrower window a row begins with its key, without a column for the longest one."""
WORDS_NOTE = (
    "14 wd means 14 working days; 20 in 100 means that about 20 of 100 such messages get a reply. "
    '"You owe" means that it is your turn: a reply, or a promise to keep. There is no hurry.'
)


class HelpScreen(Dialog[None]):
    """The hard-day lines and all keys on one page, those of the group `first` before the other keys.

    The person that the settings name, and help lines of the person's own, are shown once the data is there. What is
    typed after / leaves the rows that hold it.
    """

    BINDINGS = [
        ("escape", "leave", "back"),
        Binding("question_mark,f1", "dismiss", "back", id="view.help"),
        Binding("q", "dismiss", "back", id="view.quit"),
        Binding("slash", "find", "find", id="people.find"),
    ]

    def __init__(self, session: Session, first: str) -> None:
        super().__init__(session)
        self._keys, self._first_group = session.keys, first

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=True) as page:
            page.border_title = "Help"
            page.border_subtitle = f"{self._keys.name('people.find')} finds · Esc back"
            yield LineInput(placeholder="any word", id="wanted")
            yield WrappedText(self._wrap_page)

    def on_mount(self) -> None:
        self.query_one(Input).display = False
        self.query_one("#page").focus()
        self.session.watch_day(self, self._draw_page)

    @on(Input.Changed)
    def _draw_page(self) -> None:
        self.query_one(WrappedText).show(self._wrap_page)

    def _wrap_page(self, width: int) -> Content:
        """Return the rows that hold the wanted words, all if none are typed."""
        width, wanted = max(20, width - 1), self.query_one(Input).value.strip().casefold()
        help_rows = self._list_hard_day_rows(width, wanted)
        key_width = max(len(key.shown) for key in self._keys) + 2 if width >= NARROW_HELP_WIDTH else 0
        for group in sorted({key.group: None for key in self._keys}, key=lambda group: group != self._first_group):
            matching_keys = [key for key in self._keys if key.group == group and _matches_words(key, wanted)]
            if matching_keys:
                help_rows.append(styled(group, HEADING_STYLE))
                for key in matching_keys:
                    key_cell = fit_width(styled(key.shown, KEY_STYLE), max(key_width, cell_len(key.shown) + 2))
                    help_rows.append(indent_wrapped(key_cell, styled(key.help), width))
                help_rows.append(Content(""))
        if not help_rows:
            return styled("Nothing found. Esc shows everything again.", QUIET_STYLE)
        return stack_lines(*help_rows, *([] if wanted else wrap_text(styled(WORDS_NOTE, QUIET_STYLE), width)))

    @on(Input.Submitted)
    def _on_submitted(self) -> None:
        self.query_one("#page").focus()

    def action_find(self) -> None:
        word_line = self.query_one(Input)
        word_line.display = True
        word_line.focus()
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def action_leave(self) -> None:
        """Esc leaves the line, and then the page."""
        word_line = self.query_one(Input)
        if not word_line.display:
            self.dismiss(None)
        word_line.value, word_line.display = "", False
        self.query_one("#page").focus()

    def _list_hard_day_rows(self, width: int, wanted: str) -> list[Content]:
        """Return where to turn on a hard day: as far as it holds the `wanted` words, whole for words like "sad"."""
        session, support_person, folder = self.session, "", None
        if session.day is not None:
            support_person, folder = session.journal.settings.support_person, session.service.folder
        help_lines = list_help_lines(person=support_person, folder=folder)
        if not all(word in HARD_DAY_WORDS for word in wanted.split()):
            help_lines = [help_line for help_line in help_lines if wanted in help_line.casefold()]
        if not help_lines:
            return []
        help_rows = [_render_help_line(help_line, width) for help_line in help_lines]
        return [styled("On a hard day", HEADING_STYLE), *help_rows, Content("")]


def _render_help_line(help_line: str, width: int) -> Content:
    """Return a help line; the day on which its number was checked stays in one row, below it if there is no room."""
    help_text, has_check, checked_on = help_line.partition(" (")
    check = styled(f"({checked_on}" * bool(has_check), QUIET_STYLE)
    if not has_check or cell_len(help_line) + 4 <= width:
        return indent_wrapped(Content("  "), join_parts(styled(help_text), check, between=" "), width, more=2)
    below = indent_wrapped(Content("    "), check, width)
    return stack_lines(indent_wrapped(Content("  "), styled(help_text), width, more=2), below)


def _matches_words(key: Key, wanted: str) -> bool:
    return all(word in f"{key.shown} {key.label} {key.help} {key.words}".casefold() for word in wanted.split())
