"""Unsent input: what was typed and not saved is offered again where it was typed, also after the window was closed.

It is kept in memory while the window is open, and in a file of the state folder, readable by its owner only, from then
until it is saved or emptied.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.message_pump import MessagePump

from coach.atomic_file import read_text_file, write_private_file

if TYPE_CHECKING:
    from coach.tui.app import CoachApp


class UnsentInput:
    """What is kept of one window: for each line or box, by its id, the text it was left with."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._read_texts: dict[str, str] = {}
        self._path: Path | None = None

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

    def load_from_file(self, path: Path | None) -> None:
        """Add what an earlier window left in the file `path`, and write there later. Without a path do nothing."""
        self._path = path
        self._read_texts = _read_texts(path)
        self._texts = {**self._read_texts, **self._texts}

    def save_to_file(self) -> str:
        """Write what is still unsent, or remove the file if nothing is; return a line if that was not possible.

        What another window has left there in the meantime stays.
        """
        if self._path is None:
            return ""
        others = {key: text for key, text in _read_texts(self._path).items() if self._read_texts.get(key) != text}
        texts = {key: text for key, text in {**others, **self._texts}.items() if text.strip()}
        try:
            if texts:
                write_private_file(self._path, json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            return f"What you typed and did not save could not be kept ({error.strerror})." if texts else ""
        return ""


def _read_texts(path: Path | None) -> dict[str, str]:
    """Return the texts in a file; none if it is missing or cannot be read."""
    try:
        plain = json.loads(read_text_file(path, errors="surrogatepass")) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(key): text for key, text in plain.items() if isinstance(text, str)} if isinstance(plain, dict) else {}


def are_names_hidden(of: MessagePump) -> bool:
    """Tell whether names are hidden in the window that a screen or widget belongs to."""
    return cast("CoachApp", of.app).today.hidden


def get_unsent_input(of: MessagePump) -> UnsentInput:
    """Return the unsent input of the window that a screen or widget belongs to."""
    return cast("CoachApp", of.app).drafts
