"""The base of the pages that cover the first screen: lines of messages and keys, and keys with priority."""

from __future__ import annotations

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from coach.actions.undo import undo_last_action
from coach.tui.dialogs.dialog import Dialog
from coach.tui.widgets.header_and_footer import SaveMessageLine
from coach.tui.widgets.key_hints import KeyBar


class Page(Dialog[None]):
    """A page. Below its own widgets stand the messages of the first screen and the keys of the page."""

    key_bar = getters.query_one(KeyBar)

    def compose(self) -> ComposeResult:
        yield from self.compose_page()
        yield SaveMessageLine()
        yield KeyBar(id="keys")

    def compose_page(self) -> ComposeResult:
        """Yield the widgets of the page, from the top."""
        raise NotImplementedError

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
