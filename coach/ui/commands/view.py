"""The view: hide names, help, all commands, quit."""

from __future__ import annotations

from coach.ui.screens.today import PANELS, TodayScreen


def hide(screen: TodayScreen) -> None:
    """Hide names and notes on the screen, or show them again."""
    screen.hidden = not screen.hidden
    shows = screen.keys.name("view.hide")
    screen.say(f"Names and notes are hidden. {shows} shows them." if screen.hidden else "Names and notes are shown.")


def next(screen: TodayScreen) -> None:
    """Go to the next panel."""
    screen.panels.step(1)


def previous(screen: TodayScreen) -> None:
    """Go to the panel before."""
    screen.panels.step(-1)


def jump(screen: TodayScreen) -> None:
    """Put a letter beside everything that can have the focus."""
    from coach.ui.dialogs.jump import JumpDialog

    screen.app.push_screen(JumpDialog(screen.app.screen))


def help(screen: TodayScreen) -> None:
    """Show all keys, those of the panel with the focus first, and where help is on a hard day."""
    from coach.ui.screens.help import HelpScreen

    about = [column.capitalize() for column, panel in PANELS.items() if isinstance(screen.focused, panel)]
    screen.app.push_screen(HelpScreen(screen, *about))


def palette(screen: TodayScreen) -> None:
    """Find a command by name."""
    screen.app.action_command_palette()


def quit(screen: TodayScreen) -> None:
    """Quit at once; saves on their way are waited for."""
    screen.app.exit()


def settings(screen: TodayScreen) -> None:
    """Open the settings."""
    from coach.ui.dialogs.settings import SettingsDialog

    screen.app.push_screen(SettingsDialog(screen))
