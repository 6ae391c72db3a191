"""Answer questions about finished years: trends, past weeks, a person's whole history, pattern checks.

Documents of finished years are read, used and forgotten; only the numbers for trends stay in memory. All methods may be
called from any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Protocol, TypeVar

from coach.acts.change import Act
from coach.acts.look import remember
from coach.advice import looks
from coach.advice.people import gone
from coach.advice.series import Series, joined, series, series_of
from coach.advice.week import Week, week
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.store import Doc, Docs, Store
from coach.store.years import DATED, first_hot, month_of

_TABLES = ("moods", "blocks", "messages")
T = TypeVar("T")


class Source(Protocol):
    """The part of the service that reading the years needs."""

    book: Book
    store: Store

    def now(self) -> datetime:
        """Return the present moment."""
        ...

    def all_years(self, work: Callable[[Book, datetime], T], only: Callable[[str, Doc], bool] | None = None) -> T:
        """Return `work` of the records of all years that `only` accepts, and of the present moment."""
        ...


class Past:
    """Answers about all years of one data folder."""

    def __init__(self, desk: Source) -> None:
        self._desk = desk
        self._known: tuple[Any, ...] = ()
        self._series = Series()
        self._reading = Lock()
        self.tried: tuple[date, date | None] | None = None
        """The day of the last request for a check, and the first day with a mood that was known then."""

    def known(self) -> Series | None:
        """Return the numbers of all years if no file has to be read for them, else None."""
        book, basis = self._desk.book, self._basis()
        if not basis[0]:
            return series(book, self._desk.now())
        return joined(self._series, series(book, self._desk.now())) if basis == self._known else None

    def series(self) -> Series:
        """Return the numbers of all years. Finished years are read again only if one of them changed."""
        with self._reading:
            basis = self._basis()
            if basis != self._known:
                self._series, self._known = self._read(), basis
            return joined(self._series, series(self._desk.book, self._desk.now()))

    def of(self, person: str) -> tuple[Message | Note, ...]:
        """Return all messages and notes of one person, of all years."""

        def theirs(table: str, doc: Doc) -> bool:
            return table in ("messages", "notes") and doc.get("person") == person

        return self._desk.all_years(lambda book, _: (*book.all(Message), *book.all(Note)), theirs)

    def week(self, monday: date) -> Week:
        """Return the week that begins on `monday`, from the twelve months before its end and nothing later."""
        first, last = first_hot(monday), (monday + timedelta(days=13)).isoformat()[:7]

        def at_hand(table: str, doc: Doc) -> bool:
            month, closed = month_of(table, doc), str(doc.get("closed_at"))[:7]
            return month is None or (month <= last and (month >= first or first <= closed <= last))

        found = self._desk.all_years(lambda book, now: week(book, now, monday), at_hand)
        return replace(found, earlier=found.earlier or self.series().oldest < found.first)

    def look(self) -> Act | None:
        """Run the pattern check that is due, or correct its first day. Return the act that records it, or None.

        Checks are counted from the first mood of all years, which may be archived.
        """
        desk = self._desk
        book, first = desk.book, self.series().first_mood
        if first is None or book.read_only:
            return None
        today, last = day_of(desk.now(), book.settings.day_ends), looks.newest(book)
        day = looks.due(book, today, first)
        if day is not None:
            return remember(desk.all_years(lambda days, now: looks.take(days, day, first, today, last), _read_on(day)))
        return remember(last.but(first=first)) if last is not None and last.first != first else None

    def _basis(self) -> tuple[Any, ...]:
        """Return what the numbers of finished years depend on."""
        book = self._desk.book
        return self._desk.store.years.stamps(), book.settings.day_ends, gone(book)

    def _read(self) -> Series:
        """Read one year after the other and keep its numbers only."""
        store, parts, ids = self._desk.store, list[Series](), list[str]()
        for docs in store.years.one_by_one():
            ids.extend(key for table in _TABLES for key in docs.get(table, ()))
            parts.append(self._series_of(docs))
        if len(set(ids)) == len(ids):
            return joined(*parts)
        return self._series_of(store.history())  # a record in two files counts once, in its newest version

    def _series_of(self, docs: Docs) -> Series:
        book, hot = self._desk.book, self._desk.store.state.content.docs
        past = {
            table: {key: doc for key, doc in docs.get(table, {}).items() if key not in hot.get(table, {})}
            for table in _TABLES
        }
        return series_of(past, book.settings.day_ends, gone(book))


def _read_on(day: date) -> Callable[[str, Doc], bool]:
    """Return a filter for the check of `day`: the days of its window, and the oldest record of each table."""
    since = looks.window(day)[0].isoformat()[:7]
    oldest: dict[str, str] = {}

    def wanted(table: str, doc: Doc) -> bool:
        month, field = month_of(table, doc), DATED.get(table, "")
        if month is None or month >= since:
            return True
        at = str(doc[field])[:16]
        if doc.get("deleted") or at > oldest.get(table, at):
            return False
        oldest[table] = at
        return True

    return wanted
