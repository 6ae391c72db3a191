"""Everybody's thread, how silence is counted on a day, and what became of the messages the person sent.

Silence is counted in whole days of the person's own (they end at 04:00 unless set), so the answers depend on the
records and on the day, not on the hour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, TypeVar

from coach.advice.people import gone
from coach.advice.replies import KINDS, Experience
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.outreach import Message, Thread, threads
from coach.domain.person import Person
from coach.domain.settings import Settings
from coach.domain.workdays import WorkDays

T = TypeVar("T")
DORMANT_AFTER = timedelta(days=180)
Contacts = dict[str, list[tuple[float, bool]]]
"""Kind → (working days until the answer, my next line, or today; answered)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How silence is counted on one day. Equal calendars count alike."""

    work: WorkDays
    ends: time
    zone: tzinfo | None
    today: date

    def day(self, at: datetime) -> date:
        """Return the person's day that `at` belongs to.

        A record keeps the wall clock of where it was made; one in UTC, as imports are, knows no place and is read
        by the clock of here.
        """
        return day_of(at if at.utcoffset() else at.astimezone(self.zone), self.ends)

    def since(self, at: datetime) -> int:
        """Return the working days of silence from `at` until today."""
        return self.work.count(self.day(at), self.today)

    def ago(self, at: datetime) -> int:
        """Return the days, of any kind, from `at` until today."""
        return (self.today - self.day(at)).days


def index(book: Book) -> Mapping[str, Thread]:
    """Return person id → thread for everybody who may be shown."""
    return book.derive(_shown_threads, Message, Boundary)


def timeline(book: Book) -> tuple[Message, ...]:
    """Return every event in the order of time, people behind a boundary included."""
    return book.derive(_timeline, Message)


def derive_for_day(book: Book, work: Callable[[Book, Calendar], T], calendar: Calendar) -> T:
    """Return `work(book, calendar)`, computed once for each version of the records and each day."""
    results = book.derive(_results_by_day, Message, Person, Boundary, Settings)
    if (work, calendar) not in results:
        results[work, calendar] = work(book, calendar)
    result: T = results[work, calendar]
    return result


def work_days(book: Book) -> WorkDays:
    """Return the working days that silence is counted in: no holidays, and no days away."""
    return book.derive(_work_days, Settings)


def calendar_of(book: Book, now: datetime) -> Calendar:
    """Return the calendar of the day that `now` belongs to."""
    ends = book.settings.day_ends
    return Calendar(work_days(book), ends, now.tzinfo, day_of(now, ends))


def tie_of(person: Person | None, thread: Thread | None, now: datetime) -> str:
    """Return cold, warm, dormant or strong: dormant follows from 180 days without a word before the last run."""
    tie = (person.tie if person else None) or "warm"
    if thread is None or not thread.came:
        return tie
    heard = thread.came[-1].at
    began = next((m.at for m in thread.out if m.at > heard), now)
    return _tie_then(tie, heard, began)


def history(book: Book, now: datetime) -> Contacts:
    """Return what became of every contact of mine, by the tie of that time, as of today."""
    return _history(book, calendar_of(book, now))


def experience(book: Book, now: datetime) -> Experience:
    """Return what the person's own messages say about answers, as of today."""
    return experience_on(book, calendar_of(book, now))


def experience_on(book: Book, calendar: Calendar) -> Experience:
    """Return what the person's own messages say about answers, as of the day of `calendar`."""
    return derive_for_day(book, _experience, calendar)


def _experience(book: Book, calendar: Calendar) -> Experience:
    return Experience.of(_history(book, calendar))


def _history(book: Book, calendar: Calendar) -> Contacts:
    ties = {person.id: person.tie or "warm" for person in book.all(Person)}
    result: Contacts = {kind: [] for kind in KINDS}
    for person, thread in index(book).items():
        for kind, seen in _contacts(thread, ties.get(person, "warm"), calendar).items():
            result[kind].extend(seen)
    return result


def _work_days(book: Book) -> WorkDays:
    settings = book.settings
    return WorkDays(frozenset(settings.work_days), frozenset((*settings.holidays, *settings.days_away)))


def _shown_threads(book: Book) -> dict[str, Thread]:
    hidden = gone(book)
    return threads(message for message in book.all(Message) if message.person not in hidden)


def _timeline(book: Book) -> tuple[Message, ...]:
    return tuple(sorted(book.all(Message), key=lambda message: message.at.timestamp()))


def _results_by_day(_: Book) -> dict[tuple[Callable[[Book, Calendar], Any], Calendar], Any]:
    return {}


def _contacts(thread: Thread, tie: str, calendar: Calendar) -> Contacts:
    """Return what became of each contact of mine: an answer, a next line of mine, or silence until today."""
    found: Contacts = {}
    heard: datetime | None = None
    kind, since = "", None  # of the contact that is open
    total, today = calendar.work.total, calendar.work.total(calendar.today)
    for event in thread.events:
        mine = event.direction == "out" and event.kind in ("message", "invitation")
        theirs = event.direction == "in" or event.kind in ("meeting", "no")
        if not mine and not theirs:
            continue  # a promise or a decision of mine ends no wait
        at = total(calendar.day(event.at))
        if since is not None:
            found.setdefault(kind, []).append((max(0, at - since), theirs))
        elif mine:
            kind = tie if heard is None else _tie_then(tie, heard, event.at)
        since = at if mine else None
        heard = event.at if theirs else heard
    if since is not None:
        found.setdefault(kind, []).append((max(0, today - since), False))
    return found


def _tie_then(tie: str, heard: datetime, began: datetime) -> str:
    """Return the tie to somebody who was last heard of at `heard`, for lines that began at `began`."""
    if tie == "cold":
        return tie
    return "dormant" if began - heard > DORMANT_AFTER else "warm" if tie == "dormant" else tie
