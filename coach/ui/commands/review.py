"""Reviews: the evening, and the checks that come round (privacy, one's own name, before a public post)."""

from __future__ import annotations

from coach.acts import reviews as acts
from coach.advice.words import checklist
from coach.ui.dialogs.check import CheckDialog
from coach.ui.dialogs.choice import ChoiceDialog
from coach.ui.dialogs.evening import EveningDialog
from coach.ui.session import Session

CHECKS = [
    ("privacy", "privacy: who sees what"),
    ("reputation", "your own name, and old posts"),
    ("post", "before a public post"),
    ("request", "a request without common ground"),
]


def open_evening(session: Session) -> None:
    """Close the day: goal, mood, tomorrow."""
    session.push(EveningDialog(session))


def choose_check(session: Session) -> None:
    """Choose a check."""

    def answer(key: str | None) -> None:
        if key is not None:
            _open_check(session, key)

    session.push(ChoiceDialog("A short look at …", CHECKS), answer)


def _open_check(session: Session, key: str) -> None:
    def answer(outcome: str | None) -> None:
        if outcome == "parked":
            session.execute(acts.park_post())
        elif outcome == "done" and key == "privacy":
            session.execute(acts.looked("privacy"))
        elif outcome == "done" and key == "reputation":
            session.execute(acts.looked("reputation"))

    check = checklist(key, folder=session.service.folder)
    session.push(CheckDialog(check, parkable=key == "post"), answer)
