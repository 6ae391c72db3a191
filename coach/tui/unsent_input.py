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
        self._texts_at_start: dict[str, str] = {}
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

    def load_from_file(self, path: Path | None, editing_folder: Path | None = None) -> None:
        """Add what an earlier window left in the file `path`, and write there later. Without a path do nothing.

        Texts that were open in an editor when the program was killed lie in `editing_folder`; they move to the file.
        """
        self._path = path
        self._texts_at_start = _read_texts(path)
        self._texts = {**self._texts_at_start, **self._texts}
        if editing_folder is not None and editing_folder.exists():
            self._take_left_texts(editing_folder)

    def _take_left_texts(self, editing_folder: Path) -> None:
        from coach.text_editor import list_left_texts, remove_text_folder  # hardly any start has a text to take

        for folder, input_id, text in list_left_texts(editing_folder):
            unsent_text = self._texts.get(input_id, "")
            # `coach draft --edit` begins with an empty text, so a draft of the window may not be in it.
            is_more = input_id.startswith("draft.") and unsent_text.strip() not in text
            if input_id:
                self._texts[input_id] = f"{unsent_text}\n\n{text}" if is_more else text or unsent_text
            if not self.save_to_file():
                with suppress(OSError):
                    remove_text_folder(folder)

    def save_to_file(self) -> str:
        """Write the texts, or remove the file if there are none; return a line on what was not possible, usually "".

        Texts that another window has written there in the meantime stay.
        """
        if self._path is None:
            return ""
        others = {key: text for key, text in _read_texts(self._path).items() if self._texts_at_start.get(key) != text}
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
        saved = json.loads(read_text_file(path, errors="surrogatepass")) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(key): text for key, text in saved.items() if isinstance(text, str)} if isinstance(saved, dict) else {}
