"""The coach's line: why it says what it says."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def why(screen: TodayScreen) -> None:
    """Show the reason in place of the line, or the line again."""
    if screen.day and screen.day.line:
        screen.coach_line.why = not screen.coach_line.why
    else:
        screen.say("The coach has nothing to say just now.")
