"""A form for what is known of a person: Tab goes on, Enter saves, Esc keeps the typed text for the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from coach.acts.people import as_lines, edit
from coach.errors import CoachError
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.field import Field
from coach.ui.session import Session
from coach.ui.text import HIDDEN, QUIET, legend, show

if TYPE_CHECKING:
    from coach.domain.person import Person

HINTS = {
    "name": "the whole name", "tie": "cold, warm, dormant, strong, or empty", "place": "Oslo",
    "zone": "oslo, or Europe/Oslo",
    "channel": "where you write: linkedin, e-mail, x", "handles": "linkedin ana-lee, e-mail ana@example.org",
    "met": "how you met", "tags": "rust hiring", "note": "anything else",
}  # fmt: skip
KEYS = "Tab next · Enter saves · Esc back"


class PersonForm(Dialog[None]):
    """Edits one person. One line says which value was not understood, and the typed text stays."""

    FIRST = "#f-name"
    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("tab,down", "go(1)", show=False, priority=True),
        Binding("shift+tab,up", "go(-1)", show=False, priority=True),
    ]

    def __init__(self, session: Session, person: Person) -> None:
        super().__init__()
        self.session, self.person = session, person
        self._before = as_lines(person)

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = show(HIDDEN if self.session.hidden else self.person.name, limit=60)
            for field, value in self._before.items():
                with Horizontal(classes="field"):
                    yield Static(show(field, QUIET), classes="label", markup=False)
                    yield Field(
                        self.session.drafts.of(self._key(field)) or value,
                        placeholder=HINTS[field],
                        select_on_focus=False,
                        password=self.session.hidden,
                        id=f"f-{field}",
                    )
            yield Static(legend(KEYS, self.room), id="hint", markup=False)

    def _key(self, field: str) -> str:
        return f"person.{self.person.id}.{field}"

    def _typed(self) -> dict[str, str]:
        return {field: self.query_one(f"#f-{field}", Input).value for field in self._before}

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        typed = self._typed()
        changed = {field: line for field, line in typed.items() if line != self._before[field]}
        try:
            if changed:
                self.session.execute(edit(self.person.id, **changed), raises=True)
        except CoachError as error:
            self.query_one("#hint", Static).update(show(str(error)))
            return
        self._end({})

    def action_go(self, step: int) -> None:
        """Go to the next field, or to the one before."""
        self.focus_next() if step > 0 else self.focus_previous()

    def action_leave(self) -> None:
        """Step back; what was changed is offered again."""
        self._end({field: line for field, line in self._typed().items() if line != self._before[field]})

    def _end(self, kept: dict[str, str]) -> None:
        for field in self._before:
            self.session.drafts.keep(self._key(field), kept.get(field, ""))
        self.dismiss(None)
