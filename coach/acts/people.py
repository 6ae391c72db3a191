"""Actions about people: edit and merge them, and find who is meant by a typed name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from coach.acts.change import Act, Change
from coach.advice.boundary import is_behind
from coach.advice.people import matching, people
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.note import Note
from coach.domain.outreach import Line, Message
from coach.domain.person import TIES, Person, channel, zone_named
from coach.domain.record import Record
from coach.domain.text import NOTE_LIMIT, clean, did_you_mean
from coach.errors import NotUnderstood

FIELDS = ("name", "tie", "place", "zone", "channel", "handles", "met", "tags", "note")
"""What can be edited, each as one line of text."""
_LIMITS = {"note": NOTE_LIMIT, "met": 400}
_HANDLES = 20


def edit(who: str, **lines: str) -> Act:
    """Change what is known of `who` (an id or a name); each of FIELDS as the line that somebody typed.

    An empty line empties the field. Raises NotUnderstood for a tie or zone that is none, or an empty name.
    """

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        changes = {field: _read(field, line, person) for field, line in lines.items()}
        changed = person.but(**changes)
        if changed == person:
            return Change(f"{person.name} stays as it is.", about=person.id)
        says = f"Saved: {person.name} is now {changed.name}." if changed.name != person.name else ""
        return Change(says or f"Saved: {changed.name}.", (changed,), about=person.id)

    return run_action


def merge(who: str, other: str) -> Act:
    """Merge two people: `who` stays, and everything of `other` becomes theirs. One undo takes it apart."""

    def run_action(book: Book, now: datetime) -> Change:
        kept, gone = who_is(book, who), who_is(book, other)
        if kept.id == gone.id:
            raise NotUnderstood(f"{kept.name} is one person already.", hint="Name two different entries.")
        years = book.everything()
        about: tuple[Message | Note | Asked, ...] = (*years.all(Message), *years.all(Note), *years.all(Asked))
        moved = (record.but(person=kept.id) for record in about if record.person == gone.id)
        both = kept.but(**_joined(kept, gone))
        says = f"{gone.name} and {kept.name} are one person now."
        records: tuple[Record, ...] = (both, gone.but(deleted=True), *moved)
        return Change(says, records, about=kept.id)

    return run_action


def who_is(book: Book, who: str) -> Person:
    """Return the person with that id or name. Raises NotUnderstood if there is none, or more than one."""
    known = person_of(book, who)
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
    names = [person.name for person in people(book.everybody())]
    hint = did_you_mean(clean(who), names, 'coach sent "Name" adds somebody new.', 0.6)
    raise NotUnderstood(f'Nobody here is called "{clean(who, 40)}".', hint=hint)


def person_of(book: Book, key: str) -> Person | None:
    """Return the person with that id, however long ago they were last met; None if there is none."""
    return book.get(Person, key) or (book.everybody().get(Person, key) if key else None)


def meant(book: Book, line: Line, *, to: str = "", new: bool = False) -> tuple[Person, tuple[Person, ...]]:
    """Return the person a typed line is about, and the record to save if they are new or something about them is.

    `to` is an id that settles who is meant. Raises NotUnderstood if the name fits several people.
    """
    if to:
        return _updated(who_is(book, to), line)
    name = line.name.removeprefix("+").strip() or line.name
    found = () if new or line.name.startswith("+") else matching(book, name)
    if len(found) > 1:
        raise NotUnderstood(
            f'{len(found)} people are called "{clean(name, 40)}": {_some(found)}.',
            hint=f"A little more of the name, please; +{clean(name, 40)} adds somebody new.",
        )
    if not found:
        if not new and not line.name.startswith("+") and is_behind(book, name):
            raise NotUnderstood(
                "There is a boundary here, so nothing is logged.", hint="+ before a name adds a namesake."
            )
        person = Person(name=name, tie=line.tie, channel=line.channel)
        return person, (person,)
    return _updated(found[0], line)


def as_lines(person: Person) -> dict[str, str]:
    """Return each of FIELDS as the line that `edit` reads."""
    handles = ", ".join(f"{where} {handle}" for where, handle in person.handles.items())
    return {
        "name": person.name, "tie": person.tie or "", "place": person.place, "zone": person.zone,
        "channel": person.channel, "handles": handles, "met": person.met, "tags": " ".join(person.tags),
        "note": person.note,
    }  # fmt: skip


def _updated(person: Person, line: Line) -> tuple[Person, tuple[Person, ...]]:
    changes: dict[str, Any] = {}
    if line.tie and line.tie != person.tie:
        changes["tie"] = line.tie
    if line.channel and line.channel != person.channel:
        changes["channel"] = line.channel
    if not changes:
        return person, ()
    person = person.but(**changes)
    return person, (person,)


def _read(field: str, line: str, person: Person) -> Any:
    """Return the value of one field that was typed as a line."""
    text = clean(line, _LIMITS.get(field, 200), lines=field == "note")
    if field == "name":
        if not text:
            raise NotUnderstood("The name is still empty.", hint="Everything else may be.")
        return text
    if field == "tie":
        low = text.lower().lstrip("#")
        if low and low not in TIES:
            raise NotUnderstood(f'"{clean(text, 40)}" is no tie.', hint=f"Ties: {', '.join(TIES)}, or empty.")
        return low or None
    if field == "zone":
        return zone_named(text) if text else ""
    if field == "channel":
        return clean(channel(text.lstrip("@")), 40) if text else ""
    if field == "tags":
        return tuple(dict.fromkeys(tag for word in text.split() if (tag := word.strip(",#")[:40])))
    return _handles(text) if field == "handles" else text


def _handles(text: str) -> dict[str, str]:
    """Read "linkedin ana-lee, e-mail ana@example.org"; a part of one word is an address or a web place."""
    found: dict[str, str] = {}
    for part in text.split(",")[:_HANDLES]:
        where, _, handle = part.strip().partition(" ")
        if where and not handle.strip():
            where, handle = ("e-mail" if "@" in where.lstrip("@") else "web"), where
        if where:
            found[clean(channel(where.lstrip("@").rstrip(":")), 40)] = clean(handle, 200)
    return found


def _joined(kept: Person, gone: Person) -> Mapping[str, Any]:
    """Return the fields of both: what `kept` does not know comes from `gone`, and nothing is thrown away."""
    fields = ("tie", "channel", "place", "zone", "met", "company", "position")
    known: dict[str, Any] = {f: getattr(kept, f) or getattr(gone, f) for f in fields}
    other_name = f"Also: {gone.name}" if gone.folded != kept.folded else ""
    spare = [f"{where} {handle}" for where, handle in gone.handles.items() if kept.handles.get(where, handle) != handle]
    return {
        **known,
        "handles": {**gone.handles, **kept.handles},
        "tags": _each_once((*kept.tags, *gone.tags)),
        "keys": _each_once((*kept.keys, *gone.keys)),
        "note": clean(
            "\n".join(filter(None, (kept.note, gone.note, other_name, ", ".join(spare)))), NOTE_LIMIT, lines=True
        ),
    }


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _some(found: tuple[Person, ...]) -> str:
    shown = ", ".join(p.name for p in found[:4])
    return f"{shown} and {len(found) - 4} more" if len(found) > 4 else shown
