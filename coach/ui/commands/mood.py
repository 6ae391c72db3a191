"""Mood: `m` asks, a digit saves, then energy by a digit, words and a note by Tab."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def log(screen: TodayScreen) -> None:
    """Ask how it is; the next digit saves."""
    screen.ask = "mood"


def chosen(screen: TodayScreen, value: int) -> None:
    """Save a mood, then offer energy."""
    from coach.acts.mood import log as act

    pending = screen.do(act(value))
    if pending is not None:
        screen.ask, screen.about = "energy", pending.change.about


def energy(screen: TodayScreen, value: int) -> None:
    """Add energy to the mood just saved. Other digits are no answer and change nothing."""
    from coach.acts.mood import edit

    if 1 <= value <= 3:
        screen.do(edit(screen.about, energy=value))


def more(screen: TodayScreen) -> None:
    """Ask for words and a note to the mood just saved."""
    from coach.acts.mood import edit
    from coach.ui.dialogs.line import LineDialog

    about = screen.about
    screen.ask = ""
    screen.app.push_screen(
        LineDialog(
            "mood.note",
            "Words and a note",
            hint="#tired #hopeful for words, anything else is the note · Enter saves · Esc back",
            accept=lambda line: screen.do(edit(about, **words_and_note(line)), raises=True),
        )
    )


def words_and_note(line: str) -> dict[str, object]:
    """Return the fields that a line like "#tired #calm long talk with Ana" fills."""
    words = [part for part in line.split() if part.startswith("#") and len(part) > 1]
    note = " ".join(part for part in line.split(" ") if part not in words).strip()
    return {"words": words, "note": note} if words else {"note": note}


def entries(screen: TodayScreen) -> None:
    """Show earlier entries, to change, back-date or take out."""
    from coach.ui.dialogs.moods import MoodsDialog

    screen.app.push_screen(MoodsDialog(screen))
