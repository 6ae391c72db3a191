"""Dialogs with a list to read: a checklist, and the steps to block or report a person on a site."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from coach.advice.checklists_and_help_lines import Checklist, ReportSteps
from coach.domain.wording import format_date
from coach.tui.dialogs.dialog import Dialog
from coach.tui.text_layout import QUIET_STYLE, indent_wrapped, stack_lines, styled, wrap_text
from coach.tui.widgets.key_hints import render_legend
from coach.tui.widgets.wrapped_text import WrappedText


class ChecklistDialog(Dialog[str | None]):
    """Show a checklist. Answers "done", "parked" (where that is offered) or None."""

    FIRST_FOCUS = "#lines"
    LEAVE_HINT = "Esc not now"
    BINDINGS = [("escape", "dismiss(None)", "back"), ("d", "dismiss('done')", "done"), ("p", "park", "park")]

    def __init__(self, checklist: Checklist, *, parkable: bool = False) -> None:
        super().__init__()
        self._checklist, self._can_park = checklist, parkable

    def compose(self) -> ComposeResult:
        park_hint = " · p set aside until tomorrow" if self._can_park else ""
        with self.make_box(styled(self._checklist.title), "-list"):
            with VerticalScroll(id="lines"):
                yield WrappedText(self._wrap_lines)
            written_hint = f"written on {format_date(self._checklist.written_on, year=True)}, you can edit it"
            yield WrappedText(lambda width: render_legend(f"d done{park_hint} · {written_hint}", width, letters=True))

    def _wrap_lines(self, width: int) -> Content:
        bullet = styled("◦ ", QUIET_STYLE) + " "
        checklist_rows = [indent_wrapped(bullet, styled(line), width - 1) for line in self._checklist.lines]
        return stack_lines(*self.repeat_title(styled(self._checklist.title), width), *checklist_rows)

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
        with self.make_box("Block" if self._step == "blocked" else "Report", "-list"):
            with VerticalScroll(id="lines"):
                yield WrappedText(self._wrap_steps)
            yield WrappedText(lambda width: render_legend(f"Enter logs it as {self._step}", width))

    def _wrap_steps(self, width: int) -> Content:
        steps = self._steps
        rows = steps.block if self._step == "blocked" else steps.report
        numbered = (indent_wrapped(styled(f"{n} ") + " ", styled(row), width - 1) for n, row in enumerate(rows, 1))
        notes = (
            f"Checked on {format_date(steps.checked_on, year=True)}: {steps.source}.",
            "Sites change their menus. coach boundary --edit-steps edits this list.",
        )
        quiet = (line for text in notes for line in wrap_text(styled(text, QUIET_STYLE), width - 1))
        return stack_lines(styled(f"On {steps.title}", QUIET_STYLE), *numbered, *quiet)
