"""Waiting: who has not answered, whom I owe, and what may be said about each silence.

Read out of the log of messages, never stored. Silence is counted in the person's own working days from the
last real contact. The order is calm: what I owe first, then threads where one more line would be fine, then
the rest, newest first. Threads silent for more than ninety days are not listed: they are not waiting any
more, they are people to say hello to one day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from coach.advice.hazards import Chance
from coach.advice.people import gone, people
from coach.advice.replies import Experience, follow_up_due, may_rest, reply_chance
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.outreach import Message, Thread, threads
from coach.domain.person import Person
from coach.domain.settings import Settings
from coach.domain.workdays import WorkDays

DORMANT_AFTER = timedelta(days=180)
LISTED_FOR = timedelta(days=90)
OWED_FOR = timedelta(days=45)
"""A message of theirs older than this is no longer shown as owed: nobody is waiting for it by the hour."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open thread or promise. `days` are working days of silence; `chance` None for what I owe.

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
    chance: Chance | None = None
    due: bool = False
    may_rest: bool = False
    event: str = ""
    zone: str = ""
    """Their time zone, so that the hour can stand beside the name."""


@dataclass(slots=True)
class _Log:
    """What is kept from one version of the log to the next, so that one new message costs one thread, not all."""

    seen: dict[int, Message] = field(default_factory=dict)
    """Message by its identity: an unchanged record stays the same object."""
    threads: dict[str, Thread] = field(default_factory=dict)
    past: dict[str, tuple[Thread, list[tuple[float, bool]]]] = field(default_factory=dict)
    """Person id → contacts that have ended, with the thread that they were read from."""
    measure: tuple[WorkDays, tzinfo | None] | None = None
    """What `past` was counted in."""


@dataclass(slots=True)
class _Index:
    """What one version of the log says, worked out once: threads by person, and per-day results on demand."""

    threads: dict[str, Thread]
    experience: dict[date, Experience] = field(default_factory=dict)
    rows: dict[tuple[date, int], tuple[Waiting, ...]] = field(default_factory=dict)


def index(book: Book) -> dict[str, Thread]:
    """Return person id → thread for everybody who may be shown."""
    return _known(book).threads


def _known(book: Book) -> _Index:
    return book.derive(_index, Message, Person, Boundary, Settings)


def _index(book: Book) -> _Index:
    log, messages = book.derive(_log), book.all(Message)
    seen = {id(m): m for m in messages}
    changed = {seen[key].person for key in seen.keys() - log.seen.keys()}
    changed |= {log.seen[key].person for key in log.seen.keys() - seen.keys()}
    if changed:
        found = threads(m for m in messages if m.person in changed)
        log.threads = {p: t for p, t in log.threads.items() if p not in changed} | found
    log.seen = seen
    hidden = gone(book)
    return _Index({p: t for p, t in log.threads.items() if p not in hidden} if hidden else log.threads)


def _log(_: Book) -> _Log:
    """Reads no table, so one log is handed down a whole line of books."""
    return _Log()


def work_days(settings: Settings) -> WorkDays:
    """Return the working days that silence is counted in: no holidays, and no days away."""
    return WorkDays(frozenset(settings.work_days), frozenset((*settings.holidays, *settings.days_away)))


def tie_of(person: Person | None, thread: Thread | None, now: datetime) -> str:
    """Return cold, warm, dormant or strong: dormant follows from 180 days without a word before the last run."""
    tie = (person.tie if person else None) or "warm"
    if thread is None or tie == "cold" or not thread.came:
        return tie
    run = [m for m in thread.out if m.at > thread.came[-1].at]
    before = run[0].at if run else now
    return "dormant" if before - thread.came[-1].at > DORMANT_AFTER else tie


def history(book: Book, now: datetime) -> dict[str, list[tuple[float, bool]]]:
    """Return kind → (working days, answered) for every contact of mine: until the answer, my next line, or now."""
    days, log = work_days(book.settings), book.derive(_log)
    if log.measure != (days, now.tzinfo):
        log.past, log.measure = {}, (days, now.tzinfo)
    ties = {p.id: p.tie for p in book.all(Person)}
    result: dict[str, list[tuple[float, bool]]] = {"cold": [], "warm": [], "dormant": [], "strong": []}
    for person, thread in index(book).items():
        known = log.past.get(person)
        if known is None or known[0] is not thread:
            known = log.past[person] = (thread, _ended(thread, days, now.tzinfo))
        kind = result[ties.get(person) or "warm"]
        kind.extend(known[1])
        last = _open(thread)
        if last is not None:
            kind.append((days.between(last, now, now.tzinfo), False))
    return result


def _ended(thread: Thread, days: WorkDays, zone: tzinfo | None) -> list[tuple[float, bool]]:
    """Return my contacts that an answer or a later line of mine has ended."""
    contacts: list[tuple[float, bool]] = []
    since: datetime | None = None
    for event in thread.events:
        mine = _mine(event)
        if not mine and event.direction != "in":
            continue  # a promise or a decision of mine ends no wait
        if since is not None:
            contacts.append((days.between(since, event.at, zone), not mine))
        since = event.at if mine else None
    return contacts


def _open(thread: Thread) -> datetime | None:
    """Return when my last contact was, if nothing of theirs or mine has followed it."""
    last = next((m for m in reversed(thread.events) if m.direction == "in" or _mine(m)), None)
    return last.at if last is not None and _mine(last) else None


def _mine(event: Message) -> bool:
    return event.direction == "out" and event.kind in ("message", "invitation")


def experience(book: Book, now: datetime) -> Experience:
    """Return what the person's own log says about answers, as of today; worked out once a day and version."""
    known = _known(book).experience
    today = day_of(now, book.settings.day_ends)
    if today not in known:
        known[today] = Experience.of(history(book, now))
    return known[today]


def waiting(book: Book, now: datetime) -> tuple[Waiting, ...]:
    """Return all open threads and promises in their calm order, as of today."""
    known = _known(book)
    today = day_of(now, book.settings.day_ends)
    # A thread's place changes with the date, or with the hour when a message is not yet a day old: both are in the key.
    key = (today, now.hour)
    if key not in known.rows:
        known.rows.clear()
        known.rows[key] = _rows(book, now, known.threads)
    return known.rows[key]


def silence(book: Book, person: Person, now: datetime) -> Waiting | None:
    """Return the silence of one person, however long it is; None if nothing waits for an answer of theirs."""
    thread = index(book).get(person.id)
    if thread is None or not thread.waiting:
        return None
    return _silence(person, thread, work_days(book.settings), experience(book, now), now)


def requests(book: Book, now: datetime) -> tuple[tuple[Person, Message], ...]:
    """Return the requests to be looked at today, the oldest first."""
    today = day_of(now, book.settings.day_ends)
    known = book.derive(_requests, Message, Person, Boundary, Settings)
    open_now = (one for one in known if one[1].until is None or one[1].until <= today)
    return tuple(sorted(open_now, key=lambda one: (one[1].at, one[1].id)))


def _requests(book: Book) -> tuple[tuple[Person, Message], ...]:
    found = index(book)
    return tuple((p, request) for p in people(book) if p.id in found for request in found[p.id].requests)


def _rows(book: Book, now: datetime, found: dict[str, Thread]) -> tuple[Waiting, ...]:
    days, own = work_days(book.settings), experience(book, now)
    today, listed = day_of(now, book.settings.day_ends), now - LISTED_FOR
    rows: list[Waiting] = []
    for person in people(book):
        thread = found.get(person.id)
        if thread is None:
            continue
        rows.extend(_owed(person, thread, days, now))
        last = thread.last_out
        if last is not None and last.at >= listed and thread.waiting and not thread.later_than(today):
            rows.append(_silence(person, thread, days, own, now))
    return tuple(sorted(rows, key=_calm))


def _calm(row: Waiting) -> tuple[int, float, str]:
    """What I owe, oldest first; then where a line would be fine, oldest first; then the rest, newest first."""
    at = row.since.timestamp()
    if row.owed:
        return (0, at, row.name)
    return (1, at, row.name) if row.due else (2, -at, row.name)


def _owed(person: Person, thread: Thread, days: WorkDays, now: datetime) -> list[Waiting]:
    rows = [
        Waiting(
            person.id, person.name, True, f"promised {p.text}" if p.text else "promised something",
            int(days.between(p.at, now, now.tzinfo)), p.at, channel=p.channel, event=p.id, zone=person.zone,
        )
        for p in thread.promises
    ]  # fmt: skip
    last = thread.last_in
    if thread.your_turn and last is not None and now - last.at <= OWED_FOR:
        rows.append(
            Waiting(
                person.id, person.name, True, "wrote to you",
                int(days.between(last.at, now, now.tzinfo)), last.at, channel=last.channel, event=last.id,
                zone=person.zone,
            )
        )  # fmt: skip
    return rows


def _silence(person: Person, thread: Thread, days: WorkDays, own: Experience, now: datetime) -> Waiting:
    last = thread.last_out
    assert last is not None  # a waiting thread has one by definition
    silent = days.between(last.at, now, now.tzinfo)
    tie, attempts = tie_of(person, thread, now), thread.attempts
    kept = thread.decision is not None and thread.decision.kind == "keep"
    return Waiting(
        person.id, person.name, False, "went quiet" if thread.last_in else "never replied",
        int(silent), last.at, tie, last.channel, attempts,
        chance=reply_chance(tie, silent, own),
        due=follow_up_due(tie, silent, attempts, own),
        may_rest=not kept and may_rest(tie, silent, attempts, own),
        event=last.id, zone=person.zone,
    )  # fmt: skip
