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
import stat
import time
import zlib
from base64 import b64decode, b64encode
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
from coach.domain.record import Document, Documents, Record, derive_record_id
from coach.domain.text import clean_text, fold_text
from coach.domain.wording import NAMES_LIMIT
from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult
from coach.importers.mail import mail_words, mbox
from coach.importers.mail.headers import normalize_address
from coach.importers.mail.owner import find_owner
from coach.importers.mail.parse_mail import MailMessage, needs_body, parse_mail
from coach.importers.mail.personal_or_automatic import MailKind
from coach.importers.mail.read_mailbox import FORMAT, Mailbox
from coach.importers.mail.sort_by_person import CorrespondenceSorter
from coach.service import CoachService
from coach.sources.known_and_offered_people import PersonFinder, build_offers, list_refused, offer_id
from coach.sources.source import LETTERS_TABLE, LOOK_BACK, OFFERS_TABLE, ReadContext, Reading, Source

LETTERS_STORED_FOR = timedelta(days=120)
"""How long a letter is stored in short."""
_LETTER_ADDRESSES_LIMIT = 20
_MAILING_LISTS_LIMIT = 500


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether there may be a new letter. Raises OSError if the mailbox is gone."""
    folders = MailFolders(source.place, source.marks.get("places", {}), time.time(), 0)
    return not source.marks.get("complete", True) or folders.has_changed()


def read_source(source: Source, context: ReadContext) -> Reading:
    """Read what is new, and log letters to and from people the coach knows. Raises OSError."""
    source_added_at = datetime.fromisoformat(source.added_at) if source.added_at else context.now
    not_before = (source_added_at - LOOK_BACK).timestamp()
    folders = MailFolders(source.place, source.marks.get("places", {}), time.time(), not_before)
    mailbox = Mailbox()
    lists = set(source.marks.get("lists", ()))
    letters_read = 0
    for found_letter in folders.iterate_new(context.limit):
        new_letter = parse_mail(found_letter.raw, found_letter.labels, lists, deleted=found_letter.is_deleted)
        is_half = not found_letter.raw.is_head_whole or new_letter.drop_reason in ("no_sender", "no_date")
        if is_half and found_letter.is_fresh:
            found_letter.is_rejected = True
            continue
        letters_read += 1
        mailbox.add_mail(new_letter)
    oldest_stored = context.now - LETTERS_STORED_FOR
    recent_letters = [letter for letter in mailbox.finish() if letter.at >= oldest_stored]
    fresh_letters = list(_without_forgotten(recent_letters, context.service))
    mailing_lists = sorted(lists)[:_MAILING_LISTS_LIMIT]
    marks = {"places": folders.marks, "lists": mailing_lists, "complete": folders.is_complete}
    stored_letters = _list_stored(source, context.tables)
    letters = {letter.id: letter for doc in stored_letters.values() if (letter := _parse_letter(doc))}
    letters_came = sum(1 for letter in fresh_letters if letter.id not in letters)
    for letter in fresh_letters:
        if letter.id in letters:
            letters[letter.id].merge_copy(letter)
        else:
            letters[letter.id] = letter
    own_addresses = frozenset(source.own) | find_owner(letters.values(), mailbox.delivered, source.own).addresses
    letter_changes: dict[str, Document | None] = {
        f"{source.id}:{letter.id:016x}": _to_document(letters[letter.id], source.id, own_addresses)
        for letter in fresh_letters
    }
    for letter_key, doc in stored_letters.items():
        if datetime.fromisoformat(doc["at"]) < oldest_stored:
            letter_changes[letter_key] = None
    own, changes = tuple(sorted(own_addresses)), {LETTERS_TABLE: letter_changes}
    reading = Reading(marks, own=own, is_complete=folders.is_complete, tables=changes)
    if not letters_read or not own_addresses:
        return replace(reading, notices=() if own_addresses or not letters else (_ASK_OWNER,))
    sorted_letters = sort_letters(letters.values(), own_addresses, lists)
    known_offers = context.tables.get(OFFERS_TABLE, {})
    refused_ids = list_refused(known_offers, context.now)
    recipients = find_new_recipients(sorted_letters, context.service.journal)
    recipients = [address_key for address_key in recipients if offer_id(address_key) not in refused_ids]
    offers = build_offers(sorted_letters, recipients, source.id, known_offers)
    tables = {**reading.tables, OFFERS_TABLE: offers}
    return replace(reading, actions=(log_letters(sorted_letters),), came=letters_came, tables=tables)


_ASK_OWNER = "It is not clear whose mailbox this is. Remove the source and add it again with --me ADDRESS."


def sort_letters(
    letters: Iterable[MailMessage], own_addresses: frozenset[str], mailing_lists: Collection[str]
) -> ImportResult:
    """Return people and messages of the letters, sorted as an import sorts them."""
    sorter = CorrespondenceSorter(list(letters), own_addresses, set(mailing_lists))
    return ImportResult(FORMAT, people=sorter.people, messages=tuple(sorter.messages))


def sort_stored_letters(source: Source, tables: Documents) -> ImportResult:
    """Return people and messages of all stored letters of a source."""
    letters = filter(None, map(_parse_letter, _list_stored(source, tables).values()))
    return sort_letters(letters, frozenset(source.own), source.marks.get("lists", ()))


def _list_stored(source: Source, tables: Documents) -> dict[str, Document]:
    """Return the stored letters of a source, by the key of their row."""
    return {key: doc for key, doc in tables.get(LETTERS_TABLE, {}).items() if doc.get("source") == source.id}


def _without_forgotten(letters: Iterable[MailMessage], service: CoachService) -> Iterator[MailMessage]:
    """Yield the letters without people who were forgotten and not entered again."""
    forgotten = service.list_forgotten_people()

    def is_known(address_pair: tuple[str, str]) -> bool:
        return not forgotten.include(address_pair[0], [f"{FORMAT}:{normalize_address(address_pair[1])}"])

    for letter in letters:
        has_recipients = bool(letter.to or letter.cc)
        letter.to, letter.cc = tuple(filter(is_known, letter.to)), tuple(filter(is_known, letter.cc))
        if is_known(letter.sender) and bool(letter.to or letter.cc) == has_recipients:
            yield letter


def _to_document(letter: MailMessage, source: str, own_addresses: frozenset[str]) -> dict[str, Any]:
    """Return a letter in short. `key` is the other side, so that forgetting a person finds it."""
    addresses = [normalize_address(address) for _, address in (letter.sender, *letter.to)]
    return {
        "source": source,
        "key": next((address for address in addresses if address not in own_addresses), ""),
        "mail": f"{letter.id:016x}",
        "kind": letter.kind.value,
        "at": letter.at.isoformat(),
        "sender": _to_address(letter.sender),
        "to": list(map(_to_address, letter.to[:_LETTER_ADDRESSES_LIMIT])),
        "cc": list(map(_to_address, letter.cc[:_LETTER_ADDRESSES_LIMIT])),
        "has_bcc": letter.has_bcc,
        "reply_to": f"{letter.reply_to:016x}" if letter.reply_to is not None else "",
        "thread": [f"{letter_id:016x}" for letter_id in letter.thread],
        "labels": sorted(letter.labels),
        "draft": letter.draft,
        "spam": letter.spam,
        "received": letter.received,
        "failed": list(letter.failed),
    }


def _to_address(address_pair: tuple[str, str]) -> dict[str, str]:
    return {"key": normalize_address(address_pair[1]), "name": address_pair[0], "address": address_pair[1]}


def _parse_letter(letter_document: Document) -> MailMessage | None:
    """Return the letter of a document; None for one that another version wrote, or that lost its sender."""
    try:
        return MailMessage(
            id=int(letter_document["mail"], 16),
            kind=MailKind(letter_document["kind"]),
            at=datetime.fromisoformat(letter_document["at"]),
            sender=(letter_document["sender"]["name"], letter_document["sender"]["address"]),
            to=tuple((address["name"], address["address"]) for address in letter_document["to"]),
            cc=tuple((address["name"], address["address"]) for address in letter_document["cc"]),
            has_bcc=bool(letter_document["has_bcc"]),
            reply_to=int(letter_document["reply_to"], 16) if letter_document["reply_to"] else None,
            thread=tuple(int(letter_id, 16) for letter_id in letter_document["thread"]),
            labels=frozenset(letter_document["labels"]),
            draft=bool(letter_document["draft"]),
            spam=bool(letter_document["spam"]),
            received=bool(letter_document["received"]),
            delivered_to="",
            failed=tuple(letter_document["failed"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


@action
def log_letters(
    journal: Journal, now: datetime, sorted_letters: ImportResult, adopted: Collection[str] = ()
) -> ActionResult:
    """Log the letters to and from people the coach knows, and to those whose keys are in `adopted`."""
    finder, blocked = PersonFinder(journal), blocked_person_ids(journal)
    journal_keys = {letter.key: letter for letter in journal.list_with_deleted(Message) if letter.key}
    by_hand = [message for message in journal.list_records(Message) if not message.key]
    letters_by_person: dict[str, list[ImportedMessage]] = {}
    for letter in sorted_letters.messages:
        letters_by_person.setdefault(letter.person, []).append(letter)
    records: list[Record] = []
    lines_by_time: list[tuple[datetime, str]] = []
    for person_key, imported in sorted_letters.people.items():
        letters = letters_by_person.get(person_key, [])
        person = finder.find_person((person_key, *imported.aliases), imported.name)
        if imported.bounced:  # the address returned them, so nobody waits for an answer
            logged = (journal_keys.get(f"{FORMAT}:{letter.key}") for letter in letters)
            records += [message.copy_with(deleted=True) for message in logged if message and not message.deleted]
            continue
        if person is None and person_key in adopted:
            person = _create_person(imported, journal, cold=all(letter.outbound for letter in letters))
        if person is None or person.id in blocked or not letters:
            continue
        fresh_letters = [letter for letter in letters if f"{FORMAT}:{letter.key}" not in journal_keys]
        updated_person = _learn_address(person, imported, replied=any(not letter.outbound for letter in letters))
        if fresh_letters and updated_person != journal.get_record(Person, person.id):
            records.append(updated_person)
        logged_messages = [message for message in by_hand if message.person == person.id]
        for letter in fresh_letters:
            records.append(_build_letter(letter, person.id, logged_messages, now))
            letter_line = f"you wrote to {person.name}" if letter.outbound else f"{person.name} wrote to you"
            lines_by_time.append((letter.at, letter_line))
    return ActionResult(_describe_letters(lines_by_time, removed=bool(records)), tuple(records))


def find_new_recipients(sorted_letters: ImportResult, journal: Journal) -> list[str]:
    """Return the keys of people who were written to, are not known and were not removed from the journal."""
    finder = PersonFinder(journal.with_archived_people())
    written_to = {letter.person for letter in sorted_letters.messages if letter.outbound}
    new_recipients = []
    for person_key, imported in sorted_letters.people.items():
        if person_key in written_to and not imported.bounced:
            person_id = derive_record_id("person", FORMAT, imported.key)
            record_before = journal.get_with_deleted(Person, person_id)
            was_removed = record_before is not None and record_before.deleted
            if not was_removed and finder.find_person((person_key, *imported.aliases), imported.name) is None:
                new_recipients.append(person_key)
    return new_recipients


def _create_person(imported: ImportedPerson, journal: Journal, *, cold: bool) -> Person | None:
    """Return the record of somebody new, with the id that an import gives; None if they were removed."""
    name = clean_text(imported.name or imported.handle or imported.key)
    person_id = derive_record_id("person", FORMAT, imported.key)
    record_before = journal.get_with_deleted(Person, person_id)
    if record_before is not None and record_before.deleted and not record_before.taken_back:
        return None
    return Person(id=person_id, name=name, named=name, tie="cold" if cold else None, channel="e-mail")


def _learn_address(person: Person, imported: ImportedPerson, *, replied: bool) -> Person:
    """Return the person with the addresses of an imported person; who replied is no longer `cold`."""
    address_keys = (f"{FORMAT}:{address}" for address in (imported.key, *imported.aliases))
    keys = tuple(dict.fromkeys((*person.keys, *address_keys)))
    handles = {"e-mail": clean_text(imported.handle), **person.handles} if imported.handle else person.handles
    tie = None if replied and person.named and person.tie == "cold" else person.tie
    return person.copy_with(keys=keys, handles=handles, tie=tie)


def _build_letter(
    imported_letter: ImportedMessage, person: str, logged_messages: list[Message], now: datetime
) -> Message:
    """Return the record of a letter; the same message, if it was logged by hand, becomes that letter."""
    letter = Message(
        id=derive_record_id("message", FORMAT, imported_letter.key),
        person=person,
        at=imported_letter.at.astimezone(now.tzinfo),
        direction="out" if imported_letter.outbound else "in",
        channel=imported_letter.channel,
        key=f"{FORMAT}:{imported_letter.key}",
    )
    same_message = find_same_message(logged_messages, letter)
    if same_message is None:
        return letter
    logged_messages.remove(same_message)
    return same_message.copy_with(key=letter.key, channel="e-mail")


def _describe_letters(lines_by_time: list[tuple[datetime, str]], *, removed: bool) -> str:
    if lines_by_time:
        lines = list(dict.fromkeys(line for _, line in sorted(lines_by_time)))
        more_lines = f", and {len(lines) - NAMES_LIMIT} more" if len(lines) > NAMES_LIMIT else ""
        return f"Mail: {', '.join(lines[:NAMES_LIMIT])}{more_lines}."
    if removed:
        return "Mail: one of your e-mails could not be delivered, so the coach doesn't wait for a reply to it."
    return "Mail: nothing new."


_MAIL_FOLDER_DEPTH = 4
_MAIL_FOLDERS_LIMIT = 2_000
_SETTLED_AFTER_NANOSECONDS = 2_000_000_000
"""Nanoseconds after which a folder's time can be trusted: a letter may come in the tick of the listing."""
_HALF_WRITTEN_SECONDS = 600.0
"""Seconds for which a letter without a sender may still be on its way."""
_MAILDIR_FLAGS = ":2,"
_MAILDIR_NAME_FIELDS = re.compile(r"[,:;!]")
"""Begins what programs change in a name: `,U=12` (mbsync, offlineimap), `,S=900` (dovecot), `:2,S`, on FAT `;2,S`."""
_LETTER_NAME_BEGINS_WITH_TIME = re.compile(r"(\d{9,10})\.")
_SKIPPED_MAIL_FOLDERS = frozenset((".stversions", ".stfolder", ".notmuch", ".git"))
"""Old versions and deleted letters (Syncthing), and indexes."""
_SKIPPED_MAIL_SUFFIXES = (".msf", ".sqlite", ".db", ".json", ".lock", ".dat", ".html", ".log")
MailMarks = dict[str, Any]


@dataclass(slots=True)
class FoundLetter:
    """One new letter, what its folder and its flags say of it, and whether it may still be half written."""

    raw: mbox.RawMail
    labels: frozenset[str]
    is_deleted: bool
    is_fresh: bool
    is_rejected: bool = False
    """Whoever gets the letter sets it for a half written one, which the next reading reads again."""


class MailFolders:
    """All mail under one path. `marks` is what the last reading returned; read it again after `iterate_new`."""

    def __init__(self, path: Path, marks: Mapping[str, Any], now: float, not_before: float) -> None:
        self.path = path
        self.marks: MailMarks = dict(marks)
        self._now, self._not_before = now, not_before
        self.is_complete = True

    def has_changed(self) -> bool:
        """Return whether anything may be new: a few calls of `stat`. Raises OSError if the path is gone."""
        mail_folders = dict(self._find_places())
        return any(self.marks.get(name, {}).get("stamp") != _get_stamp(path) for name, path in mail_folders.items())

    def iterate_new(self, limit: int) -> Iterator[FoundLetter]:
        """Yield letters that were not there the last time, at most `limit`. Raises OSError if the path is gone."""
        letters_left = limit
        for folder_name, folder_path in list(self._find_places()):
            folder_marks = self.marks.get(folder_name, {})
            folder_stamp = _get_stamp(folder_path)
            if folder_marks.get("stamp") == folder_stamp:
                continue
            if letters_left <= 0:
                self.is_complete = False
                return
            if folder_path.is_file():
                letters = self._read_mbox(folder_name, folder_path, folder_stamp)
            else:
                letters = self._read_maildir(folder_name, folder_path, letters_left)
            for letter in letters:
                letters_left -= 1
                yield letter

    def _read_maildir(self, name: str, path: Path, limit: int) -> Iterator[FoundLetter]:
        folder_marks = self.marks.get(name, {})
        letter_names_before = _unpack_names(folder_marks.get("seen", ""))
        folder_stamp = _get_stamp(path)
        new_letters, current_letters = _list_letters(path / "new"), _list_letters(path / "cur")
        letter_names = new_letters | current_letters
        # A letter whose flags or number changed, or that was moved from new to cur, has another name and is not new.
        renamed = {_get_unique_part(name) for name in letter_names_before - letter_names}
        new_names = sorted(letter_names - letter_names_before)
        fresh_names = [name for name in new_names if _get_unique_part(name) not in renamed]
        unread_names, letters_read = set[str](), 0
        folder_words = frozenset({fold_text(path.name.rpartition(".")[2])} & mail_words.FOLDER_NAMES)
        for letter_name in fresh_names:
            letter_file = path / ("new" if letter_name in new_letters else "cur") / letter_name
            if self._find_time(letter_file) < self._not_before:
                continue
            raw_letter = _read_letter(letter_file) if letters_read < limit else None
            if raw_letter is None:  # one too many; or removed or not readable, which the next listing tells
                unread_names.add(letter_name)
                continue
            letters_read += 1
            maildir_flags = letter_name.partition(_MAILDIR_FLAGS)[2]
            letter_labels = folder_words | ({"drafts"} if "D" in maildir_flags else frozenset())
            letter = FoundLetter(raw_letter, letter_labels, "T" in maildir_flags, self._is_fresh(letter_file))
            yield letter
            if letter.is_rejected:
                unread_names.add(letter_name)
        is_settled = not unread_names and not _is_recent(folder_stamp, self._now)
        self.is_complete &= not unread_names
        self.marks[name] = {
            "stamp": folder_stamp if is_settled else [],
            "seen": _pack_names(letter_names - unread_names) if fresh_names else folder_marks.get("seen", ""),
        }

    def _read_mbox(self, name: str, path: Path, stamp: list[int]) -> Iterator[FoundLetter]:
        mbox_marks = self.marks.get(name, {})
        folder_name = fold_text(path.name.removesuffix(".mbox").removesuffix(".mbx"))
        mbox_labels, mbox_size = frozenset({folder_name} & mail_words.FOLDER_NAMES), path.stat().st_size
        mbox_start = mbox_marks.get("size", 0)
        is_fresh = self._now - path.stat().st_mtime < _HALF_WRITTEN_SECONDS
        with open_regular_file(path) as mbox_stream:
            # The same mbox in which only flags were set, or with more letters behind the old ones.
            has_same_end = 0 < mbox_start <= mbox_size and _read_end(mbox_stream, mbox_start) == mbox_marks.get("end")
            mbox_stream.seek(mbox_start)
            is_continued = mbox_start == mbox_size or mbox_stream.read(7).lstrip(b"\r\n").startswith(b"From ")
            if not has_same_end or not is_continued:
                mbox_start = 0
            mbox_stream.seek(mbox_start)
            letter = None
            for raw_letter in mbox.split_mbox(mbox_stream, needs_body):
                letter = FoundLetter(raw_letter, mbox_labels, False, is_fresh)
                yield letter
            if letter is not None and letter.is_rejected:  # the last one was half written
                return
            self.marks[name] = {
                "stamp": [] if _is_recent(stamp, self._now) else stamp,
                "size": mbox_size,
                "end": _read_end(mbox_stream, mbox_size),
            }

    def _find_places(self) -> Iterator[tuple[str, Path]]:
        """Yield every Maildir folder and mbox under the path, with its name inside."""
        if self.path.is_file():
            yield ".", self.path
            return
        folders_left = _MAIL_FOLDERS_LIMIT
        folders = [(self.path, 0)]
        with os.scandir(self.path):
            pass  # raises if it is gone or may not be read
        while folders and folders_left > 0:
            mail_folder, depth = folders.pop()
            folders_left -= 1
            with suppress(OSError):
                is_maildir = (mail_folder / "cur").is_dir()
                if is_maildir:
                    yield os.path.relpath(mail_folder, self.path), mail_folder
                with os.scandir(mail_folder) as entries:
                    folder_entries = sorted(entries, key=lambda mail_entry: mail_entry.name)
                for mail_entry in folder_entries:
                    name = mail_entry.name
                    if mail_entry.is_dir(follow_symlinks=False):
                        is_skipped = name in _SKIPPED_MAIL_FOLDERS or (is_maildir and name in ("cur", "new", "tmp"))
                        if depth < _MAIL_FOLDER_DEPTH and not is_skipped:
                            folders.append((Path(mail_entry.path), depth + 1))
                    elif not is_maildir and mail_entry.is_file() and not name.endswith(_SKIPPED_MAIL_SUFFIXES):
                        mbox_name = os.path.relpath(mail_entry.path, self.path)
                        if mbox_name in self.marks or _is_mbox_file(mail_entry.path):
                            yield mbox_name, Path(mail_entry.path)

    def _is_fresh(self, letter_file: Path) -> bool:
        """Return whether a letter was written a moment ago, so that more of it may come."""
        try:
            return self._now - letter_file.stat().st_mtime < _HALF_WRITTEN_SECONDS
        except OSError:
            return True

    def _find_time(self, letter_file: Path) -> float:
        """Return about when a letter arrived: its name says so, or its file."""
        if self._not_before <= 0:
            return self._now
        if time_in_name := _LETTER_NAME_BEGINS_WITH_TIME.match(letter_file.name):
            return float(time_in_name[1])
        with suppress(OSError):
            return letter_file.stat().st_mtime
        return self._now


def _get_unique_part(letter_name: str) -> str:
    """Return the part of a letter's file name that no program changes."""
    return _MAILDIR_NAME_FIELDS.split(letter_name, maxsplit=1)[0] or letter_name


def _list_letters(maildir_folder: Path) -> set[str]:
    """Return the names of the letters in a folder."""
    try:
        return {letter_name for letter_name in os.listdir(maildir_folder) if letter_name[0] != "."}  # noqa: PTH208  # a path for each costs a second
    except OSError:
        return set()


def _read_letter(letter_file: Path) -> mbox.RawMail | None:
    try:
        with open_regular_file(letter_file) as letter_stream:
            return mbox.read_single_mail(letter_stream, needs_body)
    except OSError:
        return None


def _get_stamp(mail_folder: Path) -> list[int]:
    """Return what changes whenever a letter comes or goes."""
    folder_stamp: list[int] = []
    for maildir_part in ("", "new", "cur"):
        with suppress(OSError):
            status = (mail_folder / maildir_part).stat()
            folder_stamp += [status.st_mtime_ns, status.st_size if stat.S_ISREG(status.st_mode) else 0]
    return folder_stamp


def _is_recent(folder_stamp: list[int], now: float) -> bool:
    return max(folder_stamp, default=0) > now * 1e9 - _SETTLED_AFTER_NANOSECONDS


def _is_mbox_file(mbox_file: str) -> bool:
    try:
        with open_regular_file(mbox_file) as mbox_stream:
            return mbox.begins_with_separator(mbox_stream.read(2048))
    except OSError:
        return False


_MBOX_END_BYTES = 64


def _read_end(mbox_stream: Any, mbox_size: int) -> str:
    mbox_stream.seek(max(0, mbox_size - _MBOX_END_BYTES))
    return b64encode(mbox_stream.read(min(mbox_size, _MBOX_END_BYTES))).decode()


def _pack_names(letter_names: Iterable[str]) -> str:
    """Return names in one short text; names of a Maildir are much alike."""
    joined_names = "\0".join(sorted(letter_names)).encode("utf-8", "surrogateescape")
    return b64encode(zlib.compress(joined_names, 1)).decode()


def _unpack_names(packed_names: str) -> set[str]:
    with suppress(ValueError, zlib.error):
        letter_names = zlib.decompress(b64decode(packed_names)).decode("utf-8", "surrogateescape")
        return set(filter(None, letter_names.split("\0")))
    return set()
