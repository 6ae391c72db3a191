"""The floor for starting: a Textual app with the same widgets in the same places, and no logic and no data."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Grid
from textual.widget import Widget
from textual.widgets import Digits, Static


class Line(Widget):
    """One line of text."""

    def render(self) -> str:
        return "line"


class Panel(Widget, can_focus=True):
    """A framed box with a title."""

    def on_mount(self) -> None:
        self.border_title = self.id or ""

    def render(self) -> str:
        return "panel"


class Timer(Widget, can_focus=True):
    """A framed box with digits and a line."""

    def compose(self) -> ComposeResult:
        yield Digits("25:00")
        yield Static("words")


class Floor(App[None]):
    """Four panels and four lines."""

    CSS = """
    Grid { layout: grid; grid-size: 2 2; height: 1fr; }
    Panel, Timer { border: round gray; padding: 1 2; height: 1fr; }
    Line { height: 1; }
    """

    PANEL = Panel

    def compose(self) -> ComposeResult:
        yield Line()
        with Grid():
            yield self.PANEL(id="Goal")
            yield Timer(id="Focus")
            yield self.PANEL(id="Unanswered")
            yield self.PANEL(id="Mood")
        yield Line()
        yield Line()
        yield Line()


if __name__ == "__main__":
    Floor().run()
