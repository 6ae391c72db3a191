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
_PERSON_FIELD_LIMITS = {"note": NOTE_LIMIT, "met": 400}


@action
def edit_person(journal: Journal, now: datetime, /, who: str, **typed_lines: str) -> ActionResult:
    """Change what is known of `who` (an id or a name); each of PERSON_FIELDS as the line that somebody typed.

    An empty line empties the field. Raises InvalidInput for a tie or zone that is none, or an empty name.
    """
    person, today = get_person_by_name(journal, who), journal.settings.day_of(now)
    values = {name: _parse_field(name, line, person, today) for name, line in typed_lines.items()}
    changes = {name: value for name, value in values.items() if value != getattr(person, name)}
    if details := [name for name in DETAIL_FIELDS if name in changes]:
        changes["imported"] = {**person.imported, **dict.fromkeys(details, TYPED_BY_PERSON)}
    if "company" in changes and person.company:
        changes["employer_since"] = today
    changed = person.copy_with(**changes)
    if changed == person:
        return ActionResult(f"Nothing about {person.name} was changed.")
    is_renamed = changed.name != person.name
    message = f"Saved: {person.name} is now {changed.name}." if is_renamed else f"Saved: {changed.name}."
    return ActionResult(message, (changed,))


@action
def set_first_talk_days(journal: Journal, now: datetime, days: Mapping[str, date]) -> ActionResult:
    """Save the day of the first word with people (id → day) of whom none is known. No message, and not undoable."""
    undated = (person for person in journal.list_records(Person) if person.first_talk_on is None)
    dated = tuple(person.copy_with(first_talk_on=days[person.id]) for person in undated if person.id in days)
    return ActionResult("", dated, undoable=False)


@action
def merge_people(journal: Journal, now: datetime, who: str, other: str) -> ActionResult:
    """Merge two people: `who` stays, and everything of `other` becomes theirs. One undo takes it apart."""
    remaining, merged = get_person_by_name(journal, who), get_person_by_name(journal, other)
    if remaining.id == merged.id:
        raise InvalidInput(f"Both names mean the same person: {remaining.name}.", hint="Name two different people.")
    records: tuple[Record, ...] = (
        remaining.copy_with(**{**join_fields(remaining, merged), "note": _note_what_differs(remaining, merged)}),
        merged.copy_with(deleted=True, merged_into=remaining.id),
        *move_records(journal.with_all_years(), {merged.id: remaining.id}),
    )
    return ActionResult(f"{merged.name} and {remaining.name} are one person now.", records)


def move_records(journal_of_all_years: Journal, remaining: Mapping[str, str]) -> Iterator[Record]:
    """Yield what is about people who became part of another one (id → that one's), as it is about the other one."""
    record_types: tuple[type[Message | Note | AdviceAnswer | Boundary], ...] = (Message, Note, AdviceAnswer, Boundary)
    for record_type in record_types if remaining else ():
        for record in journal_of_all_years.list_records(record_type):
            if record.person in remaining:
                yield record.copy_with(person=remaining[record.person])
    for event in journal_of_all_years.list_records(Event) if remaining else ():
        if any(meeting.person in remaining for meeting in event.meetings):
            meetings = (
                each.model_copy(update={"person": remaining.get(each.person, each.person)}) for each in event.meetings
            )
            yield event.model_copy(update={"meetings": tuple(meetings)})


def format_person_fields(person: Person) -> dict[str, str]:
    """Return each of PERSON_FIELDS as the line that `edit` reads."""
    lines = {name: str(getattr(person, name) or "") for name in PERSON_FIELDS}
    return lines | {
        "tie": format_tie(person.tie or ""),
        "handles": ", ".join(f"{channel} {handle}" for channel, handle in person.handles.items()),
        "birthday": format_birthday(person.birthday),
        "tags": " ".join(person.tags),
    }


def _parse_field(field: str, typed_line: str, person: Person, today: date) -> Any:
    """Return the value of one field that was typed as a line."""
    text = clean_typed_text(typed_line, _PERSON_FIELD_LIMITS.get(field, 200), lines=field == "note")
    if field == "name" and not text:
        raise InvalidInput("The name is still empty.", hint="Everything else may stay empty.")
    if field == "tie":
        tie = parse_tie(text.lstrip("#"))
        if text and tie is None:
            raise unknown_tie(text)
        return tie
    if field == "every":
        return parse_cadence(text)
    if field == "zone" and text.lower() in ("guess", "yes") and person.zone_guess:
        return person.zone_guess
    if field == "zone" and text:
        return parse_time_zone(text)
    if field == "channel" and text:
        return clean_typed_text(parse_channel(text.lstrip("@")), 40)
    if field == "tags":
        return drop_repeated_words(clean_typed_text(word.strip(",#"), 40) for word in text.split())
    if field == "handles":
        return _parse_handles(text)
    if field == "birthday" and text:
        text = parse_birthday(text)
        if not text.startswith("--") and text > today.isoformat():
            title = f"{format_birthday(text)} is still to come."
            raise InvalidInput(title, hint="Check the year, or leave it out: 12 May.")
    return text


def _parse_handles(text: str) -> dict[str, str]:
    """Read "linkedin ana-lee, e-mail ana@example.org"; a part of one word is an address or a web place."""
    handles: dict[str, str] = {}
    for part in text.split(","):
        where, _, handle = part.strip().partition(" ")
        if where and not handle.strip():
            where, handle = ("e-mail" if "@" in where.lstrip("@") else "web"), where
        if where:
            channel = clean_typed_text(parse_channel(where.lstrip("@").rstrip(":")), 40)
            handle = handle.strip()
            if handles.setdefault(channel, handle) != handle:
                raise InvalidInput(
                    f"Two addresses are named {channel}: {handles[channel]} and {handle}.",
                    hint=f"Put another word before one of them: blog {handle}.",
                )
    return handles


def join_fields(remaining: Person, merged: Person) -> dict[str, Any]:
    """Return the fields of both: those of `remaining` first, what it lacks from `merged`, so nothing is lost."""
    fields = (
        "tie", "channel", "place", "zone", "zone_guess", "met", "company", "position", "birthday", "every",
        "employer_since", "connected_on",
    )  # fmt: skip
    known: dict[str, Any] = {name: getattr(remaining, name) or getattr(merged, name) for name in fields}
    return {
        **known,
        "first_talk_on": min(filter(None, (remaining.first_talk_on, merged.first_talk_on)), default=None),
        "handles": {**merged.handles, **remaining.handles},
        "tags": drop_repeated_words((*remaining.tags, *merged.tags)),
        "keys": tuple(dict.fromkeys((*remaining.keys, *merged.keys))),
        "note": _join_notes(remaining.note, merged.note),
    }


def _note_what_differs(remaining: Person, merged: Person) -> str:
    """Return the note of both, with the other name and the addresses that have no field of their own."""
    other_name = f"Also: {merged.name}" if merged.folded_name != remaining.folded_name else ""
    handles = merged.handles.items()
    spare = [f"{where} {handle}" for where, handle in handles if remaining.handles.get(where, handle) != handle]
    return _join_notes(remaining.note, merged.note, other_name, ", ".join(spare))


def _join_notes(*notes: str) -> str:
    return clean_text("\n".join(filter(None, notes)), NOTE_LIMIT, lines=True)
