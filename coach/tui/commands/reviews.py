"""The week and checks that come round: its one change, who was nice to talk to, a copy, and lists to go through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from coach.actions import reviews as actions
from coach.actions.notes import park_public_post
from coach.advice.checklists_and_help_lines import load_checklist
from coach.tui.dialogs.checklist import ChecklistDialog
from coach.tui.dialogs.choice import Offer, ask_choice, offer_actions
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.views.week import WeekView, format_as_markdown, format_change_title, format_proposal


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
    change_dialog.ask(lambda _: done())


def choose_change(session: Session, week: WeekView, done: Callable[[], object]) -> None:
    """Offer the changes as a list, for the mouse; call `done` once one is saved."""

    def take(number: int) -> None:
        if take_proposal(session, week, number):
            done()

    offered: list[Offer] = [
        (format_proposal(proposal, hide=session.hidden), partial(take, n))
        for n, proposal in enumerate(week.proposals, 1)
    ]
    offered.append(("in your own words", lambda: write_change(session, week, done)))
    offer_actions(session, format_change_title(week), offered)


def choose_nice_person(session: Session, week: WeekView) -> None:
    """Ask who was nice to talk to; choosing somebody again takes it back."""
    if not week.is_open:
        return
    if not week.people:
        session.notify("No conversations this week so far.")
        return
    people = [(talk.person_id, session.hide_text(talk.name) + "  ✓" * talk.was_nice) for talk in week.people]
    toggle = actions.toggle_nice_person
    ask_choice(session, "Who was nice to talk to?", people, lambda person_id: session.execute(toggle(person_id)))


def copy_week(session: Session, week: WeekView) -> None:
    """Copy the week as Markdown."""
    session.copy_text(format_as_markdown(week, hide=session.hidden))
    session.notify("Copied as Markdown, if your terminal allows it. coach week --md prints it.")


CHECKLIST_CHOICES = sorted(actions.CHECKLISTS.items(), key=lambda name_and_title: "-" in name_and_title[0])
"""The name and the title of each checklist; those for one site come last."""


def choose_checklist(session: Session) -> None:
    """Ask which list to go through, and show it."""
    ask_choice(session, "Checks", CHECKLIST_CHOICES, partial(_open_checklist, session))


def _open_checklist(session: Session, checklist_name: str) -> None:
    review = actions.review_of_checklist(checklist_name)

    def answer(outcome: str | None) -> None:
        if outcome == "parked":
            session.execute(park_public_post())
        elif outcome == "done" and review is not None:
            session.execute(actions.log_review(review))

    checklist = load_checklist(checklist_name, folder=session.service.folder)
    session.push_screen(ChecklistDialog(checklist, parkable=checklist_name == "post"), answer)
