"""Outreach, as acts: I wrote, they wrote, they answered, let it rest, later, they said no, I promised, we met."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from coach.acts.change import Act, Change
from coach.advice.people import matching, people
from coach.advice.waiting import index, tie_of, work_days
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.outreach import EventKind, Line, Message, Thread, parse_line, thread_of
from coach.domain.person import TIES, Person, Tie, channel
from coach.domain.text import NOTE_LIMIT, clean
from coach.errors import NotUnderstood

LATER = 3
"""Working days that "later" puts a thread off."""


def sent(
    line: str, *, via: str = "", tie: str = "", text: str = "", new: bool = False, at: datetime | None = None
) -> Act:
    """Log a message I sent, typed in one line ("Ana @linkedin #warm : text") or given in parts."""
    return _contact("out", _read(line, via, tie, text), new=new, at=at)


def wrote(
    line: str, *, via: str = "", tie: str = "", text: str = "", new: bool = False, at: datetime | None = None
) -> Act:
    """Log that they wrote to me."""
    return _contact("in", _read(line, via, tie, text), new=new, at=at)


def answered(who: str) -> Act:
    """Close what is open with `who` (an id or a name): their answer came, or I gave what I owed."""

    def act(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        thread = index(book).get(person.id) or thread_of(person.id, ())
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

    return act


def rest(who: str) -> Act:
    """Let the thread rest: it waits for nothing any more. A word from either side wakes it."""

    def act(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        thread = index(book).get(person.id) or thread_of(person.id, ())
        let_go = tuple(p.but(closed_at=now) for p in thread.promises)
        return Change(f"{person.name} can rest.", (_decision(person, now, "rest"), *let_go), about=person.id)

    return act


def later(who: str, until: date | None = None) -> Act:
    """Put the thread out of sight until a day, three working days from now unless said otherwise."""

    def act(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        day = until or work_days(book.settings).add(day_of(now, book.settings.day_ends), LATER)
        says = f"{person.name} comes back on {day:%A}, {day.day} {day:%B}."
        return Change(says, (_decision(person, now, "later", until=day),), about=person.id)

    return act


def keep(who: str) -> Act:
    """Keep a thread in the list although it may rest."""
    return _decided(who, "keep", "{name} stays in the list.")


def no(who: str) -> Act:
    """Log that they said no: an answer about fit and timing, in the same colour as every other."""

    def act(book: Book, now: datetime) -> Change:
        from coach.advice.kindness import after_a_no

        person = who_is(book, who)
        said_before = sum(1 for m in book.all(Message) if m.kind == "no")
        sentence = after_a_no([], said_before)[1]
        event = _event(person, now, direction="in", kind="no", closed_at=now)
        return Change(f"{person.name} said no. {sentence}", (event,), about=person.id)

    return act


def promised(who: str, text: str) -> Act:
    """Log something I promised, so that it stands under "you owe"."""

    def act(book: Book, now: datetime) -> Change:
        person, made = _person(book, Line(clean(who)), new=False)
        event = _event(person, now, direction="out", kind="promise", text=clean(text))
        return Change(
            f"Saved: you promised {person.name} {clean(text) or 'something'}.",
            (event, *made),
            about=person.id,
        )

    return act


def met(who: str) -> Act:
    """Log that we met or talked: a wait ends happily."""

    def act(book: Book, now: datetime) -> Change:
        person, made = _person(book, Line(clean(who)), new=False)
        event = _event(person, now, direction="in", kind="meeting", closed_at=now)
        return Change(f"Saved: you and {person.name} met.", (event, *made), about=person.id)

    return act


def who_is(book: Book, who: str) -> Person:
    """Return the person with that id or name. Raises NotUnderstood if there is none, or more than one."""
    known = book.get(Person, who)
    if known is not None:
        return known
    found = matching(book, who)
    if len(found) == 1:
        return found[0]
    if found:
        raise NotUnderstood(
            f'{len(found)} people are called "{clean(who, 40)}": {_some(found)}.',
            hint="A little more of the name, please.",
        )
    from difflib import get_close_matches

    close = get_close_matches(clean(who), [p.name for p in people(book)], 1, 0.6)
    hint = f"Did you mean {close[0]}?" if close else 'coach sent "Name" adds somebody new.'
    raise NotUnderstood(f'Nobody here is called "{clean(who, 40)}".', hint=hint)


def _some(found: tuple[Person, ...]) -> str:
    shown = ", ".join(p.name for p in found[:4])
    return f"{shown} and {len(found) - 4} more" if len(found) > 4 else shown


def _read(line: str, via: str, tie: str, text: str) -> Line:
    read = parse_line(clean(line, NOTE_LIMIT))
    if tie and tie.lower() not in TIES:
        raise NotUnderstood(f'"{clean(tie, 40)}" is no tie.', hint=f"Ties: {', '.join(TIES)}.")
    name = clean(read.name)
    if not name:
        raise NotUnderstood("The name is still empty.", hint="Type a name, then Enter.")
    known: Tie | None = next((t for t in TIES if t == tie.lower()), read.tie)
    return Line(name, clean(channel(via or read.channel), 40), known, clean(text or read.text, NOTE_LIMIT, lines=True))


def _contact(direction: str, line: Line, *, new: bool, at: datetime | None) -> Act:
    def act(book: Book, now: datetime) -> Change:
        if at is not None and at > now:
            raise NotUnderstood("That time is still to come.", hint="Messages are logged once they are sent.")
        person, made = _person(book, line, new=new)
        event = _event(person, at or now, direction=direction, channel=line.channel or person.channel, text=line.text)
        says = f"Saved: you wrote to {person.name}{_follow_up(book, person, event, now)}."
        if direction == "in":
            says = f"Saved: {person.name} wrote to you."
        return Change(says, (event, *made), about=person.id)

    return act


def _person(book: Book, line: Line, *, new: bool) -> tuple[Person, tuple[Person, ...]]:
    """Return the person meant, and the record to save if they are new or something about them is."""
    name = line.name.removeprefix("+").strip() or line.name
    found = () if new or line.name.startswith("+") else matching(book, name)
    if len(found) > 1:
        raise NotUnderstood(
            f'{len(found)} people are called "{clean(name, 40)}": {_some(found)}.',
            hint=f"A little more of the name, please; +{clean(name, 40)} adds somebody new.",
        )
    if not found:
        person = Person(name=name, tie=line.tie, channel=line.channel)
        return person, (person,)
    person = found[0]
    changes: dict[str, Any] = {}
    if line.tie and line.tie != person.tie:
        changes["tie"] = line.tie
    if line.channel and line.channel != person.channel:
        changes["channel"] = line.channel
    if not changes:
        return person, ()
    person = person.but(**changes)
    return person, (person,)


def _event(person: Person, at: datetime, **fields: Any) -> Message:
    return Message.model_validate({"person": person.id, "at": at, "channel": person.channel, **fields})


def _decision(person: Person, now: datetime, kind: EventKind, **fields: Any) -> Message:
    return _event(person, now, direction="own", kind=kind, channel="", **fields)


def _decided(who: str, kind: EventKind, says: str) -> Act:
    def act(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        return Change(says.format(name=person.name), (_decision(person, now, kind),), about=person.id)

    return act


def _follow_up(book: Book, person: Person, event: Message, now: datetime) -> str:
    """Return when one more line would be fine, in words, or nothing where another would be one too many."""
    from coach.advice.replies import GAP, MOST, SECOND_GAP

    known = index(book).get(person.id)
    thread: Thread = thread_of(person.id, (*(known.events if known else ()), event))
    tie = tie_of(person, thread, now)
    if thread.attempts >= MOST[tie]:
        return ""
    gap = GAP[tie] if thread.attempts == 0 else SECOND_GAP
    day = work_days(book.settings).add(day_of(event.at, book.settings.day_ends), int(gap))
    return f"; one more line would be fine from {day:%A}, {day.day} {day:%B}"
