"""Memory: keeping no more than is needed, so that a window that stays open all day stays as small as it was.

What Textual, Python and malloc would keep for long or for good is mended here, once, and nowhere else is anything
about it known.
"""

from __future__ import annotations

import gc
import sys
from functools import _lru_cache_wrapper
from typing import TYPE_CHECKING, Any, cast

from textual._styles_cache import StylesCache
from textual.filter import ANSIToTruecolor
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget

    from coach.domain.book import Docs

BLOCK = 64 * 1024
"""Bytes from which a block is asked of the system, and given back the moment it is free."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's malloc.h


def let_pages_go() -> None:
    """Let widgets that are gone be forgotten.

    A cache of Textual for two background colours has the widget's painted lines in its keys, and so holds the last
    thousand widgets ever painted: a megabyte for each time a page is opened (Textualize/textual issue 6665). Asked of
    the class, it answers the same, and holds colours.
    """
    kept = vars(StylesCache).get("get_inner_outer")
    if isinstance(kept, _lru_cache_wrapper):  # a Textual that has mended it is left alone
        StylesCache.get_inner_outer = classmethod(cast(Any, kept))  # type: ignore[assignment, method-assign]


def share_texts(docs: Docs) -> None:
    """Let equal texts in `docs` be one text: ids, channels, devices and days stand in it many times, each on its own.

    Documents are read and never edited, but nobody can tell a text from an equal one. Two milliseconds a year.
    """
    share = dict[str, str]().setdefault
    for rows in docs.values():
        for doc in rows.values():
            for name, value in doc.items():
                if type(value) is str:
                    doc[name] = share(value, value)  # type: ignore[index]  # the one place where one is touched


def let_go(*watched: Widget) -> None:
    """Give back what closed pages held: to be called when one was closed and no key is on its way; takes 5 to 10 ms.

    Textual lets go of whoever watches a value when that value changes, and Python of what refers to itself when so
    many things were made. Both can take an hour, and each page is a megabyte. `watched` are widgets of the first
    screen that pages watch. Textual also remembers the codes of 16,000 styles, each cell of each page being one of its
    own (where it is, is part of it); what is on the screen has them again within two milliseconds.
    """
    for kept in (Strip.render_ansi, ANSIToTruecolor.truecolor_style):
        cast(Any, kept).cache_clear() if hasattr(kept, "cache_clear") else None
    for each in watched:
        for watchers in getattr(each, "__watchers", {}).values():
            watchers[:] = [watcher for watcher in watchers if not watcher[0]._closing]
    gc.collect()
    _malloc("malloc_trim", (0,))


def give_blocks_back() -> None:
    """Have large blocks returned to the system at once: ten years that were read and let go are 15 MB less.

    By itself malloc raises its threshold with the first large block that is freed, here a file that was read; from
    then on files and large tables leave holes in heaps of several threads that it never gives back. Does nothing
    where malloc is another one.
    """
    _malloc("mallopt", (_MMAP_THRESHOLD, BLOCK), (_TRIM_THRESHOLD, 2 * BLOCK))


def _malloc(name: str, *calls: tuple[int, ...]) -> None:
    """Call a function of glibc's malloc, once with each of the values."""
    if sys.platform == "linux":
        from ctypes import CDLL  # a millisecond, and not before the first paint

        function = getattr(CDLL(None), name, None)
        if function is not None:
            for values in calls:
                function(*values)
