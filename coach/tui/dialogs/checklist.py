"""Dialogs with a list to read: a checklist, and the steps to block or report a person on a site."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from coach.actions.notes import park_public_post
from coach.actions.reviews import CHECKLISTS, log_review, review_of_checklist
from coach.advice.checklists_and_help_lines import ReportSteps, load_checklist
from coach.domain.wording import format_date
from coach.tui.dialogs.choice import ask_choice
from coach.tui.dialogs.dialog import Dialog
from coach.tui.session import Session
from coach.tui.text_layout import QUIET_STYLE, indent_wrapped, stack_lines, styled, wrap_text
from coach.tui.widgets.key_hints import render_legend
from coach.tui.widgets.wrapped_text import WrappedText


class ChecklistDialog(Dialog[None]):
    """Show a checklist: d logs that it is done, p parks the post it is about."""

    FIRST_FOCUS = "#lines"
    LEAVE_HINT = "Esc not now"
    BINDINGS = [("escape", "dismiss(None)", "back"), ("d", "done", "done"), ("p", "park", "park")]

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session)
        self._review, self._can_park = review_of_checklist(name), name == "post"
        self._checklist = load_checklist(name, folder=session.service.folder)

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

    def action_done(self) -> None:
        if self._review is not None:
            self.session.execute(log_review(self._review))
        self.dismiss(None)

    def action_park(self) -> None:
        if self._can_park:
            self.session.execute(park_public_post())
            self.dismiss(None)


CHECKLIST_CHOICES = sorted(CHECKLISTS.items(), key=lambda name_and_title: "-" in name_and_title[0])
"""The name and the title of each checklist; those for one site come last."""


def choose_checklist(session: Session) -> None:
    """Ask which list to go through, and show it."""
    ask_choice(session, "Checks", CHECKLIST_CHOICES, lambda name: session.push_screen(ChecklistDialog(session, name)))


class BoundaryStepsDialog(Dialog[bool]):
    """Show the steps for one site. Enter answers that they are done; Esc closes."""

    FIRST_FOCUS = "#lines"
    BINDINGS = [("escape", "dismiss(False)", "back"), ("enter", "dismiss(True)", "done")]

    def __init__(self, session: Session, steps: ReportSteps, step: str) -> None:
        super().__init__(session)
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
