"""Looks back: the evening, and the checks that come round (privacy, one's own name, before a public post)."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def evening(screen: TodayScreen) -> None:
    """Close the day: goal, mood, tomorrow."""
    from coach.ui.dialogs.evening import EveningDialog

    screen.app.push_screen(EveningDialog(screen))


def checks(screen: TodayScreen) -> None:
    """Choose a check."""
    from coach.ui.dialogs.choice import ChoiceDialog

    choices = [
        ("privacy", "privacy: who sees what"),
        ("reputation", "your own name, and old posts"),
        ("post", "before a public post"),
        ("request", "a request without common ground"),
    ]
    screen.app.push_screen(ChoiceDialog("A short look at …", choices), lambda key: _check(screen, key))


def _check(screen: TodayScreen, key: str | None) -> None:
    from coach.acts.reviews import looked, park_post
    from coach.advice.words import checklist
    from coach.ui.dialogs.check import CheckDialog

    if key is None:
        return

    def answered(answer: str | None) -> None:
        if answer == "parked":
            screen.do(park_post())
        elif answer == "done" and key == "privacy":
            screen.do(looked("privacy"))
        elif answer == "done" and key == "reputation":
            screen.do(looked("reputation"))

    check = checklist(key, folder=screen.desk.folder)
    screen.app.push_screen(CheckDialog(check, parkable=key == "post"), answered)
