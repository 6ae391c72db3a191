"""Unsent input: text that was typed and not saved is offered again where it was typed, also in the next window.

It is in memory while the window is open, and then in a file of the state folder, readable by its owner only, until it
is saved or emptied.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from coach.atomic_file import read_text_file, write_private_file


class UnsentInput:
    """The unsent texts of one window, by the id of the line or box in which they were typed."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._read_texts: dict[str, str] = {}
        self._path: Path | None = None

    def store_text(self, input_id: str, text: str) -> None:
        """Offer `text` the next time this line or box opens."""
        self._texts[input_id] = text

    def remove_texts(self, *input_ids: str) -> None:
        """Offer nothing in these lines or boxes any more."""
        for input_id in input_ids:
            self._texts.pop(input_id, None)

    def get_text(self, input_id: str) -> str:
        """Return the text to offer in this line or box, or ""."""
        return self._texts.get(input_id, "")

    def load_from_file(self, path: Path | None, editing: Path | None = None) -> None:
        """Add what an earlier window left in the file `path`, and write there later. Without a path do nothing.

        `editing` is where texts lie that were open in an editor when the program was killed; they move to the file.
        """
        self._path = path
        self._read_texts = _read_texts(path)
        self._texts = {**self._read_texts, **self._texts}
        if editing is not None and editing.exists():
            self._take_left_texts(editing)

    def _take_left_texts(self, editing: Path) -> None:
        from coach.text_editor import list_left_texts, remove_text_folder  # hardly any start has a text to take

        for folder, key, text in list_left_texts(editing):
            known = self._texts.get(key, "")
            # `coach draft --edit` begins with an empty text, so a draft of the window may not be in it.
            is_more = key.startswith("draft.") and known.strip() not in text
            if key:
                self._texts[key] = f"{known}\n\n{text}" if is_more else text or known
            if not self.save_to_file():
                with suppress(OSError):
                    remove_text_folder(folder)

    def save_to_file(self) -> str:
        """Write the texts, or remove the file if there are none; return a line on what was not possible, usually "".

        Texts that another window has written there in the meantime stay.
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
            return f"Your unsaved text could not be stored ({error.strerror})." if texts else ""
        return ""


def _read_texts(path: Path | None) -> dict[str, str]:
    """Return the texts in a file; none if it is missing or cannot be read."""
    try:
        plain = json.loads(read_text_file(path, errors="surrogatepass")) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(key): text for key, text in plain.items() if isinstance(text, str)} if isinstance(plain, dict) else {}
