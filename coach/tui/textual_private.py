"""The four private parts of Textual that the coach uses, because Textual has no public way to the same thing.

Each is used only with a major version of Textual that the tests have seen; with another one, people get what Textual
itself does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from textual.app import App

from coach.domain.text import strip_control_characters

TESTED_MAJOR = "8"
"""The major version of Textual for which tests/tui/test_textual_private.py was written."""


def is_tested_textual() -> bool:
    """Tell whether the installed Textual is one whose private parts are known."""
    from importlib.metadata import version  # the first paint does not wait for it

    return version("textual").partition(".")[0] == TESTED_MAJOR


class CalmExitApp(App[None]):
    """An app that ends an unexpected error with one calm line in place of a traceback.

    Textual 8 prints the traceback, with what the person typed in it, from a private method, and has no public hook.
    """

    def _print_error_renderables(self) -> None:
        error = self._exception
        if error is None or not is_tested_textual():
            super()._print_error_renderables()
        else:
            from coach.crash_log import log_crash  # nor for this

            print(f"coach: {log_crash(error)}", file=sys.stderr)


def forget_closed_pages() -> None:
    """Empty the cache of border colours, which keeps every widget that was ever painted in memory.

    Textual 8 caches `StylesCache.get_inner_outer` with the object itself as a part of the key (Textual issue 6665):
    one page opened again and again costs a megabyte each time.
    """
    if is_tested_textual():
        from textual._styles_cache import StylesCache  # private, so imported where its version is known

        StylesCache.get_inner_outer.cache_clear()


PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
"""What a terminal puts around a pasted text."""
_ESC_BEFORE_KEY = re.compile(r"\x1b(?=[\r\n !\"#$%&'()*+,./:;<>?@{|}~])")
"""An Esc with a key behind it that arrived in the same piece; before a letter Textual tells of it itself, as Alt."""


def clean_input() -> None:
    """Take escape sequences and control characters out of what is pasted from now on, and lose no Esc before a key.

    Textual 8 takes an ESC within a paste for a key, and types what follows it before the rest of the text; of Esc and
    Enter that arrive in one piece, as over a slow network, it reads Enter alone. No public method sees the input before
    its parser does.
    """
    from textual.drivers import linux_driver  # loaded by now where there is a terminal

    parser: Any = getattr(linux_driver, "XTermParser", None)
    if parser is None or hasattr(parser, "cleans_input"):
        return

    class CleanInputParser(parser):  # type: ignore[misc]
        """Reads what a terminal sends, with its pasted texts cleaned and each Esc as a key."""

        cleans_input = True

        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self._paste_filter = PasteFilter(_clean_paste, _part_escapes)

        def feed(self, data: str) -> Iterable[Any]:
            for piece in self._paste_filter.filter(data) if data else [data]:
                yield from super().feed(piece)

    setattr(linux_driver, "XTermParser", CleanInputParser)  # noqa: B010


def _clean_paste(text: str) -> str:
    return strip_control_characters(text) if is_tested_textual() else text  # the version is not read before a paste


def _part_escapes(keys: str) -> str:
    """Return typed keys with two ESC in place of one that a key follows: the parser reads both as one Esc."""
    return _ESC_BEFORE_KEY.sub("\x1b\x1b", keys) if is_tested_textual() else keys


class PasteFilter:
    """Passes on what a terminal sends, each pasted text whole and cleaned, and the keys around it by `read_keys`."""

    def __init__(self, clean: Callable[[str], str], read_keys: Callable[[str], str] = str) -> None:
        self._clean, self._read_keys = clean, read_keys
        self._pasted: list[str] = []
        """The pieces of the paste that has not ended yet."""
        self._is_pasting = False
        self._tail = ""
        """The last characters seen: a mark may arrive in two pieces."""

    def filter(self, data: str) -> Iterator[str]:
        """Yield what to read of the next piece of input."""
        while data:
            mark = PASTE_END if self._is_pasting else PASTE_START
            mark_at = (self._tail + data).find(mark)
            piece_end = len(data) if mark_at < 0 else mark_at + len(mark) - len(self._tail)
            piece, data = data[:piece_end], data[piece_end:]
            self._tail = (self._tail + piece)[1 - len(mark) :] if mark_at < 0 else ""
            if not self._is_pasting:
                yield self._read_keys(piece)
            else:
                self._pasted.append(piece)
            if mark_at >= 0:
                if self._is_pasting:
                    yield self._clean("".join(self._pasted)[: -len(mark)]) + mark
                self._pasted, self._is_pasting = [], not self._is_pasting


def write_to_terminal(app: App[None], text: str) -> None:
    """Send a control sequence to the terminal of `app`; do nothing where there is none.

    Textual 8 has no public way to set the title of the terminal's window; `App.bell` goes this way too.
    """
    driver = getattr(app, "_driver", None) if is_tested_textual() else None
    if driver is not None and not driver.is_headless:
        driver.write(text)
