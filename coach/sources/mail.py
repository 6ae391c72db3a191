"""Read new letters of a mailbox by their headers, and sort them into conversations as an import does.

The letters of the last four months are stored in short (who, when, the answer to what; no subject, no text), because a
reply or a returned letter can come weeks after the letter it belongs to.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from coach.importers.import_result import ImportResult
from coach.importers.mail.correspondence import CorrespondenceSorter
from coach.importers.mail.headers import normalize_address
from coach.importers.mail.messages import MailKind, MailMessage
from coach.importers.mail.owner import find_owner
from coach.importers.mail.reader import FORMAT, Mailbox
from coach.service import CoachService
from coach.sources.letters import find_new_recipients, log_letters
from coach.sources.mailbox_scan import MailFolders
from coach.sources.models import LOOK_BACK, ReadContext, Reading, Source
from coach.sources.offers import build_offers, list_refused, offer_id
from coach.sources.state import LETTERS, OFFERS

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
        if parsed.drop_reason in ("no_sender", "no_date") and letter.is_fresh:
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
    return replace(reading, actions=(log_letters(found),), came=count, tables={**reading.tables, OFFERS: offers})


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
