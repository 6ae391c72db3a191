"""Give the screen to the person's own editor, and take it back with what they wrote."""

from __future__ import annotations

from typing import Any

from textual.app import App, SuspendNotSupported

from coach.errors import CoachError
from coach.text_editor import edit_in_editor


def edit_outside(app: App[Any], text: str) -> str:
    """Return `text` as the person's own editor leaves it. Raises CoachError if the screen cannot be given away."""
    try:
        with app.suspend():
            return edit_in_editor(text)
    except SuspendNotSupported:
        raise CoachError(
            "This terminal cannot start an editor from here.", hint="coach draft --edit opens your editor in the shell."
        ) from None
