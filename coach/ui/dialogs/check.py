"""Lists to read: a check with its questions, and how to block or report somebody where it happened."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.advice.boundary import Steps
from coach.advice.words import Check
from coach.domain.wording import format_date
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


class StepsDialog(Dialog[bool]):
    """The steps for one channel. Enter says that it is done; Esc steps back."""

    BINDINGS = [("escape", "dismiss(False)", "back"), ("enter", "dismiss(True)", "done")]

    def __init__(self, steps: Steps, step: str) -> None:
        super().__init__()
        self._steps, self._step = steps, step

    def compose(self) -> ComposeResult:
        steps = self._steps
        rows = steps.block if self._step == "blocked" else steps.report
        with Vertical(id="box") as box:
            box.border_title = "Block" if self._step == "blocked" else "Report"
            yield Static(
                lines(
                    show(f"On {steps.title}", QUIET),
                    *(hang(show(f"{n} ") + " ", show(row), self.room) for n, row in enumerate(rows, 1)),
                    show(f"Checked on {format_date(steps.checked_on, year=True)}: {steps.source}.", QUIET),
                    show("Sites move their menus. coach boundary --edit-steps makes this list yours.", QUIET),
                    legend(f"Enter notes it as {self._step} · Esc back", self.room),
                ),
                markup=False,
            )
