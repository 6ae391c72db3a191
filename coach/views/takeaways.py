"""The page of takeaways and posts: by month, newest first, with those of this day in earlier months and years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from coach.advice.blocked_people import list_shown_notes, list_shown_people, redact_blocked_names
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.domain.text import fold_text
from coach.domain.wording import format_count

_TAKEAWAY_LOOK_BACK_MONTHS = (1, 3, 6)
"""Months after which a takeaway of this day is shown again; every whole year is one too."""


@dataclass(frozen=True, slots=True)
class TakeawayRow:
    """A takeaway, something learned, or a post. `ago` is set on this day: "3 months ago"."""

    id: str
    kind: str
    text: str
    day: date
    about: str = ""
    link: str = ""
    ago: str = ""

    @property
    def month(self) -> str:
        """The month it belongs to: "November 2026"."""
        return f"{self.day:%B %Y}"


def build_takeaways(journal: Journal, now: datetime, words: str = "") -> tuple[TakeawayRow, ...]:
    """Return takeaways and what was learned that have all `words` in them, newest first."""
    takeaways = [note for note in list_shown_notes(journal) if note.kind in ("takeaway", "learned")]
    return _build_takeaway_rows(journal, now, takeaways, words)


def build_posts(journal: Journal, now: datetime, words: str = "") -> tuple[TakeawayRow, ...]:
    """Return the published posts that have all `words` in them, newest first."""
    posts = [note for note in list_shown_notes(journal) if note.kind == "post" and note.posted_at]
    return _build_takeaway_rows(journal, now, posts, words)


def format_months_ago(day: date, today: date) -> str:
    """Return "3 months ago" or "2 years ago" for a day that comes back today, else ""."""
    months = (today.year - day.year) * 12 + today.month - day.month
    if day.day != today.day or months <= 0:
        return ""
    if months % 12 == 0:
        return f"{format_count(months // 12, 'year')} ago"
    return f"{format_count(months, 'month')} ago" if months in _TAKEAWAY_LOOK_BACK_MONTHS else ""


def _build_takeaway_rows(journal: Journal, now: datetime, notes: Sequence[Note], words: str) -> tuple[TakeawayRow, ...]:
    day_of, wanted = journal.settings.day_of, fold_text(words).split()
    names = {person.id: person.name for person in list_shown_people(journal)}
    rows = []
    for note in sorted(notes, key=lambda note: (note.posted_at or note.at).timestamp(), reverse=True):
        text, about = redact_blocked_names(journal, note.text), names.get(note.person, "")
        if all(word in fold_text(f"{text} {about}") for word in wanted):
            day = day_of(note.posted_at or note.at)
            ago = format_months_ago(day, day_of(now))
            rows.append(TakeawayRow(note.id, note.kind, text, day, about, note.link, ago))
    return tuple(rows)
