"""Opens the page of a person, and keeps the away page in front while the person is away. Loaded with the data."""

from __future__ import annotations

from textual.app import App

from coach.tui.screens.away import AwayScreen
from coach.tui.screens.person import PersonScreen
from coach.tui.session import Session


class PageOpener:
    """Opens pages over the first screen of one window."""

    def __init__(self, app: App[None], session: Session) -> None:
        self._app, self._session = app, session
        self._away: AwayScreen | None = None

    @property
    def shown_person_id(self) -> str:
        """Return the id of the person whose page is in front, or ""."""
        shown_screen = self._app.screen
        return shown_screen.person if isinstance(shown_screen, PersonScreen) else ""

    def open_person(self, person_id: str) -> None:
        """Open the page of a person."""
        self._session.push_screen(PersonScreen(self._session, person_id))

    def update_away_page(self) -> None:
        """Show the away page while the person is away, and close it afterwards.

        Not at once: the dialog that called this has to close first.
        """
        if self._away is not None or self._is_away:
            self._app.screen_stack[0].call_later(self._update_away_page)

    @property
    def _is_away(self) -> bool:
        return self._session.day is not None and self._session.day.away_until is not None

    def _update_away_page(self) -> None:
        away_page = self._away
        self._app.use_command_palette = not self._is_away  # no command has a use then
        if away_page is not None and not self._is_away:
            self._away = None
            while away_page in self._app.screen_stack:
                self._app.pop_screen()
        elif away_page is None and self._is_away:
            self._away = AwayScreen(self._session)
            self._session.push_screen(self._away)
