"""Help: all keys by what they are about, and where to turn on a hard day. Works without data, always the same."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.ui.dialogs.dialog import Dialog
from coach.ui.keys import KEYS
from coach.ui.text import QUIET, TITLE, fit, hang, lines, show

KEY_WIDTH = 9
DAYS = "Days of silence are working days; a chance is a number out of 100 messages like it."


class HelpScreen(Dialog[None]):
    """All keys on one page, and the hard-day lines at its end. `person` is whom the settings name."""

    BINDINGS = [("escape,q,question_mark", "dismiss", "back")]

    def __init__(self, person: str = "") -> None:
        super().__init__()
        self._person = person

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
        for group in dict.fromkeys(key.group for key in KEYS):
            rows.append(show(group, f"{TITLE} bold"))
            for key in (key for key in KEYS if key.group == group):
                rows.append(hang(fit(show(key.shown, "$key bold"), KEY_WIDTH), show(key.help), width))
            rows.append(Content(""))
        rows.append(show("On a hard day", f"{TITLE} bold"))
        rows += [hang(Content("  "), show(line), width) for line in help_lines(person=self._person)]
        return lines(*rows, Content(""), show(DAYS, QUIET))
