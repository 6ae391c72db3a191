"""Findings: what may be said today of what went together, for the page of trends and the shell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coach.advice import looks
from coach.advice.markers import entries, question
from coach.advice.patterns import MARKERS, Pattern, progress
from coach.domain.book import Book


@dataclass(frozen=True, slots=True)
class Findings:
    """What may be said today. `rated` of about `need` days; `looked` and `next_look` are days, or None.

    `standing` is told, `withdrawn` was taken back at the last look, `silent` are the other markers with data, and
    `unknown` those that have none; `question` is the person's own, "" if they have none.
    """

    rated: int
    need: int
    looked: date | None = None
    next_look: date | None = None
    standing: tuple[Pattern, ...] = ()
    withdrawn: tuple[Pattern, ...] = ()
    silent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = tuple(MARKERS)
    question: str = ""


def findings(book: Book, today: date) -> Findings:
    """Return what the looks that were taken allow to say."""
    rated, need = progress(entries(book))
    following, own, last = looks.next_day(book, today), question(book) or "", looks.newest(book)
    if last is None:
        return Findings(rated, need, next_look=following, question=own)
    return Findings(
        rated,
        need,
        last.day,
        following,
        tuple(map(looks.pattern_of, last.told)),
        tuple(map(looks.pattern_of, last.withdrawn)),
        last.silent,
        looks.unknown(last),
        own,
    )
