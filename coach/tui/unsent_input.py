"""Drafts: what was typed and left is offered again where it was typed. The window knows it, and no disk does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from coach.tui.app import CoachApp


class UnsentInput:
    """What is kept of one window: for each line or box, by its id, the text it was left with."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def store_text(self, about: str, text: str) -> None:
        """Offer `text` again the next time `about` opens, in place of what was offered there."""
        self._texts[about] = text

    def remove_texts(self, *abouts: str) -> None:
        """Offer nothing there any more: what was typed has reached where it belongs."""
        for about in abouts:
            self._texts.pop(about, None)

    def get_text(self, about: str) -> str:
        """Return what is offered where `about` opens, or ""."""
        return self._texts.get(about, "")


def get_unsent_input(of: MessagePump) -> UnsentInput:
    """Return the drafts of the window that a screen or widget belongs to."""
    return cast("CoachApp", of.app).drafts
