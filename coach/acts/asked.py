"""Questions and suggestions, as acts: put off for today, dismissed, muted. Dismissing starts a long clock."""

from __future__ import annotations

from datetime import datetime

from coach.acts.change import Act, Change
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.clock import day_of


def shown() -> Act:
    """Note that today's suggestion was shown, so that its cool-down holds. Nothing to undo, nothing to say."""

    def act(book: Book, now: datetime) -> Change:
        from coach.advice.suggestion import record_shown, suggest

        said = suggest(book, now).line
        record = record_shown(said, now) if said else None
        puts = (record,) if record and book.get(Asked, record.id) is None else ()
        return Change("", puts, undoable=False)

    return act


def put_off(topic: str, person: str = "") -> Act:
    """Dismiss a suggestion: it stays away for its own while, and for thirty days after the third time."""

    def act(book: Book, now: datetime) -> Change:
        asked = Asked(topic=topic, at=now, day=day_of(now, book.settings.day_ends), outcome="dismissed", person=person)
        return Change("Put off.", (asked,), about=asked.id)

    return act
