"""The checks of the patterns: on which days they are due, what they found, and what may be said today.

A check is stored as a record, so the coach line, the trends page and the command line all say the same and none of
them needs the years before. A check reads days that were over by then, so a late one finds the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from coach.advice.markers import day_number, entries, markers, question
from coach.advice.patterns import MARKERS, WINDOW_DAYS, Pattern, look, look_days, progress, retold
from coach.domain.asked import Finding, Look
from coach.domain.book import Book
from coach.domain.mood import Mood
from coach.domain.settings import Settings

_YEAR = 53 * 7
"""Days within which there is always another look."""


def taken(book: Book) -> tuple[Look, ...]:
    """Return all looks that were taken, oldest first."""
    return book.derive(_taken, Look)


def newest(book: Book) -> Look | None:
    """Return the last look that was taken, or None."""
    looks = taken(book)
    return looks[-1] if looks else None


def first_day(book: Book) -> date | None:
    """Return the first day with a mood, as the last look knew it or as the records at hand do; None without a mood."""
    last, first = newest(book), book.derive(_first_day, Mood, Settings)
    known = [day for day in (last and last.first, first and date.fromordinal(first)) if day]
    return min(known, default=None)


def due(book: Book, today: date, first: date | None = None) -> date | None:
    """Return the day of a look that has yet to be taken, or None. `first` is the first day with a mood, if known."""
    begins, last = first or first_day(book), newest(book)
    days = look_days(begins.toordinal(), today.toordinal()) if begins else ()
    day = date.fromordinal(days[-1]) if days else None
    return day if day and (last is None or last.day < day) else None


def next_day(book: Book, today: date) -> date | None:
    """Return the day of the next look after those that were taken or are due, or None without a mood."""
    begins, last = first_day(book), newest(book)
    if begins is None:
        return None
    after = max(today, last.day) if last else today
    return next(
        date.fromordinal(day)
        for day in look_days(begins.toordinal(), after.toordinal() + _YEAR)
        if day > after.toordinal()
    )


def window(day: date) -> tuple[date, date]:
    """Return the first and the last day that a look on `day` reads."""
    return day - timedelta(days=WINDOW_DAYS), day - timedelta(days=1)


def take(days: Book, day: date, first: date, today: date, before: Look | None) -> Look:
    """Return the look of `day`. `days` holds the records of its `window`, `before` is the look before it."""
    patterns = look(entries(days), markers(days), day.toordinal(), question(days))
    told = retold(map(pattern_of, before.told) if before else (), patterns)
    said = {pattern.name for pattern in (*told.standing, *told.withdrawn)}
    silent = tuple(p.name for p in patterns if p.name not in said and p.n_yes + p.n_no)
    return Look(
        id=f"look-{day.isoformat()}",  # two computers that take the same look make one record
        day=day,
        first=first,
        taken_on=today,
        told=_findings(told.standing),
        withdrawn=_findings(told.withdrawn),
        silent=silent,
    )


def pattern_of(finding: Finding) -> Pattern:
    """Return a remembered finding as the pattern it was."""
    return Pattern(speaks=True, **finding.model_dump(include={*Finding.model_fields}))


def unknown(of: Look) -> tuple[str, ...]:
    """Return the markers that a look had no days for."""
    seen = {*of.silent, *(each.name for each in (*of.told, *of.withdrawn))}
    return tuple(name for name in MARKERS if name not in seen)


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
    following, own, last = next_day(book, today), question(book) or "", newest(book)
    if last is None:
        return Findings(rated, need, next_look=following, question=own)
    return Findings(
        rated,
        need,
        last.day,
        following,
        tuple(map(pattern_of, last.told)),
        tuple(map(pattern_of, last.withdrawn)),
        last.silent,
        unknown(last),
        own,
    )


def _findings(patterns: Iterable[Pattern]) -> tuple[Finding, ...]:
    return tuple(Finding.model_validate(asdict(pattern)) for pattern in patterns)


def _taken(book: Book) -> tuple[Look, ...]:
    return tuple(sorted(book.all(Look), key=lambda each: (each.day, each.id)))


def _first_day(book: Book) -> int:
    first = min(book.all(Mood), key=lambda m: m.at, default=None)
    return day_number(first.at, book.settings.day_ends) if first else 0
