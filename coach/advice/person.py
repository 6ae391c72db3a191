"""The page of one person: where the conversation stands, everything that passed, what each side gave.

The sentences contain no names, so they can be shown while names are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from coach.advice import replies
from coach.advice.contacts import gap_of
from coach.advice.people import gone
from coach.advice.threads import Calendar, calendar_of, experience, index, tie_of
from coach.advice.waiting import Waiting, silence
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.note import Note
from coach.domain.outreach import Message, State, Thread, thread_of
from coach.domain.person import Person, channel_name, local_time
from coach.domain.rounding import whole_minutes
from coach.domain.wording import format_count, format_date, format_recent_date

TIMES = {1: "once", 2: "twice"}
_LONG = 60
"""Working days from which a silence is told in months."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that passed. `who` says it in two words ("you wrote"), `text` is the person's own."""

    at: datetime
    who: str
    channel: str = ""
    text: str = ""
    whole_day: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the page of one person shows. Texts are the person's own words, uncleaned."""

    person: Person
    tie: str
    state: State
    says: tuple[str, ...]
    """Where it stands: sentences without names."""
    ask: bool
    """Every follow-up is used: let it rest, wait, or keep it is the one question left."""
    there: datetime | None = None
    """Now, on their clocks."""
    offset: str = ""
    """How their clocks stand to mine: "1 h later than yours"."""
    events: tuple[Event, ...] = ()
    """The whole thread, newest first."""
    promises: tuple[Message, ...] = ()
    """What I promised and have not given yet, oldest first."""
    theirs: tuple[Message, ...] = ()
    """What they promised me, newest first."""
    gave: tuple[tuple[datetime, str], ...] = ()
    """Help I gave and promises I kept, newest first."""
    got: tuple[tuple[datetime, str], ...] = ()
    """Help I got, newest first."""
    openings: tuple[Note, ...] = ()
    """Open opportunities."""
    notes: tuple[Note, ...] = ()
    """Notes, takeaways and what was learned, newest first."""
    drafts: tuple[Note, ...] = ()
    silence: Waiting | None = None
    thread: Thread = field(default_factory=lambda: thread_of("", ()))


def portrait(
    book: Book, person_id: str, now: datetime, *, hidden: str = "", past: Iterable[Message | Note] = ()
) -> Portrait | None:
    """Return the page of one person at `now`; None if there is nobody, or a boundary. Promises read `hidden` if set.

    `past` is what passed in finished years: it belongs on the page, and changes nothing of where things stand.
    """
    if book.get(Person, person_id) is None:
        book = book.everybody()
    person = book.get(Person, person_id)
    if person is None or person_id in gone(book):
        return None
    thread = index(book).get(person_id) or thread_of(person_id, ())
    today = day_of(now, book.settings.day_ends)
    quiet = silence(book, person, now)
    past = [record for record in past if book.newest(type(record), record.id) is None]
    told = (*(n for n in book.all(Note) if n.person == person_id), *(n for n in past if isinstance(n, Note)))
    notes = sorted(told, key=lambda n: (n.at, n.id), reverse=True)
    events = thread_of(person_id, (*(m for m in past if isinstance(m, Message)), *thread.events)).events
    promised = [m for m in events if m.kind == "promise"]
    kept = [(m.closed_at, m.text) for m in promised if m.direction == "out" and m.closed_at and m.answer != "let go"]
    gave = [(n.at, n.text) for n in notes if n.kind == "gave"]
    there = local_time(person.zone, now)
    return Portrait(
        person,
        tie_of(person, thread, now) if person.tie or thread.came else "",
        thread.state(today),
        tuple(_standing(book, thread, quiet, now, hidden)),
        ask=quiet is not None and quiet.may_rest,
        there=there,
        offset=_offset(there, now),
        events=tuple(_event(m) for m in reversed(events)),
        promises=thread.promises,
        theirs=tuple(m for m in reversed(promised) if m.direction == "in"),
        gave=tuple(sorted((*kept, *gave), reverse=True)),
        got=tuple((n.at, n.text) for n in notes if n.kind == "got"),
        openings=tuple(n for n in notes if n.kind == "opportunity" and n.closed_at is None),
        notes=tuple(n for n in notes if n.kind in ("note", "takeaway", "learned")),
        drafts=tuple(n for n in notes if n.kind in ("draft", "post") and n.closed_at is None),
        silence=quiet,
        thread=thread,
    )


def subject(found: Portrait) -> str:
    """Return what was last written about, for a text to ask again with; "" if it was not noted."""
    said = next((m.text for m in reversed(found.thread.out) if m.text), "")
    return said or next((n.text for n in found.openings), "")


def on(day: datetime | date, now: datetime) -> str:
    """Return a date as people say it: "3 November", with its year once that is another one."""
    day = day.astimezone(now.tzinfo).date() if isinstance(day, datetime) else day
    return format_recent_date(day, now)


def _standing(book: Book, thread: Thread, quiet: Waiting | None, now: datetime, hidden: str) -> Iterator[str]:
    calendar = calendar_of(book, now)
    today = calendar.today

    def ago(at: datetime) -> str:
        return _ago(calendar, at, now)

    for promise in thread.promises:
        what = (hidden or promise.text) if promise.text else "something"
        yield f"You promised {what}, {ago(promise.at)}."
    for request in thread.requests:
        if request.until is None or request.until <= today:
            what = f": {hidden or request.text}" if request.text else " something of you"
            yield f"They ask{what}. Accepting, asking why, later and declining are all fine."
    state, last = thread.state(today), thread.last_in
    if state == "later" and thread.decision and thread.decision.until:
        until = thread.decision.until
        yield f"Out of sight until {until:%A} {on(until, now)}."
    elif quiet is not None:
        yield from _silent(book, thread, quiet, now)
    elif state in ("your turn", "they wrote first") and last is not None:
        first = " to you first" if state == "they wrote first" else ""
        yield f"They wrote{first}, {ago(last.at)}. An answer is yours to give; a short one is fine."
    elif state == "resting" and thread.decision is not None:
        yield f"At rest since {on(thread.decision.at, now)}. A word from either side wakes it."
    elif state == "no" and last is not None:
        yield f"The answer was a no, on {on(last.at, now)}. This thread is complete."
    elif state == "met" and last is not None:
        yield f"You met on {on(last.at, now)}." if last.at <= now else f"You talk on {on(last.at, now)}."
    elif state == "answered":
        yield "Nothing is open between you."
    elif state == "none" and not thread.promises:
        yield "Nothing has passed between you yet."


def _silent(book: Book, thread: Thread, quiet: Waiting, now: datetime) -> Iterator[str]:
    calendar = calendar_of(book, now)
    wrote = thread.attempts + 1
    times = TIMES.get(wrote, f"{wrote} times")
    last = thread.last_in
    heard = f" They last wrote on {on(last.at, now)}." if last else ""
    length = f"Quiet {_for(quiet.days, quiet.since, now)}." if quiet.days else "No answer yet."
    yield f"{length} You wrote {times}.{heard}"
    if quiet.chance is not None:
        own = experience(book, now)
        yield f"An answer from here on: {replies.words(quiet.chance, span=True)}, {replies.grounds(own.messages)}."
    if quiet.may_rest:
        yield "Nothing more is asked of you here: let it rest, wait 30 days, or keep it in the list."
        if calendar.ago(quiet.since) >= replies.REVIVE_AFTER:
            yield "Something new can open it again at any time."
    elif quiet.due:
        yield "One more line would be fine now. A coffee, a short call or an event is easy to answer."
    elif quiet.attempts < replies.MOST[quiet.kind] and quiet.days < gap_of(quiet):
        day = calendar.work.add(calendar.day(quiet.since), gap_of(quiet))
        yield f"Waiting until {day:%A} {on(day, now)} is normal, not neglect."


def _for(days: int, since: datetime, now: datetime) -> str:
    if days < _LONG:
        return f"for {format_count(days, 'working day')}"
    return f"since {on(since, now)}"


def _ago(calendar: Calendar, at: datetime, now: datetime) -> str:
    days = calendar.since(at)
    if days <= 0:
        return "today" if calendar.ago(at) == 0 else f"on {on(at, now)}"
    if days < _LONG:
        return f"{format_count(days, 'working day')} ago"
    return f"on {on(at, now)}"


def _offset(there: datetime | None, now: datetime) -> str:
    """Say how their clocks stand to mine: "same time", "1 h later", "5 h 30 earlier"."""
    if there is None:
        return ""
    ahead = (there.utcoffset() or now - now) - (now.utcoffset() or now - now)
    minutes = whole_minutes(ahead)
    if not minutes:
        return "same time as yours"
    hours, rest = divmod(abs(minutes), 60)
    size = f"{hours} h {rest}" if rest and hours else f"{rest} min" if rest else f"{hours} h"
    return f"{size} {'later' if minutes > 0 else 'earlier'} than yours"


_WHO = {
    ("out", "message"): "you wrote", ("in", "message"): "they wrote",
    ("out", "invitation"): "you invited", ("in", "invitation"): "they invited",
    ("out", "promise"): "you promised", ("in", "promise"): "they promised",
    ("in", "request"): "they asked", ("in", "meeting"): "you met", ("out", "meeting"): "you met",
    ("in", "no"): "they said no", ("own", "rest"): "let it rest", ("own", "keep"): "kept",
}  # fmt: skip


def _event(message: Message) -> Event:
    who = _WHO.get((message.direction, message.kind), message.kind)
    if message.kind == "later" and message.until:
        who = f"later, {format_date(message.until, short=True)}"
    text = message.text
    if message.kind in ("promise", "request") and message.closed_at:
        done = message.answer or ("given" if message.direction == "out" else "")
        text = f"{text} ({done})" if text and done else text or done
    via = channel_name(message.channel) if message.direction != "own" else ""
    return Event(message.at, who, via, text, message.whole_day, message.kind)
