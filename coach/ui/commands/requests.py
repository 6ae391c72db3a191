"""Requests of others, one after the other: accept, ask why, later, decline. They are looked at, never counted."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen
from coach.ui.text import HIDDEN, cut

ASK_WHY = "Thank you for thinking of me. What made you think of me?"


def look(screen: TodayScreen) -> None:
    """Show the oldest open request; each answer brings the next one, Esc leaves the rest for another time."""
    from coach.acts.outreach import decide, put_off
    from coach.advice.waiting import requests
    from coach.ui.commands.draft import ready_made
    from coach.ui.dialogs.choice import ChoiceDialog

    open_now = requests(screen.desk.book, screen.now())
    if not open_now:
        screen.say("No request waits for a look. i Name ? what logs one.")
        return
    person, request = open_now[0]
    name = HIDDEN if screen.hidden else person.name
    asks = f": {HIDDEN if screen.hidden else request.text}" if request.text else ""
    offered = [
        ("accept", "accept: you see what you could give or learn"),
        ("why", "ask why, in one friendly line"),
        ("later", "later"),
        ("decline", "decline: quiet, and no explanation owed"),
    ]

    def chosen(word: str | None) -> None:
        if word is None:
            return
        if word == "why":
            ready_made(screen, person.id, ASK_WHY)
            return
        act = put_off(person.id) if word == "later" else decide(person.id, accept=word == "accept")
        if screen.do(act) is not None and requests(screen.desk.book, screen.now()):
            look(screen)

    screen.app.push_screen(ChoiceDialog(cut(f"{name} asks{asks}", 90), offered, keys="awld"), chosen)
