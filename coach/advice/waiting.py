"""Waiting: who has not answered, whom I owe, and what may be said about each silence.

Read out of the log of messages, never stored. Silence is counted in the person's own working days from the
last real contact. The order is calm: what I owe first, then threads where one more line would be fine, then
the rest, newest first. Threads silent for more than ninety days are not listed: they are not waiting any
more, they are people to say hello to one day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from coach.advice.people import gone, people
from coach.advice.replies import Chance, Experience, follow_up_due, may_rest, reply_chance
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
    """One open thread or promise. `days` are working days of silence; `chance` None for what I owe."""

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


@dataclass(slots=True)
class _Index:
    """What one version of the log says, worked out once: threads by person, and per-day results on demand."""

    threads: dict[str, Thread]
    experience: dict[date, Experience] = field(default_factory=dict)
    rows: dict[tuple[date, int], tuple[Waiting, ...]] = field(default_factory=dict)


def index(book: Book) -> dict[str, Thread]:
    """Return person id → thread for everybody who may be shown."""
    return book.derive(_index, Message, Person, Boundary, Settings).threads


def _index(book: Book) -> _Index:
    hidden = gone(book)
    return _Index({p: t for p, t in threads(book.all(Message)).items() if p not in hidden})


def work_days(settings: Settings) -> WorkDays:
    """Return the working days that silence is counted in."""
    return WorkDays(frozenset(settings.work_days), frozenset(settings.holidays))


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
    settings, found = book.settings, index(book)
    days = work_days(settings)
    by_id = {p.id: p for p in people(book)}
    result: dict[str, list[tuple[float, bool]]] = {"cold": [], "warm": [], "dormant": [], "strong": []}
    for person, thread in found.items():
        tie = (by_id[person].tie if person in by_id else None) or "warm"
        result[tie].extend(_contacts(thread, days, now))
    return result


def _contacts(thread: Thread, days: WorkDays, now: datetime) -> list[tuple[float, bool]]:
    contacts: list[tuple[float, bool]] = []
    open_since: datetime | None = None
    for event in thread.events:
        out = event.direction == "out" and event.kind in ("message", "invitation")
        if not out and event.direction == "own" and event.kind != "no":
            continue
        if open_since is not None and (out or event.direction == "in" or event.kind in ("no", "meeting")):
            contacts.append((days.between(open_since, event.at, now.tzinfo), not out))
        open_since = event.at if out else None
    if open_since is not None:
        contacts.append((days.between(open_since, now, now.tzinfo), False))
    return contacts


def experience(book: Book, now: datetime) -> Experience:
    """Return what the person's own log says about answers, as of today; worked out once a day and version."""
    known = book.derive(_index, Message, Person, Boundary, Settings).experience
    today = day_of(now, book.settings.day_ends)
    if today not in known:
        known[today] = Experience.of(history(book, now))
    return known[today]


def waiting(book: Book, now: datetime) -> tuple[Waiting, ...]:
    """Return all open threads and promises in their calm order, as of today."""
    known = book.derive(_index, Message, Person, Boundary, Settings)
    today = day_of(now, book.settings.day_ends)
    # A thread's place changes with the date, or with the hour when a message is not yet a day old: both are in the key.
    key = (today, now.hour)
    if key not in known.rows:
        known.rows.clear()
        known.rows[key] = _rows(book, now, known.threads)
    return known.rows[key]


def _rows(book: Book, now: datetime, found: dict[str, Thread]) -> tuple[Waiting, ...]:
    days, own = work_days(book.settings), experience(book, now)
    today = day_of(now, book.settings.day_ends)
    rows: list[Waiting] = []
    for person in people(book):
        thread = found.get(person.id)
        if thread is None:
            continue
        rows.extend(_owed(person, thread, days, now))
        if thread.waiting and thread.last_out and not thread.later_than(today):
            rows.append(_silence(person, thread, days, own, now))
    listed = (r for r in rows if r.owed or now - r.since <= LISTED_FOR)
    return tuple(sorted(listed, key=_calm))


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
            int(days.between(p.at, now, now.tzinfo)), p.at, channel=p.channel, event=p.id,
        )
        for p in thread.promises
    ]  # fmt: skip
    last = thread.last_in
    if thread.your_turn and last is not None and now - last.at <= OWED_FOR:
        rows.append(
            Waiting(
                person.id, person.name, True, "wrote to you",
                int(days.between(last.at, now, now.tzinfo)), last.at, channel=last.channel, event=last.id,
            )
        )  # fmt: skip
    return rows


def _silence(person: Person, thread: Thread, days: WorkDays, own: Experience, now: datetime) -> Waiting:
    last = thread.last_out
    assert last is not None  # a waiting thread has one by definition
    silent = days.between(last.at, now, now.tzinfo)
    tie = tie_of(person, thread, now)
    kept = thread.decision is not None and thread.decision.kind == "keep"
    return Waiting(
        person.id, person.name, False, "waiting", int(silent), last.at, tie, last.channel, thread.attempts,
        chance=reply_chance(tie, silent, own),
        due=follow_up_due(tie, silent, thread.attempts, own),
        may_rest=not kept and may_rest(tie, silent, thread.attempts, own),
        event=last.id,
    )  # fmt: skip
