"""The week and checks that come round: its one change, who was nice to talk to, a copy, and lists to go through."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.actions import reviews as actions
from coach.actions.notes import park_public_post
from coach.advice.checklists_and_help_lines import load_checklist
from coach.domain.text import HIDDEN_MARK
from coach.tui.dialogs.checklist import ChecklistDialog
from coach.tui.dialogs.choice import ask_choice
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.views.week import format_as_markdown, format_change_title, format_proposal

if TYPE_CHECKING:
    from coach.views.week import WeekView


def take_proposal(session: Session, week: WeekView, number: int) -> bool:
    """Take a proposal, counted from 1, as the one change; return whether that was possible."""
    if not week.is_open or number > len(week.proposals):
        return False
    return session.execute(actions.adopt_proposal(week.proposals[number - 1])) is not None


def write_change(session: Session, week: WeekView, done: Callable[[], object]) -> None:
    """Ask for the one change in one's own words; call `done` once it is saved."""
    if not week.is_open:
        return
    hint, change_example = 'add "when …" for the moment you start · Enter saves', "write to Ana when coffee is made"
    prompt = LinePrompt(format_change_title(week), hint=hint, placeholder=change_example)
    change_dialog = TextInputDialog(session, "week.change", prompt, save=actions.set_own_change)
    change_dialog.ask(lambda line: None if line is None else done())


def choose_change(session: Session, week: WeekView, done: Callable[[], object]) -> None:
    """Offer the changes as a list, for the mouse; call `done` once one is saved."""
    choices = [(str(n), format_proposal(proposal, hide=session.hidden)) for n, proposal in enumerate(week.proposals, 1)]

    def answer(proposal_number: str) -> None:
        if proposal_number == "own":
            write_change(session, week, done)
        elif take_proposal(session, week, int(proposal_number)):
            done()

    ask_choice(session, format_change_title(week), [*choices, ("own", "in your own words")], answer)


def choose_nice_person(session: Session, week: WeekView) -> None:
    """Ask who was nice to talk to; choosing somebody again takes it back."""
    if not week.is_open:
        return
    if not week.people:
        session.notify("No conversations this week so far.")
        return
    people_choices = [
        (talk.person_id, f"{HIDDEN_MARK if session.hidden else talk.name}{'  ✓' if talk.was_nice else ''}")
        for talk in week.people
    ]

    def answer(person_id: str) -> None:
        session.execute(actions.toggle_nice_person(person_id))

    ask_choice(session, "Who was nice to talk to?", people_choices, answer)


def copy_week(session: Session, week: WeekView) -> None:
    """Copy the week as Markdown."""
    session.copy_text(format_as_markdown(week, hide=session.hidden))
    session.notify("Copied as Markdown, if your terminal allows it. coach week --md prints it.")


CHECKLIST_CHOICES = [
    ("privacy", "privacy: who sees what"),
    ("reputation", "your own name, and old posts"),
    ("post", "before a public post"),
    ("request", "a request from someone you have little in common with"),
    ("privacy-linkedin", "privacy on LinkedIn, step by step"),
    ("privacy-x", "privacy on X, step by step"),
    ("privacy-e-mail", "privacy of your e-mail, step by step"),
]


def choose_checklist(session: Session) -> None:
    """Ask which list to go through, and show it."""
    ask_choice(session, "Checks", CHECKLIST_CHOICES, lambda checklist_name: _open_checklist(session, checklist_name))


def _open_checklist(session: Session, checklist_name: str) -> None:
    def answer(outcome: str | None) -> None:
        if outcome == "parked":
            session.execute(park_public_post())
        elif outcome == "done" and checklist_name.startswith(("privacy", "reputation")):
            session.execute(actions.log_review("privacy" if checklist_name.startswith("privacy") else "reputation"))

    checklist = load_checklist(checklist_name, folder=session.service.folder)
    session.push_screen(ChecklistDialog(checklist, parkable=checklist_name == "post"), answer)
