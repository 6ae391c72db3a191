"""Help: all keys by what they are about, and where to turn on a hard day. Works without data, always the same."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.ui.dialogs.dialog import Dialog
from coach.ui.keys import KEYS
from coach.ui.text import QUIET, TITLE, fit, join, lines, show

GROUPS = ("Mood", "Goal", "Focus", "Outreach", "Coach")


class HelpScreen(Dialog[None]):
    """All keys on one page."""

    BINDINGS = [("escape,q,question_mark", "dismiss", "back")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page") as page:
            page.border_title = "Help"
            page.border_subtitle = "Esc back"
            yield Static(self._keys(), markup=False)

    def _keys(self) -> Content:
        rows: list[Content] = []
        for group in GROUPS:
            rows.append(show(group, f"{TITLE} bold"))
            for key in KEYS:
                if key.group == group:
                    rows.append(join(fit(Content.styled(f" {key.shown}", "$key bold"), 10), show(key.help)))
            rows.append(Content(""))
        rows.append(show("On a hard day", f"{TITLE} bold"))
        rows += [show(line) for line in hard_day()]
        rows += [
            Content(""),
            show("Days are working days of silence; a chance is out of 100 messages like it.", QUIET),
        ]
        return lines(*rows)


def hard_day() -> list[str]:
    """Return where help is: people first, then numbers, never a guess at the country."""
    from coach.advice.words import help_lines

    return help_lines()
