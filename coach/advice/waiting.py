"""Who has not answered, whom I owe an answer, and whether a follow-up is due or the thread may rest.

Read out of the messages, never stored. Silence is counted in the person's own working days from the last real
contact. What I owe stands first, then threads where a follow-up is due, then the rest, newest first. Threads
silent for more than ninety days are not listed: they are people to say hello to one day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coach.advice.hazards import Chance
from coach.advice.people import people
from coach.advice.replies import Experience
from coach.advice.threads import Calendar, calendar_of, derive_for_day, experience_on, index, tie_of
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.outreach import Message, Thread
from coach.domain.person import Person

LISTED_FOR = 90
"""Days, of any kind, for which a silence is listed."""
OWED_FOR = 45
"""A message of theirs older than so many days is no longer shown as owed: nobody is waiting for it by the hour."""


@dataclass(frozen=True, slots=True)
class Waiting:
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


def waiting(book: Book, now: datetime) -> tuple[Waiting, ...]:
    """Return all open threads and promises as of today, in the order in which they are listed."""
    return derive_for_day(book, _rows, calendar_of(book, now))


def silence(book: Book, person: Person, now: datetime) -> Waiting | None:
    """Return the silence of one person, however long it is; None if nothing waits for an answer of theirs."""
    thread, calendar = index(book).get(person.id), calendar_of(book, now)
    if thread is None or not thread.waiting:
        return None
    return _silence(person, thread, calendar, experience_on(book, calendar))


def requests(book: Book, now: datetime) -> tuple[tuple[Person, Message], ...]:
    """Return the requests to be looked at today, the oldest first."""
    today = calendar_of(book, now).today
    known = book.derive(_requests, Message, Person, Boundary)
    open_now = (one for one in known if one[1].until is None or one[1].until <= today)
    return tuple(sorted(open_now, key=lambda one: (one[1].at, one[1].id)))


def _requests(book: Book) -> tuple[tuple[Person, Message], ...]:
    found = index(book)
    return tuple((p, request) for p in people(book) if p.id in found for request in found[p.id].requests)


def _rows(book: Book, calendar: Calendar) -> tuple[Waiting, ...]:
    own, found = experience_on(book, calendar), index(book)
    rows: list[Waiting] = []
    for person in people(book):
        thread = found.get(person.id)
        if thread is not None:
            rows.extend(_owed(person, thread, calendar))
            if _is_listed(thread, calendar):
                rows.append(_silence(person, thread, calendar, own))
    return tuple(sorted(rows, key=_calm))


def _is_listed(thread: Thread, calendar: Calendar) -> bool:
    last = thread.last_out
    if last is None or calendar.ago(last.at) > LISTED_FOR:
        return False
    return thread.waiting and not thread.later_than(calendar.today)


def _calm(row: Waiting) -> tuple[int, float, str]:
    """What I owe, oldest first; then where a line would be fine, oldest first; then the rest, newest first.

    What may rest stands with the rest: a list that begins with the longest silences would not be calm.
    """
    at = row.since.timestamp()
    if row.owed:
        return (0, at, row.name)
    return (1, at, row.name) if row.due and not row.may_rest else (2, -at, row.name)


def _owed(person: Person, thread: Thread, calendar: Calendar) -> Iterator[Waiting]:
    for p in thread.promises_on(calendar.today):
        yield Waiting(
            person.id, person.name, True, f"promised {p.text}" if p.text else "promised something",
            calendar.since(p.at), p.at, channel=p.channel, event=p.id, zone=person.zone,
        )  # fmt: skip
    last = thread.last_in
    turn = thread.your_turn and not thread.later_than(calendar.today)
    if turn and last is not None and calendar.ago(last.at) <= OWED_FOR:
        yield Waiting(
            person.id, person.name, True, "wrote to you", calendar.since(last.at), last.at,
            channel=last.channel, event=last.id, zone=person.zone,
        )  # fmt: skip


def _silence(person: Person, thread: Thread, calendar: Calendar, own: Experience) -> Waiting:
    """Return a silence, with what the person's own experience says about it."""
    last = thread.last_out
    assert last is not None  # a waiting thread has one by definition
    kind, days, attempts = tie_of(person, thread, last.at), calendar.since(last.at), thread.attempts
    kept = thread.decision is not None and thread.decision.kind == "keep"
    return Waiting(
        person.id, person.name, False, "went quiet" if thread.last_in else "never replied", days, last.at, kind,
        last.channel, attempts, last.id, person.zone, kept,
        due=own.due(kind, days, attempts), may_rest=own.may_rest(kind, days, attempts) and not kept, own=own,
    )  # fmt: skip
