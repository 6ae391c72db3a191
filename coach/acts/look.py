"""Taking a look at what went together: it is written down, so that what was told is known and can be taken back."""

from __future__ import annotations

from datetime import date, datetime

from coach.acts.change import Act, Change
from coach.advice import looks
from coach.domain.book import Book
from coach.domain.clock import day_of


def take(days: Book, first: date) -> Act:
    """Take the look that is due, if one is. `days` holds the records of its window, `first` is the very first day.

    Nothing is said and nothing can be undone: to whom a pattern was told, it was told.
    """

    def act(book: Book, now: datetime) -> Change:
        today = day_of(now, book.settings.day_ends)
        day, last = looks.due(book, today, first), looks.newest(book)
        if day is not None:
            return Change("", (looks.take(days, day, first, today, last),), undoable=False)
        if last is not None and last.first != first:  # an import brought days that are older
            return Change("", (last.but(first=first),), undoable=False)
        return Change("", ())

    return act
