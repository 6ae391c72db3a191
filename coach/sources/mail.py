"""Read new letters of a mailbox by their headers, sort them into conversations as an import does, and log each once.

The letters of the last four months are stored in short (who, when, the answer to what; no subject, no text), because a
reply or a returned letter can come weeks after the letter it belongs to.

New letters are found without reading the old ones again. A Maildir costs one `stat` per folder when nothing has
changed, and one listing when something has. What is known of its letters is their file names. An mbox that has grown is
read from where it ended.
"""

from __future__ import annotations

import os
import re
import time
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from coach.actions.result import ActionResult, action
from coach.advice.blocked_people import blocked_person_ids
from coach.atomic_file import open_regular_file
from coach.domain.journal import Journal
from coach.domain.message import Message, find_same_message
from coach.domain.person import Person
from coach.domain.record import Record, derive_record_id
from coach.domain.text import clean_text, fold_text
from coach.domain.wording import NAMES_LIMIT
from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult
from coach.importers.mail import mail_words, mbox
from coach.importers.mail.headers import normalize_address
from coach.importers.mail.mail_kinds import MailKind
from coach.importers.mail.messages import MailMessage, needs_body
from coach.importers.mail.owner import find_owner
from coach.importers.mail.reader import FORMAT, Mailbox, MailFolder
from coach.importers.mail.sort_by_person import CorrespondenceSorter
from coach.service import CoachService
from coach.sources.known_people import PersonFinder
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
        logged = [m for m in journal.list_records(Message) if m.person == person.id and not m.key]
        for message in fresh:
            record = _build_letter(message, person.id, logged, now)
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


def _build_letter(found: ImportedMessage, person: str, logged: list[Message], now: datetime) -> Message:
    """Return the record of a letter; the same message in `logged`, which was logged by hand, becomes that letter."""
    letter = Message(
        id=derive_record_id("message", MAIL, found.key),
        person=person,
        at=found.at.astimezone(now.tzinfo),
        direction="out" if found.outbound else "in",
        channel=found.channel,
        key=f"{MAIL}:{found.key}",
    )
    same = find_same_message(logged, letter)
    if same is None:
        return letter
    logged.remove(same)
    return same.copy_with(key=letter.key, channel="e-mail")


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


_DEPTH = 4
_FOLDERS_LIMIT = 2_000
_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds after which a folder's time can be trusted: a letter may come in the tick of the listing."""
_HALF_WRITTEN = 600.0
"""Seconds for which a letter without a sender may still be on its way."""
_FLAGS = ":2,"
_FIELDS = re.compile(r"[,:;!]")
"""Begins what programs change in a name: `,U=12` (mbsync, offlineimap), `,S=900` (dovecot), `:2,S`, on FAT `;2,S`."""
_BEGINS_WITH_TIME = re.compile(r"(\d{9,10})\.")
_MEANINGFUL_NAMES = mail_words.SENT | mail_words.DRAFT | mail_words.SPAM | mail_words.CHAT
_SKIPPED_FOLDERS = frozenset((".stversions", ".stfolder", ".notmuch", ".git"))
"""Old versions and deleted letters (Syncthing), and indexes."""
_SKIPPED = (".msf", ".sqlite", ".db", ".json", ".lock", ".dat", ".html", ".log")
Marks = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """One new letter, its folder, and whether it may still be half written."""

    raw: mbox.RawMail
    folder: MailFolder
    is_fresh: bool


class MailFolders:
    """All mail under one path. `marks` is what the last reading returned; read it again after `iterate_new`."""

    def __init__(self, path: Path, marks: Mapping[str, Any], now: float, not_before: float) -> None:
        self.path = path
        self.marks: Marks = dict(marks)
        self._now, self._not_before = now, not_before
        self.is_complete = True
        self._is_rejected = False

    def has_changed(self) -> bool:
        """Return whether anything may be new: a few calls of `stat`. Raises OSError if the path is gone."""
        places = dict(self._find_places())
        return any(self.marks.get(name, {}).get("stamp") != _get_stamp(path) for name, path in places.items())

    def iterate_new(self, limit: int) -> Iterator[FoundLetter]:
        """Yield letters that were not there the last time, at most `limit`. Raises OSError if the path is gone."""
        left = limit
        for name, path in list(self._find_places()):
            known = self.marks.get(name, {})
            stamp = _get_stamp(path)
            if known.get("stamp") == stamp:
                continue
            if left <= 0:
                self.is_complete = False
                return
            letters = self._read_mbox(name, path, stamp) if path.is_file() else self._read_maildir(name, path, left)
            for letter in letters:
                left -= 1
                yield letter

    def reject_letter(self) -> None:
        """Mark the letter yielded last as half written, so that the next reading reads it again."""
        self._is_rejected = True

    def _read_maildir(self, name: str, path: Path, limit: int) -> Iterator[FoundLetter]:
        known = self.marks.get(name, {})
        before = _unpack_names(known.get("seen", ""))
        stamp = _get_stamp(path)
        new, cur = _list_letters(path / "new"), _list_letters(path / "cur")
        names = new | cur
        # A letter whose flags or number changed, or that was moved from new to cur, has another name and is not new.
        renamed = {_get_unique_part(name) for name in before - names}
        fresh = sorted(name for name in names - before if _get_unique_part(name) not in renamed)
        unread, count = set[str](), 0
        words = frozenset({fold_text(path.name.rpartition(".")[2])} & _MEANINGFUL_NAMES)
        for letter in fresh:
            file = path / ("new" if letter in new else "cur") / letter
            if self._find_time(file) < self._not_before:
                continue
            if count >= limit:
                unread.add(letter)
                continue
            raw = _read_letter(file)
            if raw is None:  # removed or not readable: the next listing tells
                unread.add(letter)
                continue
            count += 1
            self._is_rejected = False
            flags = letter.partition(_FLAGS)[2]
            labels = words | ({"drafts"} if "D" in flags else frozenset())
            yield FoundLetter(raw, MailFolder(labels, "T" in flags), self._is_fresh(file))
            if self._is_rejected:
                unread.add(letter)
        settled = not unread and not _is_recent(stamp, self._now)
        self.is_complete &= not unread
        self.marks[name] = {
            "stamp": stamp if settled else [],
            "seen": _pack_names(names - unread) if fresh else known.get("seen", ""),
        }

    def _read_mbox(self, name: str, path: Path, stamp: list[int]) -> Iterator[FoundLetter]:
        known = self.marks.get(name, {})
        words = frozenset({fold_text(path.name.removesuffix(".mbox").removesuffix(".mbx"))} & _MEANINGFUL_NAMES)
        place, size = MailFolder(words), path.stat().st_size
        start = known.get("size", 0)
        is_fresh = self._now - path.stat().st_mtime < _HALF_WRITTEN
        with open_regular_file(path) as stream:
            is_same = 0 < start == size and _read_end(stream, size) == known.get("end")  # only flags were set in it
            if not is_same and not (0 < start < size and _continues_at(stream, start, known.get("end", ""))):
                start = 0
            stream.seek(start)
            self._is_rejected = False
            for raw in mbox.split_mbox(stream, needs_body):
                self._is_rejected = False
                yield FoundLetter(raw, place, is_fresh)
            if self._is_rejected:  # the last one was half written
                return
            self.marks[name] = {
                "stamp": [] if _is_recent(stamp, self._now) else stamp,
                "size": size,
                "end": _read_end(stream, size),
            }

    def _find_places(self) -> Iterator[tuple[str, Path]]:
        """Yield every Maildir folder and mbox under the path, with its name inside."""
        if self.path.is_file():
            yield ".", self.path
            return
        left = _FOLDERS_LIMIT
        folders = [(self.path, 0)]
        with os.scandir(self.path):
            pass  # raises if it is gone or may not be read
        while folders and left > 0:
            folder, depth = folders.pop()
            left -= 1
            with suppress(OSError):
                is_maildir = (folder / "cur").is_dir()
                if is_maildir:
                    yield os.path.relpath(folder, self.path), folder
                with os.scandir(folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
                for entry in inside:
                    if entry.is_dir(follow_symlinks=False):
                        is_inside = is_maildir and entry.name in ("cur", "new", "tmp")
                        if depth < _DEPTH and not is_inside and entry.name not in _SKIPPED_FOLDERS:
                            folders.append((Path(entry.path), depth + 1))
                    elif not is_maildir and entry.is_file() and not entry.name.endswith(_SKIPPED):
                        name = os.path.relpath(entry.path, self.path)
                        if name in self.marks or _is_mbox_file(entry.path):
                            yield name, Path(entry.path)

    def _is_fresh(self, file: Path) -> bool:
        """Return whether a letter was written a moment ago, so that more of it may come."""
        try:
            return self._now - file.stat().st_mtime < _HALF_WRITTEN
        except OSError:
            return True

    def _find_time(self, file: Path) -> float:
        """Return about when a letter arrived: its name says so, or its file."""
        if self._not_before <= 0:
            return self._now
        if found := _BEGINS_WITH_TIME.match(file.name):
            return float(found[1])
        with suppress(OSError):
            return file.stat().st_mtime
        return self._now


def _get_unique_part(name: str) -> str:
    """Return the part of a letter's file name that no program changes."""
    return _FIELDS.split(name, maxsplit=1)[0] or name


def _list_letters(folder: Path) -> set[str]:
    """Return the names of the letters in a folder."""
    try:
        return {name for name in os.listdir(folder) if name[0] != "."}  # noqa: PTH208  # a path for each costs a second
    except OSError:
        return set()


def _read_letter(path: Path) -> mbox.RawMail | None:
    try:
        with open_regular_file(path) as stream:
            return mbox.read_single_mail(stream, needs_body)
    except OSError:
        return None


def _get_stamp(path: Path) -> list[int]:
    """Return what changes whenever a letter comes or goes."""
    stamps: list[int] = []
    for part in ("", "new", "cur"):
        with suppress(OSError):
            stat = (path / part).stat() if part else path.stat()
            stamps += [stat.st_mtime_ns, stat.st_size if not part and path.is_file() else 0]
    return stamps


def _is_recent(stamp: list[int], now: float) -> bool:
    return max(stamp, default=0) > now * 1e9 - _SETTLED_AFTER


def _is_mbox_file(path: str) -> bool:
    try:
        with open_regular_file(path) as stream:
            return mbox.begins_with_separator(stream.read(2048))
    except OSError:
        return False


_END = 64


def _read_end(stream: Any, size: int) -> str:
    stream.seek(max(0, size - _END))
    return b64encode(stream.read(min(size, _END))).decode()


def _continues_at(stream: Any, start: int, end: str) -> bool:
    """Return whether an mbox is the one that ended at `start`, with more behind it."""
    if _read_end(stream, start) != end:
        return False
    stream.seek(start)
    return bool(stream.read(7).lstrip(b"\r\n").startswith(b"From "))


def _pack_names(names: Iterable[str]) -> str:
    """Return names in one short text; names of a Maildir are much alike."""
    text = "\0".join(sorted(names)).encode("utf-8", "surrogateescape")
    return b64encode(zlib.compress(text, 1)).decode()


def _unpack_names(text: str) -> set[str]:
    with suppress(ValueError, zlib.error):
        names = zlib.decompress(b64decode(text)).decode("utf-8", "surrogateescape") if text else ""
        return set(names.split("\0")) if names else set()
    return set()
