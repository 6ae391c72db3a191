"""The view: hide names, the panels, help, all commands, quit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coach.tui.dialogs.jump import JumpDialog
from coach.tui.session import Session


def toggle_names(session: Session) -> None:
    """Hide names and notes on the screen, or show them again."""
    session.hidden = not session.hidden
    shows = session.keys.name("view.hide")
    session.notify(
        f"Names and notes are hidden. {shows} shows them." if session.hidden else "Names and notes are shown."
    )


def focus_next_panel(session: Session) -> None:
    """Go to the next panel."""
    session.focus_next_panel()


def focus_previous_panel(session: Session) -> None:
    """Go to the panel before."""
    session.focus_next_panel(-1)


def open_jump(session: Session) -> None:
    """Put a letter beside everything that can have the focus."""
    session.push_screen(JumpDialog())


def open_help(session: Session) -> None:
    """Show all keys, those of the panel with the focus first, and where help is on a hard day."""
    session.open_help()


def open_palette(session: Session) -> None:
    """Find a command by name."""
    session.open_palette()


def quit_at_once(session: Session) -> None:
    """Quit at once; saves on their way are waited for."""
    session.quit_app()


WITHOUT_DATA: Mapping[str, Callable[[Session], object]] = {
    "view.help": open_help,
    "view.palette": open_palette,
    "view.quit": quit_at_once,
}
"""Commands that work before the data is there."""
