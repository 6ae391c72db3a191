"""Outreach: `o` and `i` log a message by a name; r, x, . and n act on the selected row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coach.acts.change import Act
from coach.domain.day import Row
from coach.ui.screens.today import TodayScreen

HINT = "@linkedin  #cold #warm #strong  : text   are optional · Enter saves · Esc back"


def sent(screen: TodayScreen) -> None:
    """I wrote to somebody."""
    from coach.acts.outreach import sent as act

    _line(screen, "outreach.sent", "I wrote to", act)


def wrote(screen: TodayScreen) -> None:
    """They wrote to me."""
    from coach.acts.outreach import wrote as act

    _line(screen, "outreach.wrote", "They wrote to me", act)


def _line(screen: TodayScreen, about: str, title: str, act: Callable[[str], Act]) -> None:
    from coach.ui.dialogs.line import LineDialog

    screen.app.push_screen(
        LineDialog(
            about,
            title,
            placeholder="Ana",
            hint=HINT,
            complete=lambda typed: completions(screen, typed),
            accept=lambda line: screen.do(act(line), raises=True, draft=(about, line)),
        )
    )


def completions(screen: TodayScreen, typed: str) -> Sequence[str]:
    """Return the names that complete what was typed so far, nothing once a channel, tie or text begins."""
    from coach.advice.people import matching

    if any(mark in typed for mark in ("@", "#", ":")) or typed.startswith("+"):
        return ()
    return [p.name for p in matching(screen.desk.book, typed)[:5] if p.name != typed.strip()]


def up(screen: TodayScreen) -> None:
    """Select the row above."""
    _move(screen, -1)


def down(screen: TodayScreen) -> None:
    """Select the row below."""
    _move(screen, 1)


def _move(screen: TodayScreen, step: int) -> None:
    if screen.focused is screen.outreach:
        screen.outreach.move(step)
    else:
        screen.outreach.focus()


def answered(screen: TodayScreen) -> None:
    """They answered, or I gave what I owed."""
    from coach.acts.outreach import answered as act

    _on_row(screen, act)


def rest(screen: TodayScreen) -> None:
    """Let the thread rest."""
    from coach.acts.outreach import rest as act

    _on_row(screen, act)


def no(screen: TodayScreen) -> None:
    """They said no."""
    from coach.acts.outreach import no as act

    _on_row(screen, act)


def later(screen: TodayScreen) -> None:
    """Put off the row if the list has the focus, else the coach's line, else the row."""
    from coach.acts.outreach import later as act

    if screen.focused is not screen.outreach and screen.day and screen.day.rule:
        from coach.acts.asked import put_off

        screen.do(put_off(screen.day.rule, screen.day.about))
    else:
        _on_row(screen, act)


def menu(screen: TodayScreen) -> None:
    """Offer what can be done with the selected row."""
    from coach.ui.dialogs.choice import ChoiceDialog

    row = screen.outreach.selected
    if row is None:
        return
    commands = {"answered": answered, "rest": rest, "later": later, "no": no}
    first = "I gave it, or wrote back" if row.owed else "they answered"
    choices = [("answered", first), ("rest", "let it rest"), ("later", "later"), ("no", "they said no")]

    def chosen(word: str | None) -> None:
        if word is not None:
            commands[word](screen)

    screen.app.push_screen(ChoiceDialog("This thread", choices, keys="rx.n"), chosen)


def _on_row(screen: TodayScreen, act: Callable[[str], Act]) -> None:
    row: Row | None = screen.outreach.selected
    if row is None:
        screen.say("The list is empty. o logs a message you sent.")
        return
    screen.do(act(row.person))
