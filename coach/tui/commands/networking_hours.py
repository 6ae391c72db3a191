"""Networking hours: `H` asks for them in one line."""

from __future__ import annotations

from coach.actions.settings import set_networking_hours
from coach.domain.networking_hours import format_hours, parse_hours
from coach.errors import CoachError
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session


def ask_for_hours(session: Session) -> None:
    """Ask for the networking hours; those that are set stand in the line already."""
    hours = session.journal.settings.hours
    prompt = LinePrompt(
        "When do you network?",
        hint="mon-fri 9-12, 13:30-17:30; sat 10-12 · off for none · Enter saves",
        placeholder="mon-fri 9:00-12:00, 13:30-17:30",
        value=format_hours(hours) if hours else "",
        preview=_describe_typed_hours,
    )
    TextInputDialog(session, "hours", prompt, save=set_networking_hours).ask()


def _describe_typed_hours(line: str) -> str:
    """Return how typed hours are understood, or "" while they are not."""
    try:
        return format_hours(parse_hours(line)) if line.strip() else ""
    except CoachError:
        return ""
