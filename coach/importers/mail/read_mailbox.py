"""Read mbox files (also Gmail's Takeout), Maildirs and single mails as one mailbox.

Mail is streamed and only headers are read. The same mail in several files counts once.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from coach.domain.text import clean_text, fold_text
from coach.importers.dates import find_export_time
from coach.importers.files.archive_members import MEMBER_LIMIT, Member, Source
from coach.importers.files.text_encoding import (
    OldMacStream,
    decode_text,
    detect_encoding,
    is_old_mac_text,
    recode_stream,
)
from coach.importers.import_result import ImportResult
from coach.importers.mail import mail_words, mbox
from coach.importers.mail.owner import Owner, find_owner
from coach.importers.mail.parse_mail import MailMessage, needs_body, parse_mail
from coach.importers.mail.personal_or_automatic import MailKind
from coach.importers.mail.sort_by_person import CorrespondenceSorter
from coach.importers.options import ImportOptions

FORMAT = "mbox"
"""One name for mail in any wrapping, so that the same mail from a Maildir is the same mail."""
MAILS_LIMIT = 1_000_000
"""Mails that are looked at; the memory for more is better spent otherwise."""
_MAILDIR = re.compile(r"/(?:(?P<folder>[^/]+)/)?(?:cur|new)/[^/]*?(?:[:;!]2,(?P<flags>[A-Za-z]*))?$")
_EMLX_COUNT = re.compile(rb"(\d{1,9})[ \t]*\r?\n")
_PROTON_LIMIT = 1 << 20
_LINES_HEAD = 4096  # bytes that show how lines end
_TAKEOUT_NAME = re.compile(r"takeout-(\d{8}T\d{6})Z", re.I)
# Decided by the headers of the mail itself, whoever owns the mailbox.
_SETTLED = (MailKind.READ_RECEIPT, MailKind.MAILING_LIST, MailKind.ROBOT)


_PROTON_FILE = ".metadata.json"
_PROTON_LABELS = {"1": "drafts", "2": "sent", "4": "spam", "7": "sent", "8": "drafts"}
"""Number of a folder in Proton's export → what it is called here."""


def read_mail(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read mail files as one mailbox. Texts are kept only if asked for."""
    variant = _find_variant(members)
    mailbox = Mailbox()
    lists: set[str] = set()
    beside = _list_proton_files(members)
    for member in members:
        many = _is_mbox(member)
        labels, is_deleted = _find_folder(member, many, _read_proton_labels(member, beside))
        for raw in _iterate_mails(member, many, (lambda head: True) if options.keep_text else needs_body):
            if mailbox.seen >= MAILS_LIMIT:
                break
            mail = parse_mail(raw, labels, lists, deleted=is_deleted, keep_text=options.keep_text)
            mailbox.add_mail(mail, raw.stamp)
        member.forget_head()  # a Maildir has very many
    mails = mailbox.finish()
    owner = find_owner(mails, mailbox.delivered, options.me)
    result = ImportResult(
        FORMAT,
        variant,
        options.as_of or _find_export_time(members, mailbox.newest, options.now),
        owner.main,
        owner.candidates,
        counts={
            "messages": mailbox.seen,
            "distinct_messages": mailbox.distinct,
            "duplicates": mailbox.seen - mailbox.distinct,
        },
        ignored=dict(mailbox.ignored),
        warnings=tuple(_list_warnings(mailbox, owner, options.me)),
    )
    if not owner.addresses:
        return result
    sorter = CorrespondenceSorter(mails, owner.addresses, lists)
    return replace(
        result,
        people=sorter.people,
        messages=tuple(sorter.messages),
        counts={**result.counts, "people": len(sorter.people)},
        ignored=dict(sorted((mailbox.ignored + sorter.ignored).items())),
    )


def _list_warnings(mailbox: Mailbox, owner: Owner, me: Sequence[str]) -> Iterator[str]:
    if mailbox.seen >= MAILS_LIMIT:
        yield f"The first {MAILS_LIMIT:,} e-mails were read; the others are left out."
    if not owner.addresses:
        unseen = [word for word in me if "@" in word][:1]
        slip = f"None of these e-mails names {clean_text(unseen[0], 100)}. " if unseen else ""
        yield f"{slip}It is not clear whose mailbox this is. Give your own address with: --me ADDRESS"
    elif len(owner.addresses) > 1:
        yield f"The coach takes these as your own addresses: {', '.join(sorted(owner.addresses))}."


class Mailbox:
    """All mail read so far, each once."""

    def __init__(self) -> None:
        self.seen = self.distinct = 0
        self._mails: dict[int, MailMessage | None] = {}  # by id; None for what needs no further look
        self.delivered: Counter[str] = Counter()
        """Where mail was delivered to."""
        self.ignored: Counter[str] = Counter()
        self.newest: datetime | None = None
        """When the newest mail reached the mailbox, as far as the file says."""

    def add_mail(self, mail: MailMessage, arrived_at: datetime | None = None) -> None:
        """Add one mail."""
        self.seen += 1
        if arrived_at is not None and (self.newest is None or arrived_at > self.newest):
            self.newest = arrived_at
        key = mail.id_with_recipients or mail.id
        if key in self._mails:
            if known := self._mails[key]:
                known.merge_copy(mail)
            return
        self.distinct += 1
        if mail.delivered_to:
            self.delivered[mail.delivered_to] += 1
        reason = mail.drop_reason
        settled = mail.kind in _SETTLED or (mail.kind is MailKind.NEWSLETTER and mail.reply_to is None)
        if not reason and settled and not mail.draft and mail.labels.isdisjoint(mail_words.SENT):
            reason = mail.kind.value
        if reason:
            self.ignored[reason] += 1
        self._mails[key] = None if reason else mail

    def finish(self) -> list[MailMessage]:
        """Return the messages and free what was needed to read them."""
        mails = [mail for mail in self._mails.values() if mail is not None]
        self._mails.clear()
        _tell_apart(mails)
        return mails


def _tell_apart(mails: Iterable[MailMessage]) -> None:
    """Give mails without a Message-ID that differ in their recipients alone an id each; one of them keeps its own."""
    alike: defaultdict[int, list[MailMessage]] = defaultdict(list)
    for mail in mails:
        if mail.id_with_recipients is not None:
            alike[mail.id].append(mail)
    for group in alike.values():
        numbered = sorted((mail.id_with_recipients or 0, number) for number, mail in enumerate(group))
        for own_id, number in numbered[1:]:
            group[number].id = own_id


def _list_proton_files(members: Iterable[Member]) -> dict[tuple[Source, str], Member]:
    """Return the files with folders that Proton's export puts beside each mail, by source and name."""
    return {
        (source, one.name): one
        for source in {member.source for member in members}
        for one in source.members
        if one.name.endswith(_PROTON_FILE)
    }


def _read_proton_labels(member: Member, beside: Mapping[tuple[Source, str], Member]) -> frozenset[str]:
    """Return what the file beside a mail says of its folder."""
    file = beside.get((member.source, member.name.removesuffix(".eml") + _PROTON_FILE))
    if file is None:
        return frozenset()
    with suppress(ValueError, KeyError, TypeError):
        numbers = json.loads(file.read_bytes(_PROTON_LIMIT))["Payload"]["LabelIDs"]
        return frozenset(_PROTON_LABELS[number] for number in numbers if number in _PROTON_LABELS)
    return frozenset()


def _iterate_mails(member: Member, many: bool, wanted: mbox.BodyFilter) -> Iterator[mbox.RawMail]:
    encoding = detect_encoding(member.read_head(200))
    with member.open(limit=None if many else MEMBER_LIMIT) as plain:
        stream = recode_stream(plain, encoding) if encoding.startswith("utf-16") else plain
        if is_old_mac_text(member.read_head(_LINES_HEAD)):
            stream = io.BufferedReader(OldMacStream(stream))
        if many:
            yield from mbox.split_mbox(stream, wanted)
        elif count := _EMLX_COUNT.match(member.read_head(64)):
            mail = stream.read(count.end() + int(count[1]))[count.end() :]  # Apple Mail puts a property list behind it
            yield mbox.read_single_mail(io.BytesIO(mail), wanted)
        else:
            yield mbox.read_single_mail(stream, wanted)


def _is_mbox(member: Member) -> bool:
    """Return whether a file holds many mails, whatever it is encoded in."""
    head = member.read_head()
    if detect_encoding(head[:200]).startswith("utf-16"):
        head = decode_text(head).encode("utf-8", "replace")
    return mbox.is_mbox(head)


def _find_folder(member: Member, many: bool, labels: frozenset[str]) -> tuple[frozenset[str], bool]:
    """Return the labels that the folder of a mail gives it, and whether its flags say that it was deleted.

    The folder is that of a Maildir, an mbox, or the folders of a single mail. `labels` are what the export says of it
    in another file.
    """
    words: set[str] = set()
    flags = ""
    if inside := _MAILDIR.search("/" + member.name):
        words.add((inside["folder"] or member.source.name).rpartition(".")[2])
        flags = inside["flags"] or ""
    else:
        parts = [part.removesuffix(".mbox").removesuffix(".mbx") for part in member.name.split("/")]
        if many:
            words.add(parts[-2] if parts[-1] == "mbox" and len(parts) > 1 else parts[-1])
        else:
            words.update(parts[:-1], (member.source.name,) if member.source.kind == "folder" else ())
    if "D" in flags:
        words.add("drafts")
    return labels | (mail_words.FOLDER_NAMES & set(map(fold_text, words))), "T" in flags


def _find_variant(members: Sequence[Member]) -> str:
    """Return how the mail came: takeout, maildir, eml, or nothing for a plain mbox."""
    if any("takeout" in f"{member.source.name}/{member.name}".lower() for member in members):
        return "takeout"
    if _is_mbox(members[0]):
        return ""
    return "maildir" if _MAILDIR.search("/" + members[0].name) else "eml"


def _find_export_time(members: Sequence[Member], newest: datetime | None, now: datetime | None) -> datetime | None:
    """Return the time of the export: from the name of a Takeout, else the newest mail or the time inside the zip."""
    for member in members:
        if named := _TAKEOUT_NAME.search(member.source.name):
            with suppress(ValueError):
                return datetime.strptime(named[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    packed = [member.modified for member in members if member.modified and member.source.kind in ("zip", "tgz")]
    return find_export_time((newest, *packed), now)
