"""Checks that come round: privacy, one's own name, before a public post, a request."""

from __future__ import annotations

from coach.actions import reviews as actions
from coach.actions.drafts_and_posts import park_public_post
from coach.advice.checklists import load_checklist
from coach.tui.dialogs.checklist import ChecklistDialog
from coach.tui.dialogs.choice import ask_choice
from coach.tui.session import Session

CHECKLISTS = [
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
    ask_choice(session, "Checks", CHECKLISTS, lambda key: _open_checklist(session, key))


def _open_checklist(session: Session, key: str) -> None:
    def answer(outcome: str | None) -> None:
        if outcome == "parked":
            session.execute(park_public_post())
        elif outcome == "done" and key.startswith(("privacy", "reputation")):
            session.execute(actions.log_review("privacy" if key.startswith("privacy") else "reputation"))

    check = load_checklist(key, folder=session.service.folder)
    session.push_screen(ChecklistDialog(check, parkable=key == "post"), answer)
