"""The floor for keys: the bare app, in which a digit, a move and a letter change one widget, and nothing is known."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Input

from benchmarks.floor_app import Floor, Panel


class Typing(ModalScreen[None]):
    """A line to type in."""

    BINDINGS = [Binding("escape", "dismiss", show=False, priority=True)]

    def compose(self) -> ComposeResult:
        yield Input(select_on_focus=False)


class Said(Panel):
    """A box that shows what it is told."""

    said: reactive[str] = reactive("panel")

    def render(self) -> str:
        return self.said


class Keys(Floor):
    """The bare app with the keys that are measured."""

    BINDINGS = [
        *(Binding(str(n), f"say('Mood', '{n}')", show=False, priority=True) for n in range(1, 6)),
        Binding("m", "say('Mood', 'how?')", show=False, priority=True),
        Binding("j", "say('Unanswered', 'below')", show=False, priority=True),
        Binding("k", "say('Unanswered', 'above')", show=False, priority=True),
        Binding("slash", "type", show=False, priority=True),
        Binding("escape", "say('Mood', 'panel')", show=False, priority=True),
    ]
    PANEL = Said

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ("say", "type") or not isinstance(self.screen, Typing)

    def action_say(self, panel: str, text: str) -> None:
        self.query_one(f"#{panel}", Said).said = text

    def action_type(self) -> None:
        self.push_screen(Typing())


if __name__ == "__main__":
    Keys().run()
