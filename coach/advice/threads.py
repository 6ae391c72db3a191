"""Threads, and what they teach: everybody's thread, how silence is counted today, and how soon answers came.

One log is handed down a whole line of books, so that one new message costs one thread and not all of them. What
is said about a day is a function of the data and of that day alone: silence comes in whole days of the person's
own (they end at 04:00 unless set), so a window left open since the morning says what a new one says.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import compress, count
from operator import is_not

from coach.advice.people import gone
from coach.advice.replies import KINDS, Experience
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.outreach import Message, Thread, threads
from coach.domain.person import Person
from coach.domain.settings import Settings
from coach.domain.workdays import WorkDays

DORMANT_AFTER = timedelta(days=180)
Contacts = dict[str, list[tuple[float, bool]]]
"""Kind → (working days until the answer, my next line, or today; answered)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How silence is counted on one day: equal calendars count alike."""

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


@dataclass(frozen=True, slots=True)
class _Version:
    """What one version of the messages says."""

    messages: tuple[Message, ...] = ()
    timeline: Sequence[Message] = ()
    threads: Mapping[str, Thread] = field(default_factory=dict)


@dataclass(slots=True)
class _Log:
    """What is kept from one version to the next. Each field is read once and set whole: pages work in threads."""

    last: _Version = field(default_factory=_Version)
    counted: tuple[Calendar | None, dict[str, tuple[Thread, str, Contacts]]] = field(default_factory=lambda: (None, {}))
    """Person id → contacts as of a calendar, with the thread and the tie that they were read from."""


@dataclass(slots=True)
class _Index:
    """What one version of the log says, worked out once: threads by person, and what they teach on a day."""

    threads: Mapping[str, Thread]
    timeline: Sequence[Message]
    experience: tuple[Calendar, Experience] | None = None


def index(book: Book) -> Mapping[str, Thread]:
    """Return person id → thread for everybody who may be shown."""
    return _known(book).threads


def timeline(book: Book) -> Sequence[Message]:
    """Return every event in the order of time, people behind a boundary included."""
    return _known(book).timeline


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
    calendar, log = calendar_of(book, now), book.derive(_log)
    counted = log.counted
    if counted[0] != calendar:
        counted = log.counted = (calendar, {})
    contacts = counted[1]
    ties = book.derive(_ties, Person)
    result: Contacts = {kind: [] for kind in KINDS}
    for person, thread in index(book).items():
        tie, known = ties.get(person, "warm"), contacts.get(person)
        if known is None or known[0] is not thread or known[1] != tie:
            known = contacts[person] = (thread, tie, _contacts(thread, tie, calendar))
        for kind, seen in known[2].items():
            result[kind].extend(seen)
    return result


def experience(book: Book, now: datetime) -> Experience:
    """Return what the person's own log says about answers, as of today; worked out once a day and version."""
    known, calendar = _known(book), calendar_of(book, now)
    found = known.experience
    if found is None or found[0] != calendar:
        found = known.experience = (calendar, Experience.of(history(book, now)))
    return found[1]


def _known(book: Book) -> _Index:
    return book.derive(_index, Message, Person, Boundary, Settings)


def _work_days(book: Book) -> WorkDays:
    settings = book.settings
    return WorkDays(frozenset(settings.work_days), frozenset((*settings.holidays, *settings.days_away)))


def _ties(book: Book) -> Mapping[str, str]:
    return {p.id: p.tie or "warm" for p in book.all(Person)}


def _index(book: Book) -> _Index:
    log, messages = book.derive(_log), book.all(Message)
    last = log.last
    went, new = _changes(last.messages, messages)
    if went or new:
        out, touched = {id(m) for m in went}, {m.person for m in (*went, *new)}
        left = (m for p in touched if p in last.threads for m in last.threads[p].events if id(m) not in out)
        found = threads((*left, *new))
        kept = {p: t for p, t in last.threads.items() if p not in touched}
        stayed = [m for m in last.timeline if id(m) not in out] if out else list(last.timeline)
        last = _Version(messages, _in_time(stayed, new), kept | found)
    log.last = last
    hidden = gone(book)
    shown = {p: t for p, t in last.threads.items() if p not in hidden} if hidden else last.threads
    return _Index(shown, last.timeline)


def _log(_: Book) -> _Log:
    """Reads no table, so one log is handed down a whole line of books."""
    return _Log()


def _changes(before: Sequence[Message], after: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """Return what is no longer there, and what is new. An unchanged record stays the same object."""
    shorter = min(len(before), len(after))
    start = next(compress(count(), map(is_not, before, after)), shorter)
    end = next(compress(count(), map(is_not, reversed(before), reversed(after))), shorter)
    end = min(end, shorter - start)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    kept = {id(m) for m in old} & {id(m) for m in new}
    return [m for m in old if id(m) not in kept], [m for m in new if id(m) not in kept]


def _in_time(stayed: list[Message], new: Sequence[Message]) -> list[Message]:
    """Return `stayed` with `new` in its places: few are put in, many are sorted along."""
    if len(new) > 100:
        return sorted((*stayed, *new), key=_moment)
    for message in new:
        insort(stayed, message, key=_moment)
    return stayed


def _moment(message: Message) -> float:
    """Return when it was, as a number: moments of many zones are slow to compare."""
    return message.at.timestamp()


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
