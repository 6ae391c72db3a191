"""Actions about people: edit and merge them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from coach.actions.result import ActionResult, action
from coach.actions.typed_names import get_person_by_name
from coach.domain.address_book import DETAIL_FIELDS, TYPED_BY_PERSON
from coach.domain.advice_records import AdviceAnswer
from coach.domain.boundary import Boundary
from coach.domain.cadence import parse_cadence
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event
from coach.domain.person import (
    Person,
    format_birthday,
    parse_birthday,
    parse_channel,
    parse_tie,
    parse_time_zone,
    unknown_tie,
)
from coach.domain.record import Record
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text, drop_repeated_words
from coach.domain.wording import format_tie
from coach.errors import InvalidInput

PERSON_FIELDS = (
    "name", "tie", "place", "zone", "company", "position", "channel", "handles", "met", "birthday", "every",
    "tags", "note",
)  # fmt: skip
"""What can be edited, each as one line of text."""
_FIELD_LIMITS = {"note": NOTE_LIMIT, "met": 400}


@action
def edit_person(journal: Journal, now: datetime, /, who: str, **lines: str) -> ActionResult:
    """Change what is known of `who` (an id or a name); each of PERSON_FIELDS as the line that somebody typed.

    An empty line empties the field. Raises InvalidInput for a tie or zone that is none, or an empty name.
    """
    person = get_person_by_name(journal, who)
    today = journal.settings.day_of(now)
    changes = {field: _parse_field(field, line, person, today) for field, line in lines.items()}
    typed = {
        field: TYPED_BY_PERSON
        for field in DETAIL_FIELDS
        if changes.get(field, getattr(person, field)) != getattr(person, field)
    }
    if typed:
        changes["imported"] = {**person.imported, **typed}
    if changes.get("company", person.company) != person.company and person.company:
        changes["employer_since"] = journal.settings.day_of(now)
    changed = person.copy_with(**changes)
    if changed == person:
        return ActionResult(f"Nothing about {person.name} was changed.", record_id=person.id)
    message = f"Saved: {person.name} is now {changed.name}." if changed.name != person.name else ""
    return ActionResult(message or f"Saved: {changed.name}.", (changed,), record_id=person.id)


@action
def set_first_talk_days(journal: Journal, now: datetime, days: Mapping[str, date]) -> ActionResult:
    """Save the day of the first word with people (id → day) of whom none is known. No message, and not undoable."""
    people = (person for person in journal.list_records(Person) if person.first_talk_on is None)
    dated = tuple(p.copy_with(first_talk_on=days[p.id]) for p in people if p.id in days)
    return ActionResult("", dated, undoable=False)


@action
def merge_people(journal: Journal, now: datetime, who: str, other: str) -> ActionResult:
    """Merge two people: `who` stays, and everything of `other` becomes theirs. One undo takes it apart."""
    remaining, merged = get_person_by_name(journal, who), get_person_by_name(journal, other)
    if remaining.id == merged.id:
        raise InvalidInput(f"{remaining.name} is one person already.", hint="Name two different people.")
    both = remaining.copy_with(**join_fields(remaining, merged) | _note_what_differs(remaining, merged))
    message = f"{merged.name} and {remaining.name} are one person now."
    moved = move_records(journal.with_all_years(), {merged.id: remaining.id})
    records: tuple[Record, ...] = (both, merged.copy_with(deleted=True, merged_into=remaining.id), *moved)
    return ActionResult(message, records, record_id=remaining.id)


def move_records(years: Journal, joined: Mapping[str, str]) -> Iterator[Record]:
    """Yield what is about people who became part of another one (id → that one's), as it is about the other one."""
    kinds: tuple[type[Message | Note | AdviceAnswer | Boundary], ...] = (Message, Note, AdviceAnswer, Boundary)
    for kind in kinds if joined else ():
        for record in years.list_records(kind):
            if record.person in joined:
                yield record.copy_with(person=joined[record.person])
    for event in years.list_records(Event) if joined else ():
        if any(each.person in joined for each in event.meetings):
            planned = (e.model_copy(update={"person": joined.get(e.person, e.person)}) for e in event.meetings)
            yield event.model_copy(update={"meetings": tuple(planned)})


def format_person_fields(person: Person) -> dict[str, str]:
    """Return each of PERSON_FIELDS as the line that `edit` reads."""
    handles = ", ".join(f"{where} {handle}" for where, handle in person.handles.items())
    return {
        "name": person.name, "tie": format_tie(person.tie or ""), "place": person.place, "zone": person.zone,
        "company": person.company, "position": person.position, "channel": person.channel, "handles": handles,
        "met": person.met, "birthday": format_birthday(person.birthday), "every": person.every,
        "tags": " ".join(person.tags),
        "note": person.note,
    }  # fmt: skip


def _parse_past_birthday(text: str, today: date) -> str:
    """Return a birthday in its stored form. Raises InvalidInput for one that is still to come."""
    found = parse_birthday(text)
    if not found.startswith("--") and found > today.isoformat():
        raise InvalidInput(
            f"{format_birthday(found)} is still to come.", hint="Check the year, or leave it out: 12 May."
        )
    return found


def _parse_field(field: str, line: str, person: Person, today: date) -> Any:
    """Return the value of one field that was typed as a line."""
    text = clean_typed_text(line, _FIELD_LIMITS.get(field, 200), lines=field == "note")
    if field == "name":
        if not text:
            raise InvalidInput("The name is still empty.", hint="Everything else may stay empty.")
        return text
    if field == "tie":
        tie = parse_tie(text.lstrip("#"))
        if text and tie is None:
            raise unknown_tie(text)
        return tie
    if field == "every":
        return parse_cadence(text)
    if field == "birthday":
        return _parse_past_birthday(text, today) if text else ""
    if field == "zone" and text.lower() in ("guess", "yes") and person.zone_guess:
        return person.zone_guess
    if field == "zone":
        return parse_time_zone(text) if text else ""
    if field == "channel":
        return clean_typed_text(parse_channel(text.lstrip("@")), 40) if text else ""
    if field == "tags":
        return drop_repeated_words(clean_typed_text(word.strip(",#"), 40) for word in text.split())
    return _parse_handles(text) if field == "handles" else text


def _parse_handles(text: str) -> dict[str, str]:
    """Read "linkedin ana-lee, e-mail ana@example.org"; a part of one word is an address or a web place."""
    found: dict[str, str] = {}
    for part in text.split(","):
        where, _, handle = part.strip().partition(" ")
        if where and not handle.strip():
            where, handle = ("e-mail" if "@" in where.lstrip("@") else "web"), where
        if where:
            channel, handle = clean_typed_text(parse_channel(where.lstrip("@").rstrip(":")), 40), handle.strip()
            if found.setdefault(channel, handle) != handle:
                raise InvalidInput(
                    f"Two addresses are named {channel}: {found[channel]} and {handle}.",
                    hint=f"Put another word before one of them: blog {handle}.",
                )
    return found


def join_fields(remaining: Person, merged: Person) -> dict[str, Any]:
    """Return the fields of both: those of `remaining` first, what it lacks from `merged`, so nothing is lost."""
    fields = (
        "tie", "channel", "place", "zone", "zone_guess", "met", "company", "position", "birthday", "every",
        "employer_since", "connected_on",
    )  # fmt: skip
    known: dict[str, Any] = {f: getattr(remaining, f) or getattr(merged, f) for f in fields}
    return {
        **known,
        "first_talk_on": min(filter(None, (remaining.first_talk_on, merged.first_talk_on)), default=None),
        "handles": {**merged.handles, **remaining.handles},
        "tags": drop_repeated_words((*remaining.tags, *merged.tags)),
        "keys": tuple(dict.fromkeys((*remaining.keys, *merged.keys))),
        "note": _join_notes(remaining.note, merged.note),
    }


def _note_what_differs(remaining: Person, merged: Person) -> dict[str, str]:
    """Return the note of both, with the other name and the addresses that have no field of their own."""
    other_name = f"Also: {merged.name}" if merged.folded_name != remaining.folded_name else ""
    spare = [
        f"{where} {handle}"
        for where, handle in merged.handles.items()
        if remaining.handles.get(where, handle) != handle
    ]
    return {"note": _join_notes(remaining.note, merged.note, other_name, ", ".join(spare))}


def _join_notes(*notes: str) -> str:
    return clean_text("\n".join(filter(None, notes)), NOTE_LIMIT, lines=True)
