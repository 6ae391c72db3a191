"""Actions about conversations: log messages, promises and meetings, and decide what happens with a conversation."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Literal

from coach.acts.change import Act, Change
from coach.acts.people import meant, person_of
from coach.acts.people import who_is as who_is  # others ask for it here, where most of its callers are
from coach.advice.threads import calendar_of, index, tie_of, work_days
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.outreach import EventKind, Line, Message, Thread, parse_line, thread_of
from coach.domain.person import CHANNELS, TIES, Person, Tie, channel
from coach.domain.text import NOTE_LIMIT, clean
from coach.domain.wording import format_date
from coach.errors import NotUnderstood

LATER = 3
"""Working days that "later" puts a thread off."""
A_WHILE = timedelta(days=30)
"""How long "wait" puts a thread off once every follow-up was sent."""

Way = Literal["out", "in"]


def sent(
    line: str, *, to: str = "", via: str = "", tie: str = "", text: str = "", new: bool = False,
    at: datetime | None = None,
) -> Act:  # fmt: skip
    """Log a message I sent, typed in one line ("Ana @linkedin #warm : text") or given in parts.

    "Sam ! an intro" logs a promise of mine instead. With `to` (an id) the line holds no name.
    """
    return _contact("out", _read(line, to, via, tie, text), to=to, new=new, at=at)


def wrote(
    line: str, *, to: str = "", via: str = "", tie: str = "", text: str = "", new: bool = False,
    at: datetime | None = None,
) -> Act:  # fmt: skip
    """Log that they wrote to me. "Lin ? to connect" is a request, "Sam ! an intro" a promise of theirs."""
    return _contact("in", _read(line, to, via, tie, text), to=to, new=new, at=at)


def answered(who: str) -> Act:
    """Close what is open with `who` (an id or a name): their answer came, or I gave what I owed."""

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        thread = _thread(book, person)
        if thread.promises:
            promise = thread.promises[0]
            return Change(
                f"Done: {person.name}, {promise.text or 'your promise'}.",
                (promise.but(closed_at=now),),
                person.id,
            )
        if thread.your_turn:
            event = _event(person, now, direction="out")
            return Change(f"Saved: you answered {person.name}.", (event,), about=person.id)
        event = _event(person, now, direction="in", closed_at=now)
        return Change(f"{person.name} answered. The wait is over.", (event,), about=person.id)

    return run_action


def rest(who: str) -> Act:
    """Let the thread rest: it waits for nothing any more. A word from either side wakes it."""

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        let_go = tuple(p.but(closed_at=now, answer="let go") for p in _thread(book, person).promises)
        too = ", and what you promised is let go" if let_go else ""
        return Change(f"{person.name} can rest{too}.", (_decision(person, now, "rest"), *let_go), about=person.id)

    return run_action


def later(who: str, until: date | None = None) -> Act:
    """Put the thread out of sight until a day, three working days from now unless said otherwise.

    Where nothing but a request is open, the request is put off.
    """

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        thread = _thread(book, person)
        if thread.requests and not (thread.promises or thread.waiting or thread.your_turn):
            return put_off(person.id, until)(book, now)
        day = until or work_days(book).add(day_of(now, book.settings.day_ends), LATER)
        says = f"{person.name} comes back on {format_date(day, weekday=True)}."
        return Change(says, (_decision(person, now, "later", until=day),), about=person.id)

    return run_action


def wait(who: str) -> Act:
    """Put the thread out of sight for thirty days."""

    def run_action(book: Book, now: datetime) -> Change:
        return later(who, day_of(now, book.settings.day_ends) + A_WHILE)(book, now)

    return run_action


def keep(who: str) -> Act:
    """Keep a thread in the list although it may rest."""

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        return Change(f"{person.name} stays in the list.", (_decision(person, now, "keep"),), about=person.id)

    return run_action


def no(who: str, *, learned: str = "") -> Act:
    """Log that they said no: an answer about fit and timing, in the same colour as every other.

    `learned` is a line worth keeping about it, or "".
    """

    def run_action(book: Book, now: datetime) -> Change:
        from coach.acts.notes import write

        person = who_is(book, who)
        event = _event(person, now, direction="in", kind="no", closed_at=now)
        says = f"{person.name} said no. {kind_sentence(book)}"
        if not clean(learned):
            return Change(says, (event,), about=person.id)
        note = write("learned", learned, who=person.id)(book, now)
        return Change(f"{says} {note.says}", (event, *note.puts), about=person.id)

    return run_action


def kind_sentence(book: Book) -> str:
    """Return what is said once after the next no; none of the last five."""
    from coach.advice.words import after_a_no

    return after_a_no([], sum(1 for m in book.all(Message) if m.kind == "no"))[1]


def promised(who: str, text: str, *, way: Way = "out") -> Act:
    """Log something I promised, so that it stands under "you owe"; or, with `way` in, something they promised me."""
    line = Line(clean(who), text=clean(text), kind="promise")
    if not line.name:
        raise NotUnderstood("The name is still empty.", hint="Type a name, then what was promised.")
    return _contact(way, line)


def met(who: str) -> Act:
    """Log that we met or talked: a wait ends happily."""

    def run_action(book: Book, now: datetime) -> Change:
        person, made = meant(book, Line(clean(who)), to=who if person_of(book, who) else "")
        event = _event(person, now, direction="in", kind="meeting", closed_at=now)
        return Change(f"Saved: you and {person.name} met.", (event, *made), about=person.id)

    return run_action


def decide(who: str, *, accept: bool) -> Act:
    """Answer the oldest open request of `who`. Both answers are complete; nobody counts either."""

    def run_action(book: Book, now: datetime) -> Change:
        person, request = _request(book, who, now)
        says = f"Accepted: {person.name}." if accept else f"Declined, quietly: {person.name}."
        answer = "accepted" if accept else "declined"
        return Change(says, (request.but(closed_at=now, answer=answer),), about=person.id)

    return run_action


def put_off(who: str, until: date | None = None) -> Act:
    """Look at the oldest open request of `who` again on a day, three working days from now unless said otherwise."""

    def run_action(book: Book, now: datetime) -> Change:
        person, request = _request(book, who, now)
        day = until or work_days(book).add(day_of(now, book.settings.day_ends), LATER)
        says = f"The request of {person.name} comes back on {format_date(day, weekday=True)}."
        return Change(says, (request.but(until=day),), about=person.id)

    return run_action


def _request(book: Book, who: str, now: datetime) -> tuple[Person, Message]:
    person = who_is(book, who)
    today = day_of(now, book.settings.day_ends)
    found = _thread(book, person).requests
    if not found:
        raise NotUnderstood(f"{person.name} has no open request.", hint="i Name ? what logs one.")
    return person, next((r for r in found if r.until is None or r.until <= today), found[0])


def _thread(book: Book, person: Person) -> Thread:
    return index(book if book.get(Person, person.id) else book.everybody()).get(person.id) or thread_of(person.id, ())


def _read(line: str, to: str, via: str, tie: str, text: str) -> Line:
    line = clean(line, NOTE_LIMIT)
    if to:  # a name stands first in a line, so an id takes its place; words alone are the text
        line = f"{to} {line}" if line[:1] in ("@", "#", "!", "?", ":") else f"{to} : {line}"
    read = parse_line(line)
    if tie and tie.lower() not in TIES:
        raise NotUnderstood(f'"{clean(tie, 40)}" is no tie.', hint=f"Ties: {', '.join(TIES)}.")
    name = clean(read.name)
    for word in name.split()[1:]:
        if word[0] == "#" and word[1:].isalpha():  # "#2" may be part of a name, "#hot" was meant for a tie
            raise NotUnderstood(f'"{clean(word[1:], 40)}" is no tie.', hint=f"Ties: {', '.join(TIES)}.")
    if not name or name.split()[0] in ":!?" or (name[0] == "@" and channel(name[1:]) in CHANNELS):
        raise NotUnderstood("The name is still empty.", hint="Type a name, then Enter.")
    known: Tie | None = next((t for t in TIES if t == tie.lower()), read.tie)
    said = clean(text or read.text, NOTE_LIMIT, lines=True)
    return Line(name, clean(channel(via or read.channel), 40), known, said, read.kind)


def _contact(way: Way, line: Line, *, to: str = "", new: bool = False, at: datetime | None = None) -> Act:
    def run_action(book: Book, now: datetime) -> Change:
        if at is not None and at > now:
            raise NotUnderstood("That time is still to come.", hint="Messages are logged once they are sent.")
        person, made = meant(book, line, to=to or (line.name if person_of(book, line.name) else ""), new=new)
        # A question of mine is a message like any other; of theirs it is a request, to be answered or not.
        kind: EventKind = "message" if line.kind == "request" and way == "out" else line.kind
        via = line.channel or person.channel
        event = _event(person, at or now, direction=way, kind=kind, channel=via, text=line.text)
        return Change(_says(book, person, event, now), (event, *made), about=person.id)

    return run_action


def _says(book: Book, person: Person, event: Message, now: datetime) -> str:
    mine, name = event.direction == "out", person.name
    if event.kind == "promise":
        what = event.text or "something"
        return f"Saved: you promised {name} {what}." if mine else f"Saved: {name} promised you {what}."
    if event.kind == "request":
        return f"Saved: {name} asks{': ' + event.text if event.text else ' something of you'}."
    return (
        f"Saved: you wrote to {name}{_follow_up(book, person, event, now)}." if mine else f"Saved: {name} wrote to you."
    )


def _event(person: Person, at: datetime, **fields: Any) -> Message:
    return Message.model_validate({"person": person.id, "at": at, "channel": person.channel, **fields})


def _decision(person: Person, now: datetime, kind: EventKind, **fields: Any) -> Message:
    return _event(person, now, direction="own", kind=kind, channel="", **fields)


def _follow_up(book: Book, person: Person, event: Message, now: datetime) -> str:
    """Return when one more line would be fine, or nothing where another would be one too many.

    In few words: the quiet line has one row, and the name takes part of it.
    """
    from coach.advice.replies import MOST, gap

    known = _thread(book, person)
    thread: Thread = thread_of(person.id, (*known.events, event))
    tie = tie_of(person, thread, now)
    if thread.attempts >= MOST[tie]:
        return ""
    day = work_days(book).add(calendar_of(book, now).day(event.at), gap(tie, thread.attempts))
    return f"; one more is fine from {format_date(day)}"
