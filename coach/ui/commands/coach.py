"""The coach's line: why it says what it says, and what it is to keep to itself."""

from __future__ import annotations

from coach.ui.panels.goal import GoalPanel
from coach.ui.screens.today import TodayScreen


def why(screen: TodayScreen) -> None:
    """Show the reasons for the line and the goal on offer, or the line again."""
    line, goal, day = screen.coach_line, screen.query_one(GoalPanel), screen.day
    if day is None or not (day.line or (day.goal and day.goal.why)):
        screen.say("The coach has nothing to say just now.")
        return
    line.why = goal.why = not (line.why or (goal.why and not day.line))


def mute(screen: TodayScreen) -> None:
    """Keep lines like this one away for four weeks or for good; or let muted ones in again."""
    from coach.acts.asked import MUTED_FOR, muted, unmute
    from coach.acts.asked import mute as act
    from coach.advice.hours import TOPIC
    from coach.advice.words import name_of
    from coach.ui.dialogs.choice import ChoiceDialog

    day = screen.day
    rule = day.rule if day and day.rule != TOPIC else ""
    silent = muted(screen.desk.book, screen.now())[:7]
    if not rule and not silent:
        screen.say("There is no line to mute, and none is muted.")
        return
    choices = [("", f"{name_of(rule)}: not for {MUTED_FOR} days"), ("for good", "not again")] if rule else []
    choices += [(key, f"{name}: may speak again (muted {until})") for key, name, until in silent]

    def chosen(word: str | None) -> None:
        if word is not None:
            days = None if word == "for good" else MUTED_FOR
            screen.do(act(rule, days) if word in ("", "for good") else unmute(word))

    screen.app.push_screen(ChoiceDialog("What the coach keeps to itself", choices), chosen)
