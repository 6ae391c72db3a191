"""Stepping away: `s` asks until when; then every screen is the quiet page, until it ends or `s` ends it."""

from __future__ import annotations

from datetime import timedelta

from coach.ui.screens.today import TodayScreen


def step(screen: TodayScreen) -> None:
    """Ask until when, or come back."""
    from coach.acts.away import back
    from coach.domain.away import EVENING
    from coach.ui.dialogs.choice import ChoiceDialog

    day, now = screen.day, screen.now()
    if day is None:
        return
    if day.away_until is not None:
        screen.do(back())
        return
    choices = [("tomorrow", "tomorrow")]
    if now.time() < EVENING and now.date() == day.date:
        choices.insert(0, ("tonight", "tonight"))
    if (day.date + timedelta(days=1)).weekday() != 0:
        choices.append(("monday", "Monday"))
    choices.append(("date", "a day …"))
    hint = "Everything is silent until then, and what is due moves with it."
    screen.app.push_screen(ChoiceDialog("Step away until …", choices, hint=hint), lambda word: _chosen(screen, word))


def _chosen(screen: TodayScreen, word: str | None) -> None:
    from coach.ui.dialogs.line import LineDialog

    if word == "date":
        screen.app.push_screen(
            LineDialog(
                "away.until",
                "Step away until",
                placeholder="thursday",
                hint="thursday · 2026-12-01 · Enter goes · Esc back",
                accept=lambda line: go(screen, line, raises=True),
            )
        )
    elif word is not None:
        go(screen, word)


def go(screen: TodayScreen, word: str, *, raises: bool = False) -> None:
    """Step away until the day that `word` names."""
    from coach.acts.away import away

    if screen.do(away(word), raises=raises) is not None:
        screen.notice.stepped_away()


def show(screen: TodayScreen) -> None:
    """Put the quiet page before everything else while the person is away, and take it away afterwards.

    Later, because the dialog that this came from has to close first.
    """
    screen.call_later(_show, screen)


def _show(screen: TodayScreen) -> None:
    from coach.ui.screens.away import AwayScreen

    is_away, page = screen.day is not None and screen.day.away_until is not None, screen.away
    screen.app.use_command_palette = not is_away  # there is nothing to do
    if page is not None and not is_away:
        screen.away = None
        while page in screen.app.screen_stack:
            screen.app.pop_screen()
    elif page is None and is_away:
        screen.away = AwayScreen(screen)
        screen.app.push_screen(screen.away)
