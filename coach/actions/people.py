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
    person = get_person_by_name(journal, who)
    today = journal.settings.day_of(now)
    changed_fields = {
        person_field: _parse_field(person_field, typed_line, person, today)
        for person_field, typed_line in typed_lines.items()
    }
    typed_details = {
        person_field: TYPED_BY_PERSON
        for person_field in DETAIL_FIELDS
        if changed_fields.get(person_field, getattr(person, person_field)) != getattr(person, person_field)
    }
    if typed_details:
        changed_fields["imported"] = {**person.imported, **typed_details}
    if changed_fields.get("company", person.company) != person.company and person.company:
        changed_fields["employer_since"] = journal.settings.day_of(now)
    changed_person = person.copy_with(**changed_fields)
    if changed_person == person:
        return ActionResult(f"Nothing about {person.name} was changed.", record_id=person.id)
    message = f"Saved: {person.name} is now {changed_person.name}." if changed_person.name != person.name else ""
    return ActionResult(message or f"Saved: {changed_person.name}.", (changed_person,), record_id=person.id)


@action
def set_first_talk_days(journal: Journal, now: datetime, days: Mapping[str, date]) -> ActionResult:
    """Save the day of the first word with people (id → day) of whom none is known. No message, and not undoable."""
    undated_people = (person for person in journal.list_records(Person) if person.first_talk_on is None)
    dated_people = tuple(
        undated_person.copy_with(first_talk_on=days[undated_person.id])
        for undated_person in undated_people
        if undated_person.id in days
    )
    return ActionResult("", dated_people, undoable=False)


@action
def merge_people(journal: Journal, now: datetime, who: str, other: str) -> ActionResult:
    """Merge two people: `who` stays, and everything of `other` becomes theirs. One undo takes it apart."""
    remaining_person, merged_person = get_person_by_name(journal, who), get_person_by_name(journal, other)
    if remaining_person.id == merged_person.id:
        raise InvalidInput(f"{remaining_person.name} is one person already.", hint="Name two different people.")
    joined_person = remaining_person.copy_with(
        **join_fields(remaining_person, merged_person) | _note_what_differs(remaining_person, merged_person)
    )
    message = f"{merged_person.name} and {remaining_person.name} are one person now."
    moved_records = move_records(journal.with_all_years(), {merged_person.id: remaining_person.id})
    records: tuple[Record, ...] = (
        joined_person,
        merged_person.copy_with(deleted=True, merged_into=remaining_person.id),
        *moved_records,
    )
    return ActionResult(message, records, record_id=remaining_person.id)


def move_records(journal_of_all_years: Journal, remaining_ids_by_merged: Mapping[str, str]) -> Iterator[Record]:
    """Yield what is about people who became part of another one (id → that one's), as it is about the other one."""
    record_types: tuple[type[Message | Note | AdviceAnswer | Boundary], ...] = (Message, Note, AdviceAnswer, Boundary)
    for record_type in record_types if remaining_ids_by_merged else ():
        for record in journal_of_all_years.list_records(record_type):
            if record.person in remaining_ids_by_merged:
                yield record.copy_with(person=remaining_ids_by_merged[record.person])
    for event in journal_of_all_years.list_records(Event) if remaining_ids_by_merged else ():
        if any(planned_meeting.person in remaining_ids_by_merged for planned_meeting in event.meetings):
            planned = (
                e.model_copy(update={"person": remaining_ids_by_merged.get(e.person, e.person)}) for e in event.meetings
            )
            yield event.model_copy(update={"meetings": tuple(planned)})


def format_person_fields(person: Person) -> dict[str, str]:
    """Return each of PERSON_FIELDS as the line that `edit` reads."""
    person_handles = ", ".join(f"{handle_channel} {handle}" for handle_channel, handle in person.handles.items())
    return {
        "name": person.name, "tie": format_tie(person.tie or ""), "place": person.place, "zone": person.zone,
        "company": person.company, "position": person.position, "channel": person.channel, "handles": person_handles,
        "met": person.met, "birthday": format_birthday(person.birthday), "every": person.every,
        "tags": " ".join(person.tags),
        "note": person.note,
    }  # fmt: skip


def _parse_past_birthday(text: str, today: date) -> str:
    """Return a birthday in its stored form. Raises InvalidInput for one that is still to come."""
    birthday = parse_birthday(text)
    if not birthday.startswith("--") and birthday > today.isoformat():
        raise InvalidInput(
            f"{format_birthday(birthday)} is still to come.", hint="Check the year, or leave it out: 12 May."
        )
    return birthday


def _parse_field(person_field: str, typed_line: str, person: Person, today: date) -> Any:
    """Return the value of one field that was typed as a line."""
    typed_text = clean_typed_text(typed_line, _PERSON_FIELD_LIMITS.get(person_field, 200), lines=person_field == "note")
    if person_field == "name":
        if not typed_text:
            raise InvalidInput("The name is still empty.", hint="Everything else may stay empty.")
        return typed_text
    if person_field == "tie":
        tie = parse_tie(typed_text.lstrip("#"))
        if typed_text and tie is None:
            raise unknown_tie(typed_text)
        return tie
    if person_field == "every":
        return parse_cadence(typed_text)
    if person_field == "birthday":
        return _parse_past_birthday(typed_text, today) if typed_text else ""
    if person_field == "zone" and typed_text.lower() in ("guess", "yes") and person.zone_guess:
        return person.zone_guess
    if person_field == "zone":
        return parse_time_zone(typed_text) if typed_text else ""
    if person_field == "channel":
        return clean_typed_text(parse_channel(typed_text.lstrip("@")), 40) if typed_text else ""
    if person_field == "tags":
        return drop_repeated_words(clean_typed_text(word.strip(",#"), 40) for word in typed_text.split())
    return _parse_handles(typed_text) if person_field == "handles" else typed_text


def _parse_handles(text: str) -> dict[str, str]:
    """Read "linkedin ana-lee, e-mail ana@example.org"; a part of one word is an address or a web place."""
    handles_by_channel: dict[str, str] = {}
    for typed_handle in text.split(","):
        handle_channel, _, handle = typed_handle.strip().partition(" ")
        if handle_channel and not handle.strip():
            handle_channel, handle = ("e-mail" if "@" in handle_channel.lstrip("@") else "web"), handle_channel
        if handle_channel:
            channel, handle = (
                clean_typed_text(parse_channel(handle_channel.lstrip("@").rstrip(":")), 40),
                handle.strip(),
            )
            if handles_by_channel.setdefault(channel, handle) != handle:
                raise InvalidInput(
                    f"Two addresses are named {channel}: {handles_by_channel[channel]} and {handle}.",
                    hint=f"Put another word before one of them: blog {handle}.",
                )
    return handles_by_channel


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
