"""The form for the fields of a person: Tab moves on, Enter saves, Esc closes and keeps the typed text."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input, Static

from coach.actions.people import edit_person, format_person_fields
from coach.domain.person import Person
from coach.errors import CoachError
from coach.tui.dialogs.dialog import Dialog
from coach.tui.session import Session
from coach.tui.text_layout import QUIET_STYLE, styled
from coach.tui.widgets.line_input import UnsentLineInput
from coach.tui.widgets.wrapped_text import WrappedText

FIELD_PLACEHOLDERS = {
    "name": "the whole name", "tie": "new, a little, well, out of touch, or empty", "place": "Oslo",
    "company": "where they work", "position": "what they do there", "birthday": "12 May, or 1990-05-12",
    "every": "8w, 3 months, or off", "zone": "oslo, or Europe/Oslo",
    "channel": "where you write: linkedin, e-mail, x", "handles": "linkedin ana-lee, e-mail ana@example.org",
    "met": "how you met", "tags": "rust hiring", "note": "anything else",
}  # fmt: skip
FIELD_LABELS = {"company": "employer"}
"""Field → what people read beside it, where that is another word."""


class PersonForm(Dialog[None]):
    """Edits the fields of a person. If a value is not understood, one line says which, and the typed text stays."""

    FIRST_FOCUS = "#f-name"
    LEAVE_HINT = "Tab next · Enter saves · Esc back"
    BINDINGS = [
        Binding("escape", "dismiss", show=False),
        Binding("tab,down", "go(1)", show=False, priority=True),
        Binding("shift+tab,up", "go(-1)", show=False, priority=True),
    ]

    def __init__(self, session: Session, person: Person) -> None:
        super().__init__(session)
        self.person = person
        self._saved_values = format_person_fields(person)

    def compose(self) -> ComposeResult:
        with self.make_box(styled(self.session.hide_text(self.person.name), limit=60)):
            for field, value in self._saved_values.items():
                with Horizontal(classes="field"):
                    yield Static(styled(FIELD_LABELS.get(field, field), QUIET_STYLE), classes="label", markup=False)
                    yield UnsentLineInput(
                        self.session.unsent_input,
                        self._make_unsent_key(field),
                        value,
                        placeholder=FIELD_PLACEHOLDERS[field],
                        password=self.session.hidden,
                        id=f"f-{field}",
                    )
            yield WrappedText(id="hint")

    def _make_unsent_key(self, field: str) -> str:
        return f"person.{self.person.id}.{field}"

    @on(Input.Submitted)
    def _save_changes(self, event: Input.Submitted) -> None:
        event.stop()
        typed_fields = {field: self.query_one(f"#f-{field}", Input).value for field in self._saved_values}
        changed_fields = {field: line for field, line in typed_fields.items() if line != self._saved_values[field]}
        try:
            if changed_fields:
                self.session.execute(edit_person(self.person.id, **changed_fields), raises=True)
        except CoachError as error:
            hint_text = self.query_one("#hint", WrappedText)
            hint_text.show_text(self.session.format_error(error))
            self.call_after_refresh(hint_text.scroll_visible)
            return
        self.session.unsent_input.remove_texts(*map(self._make_unsent_key, self._saved_values))
        self.dismiss(None)

    def action_go(self, step: int) -> None:
        """Move the focus to the next field, or to the one before."""
        self.focus_next() if step > 0 else self.focus_previous()
