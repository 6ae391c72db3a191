"""Memory: giving back what a closed page held, so that a window that stays open all day stays as small as it was.

Two things would be kept for good otherwise; both are mended here, once, and nowhere else is anything about them known.
"""

from __future__ import annotations

import sys
from functools import _lru_cache_wrapper
from typing import Any, cast

from textual._styles_cache import StylesCache

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


def give_blocks_back() -> None:
    """Have large blocks returned to the system at once: ten years that were read and let go are 15 MB less.

    By itself malloc raises its threshold with the first large block that is freed, here a file that was read; from
    then on files and large tables leave holes in heaps of several threads that it never gives back. Does nothing
    where malloc is another one.
    """
    if sys.platform == "linux":
        from ctypes import CDLL  # a millisecond, and not before the first paint

        mallopt = getattr(CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_MMAP_THRESHOLD, BLOCK)
            mallopt(_TRIM_THRESHOLD, 2 * BLOCK)
