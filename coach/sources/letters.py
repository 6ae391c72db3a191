"""Actions that log letters of a mailbox as messages, each letter once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from coach.actions.result import ActionResult, action
from coach.advice.shown_people import blocked_person_ids
from coach.domain.derived_ids import derive_record_id
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.record import Record
from coach.domain.text import clean_text
from coach.domain.wording import NAMES_LIMIT
from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult
from coach.sources.known_people import PersonFinder

SAME_MESSAGE = timedelta(hours=12)
"""A letter and a message that was typed by hand are one if they are no further apart."""
MAIL = "mbox"
"""The format of mail in provenance keys, whatever it lies in."""


@action
def log_letters(journal: Journal, now: datetime, found: ImportResult, adopted: Collection[str] = ()) -> ActionResult:
    """Log the letters to and from people the coach knows, and to those whose keys are in `adopted`."""
    finder, blocked = PersonFinder(journal), blocked_person_ids(journal)
    journal_keys = {m.key: m for m in journal.list_with_deleted(Message) if m.key}
    by_person = _group_messages(found)
    records: list[Record] = []
    lines_by_time: list[tuple[datetime, str]] = []
    for key, imported in found.people.items():
        messages = by_person.get(key, [])
        person = finder.find_person((key, *imported.aliases), imported.name)
        if imported.bounced:
            records += _remove_returned(messages, journal_keys)
            continue
        if person is None and key in adopted:
            person = _create_person(imported, journal, cold=all(m.outbound for m in messages))
        if person is None or person.id in blocked or not messages:
            continue
        fresh = [m for m in messages if f"{MAIL}:{m.key}" not in journal_keys]
        updated = _learn_address(person, imported, replied=any(not m.outbound for m in messages))
        if fresh and updated != journal.get_record(Person, person.id):
            records.append(updated)
        typed_messages = [
            m
            for m in journal.list_records(Message)
            if m.person == person.id and not m.key and m.kind == "message" and m.channel in ("", "e-mail")
        ]
        for message in fresh:
            record = _build_letter(message, person.id, typed_messages, now)
            records.append(record)
            said = f"you wrote to {person.name}" if message.outbound else f"{person.name} wrote to you"
            lines_by_time.append((message.at, said))
    return ActionResult(_describe_letters(lines_by_time, removed=bool(records)), tuple(records))


def find_new_recipients(found: ImportResult, journal: Journal) -> list[str]:
    """Return the keys of people who were written to, are not known and were not removed from the journal."""
    finder = PersonFinder(journal.with_archived_people())
    written = {m.person for m in found.messages if m.outbound}
    return [
        key
        for key, imported in found.people.items()
        if key in written
        and not imported.bounced
        and finder.find_person((key, *imported.aliases), imported.name) is None
        and not _was_removed(imported, journal)
    ]


def _group_messages(found: ImportResult) -> dict[str, list[ImportedMessage]]:
    by_person: dict[str, list[ImportedMessage]] = {}
    for message in found.messages:
        by_person.setdefault(message.person, []).append(message)
    return by_person


def _create_person(imported: ImportedPerson, journal: Journal, *, cold: bool) -> Person | None:
    """Return the record of somebody new, with the id that an import gives; None if they were removed."""
    name = clean_text(imported.name or imported.handle or imported.key)
    record_id = derive_record_id("person", MAIL, imported.key)
    before = journal.get_with_deleted(Person, record_id)
    if before is not None and before.deleted and not before.taken_back:
        return None
    return Person(id=record_id, name=name, named=name, tie="cold" if cold else None, channel="e-mail")


def _was_removed(imported: ImportedPerson, journal: Journal) -> bool:
    """Return whether a person with this address was removed from the journal."""
    before = journal.get_with_deleted(Person, derive_record_id("person", MAIL, imported.key))
    return before is not None and before.deleted


def _learn_address(person: Person, imported: ImportedPerson, *, replied: bool) -> Person:
    """Return the person with the addresses of an imported person; who replied is no longer `cold`."""
    keys = tuple(dict.fromkeys((*person.keys, *(f"{MAIL}:{key}" for key in (imported.key, *imported.aliases)))))
    handles = {"e-mail": clean_text(imported.handle), **person.handles} if imported.handle else person.handles
    tie = None if replied and person.named and person.tie == "cold" else person.tie
    return person.copy_with(keys=keys, handles=handles, tie=tie)


def _build_letter(found: ImportedMessage, person: str, typed_messages: list[Message], now: datetime) -> Message:
    """Return the record of a letter; a message typed by hand within the same hours becomes that letter."""
    direction = "out" if found.outbound else "in"
    for typed in typed_messages:
        if typed.direction == direction and abs(typed.at - found.at) <= SAME_MESSAGE:
            typed_messages.remove(typed)
            return typed.copy_with(key=f"{MAIL}:{found.key}", channel="e-mail")
    return Message(
        id=derive_record_id("message", MAIL, found.key),
        person=person,
        at=found.at.astimezone(now.tzinfo),
        direction="out" if found.outbound else "in",
        channel=found.channel,
        key=f"{MAIL}:{found.key}",
    )


def _remove_returned(messages: Iterable[ImportedMessage], known: Mapping[str, Message]) -> list[Record]:
    """Return logged letters as deleted: the address returned them, so nobody waits for an answer."""
    logged = (known.get(f"{MAIL}:{m.key}") for m in messages)
    return [m.copy_with(deleted=True) for m in logged if m is not None and not m.deleted]


def _describe_letters(lines_by_time: list[tuple[datetime, str]], *, removed: bool) -> str:
    if not lines_by_time:
        return (
            "Mail: one of your e-mails could not be delivered, so the coach doesn't wait for a reply to it."
            if removed
            else "Mail: nothing new."
        )
    lines = Counter(line for _, line in sorted(lines_by_time))
    shown = list(lines)[:NAMES_LIMIT]
    more = len(lines) - len(shown)
    return f"Mail: {', '.join(shown)}{f', and {more} more' if more else ''}."
