"""Read new letters of a mailbox by their headers, sort them into conversations as an import does, and log each once.

The letters of the last four months are stored in short (who, when, the answer to what; no subject, no text), because a
reply or a returned letter can come weeks after the letter it belongs to.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from coach.actions.result import ActionResult, action
from coach.advice.shown_people import blocked_person_ids
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.record import Record, derive_record_id
from coach.domain.text import clean_text
from coach.domain.wording import NAMES_LIMIT
from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult
from coach.importers.mail.headers import normalize_address
from coach.importers.mail.mail_kinds import MailKind
from coach.importers.mail.messages import MailMessage
from coach.importers.mail.owner import find_owner
from coach.importers.mail.reader import FORMAT, Mailbox
from coach.importers.mail.sort_by_person import CorrespondenceSorter
from coach.service import CoachService
from coach.sources.known_people import PersonFinder
from coach.sources.mailbox_scan import MailFolders
from coach.sources.offers import build_offers, list_refused, offer_id
from coach.sources.source import LOOK_BACK, ReadContext, Reading, Source
from coach.sources.state_file import LETTERS, OFFERS

STORED_FOR = timedelta(days=120)
"""How long a letter is stored in short."""
_ADDRESSES_LIMIT = 20
_LISTS_LIMIT = 500


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether there may be a new letter. Raises OSError if the mailbox is gone."""
    marks = source.marks.get("places", {})
    return not source.marks.get("complete", True) or MailFolders(source.place, marks, time.time(), 0).has_changed()


def read_source(source: Source, context: ReadContext) -> Reading:
    """Read what is new, and log letters to and from people the coach knows. Raises OSError."""
    added = datetime.fromisoformat(source.added_at) if source.added_at else context.now
    folders = MailFolders(source.place, source.marks.get("places", {}), time.time(), (added - LOOK_BACK).timestamp())
    mailbox = Mailbox()
    mailbox.reader.lists.update(source.marks.get("lists", ()))
    count = 0
    for letter in folders.iterate_new(context.limit):
        parsed = mailbox.reader.read(letter.raw, letter.folder.labels, deleted=letter.folder.deleted)
        is_half = not letter.raw.is_head_whole or parsed.drop_reason in ("no_sender", "no_date")
        if is_half and letter.is_fresh:
            folders.reject_letter()
            continue
        count += 1
        mailbox.add_mail(letter.raw, letter.folder)
    recent = [mail for mail in mailbox.finish() if mail.at >= context.now - STORED_FOR]
    fresh = list(_without_forgotten(recent, context.service))
    marks = {
        "places": folders.marks,
        "lists": sorted(mailbox.reader.lists)[:_LISTS_LIMIT],
        "complete": folders.is_complete,
    }
    known = context.tables.get(LETTERS, {})
    mails = {mail.id: mail for doc in known.values() if doc.get("source") == source.id if (mail := _parse_letter(doc))}
    came = sum(1 for mail in fresh if mail.id not in mails)
    for mail in fresh:
        if mail.id in mails:
            mails[mail.id].merge_copy(mail)
        else:
            mails[mail.id] = mail
    own = frozenset(source.own) | find_owner(mails.values(), mailbox.delivered, source.own).addresses
    changes: dict[str, Mapping[str, Any] | None] = {
        f"{source.id}:{mail.id:016x}": _to_document(mails[mail.id], source.id, own) for mail in fresh
    }
    oldest = context.now - STORED_FOR
    for key, doc in known.items():
        if doc.get("source") == source.id and datetime.fromisoformat(doc["at"]) < oldest:
            changes[key] = None
    reading = Reading(marks, own=tuple(sorted(own)), is_complete=folders.is_complete, tables={LETTERS: changes})
    if not count or not own:
        return replace(reading, notices=() if own or not mails else (_ASK_OWNER,))
    found = sort_letters(mails.values(), own, mailbox.reader.lists)
    refused = list_refused(context.tables.get(OFFERS, {}), context.now)
    recipients = [key for key in find_new_recipients(found, context.service.journal) if offer_id(key) not in refused]
    offers = build_offers(found, recipients, source.id, context.tables.get(OFFERS, {}))
    return replace(reading, actions=(log_letters(found),), came=came, tables={**reading.tables, OFFERS: offers})


_ASK_OWNER = "It is not clear whose mailbox this is. Remove the source and add it again with --me ADDRESS."


def sort_letters(mails: Iterable[MailMessage], own: frozenset[str], lists: Collection[str]) -> ImportResult:
    """Return people and messages of the letters, sorted as an import sorts them."""
    sorter = CorrespondenceSorter(list(mails), own, set(lists))
    return ImportResult(FORMAT, people=sorter.people, messages=tuple(sorter.messages))


def sort_stored_letters(source: Source, tables: Mapping[str, Mapping[str, Any]]) -> ImportResult:
    """Return people and messages of all stored letters of a source."""
    letters = (_parse_letter(doc) for doc in tables.get(LETTERS, {}).values() if doc.get("source") == source.id)
    return sort_letters((m for m in letters if m), frozenset(source.own), source.marks.get("lists", ()))


def _without_forgotten(mails: Iterable[MailMessage], service: CoachService) -> Iterator[MailMessage]:
    """Yield the letters without people who were forgotten and not entered again."""
    forgotten = service.list_forgotten_people()

    def is_known(one: tuple[str, str]) -> bool:
        return not forgotten.include(one[0], [f"{FORMAT}:{normalize_address(one[1])}"])

    for mail in mails:
        has_recipients = bool(mail.to or mail.cc)
        mail.to, mail.cc = tuple(filter(is_known, mail.to)), tuple(filter(is_known, mail.cc))
        if is_known(mail.sender) and bool(mail.to or mail.cc) == has_recipients:
            yield mail


def _to_document(mail: MailMessage, source: str, own: frozenset[str]) -> dict[str, Any]:
    """Return a letter in short. `key` is the other side, so that forgetting a person finds it."""
    others = [a for a in (mail.sender, *mail.to) if normalize_address(a[1]) not in own]
    return {
        "source": source,
        "key": normalize_address(others[0][1]) if others else "",
        "mail": f"{mail.id:016x}",
        "kind": mail.kind.value,
        "at": mail.at.isoformat(),
        "sender": _to_address(mail.sender),
        "to": [_to_address(one) for one in mail.to[:_ADDRESSES_LIMIT]],
        "cc": [_to_address(one) for one in mail.cc[:_ADDRESSES_LIMIT]],
        "has_bcc": mail.has_bcc,
        "reply_to": f"{mail.reply_to:016x}" if mail.reply_to is not None else "",
        "thread": [f"{one:016x}" for one in mail.thread],
        "labels": sorted(mail.labels),
        "draft": mail.draft,
        "spam": mail.spam,
        "received": mail.received,
        "failed": list(mail.failed),
    }


def _to_address(one: tuple[str, str]) -> dict[str, str]:
    return {"key": normalize_address(one[1]), "name": one[0], "address": one[1]}


def _parse_letter(doc: Mapping[str, Any]) -> MailMessage | None:
    """Return the letter of a document; None for one that another version wrote, or that lost its sender."""
    try:
        return MailMessage(
            id=int(doc["mail"], 16),
            kind=MailKind(doc["kind"]),
            at=datetime.fromisoformat(doc["at"]),
            sender=(doc["sender"]["name"], doc["sender"]["address"]),
            to=tuple((one["name"], one["address"]) for one in doc["to"]),
            cc=tuple((one["name"], one["address"]) for one in doc["cc"]),
            has_bcc=bool(doc["has_bcc"]),
            reply_to=int(doc["reply_to"], 16) if doc["reply_to"] else None,
            thread=tuple(int(one, 16) for one in doc["thread"]),
            labels=frozenset(doc["labels"]),
            draft=bool(doc["draft"]),
            spam=bool(doc["spam"]),
            received=bool(doc["received"]),
            delivered_to="",
            failed=tuple(doc["failed"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


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
