"""The one thing the coach says at a moment, for the screen and for the command line.

After the evening review that is "Done for today." On the second day a question about hours may come first; otherwise
it is the suggestion of the rules. Names of people behind a boundary are kept out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coach.advice import words
from coach.advice.boundary import hushed
from coach.advice.hours import QUESTION, TOPIC, WHY, question_due
from coach.advice.rules import rule
from coach.advice.suggestion import record_shown, suggest
from coach.domain.asked import Asked, Review
from coach.domain.book import Book
from coach.domain.clock import day_of

CAREFUL = 1
"""Rules of this tier and below it, safety and boundaries, go before the question about hours."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is said. `hidden` is the same without names and notes, `why` its reason and source, `rule` the id of
    the rule (or the topic of the question; "" for neither), `person` the id of whom it is about, or "". `shown` is
    False while it has yet to be noted as shown today."""

    text: str = ""
    hidden: str = ""
    why: str = ""
    rule: str = ""
    person: str = ""
    shown: bool = True


def line(book: Book, now: datetime) -> Line:
    """Return what the coach says at the aware moment `now`; an empty line if there is nothing."""
    if evening_is_done(book, now):
        done = words.bit("done for today")
        return Line(done, done)
    said = suggest(book, now, hide=False).line
    if question_due(book, now) and (said is None or rule(said.rule).tier > CAREFUL):
        return Line(QUESTION, QUESTION, WHY, TOPIC)
    if said is None:
        return Line()
    shown = book.get(Asked, record_shown(said, now).id) is not None
    reason = f"{said.why[:1].upper()}{said.why[1:]} ({said.source})"
    return Line(hushed(book, said.text), said.hidden, reason, said.rule, said.person, shown)


def evening_is_done(book: Book, now: datetime) -> bool:
    """Return whether today was closed with the evening look."""
    today = day_of(now, book.settings.day_ends)
    return any(r.kind == "evening" and r.day == today for r in book.all(Review))
