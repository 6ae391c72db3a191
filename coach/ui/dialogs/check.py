"""A check: a short dated list to look through, at one's own pace; `d` says that it was done."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.advice.words import Check
from coach.ui.dialogs.dialog import Dialog
from coach.ui.text import QUIET, hang, legend, lines, show

Answer = Literal["done", "parked"]


class CheckDialog(Dialog[Answer | None]):
    """Show a list. Answers "done", "parked" (where that is offered) or None."""

    FIRST = "#lines"
    BINDINGS = [("escape", "dismiss(None)", "back"), ("d", "answer('done')", "done"), ("p", "park", "park")]

    def __init__(self, check: Check, *, parkable: bool = False) -> None:
        super().__init__()
        self._check, self._parkable = check, parkable

    def compose(self) -> ComposeResult:
        rows = [hang(show("◦ ", QUIET) + " ", show(line), min(72, self.room - 1)) for line in self._check.lines]
        park = " · p park it till tomorrow" if self._parkable else ""
        with Vertical(id="box", classes="-list") as box:
            box.border_title = self._check.title
            with VerticalScroll(id="lines"):
                yield Static(lines(*rows), markup=False)
            written = f"written on {self._check.written_on:%Y-%m-%d}, yours to edit"
            yield Static(legend(f"d done{park} · Esc not now · {written}", self.room, letters=True), markup=False)

    def action_answer(self, answer: Answer) -> None:
        self.dismiss(answer)

    def action_park(self) -> None:
        if self._parkable:
            self.dismiss("parked")
