"""Dialogs with a list to read: a checklist, and the steps to block or report a person on a site."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.advice.checklists_and_help_lines import Checklist, ReportSteps
from coach.domain.wording import format_date
from coach.tui.dialogs.dialog import Dialog
from coach.tui.text import QUIET_STYLE, indent_wrapped, quiet_lines, render_legend, stack_lines, styled

ChecklistAnswer = Literal["done", "parked"]


class ChecklistDialog(Dialog[ChecklistAnswer | None]):
    """Show a checklist. Answers "done", "parked" (where that is offered) or None."""

    FIRST_FOCUS = "#lines"
    LEAVE_HINT = "Esc not now"
    BINDINGS = [("escape", "dismiss(None)", "back"), ("d", "answer('done')", "done"), ("p", "park", "park")]

    def __init__(self, check: Checklist, *, parkable: bool = False) -> None:
        super().__init__()
        self._check, self._can_park = check, parkable

    def compose(self) -> ComposeResult:
        lead, width = styled("◦ ", QUIET_STYLE) + " ", self.content_width - 2
        title = styled(self._check.title)
        rows = self.repeat_title(title, self.content_width)
        rows += [indent_wrapped(lead, styled(line), width) for line in self._check.lines]
        park = " · p set aside until tomorrow" if self._can_park else ""
        with Vertical(id="box", classes="-list") as box:
            box.border_title = title
            with VerticalScroll(id="lines"):
                yield Static(stack_lines(*rows), markup=False)
            written = f"written on {format_date(self._check.written_on, year=True)}, you can edit it"
            yield Static(render_legend(f"d done{park} · {written}", self.content_width, letters=True), markup=False)

    def action_answer(self, answer: ChecklistAnswer) -> None:
        self.dismiss(answer)

    def action_park(self) -> None:
        if self._can_park:
            self.dismiss("parked")


class BoundaryStepsDialog(Dialog[bool]):
    """Show the steps for one site. Enter answers that they are done; Esc closes."""

    FIRST_FOCUS = "#lines"
    BINDINGS = [("escape", "dismiss(False)", "back"), ("enter", "dismiss(True)", "done")]

    def __init__(self, steps: ReportSteps, step: str) -> None:
        super().__init__()
        self._steps, self._step = steps, step

    def compose(self) -> ComposeResult:
        steps = self._steps
        rows = steps.block if self._step == "blocked" else steps.report
        width = self.content_width - 2
        numbered = (indent_wrapped(styled(f"{n} ") + " ", styled(row), width) for n, row in enumerate(rows, 1))
        below = quiet_lines(
            f"Checked on {format_date(steps.checked_on, year=True)}: {steps.source}.",
            "Sites change their menus. coach boundary --edit-steps edits this list.",
        )
        with Vertical(id="box", classes="-list") as box:
            box.border_title = "Block" if self._step == "blocked" else "Report"
            with VerticalScroll(id="lines"):
                yield Static(stack_lines(styled(f"On {steps.title}", QUIET_STYLE), *numbered, below), markup=False)
            yield Static(render_legend(f"Enter logs it as {self._step}", self.content_width), markup=False)
