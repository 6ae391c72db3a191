"""Record a check of the patterns, so that what it reported is known later."""

from __future__ import annotations

from datetime import datetime

from coach.acts.change import Act, Change
from coach.advice.looks import newest
from coach.domain.asked import Look
from coach.domain.book import Book


def remember(look: Look) -> Act:
    """Write a look down, unless a later one was taken meanwhile.

    Nothing is said and nothing can be undone: to whom a pattern was told, it was told.
    """

    def run_action(book: Book, now: datetime) -> Change:
        last = newest(book)
        return Change("", () if last is not None and last.day > look.day else (look,), undoable=False)

    return run_action
