"""Hours: `H` asks when the person networks, in one line."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def set(screen: TodayScreen) -> None:
    """Ask for the hours; what is set stands in the line already."""
    from coach.acts.hours import set_hours
    from coach.advice.hours import spoken
    from coach.ui.dialogs.line import LineDialog

    hours = screen.desk.book.settings.hours
    screen.app.push_screen(
        LineDialog(
            "hours",
            "When do you network?",
            value=spoken(hours) if hours else "",
            placeholder="mon-fri 9:00-12:00, 13:30-17:30",
            hint="several: mon-fri 9-12, 13:30-17:30; sat 10-12 · off for none · Enter saves · Esc back",
            accept=lambda line: screen.do(set_hours(line), raises=True),
        )
    )
