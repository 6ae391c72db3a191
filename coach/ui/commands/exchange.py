"""Exchange: bring a history in."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def bring(screen: TodayScreen) -> None:
    """Pick an export and import it."""
    from coach.ui.screens.importing import ImportScreen

    screen.app.push_screen(ImportScreen(screen))
