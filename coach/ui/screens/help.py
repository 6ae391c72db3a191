"""Help: all keys by what they are about, and where to turn on a hard day. Works without data, always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from coach.advice.words import help_lines
from coach.key_table import Key
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.field import Field
from coach.ui.text import QUIET, TITLE, fit, hang, lines, show

if TYPE_CHECKING:
    from coach.ui.session import Session

DAYS = "Days of silence are working days; a chance is a number out of 100 messages like it."


class HelpScreen(Dialog[None]):
    """All keys on one page, those of the group `first` before the others, and the hard-day lines at its end.

    Whom the settings name, and help lines of the person's own, come in once the data is there. What is typed
    after / leaves the rows that hold it.
    """

    BINDINGS = [
        ("escape", "leave", "back"),
        Binding("question_mark,f1", "dismiss", "back", id="view.help"),
        Binding("q", "dismiss", "back", id="view.quit"),
        Binding("slash", "find", "find", id="people.find"),
    ]

    def __init__(self, session: Session, first: str = "") -> None:
        super().__init__()
        self._session, self._keys, self._first = session, session.keys, first

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=True) as page:
            page.border_title = "Help"
            page.border_subtitle = f"{self._keys.name('people.find')} finds · Esc back"
            yield Field(placeholder="any word", id="wanted")
            yield Static(markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).display = False
        self.query_one("#page").focus()
        self._session.watch_day(self, self._draw, init=False)

    def on_resize(self) -> None:
        self._draw()

    @on(Input.Changed)
    def _draw(self) -> None:
        page = self.query_one("#page")
        width = max(20, page.size.width - page.gutter.width - 2)
        self.query_one(Static).update(self._text(width, self.query_one(Input).value.strip().casefold()))

    @on(Input.Submitted)
    def _found(self) -> None:
        self.query_one("#page").focus()

    def action_find(self) -> None:
        """Show the line to type in."""
        wanted = self.query_one(Input)
        wanted.display = True
        wanted.focus()
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def action_leave(self) -> None:
        """Esc leaves the line, and then the page."""
        wanted = self.query_one(Input)
        if not wanted.display:
            self.dismiss(None)
        wanted.value, wanted.display = "", False
        self.query_one("#page").focus()

    def _text(self, width: int, wanted: str) -> Content:
        rows: list[Content] = []
        wide = max(len(key.shown) for key in self._keys) + 2
        for group in sorted({key.group: None for key in self._keys}, key=lambda group: group != self._first):
            found = [key for key in self._keys if key.group == group and _holds(key, wanted)]
            if found:
                rows.append(show(group, f"{TITLE} bold"))
                rows += [hang(fit(show(key.shown, "$key bold"), wide), show(key.help), width) for key in found]
                rows.append(Content(""))
        session, person, folder = self._session, "", None
        if session.day is not None:
            person, folder = session.journal.settings.support_person, session.service.folder
        help_here = [line for line in help_lines(person=person, folder=folder) if wanted in line.casefold()]
        if help_here:
            rows.append(show("On a hard day", f"{TITLE} bold"))
            rows += [hang(Content("  "), show(line), width) for line in help_here]
        if not rows:
            return show("Nothing here holds these words. Esc shows everything again.", QUIET)
        return lines(*rows) if wanted else lines(*rows, Content(""), show(DAYS, QUIET))


def _holds(key: Key, wanted: str) -> bool:
    return all(word in f"{key.shown} {key.label} {key.help} {key.words}".casefold() for word in wanted.split())
