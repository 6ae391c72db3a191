"""Set the networking hours, or choose none; both answer the question about them."""

from __future__ import annotations

from datetime import datetime

from coach.acts.change import Act, Change
from coach.advice.hours import TOPIC, parse, spoken
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.settings import SETTINGS_ID


def set_hours(line: str) -> Act:
    """Set the hours typed in `line`; "off" for none. Raises NotUnderstood."""
    hours = parse(line)

    def run_action(book: Book, now: datetime) -> Change:
        answer = Asked(topic=TOPIC, at=now, day=day_of(now, book.settings.day_ends), outcome="answered")
        says = f"Networking hours: {spoken(hours)}." if hours else "No networking hours. Any time is fine."
        return Change(says, (book.settings.but(hours=hours), answer), about=SETTINGS_ID)

    return run_action
