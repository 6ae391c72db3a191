"""How to block or report somebody where it happened: a few lines, the day they were checked, and "it is done"."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coach.advice.boundary import Steps
from coach.domain.wording import format_date
from coach.ui.dialogs.dialog import Dialog
from coach.ui.text import QUIET, hang, legend, lines, show


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
