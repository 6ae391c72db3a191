"""Help: all keys by what they are about, and where to turn on a hard day. Works without data, always the same."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.ui.dialogs.dialog import Dialog
from coach.ui.keys import KeyTable
from coach.ui.text import QUIET, TITLE, fit, hang, lines, show

DAYS = "Days of silence are working days; a chance is a number out of 100 messages like it."


class HelpScreen(Dialog[None]):
    """All keys on one page, and the hard-day lines at its end. `person` is whom the settings name."""

    BINDINGS = [
        ("escape", "dismiss", "back"),
        Binding("question_mark", "dismiss", "back", id="view.help"),
        Binding("q", "dismiss", "back", id="view.quit"),
    ]

    def __init__(self, keys: KeyTable, person: str = "") -> None:
        super().__init__()
        self._keys, self._person = keys, person

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=True) as page:
            page.border_title = "Help"
            page.border_subtitle = "Esc back"
            yield Static(markup=False)

    def on_mount(self) -> None:
        self.query_one("#page").focus()

    def on_resize(self) -> None:
        page = self.query_one("#page")
        self.query_one(Static).update(self._text(max(20, page.size.width - page.gutter.width - 2)))

    def _text(self, width: int) -> Content:
        from coach.advice.words import help_lines

        rows: list[Content] = []
        wide = max(len(key.shown) for key in self._keys) + 2
        for group in dict.fromkeys(key.group for key in self._keys):
            rows.append(show(group, f"{TITLE} bold"))
            for key in (key for key in self._keys if key.group == group):
                rows.append(hang(fit(show(key.shown, "$key bold"), wide), show(key.help), width))
            rows.append(Content(""))
        rows.append(show("On a hard day", f"{TITLE} bold"))
        rows += [hang(Content("  "), show(line), width) for line in help_lines(person=self._person)]
        return lines(*rows, Content(""), show(DAYS, QUIET))
