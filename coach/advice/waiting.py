"""Waiting: who has not answered, whom I owe, and what may be said about each silence.

Read out of the log of messages, never stored. Silence is counted in the person's own working days from the
last real contact. The order is calm: what I owe first, then threads where one more line would be fine, then
the rest, newest first. Threads silent for more than ninety days are not listed: they are not waiting any
more, they are people to say hello to one day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress, count
from operator import is_not
from typing import NamedTuple

from coach.advice.hazards import Chance
from coach.advice.people import people
from coach.advice.replies import Experience
from coach.advice.threads import Calendar, calendar_of, experience, index, tie_of
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.outreach import Message, Thread
from coach.domain.person import Person
from coach.domain.settings import Settings

LISTED_FOR = 90
"""Days, of any kind, for which a silence is listed."""
OWED_FOR = 45
"""A message of theirs older than so many days is no longer shown as owed: nobody is waiting for it by the hour."""
_TABLES = (Message, Person, Boundary, Settings)


class Waiting(NamedTuple):
    """One open thread or promise. `days` are working days of silence.

    `what` says what I owe, or which silence it is: never replied, or went quiet.
    """

    person: str
    name: str
    owed: bool
    what: str
    days: int
    since: datetime
    kind: str = "warm"
    channel: str = ""
    attempts: int = 0
    event: str = ""
    zone: str = ""
    """Their time zone, so that the hour can stand beside the name."""
    kept: bool = False
    """The person chose to keep it in the list."""
    due: bool = False
    may_rest: bool = False
    own: Experience | None = None
    """What chances rest on; None for what I owe."""

    @property
    def hope(self) -> float | None:
        """The chance (0–1) that an answer still comes; None for what I owe."""
        return self.own.hope(self.kind, self.days) if self.own else None

    @property
    def chance(self) -> Chance | None:
        """The same chance with its range, which takes a moment to work out."""
        return self.own.chance(self.kind, self.days) if self.own else None


class _Standing(NamedTuple):
    """What one person's thread puts on the list, whatever other threads teach about it."""

    owed: tuple[Waiting, ...]
    silence: Waiting | None


class _Standings(NamedTuple):
    """Everybody's standing as of one calendar: four columns, a row for each person. None for what lists nothing."""

    calendar: Calendar | None = None
    people: tuple[Person, ...] = ()
    ids: Sequence[str] = ()
    threads: Sequence[Thread | None] = ()
    standings: Sequence[_Standing | None] = ()


@dataclass(slots=True)
class _Kept:
    """What is kept from one book to the next. Each field is read once and set whole: pages work in threads."""

    standings: _Standings = field(default_factory=_Standings)
    rows: tuple[Calendar, tuple[Waiting, ...]] | None = None


def waiting(book: Book, now: datetime) -> tuple[Waiting, ...]:
    """Return all open threads and promises in their calm order, as of today; worked out once a day and version."""
    known, calendar = book.derive(_version, *_TABLES), calendar_of(book, now)
    found = known.rows
    if found is None or found[0] != calendar:
        found = known.rows = (calendar, _rows(book, calendar, experience(book, now)))
    return found[1]


def silence(book: Book, person: Person, now: datetime) -> Waiting | None:
    """Return the silence of one person, however long it is; None if nothing waits for an answer of theirs."""
    thread = index(book).get(person.id)
    if thread is None or not thread.waiting:
        return None
    row, own = _silence(person, thread, calendar_of(book, now)), experience(book, now)
    return _judged(row, _verdict(row, own), own)


def requests(book: Book, now: datetime) -> tuple[tuple[Person, Message], ...]:
    """Return the requests to be looked at today, the oldest first."""
    today = calendar_of(book, now).today
    known = book.derive(_requests, *_TABLES)
    open_now = (one for one in known if one[1].until is None or one[1].until <= today)
    return tuple(sorted(open_now, key=lambda one: (one[1].at, one[1].id)))


def _requests(book: Book) -> tuple[tuple[Person, Message], ...]:
    found = index(book)
    return tuple((p, request) for p in people(book) if p.id in found for request in found[p.id].requests)


def _version(_: Book) -> _Kept:
    """For the rows of one version of the book."""
    return _Kept()


def _kept(_: Book) -> _Kept:
    """For standings: reads no table, so they are handed down a whole line of books."""
    return _Kept()


def _rows(book: Book, calendar: Calendar, own: Experience) -> tuple[Waiting, ...]:
    kept = book.derive(_kept)
    known = kept.standings = _stand(kept.standings, people(book), index(book), calendar)
    verdicts: dict[tuple[str, int, int], tuple[bool, bool]] = {}  # a long list asks few different questions
    rows: list[Waiting] = []
    for owed, row in filter(None, known.standings):
        rows.extend(owed)
        if row is not None:
            asked = (row.kind, row.days, row.attempts)
            verdict = verdicts.get(asked) or verdicts.setdefault(asked, _verdict(row, own))
            rows.append(_judged(row, verdict, own))
    return tuple(sorted(rows, key=_calm))


def _stand(
    known: _Standings, shown: tuple[Person, ...], threads: Mapping[str, Thread], calendar: Calendar
) -> _Standings:
    """Return how everybody stands; only who has another thread than was `known`, or is new, is looked at."""
    if known.calendar != calendar:
        known = _Standings(calendar)
    if known.people is not shown:
        rows = zip(known.people, known.threads, known.standings, strict=True)
        before = {id(person): (thread, standing) for person, thread, standing in rows}
        found = [before.get(id(person), (None, None)) for person in shown]
        ids = [person.id for person in shown]
        known = _Standings(calendar, shown, ids, [thread for thread, _ in found], [standing for _, standing in found])
    now = [*map(threads.get, known.ids)]
    standings = list(known.standings)
    for n in compress(count(), map(is_not, now, known.threads)):
        thread = now[n]
        standings[n] = _standing(shown[n], thread, calendar) if thread is not None else None
    return known._replace(threads=now, standings=standings)


def _calm(row: Waiting) -> tuple[int, float, str]:
    """What I owe, oldest first; then where a line would be fine, oldest first; then the rest, newest first.

    What may rest stands with the rest: a list that begins with the longest silences would not be calm.
    """
    at = row.since.timestamp()
    if row.owed:
        return (0, at, row.name)
    return (1, at, row.name) if row.due and not row.may_rest else (2, -at, row.name)


def _standing(person: Person, thread: Thread, calendar: Calendar) -> _Standing | None:
    last = thread.last_out
    silent = last is not None and thread.waiting and calendar.ago(last.at) <= LISTED_FOR
    listed = silent and not thread.later_than(calendar.today)
    owed = tuple(_owed(person, thread, calendar))
    return _Standing(owed, _silence(person, thread, calendar) if listed else None) if owed or listed else None


def _owed(person: Person, thread: Thread, calendar: Calendar) -> list[Waiting]:
    rows = [
        Waiting(
            person.id, person.name, True, f"promised {p.text}" if p.text else "promised something",
            calendar.since(p.at), p.at, channel=p.channel, event=p.id, zone=person.zone,
        )
        for p in thread.promises_on(calendar.today)
    ]  # fmt: skip
    last = thread.last_in
    turn = thread.your_turn and not thread.later_than(calendar.today)
    if turn and last is not None and calendar.ago(last.at) <= OWED_FOR:
        rows.append(
            Waiting(
                person.id, person.name, True, "wrote to you", calendar.since(last.at), last.at,
                channel=last.channel, event=last.id, zone=person.zone,
            )
        )  # fmt: skip
    return rows


def _silence(person: Person, thread: Thread, calendar: Calendar) -> Waiting:
    """Return a silence with nothing said about it yet."""
    last = thread.last_out
    assert last is not None  # a waiting thread has one by definition
    return Waiting(
        person.id, person.name, False, "went quiet" if thread.last_in else "never replied",
        calendar.since(last.at), last.at, tie_of(person, thread, last.at), last.channel, thread.attempts,
        event=last.id, zone=person.zone, kept=thread.decision is not None and thread.decision.kind == "keep",
    )  # fmt: skip


def _verdict(row: Waiting, own: Experience) -> tuple[bool, bool]:
    """Return whether one more line would be fine, and whether it may rest."""
    asked = (row.kind, row.days, row.attempts)
    return own.due(*asked), own.may_rest(*asked)


def _judged(row: Waiting, verdict: tuple[bool, bool], own: Experience) -> Waiting:
    """Return a silence with what the person's own experience says about it."""
    due, rest = verdict
    return Waiting(
        row.person, row.name, False, row.what, row.days, row.since, row.kind, row.channel, row.attempts, row.event,
        row.zone, row.kept, due, rest and not row.kept, own,
    )  # fmt: skip
