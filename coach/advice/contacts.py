"""Whom each advice rule may name, in the order in which it names them.

The most to gain comes first, then the oldest, then by name; whoever a rule named lately waits for the others.
Errands name a person on two days of a week at most, questions once in thirty days, and a person for whom a rule was
dismissed is left out for thirty days. People behind a boundary and snoozed threads are on no list.
Source: COACHING.md, rules R11 to R20."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from coach.advice.people import named_as_nice, people
from coach.advice.replies import MOST, gap
from coach.advice.scene import Scene
from coach.advice.threads import DORMANT_AFTER, calendar_of, index
from coach.advice.waiting import OWED_FOR, Waiting, waiting
from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.outreach import Message, Thread
from coach.domain.person import Person
from coach.domain.settings import Settings

WONDERING = 3
"""Working days of silence after which one begins to wonder, and a rule may say that waiting is normal."""
LATELY = timedelta(days=30)
ONCE = frozenset({"R14", "R19", "R20"})
"""Rules that ask a question: may it rest, say hello, meet. Not acting on it is an answer."""
ERRANDS, QUESTIONS = (2, 7), (1, 30)
"""On how many of how many days a rule may name one person."""
DISMISSED_FOR = 30


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody a rule may name, and why: `case` picks the sentence, `since` is when it began.

    `days` are working days (for a talk, days until it), `gain` the chance (0–1) that one more line would add,
    `what` a promise in the person's own words, `row` the open thread.
    """

    person: str
    name: str
    since: datetime
    case: str = ""
    days: int = 0
    gain: float = 0.0
    what: str = ""
    row: Waiting | None = None


def ordered(scene: Scene, rule: str, found: Iterable[Contact]) -> tuple[Contact, ...]:
    """Return `found` in the order in which `rule` would name them."""
    most, days = QUESTIONS if rule in ONCE else ERRANDS
    named: dict[str, int] = {}
    put_off: set[str] = set()
    for asked in scene.asked:
        if asked.topic == rule and asked.person:
            ago = scene.ago(asked.day)
            if asked.outcome == "shown" and 0 < ago < days:
                named[asked.person] = named.get(asked.person, 0) + 1
            if asked.outcome in ("dismissed", "snoozed") and 0 <= ago < DISMISSED_FOR:
                put_off.add(asked.person)
    kept = (c for c in found if c.person not in put_off and named.get(c.person, 0) < most)
    return tuple(sorted(kept, key=lambda c: (named.get(c.person, 0), -round(c.gain, 6), c.since, c.name, c.person)))


def owed(scene: Scene) -> tuple[Contact, ...]:
    """Return what I owe: promises, answers and thanks of at least one working day, and talks of the next three days."""
    return (*ordered(scene, "R11", _meetings(scene)), *ordered(scene, "R11", (*_owed(scene), *_favours(scene))))


def too_early(scene: Scene) -> tuple[Contact, ...]:
    """Return silences that make one wonder, but are shorter than the gap before one more line is fine."""
    return ordered(scene, "R12", (_silent(scene, row) for row in _rows(scene) if _early(row)))


def due(scene: Scene) -> tuple[Contact, ...]:
    """Return silences for which one more line would be fine now, and which may not rest yet."""
    return ordered(scene, "R13", (_silent(scene, row) for row in _rows(scene) if row.due and not row.may_rest))


def resting(scene: Scene) -> tuple[Contact, ...]:
    """Return silences that may rest."""
    return ordered(scene, "R14", (_silent(scene, row) for row in _rows(scene) if row.may_rest))


def dormant(scene: Scene) -> tuple[Contact, ...]:
    """Return people one has talked with, last more than 180 days ago; never somebody who said no."""
    talks = scene.book.derive(_talks, *_TABLES)
    old = talks[: bisect_left(talks, (scene.now - DORMANT_AFTER).timestamp(), key=attrgetter("newest"))]
    found = (t for t in old if t.last.kind != "no" and not t.thread.later_than(scene.today))
    return ordered(scene, "R19", (Contact(t.person.id, t.person.name, t.last.at) for t in found))


def ready_to_meet(scene: Scene) -> tuple[Contact, ...]:
    """Return people for whom a coffee or a call would be an easy next step, and who do not owe an answer.

    Those who were nice to talk to this week come first, then those with two turns each in the last 30 days.
    Nobody whom one met or phoned within 30 days.
    """
    nice = named_as_nice(r for r in scene.book.all(Review) if 0 <= scene.ago(r.day) <= 7)
    found = []
    talks = scene.book.derive(_talks, *_TABLES)
    for talk in talks[bisect_left(talks, (scene.now - LATELY).timestamp(), key=attrgetter("newest")) :]:
        person, thread = talk.person, talk.thread
        if talk.last.kind == "no" or thread.waiting or thread.later_than(scene.today) or _met(scene, thread):
            continue
        if person.id in nice or person.folded in nice:
            found.append(Contact(person.id, person.name, talk.last.at, case="nice", gain=1.0))
        elif scene.now - talk.last.at <= LATELY and _turns(scene, thread):
            found.append(Contact(person.id, person.name, talk.last.at))
    return ordered(scene, "R20", found)


def gap_of(row: Waiting) -> int:
    """Return the working days of silence before one more line is fine, after what was sent already."""
    return gap(row.kind, row.attempts)


def silences(scene: Scene) -> tuple[Waiting, ...]:
    """Return the open threads in which an answer would be theirs to give."""
    return tuple(_rows(scene))


def _rows(scene: Scene) -> Iterator[Waiting]:
    return (row for row in waiting(scene.book, scene.now) if not row.owed)


def _early(row: Waiting) -> bool:
    return not row.due and not row.may_rest and row.attempts < MOST[row.kind] and WONDERING <= row.days < gap_of(row)


def _silent(scene: Scene, row: Waiting) -> Contact:
    gain = row.own.hope(row.kind, 0) - row.own.hope(row.kind, row.days) if row.due and row.own else 0.0
    return Contact(row.person, row.name, row.since, row.kind, row.days, gain, row=row)


@dataclass(frozen=True, slots=True)
class _Talk:
    """Somebody who has written or met: their thread, their last event, and the newest word of either side."""

    person: Person
    thread: Thread
    last: Message
    newest: float
    """In seconds since 1970: moments of many zones are slow to compare."""
    mine: bool
    """It is my turn."""


_TABLES = (Message, Person, Boundary, Settings)
"""What threads are read out of."""


def _talks(book: Book) -> tuple[_Talk, ...]:
    """Return everybody one has talked with, the longest ago first."""
    threads, found = index(book), []
    for person in people(book):
        thread = threads.get(person.id)
        if thread is None or not thread.came:
            continue
        both = (thread.came[-1], *thread.out[-1:])
        found.append(_Talk(person, thread, both[0], max(m.at.timestamp() for m in both), thread.your_turn))
    return tuple(sorted(found, key=attrgetter("newest")))


def _debts(book: Book) -> tuple[tuple[Person, Thread], ...]:
    """Return everybody to whom something may be owed: a promise or an answer."""
    mine = {talk.person.id: (talk.person, talk.thread) for talk in book.derive(_talks, *_TABLES) if talk.mine}
    threads = index(book)
    promised = (p for p in people(book) if p.id in threads and threads[p.id].promises)
    return tuple((mine | {p.id: (p, threads[p.id]) for p in promised}).values())


def _owed(scene: Scene) -> Iterator[Contact]:
    calendar = calendar_of(scene.book, scene.now)
    for person, thread in scene.book.derive(_debts, *_TABLES):
        for promise in thread.promises_on(scene.today):
            silent = calendar.since(promise.at)
            if silent >= 1:
                yield Contact(person.id, person.name, promise.at, "promise", silent, what=promise.text)
        last = thread.last_in
        if last is None or not thread.your_turn or thread.later_than(scene.today):
            continue
        if not 0 <= calendar.ago(last.at) <= OWED_FOR:
            continue
        silent = calendar.since(last.at)
        began = bool(thread.out and thread.out[0].at < last.at)
        if silent >= (1 if began else 2):
            yield Contact(person.id, person.name, last.at, "answered" if began else "wrote", silent)


def _favours(scene: Scene) -> Iterator[Contact]:
    """Yield help of the last weeks after which I have not written: one word of thanks is all that is owed."""
    calendar, threads = calendar_of(scene.book, scene.now), index(scene.book)
    known: dict[str, Person] = {}
    for note in reversed(scene.notes):
        if calendar.ago(note.at) > OWED_FOR:
            break
        if note.kind != "got" or not note.person or note.at > scene.now:
            continue
        known = known or {person.id: person for person in people(scene.book)}
        thread, silent = threads.get(note.person), calendar.since(note.at)
        if note.person not in known or silent < 1:
            continue
        if thread is None or not (
            thread.your_turn or thread.later_than(scene.today) or any(m.at > note.at for m in thread.out)
        ):
            yield Contact(note.person, known[note.person].name, note.at, "favour", silent, what=note.text)


def _meetings(scene: Scene) -> Iterator[Contact]:
    """Yield talks of the next three days for which nothing was noted in the two weeks before."""
    coming = {event.person for event in scene.ahead if event.kind == "meeting"}
    if not coming:
        return
    names = {person.id: person.name for person in people(scene.book) if person.id in coming}
    prepared = {n.person for n in scene.notes if n.person and timedelta(0) <= scene.now - n.at <= timedelta(14)}
    for event in scene.ahead:
        soon = -scene.ago(scene.day(event.at))
        if event.kind == "meeting" and soon <= 3 and event.person in names and event.person not in prepared:
            yield Contact(event.person, names[event.person], event.at, "meeting", soon)


def _met(scene: Scene, thread: Thread) -> bool:
    return any(
        (m.kind == "meeting" or m.channel in ("phone", "in person")) and scene.now - m.at <= LATELY
        for m in thread.events
        if m.direction != "own"
    )


def _turns(scene: Scene, thread: Thread) -> bool:
    """Tell whether both sides had two turns or more in the last ninety days."""
    since = scene.now - 3 * LATELY
    sides = [m.direction for m in thread.events if m.at > since and m.kind == "message"]
    return sides.count("out") >= 2 and sides.count("in") >= 2
