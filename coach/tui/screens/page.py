"""The base of the pages that cover the first screen: the session, a line of messages, and keys with priority."""

from __future__ import annotations

from textual import events
from textual.binding import Binding, BindingType

from coach.actions.undo import undo_last_action
from coach.tui.dialogs.dialog import Dialog
from coach.tui.session import Session
from coach.tui.widgets.header_and_footer import SaveMessageLine


class Page(Dialog[None]):
    """A page with a `SaveMessageLine`, which shows the messages of the first screen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def on_mount(self) -> None:
        self.session.mirror_status(self.query_one(SaveMessageLine))

    def on_key(self, event: events.Key) -> None:
        """Say of a key that does nothing here, but on the first page, what it does there."""
        if event.is_printable and event.character != " " and event.key not in self.active_bindings:
            for key_row in self.session.keys:
                if event.key in key_row.key.split(","):
                    self.session.notify(f"{key_row.first} ({key_row.label}) works on the first page. Esc leads back.")

    def action_run(self, command: str) -> None:
        self.session.run_command(command)

    def action_undo(self) -> None:
        self.session.execute(undo_last_action())


def make_page_bindings(*page_keys: tuple[str, str, str]) -> list[BindingType]:
    """Return the bindings of a page. They have priority, so that a key takes effect before the next one is handled."""
    return [Binding(keys, action, words, show=False, priority=True) for keys, action, words in page_keys]
