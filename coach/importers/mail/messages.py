"""One mail on its own: what its headers say it is, before anybody knows whose mailbox it lies in.

The order of the tests matters, and the first that holds decides: a mail that came back often calls itself an
automatic answer too (RFC 3834, RFC 3464), and an automatic answer may carry the marks of bulk mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b
from typing import TypeVar

from coach.domain.text import clean, fold
from coach.importers.mail import keywords as mail_words
from coach.importers.mail.headers import (
    Headers,
    address_key,
    addresses,
    decoded,
    first,
    labels,
    message_ids,
    moment,
    read_headers,
)
from coach.importers.mail.mbox import RawMail
from coach.importers.mail.text import text_of

NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""The moment of a mail without any date."""
_THREAD_LIMIT = 12  # ids of a thread that are kept, newest first: a chain of answers is rarely longer

T = TypeVar("T")


class Kind(Enum):
    """What a mail is by its headers."""

    LETTER = "letter"
    RETURNED = "bounce"
    LATE = "delay_notice"
    RECEIPT = "read_receipt"
    AUTOMATIC = "auto_reply"
    LIST = "mailing_list"
    BULK = "newsletter"
    ROBOT = "robot"


@dataclass(eq=False, slots=True)
class Letter:
    """What is remembered of a mail. Small, since there may be hundreds of thousands."""

    id: int
    kind: Kind
    at: datetime
    """UTC."""
    sender: tuple[str, str]
    """(name, address)"""
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    hidden: bool
    """It names somebody in Bcc."""
    answers: int | None
    """The id of the mail it says it is the answer to."""
    thread: tuple[int, ...]
    """Ids of mails before it in its thread."""
    labels: frozenset[str]
    draft: bool
    spam: bool
    received: bool
    """It came in over the net: it carries traces that sent copies lack."""
    delivered_to: str
    ended: str = ""
    """Why it is no letter of anybody: deleted, chat, no_sender, no_date; else empty."""
    failed: tuple[str, ...] = ()
    """Keys of the addresses that a returned mail did not reach."""
    text: str | None = None


def id_of(text: str) -> int:
    """The number that stands for a Message-ID: 64 bits of its BLAKE2 hash."""
    return int.from_bytes(blake2b(text.strip("<> \t").encode("utf-8", "replace"), digest_size=8).digest(), "big")


_ROBOT = re.compile(
    r"(?:.*[-_.+])?(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|no[-_.]?responder|nepasrepondre|ne[-_.]pas[-_.]repondre)"
    r"(?:[-_.+].*)?|(?:notifications?|notify|alerts?|mailer-daemon|postmaster|bounces?)(?:[-_.+=].*)?"
)
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|maildaemon)@.*")
_BODY_WANTED = re.compile(rb"(?i)multipart/report|mailer-daemon|postmaster|x-failed-recipients")
_REPORT_TYPE = re.compile(r"(?i)report-type\s*=\s*\"?([a-z-]+)")
_DELETED = 0x0008  # X-Mozilla-Status: gone from the folder, not yet from the file
_ENCLOSED = re.compile(r"(?im)^content-type:\s*(?:message/rfc822|text/rfc822-headers)")
_ENCLOSED_ID = re.compile(r"(?im)^message-id:\s*<([^<>\s]{1,998})>")
_FIELD = re.compile(
    r"(?im)^(final-recipient|original-recipient|action):[ \t]*(?:[a-z0-9]{1,20};)?[ \t]*([^\r\n]{1,320})"
)


def is_robot(address: str) -> bool:
    """Whether an address is one that nobody reads: no-reply, notifications, postmaster and their like."""
    return _ROBOT.fullmatch(address.rpartition("@")[0].casefold()[:64]) is not None


def body_wanted(head: bytes) -> bool:
    """Whether the body of a mail has to be looked at: returned mails say in it what came back."""
    return _BODY_WANTED.search(head) is not None


class LetterReader:
    """Turns raw mails into letters, and notes the mailing lists it sees."""

    def __init__(self, *, keep_text: bool = False) -> None:
        self.keep_text = keep_text
        self.lists: set[str] = set()
        """Keys of addresses that are mailing lists."""
        self._kept: dict[object, object] = {}

    def read(self, raw: RawMail, folder: frozenset[str] = frozenset(), *, deleted: bool = False) -> Letter:
        """Return the letter in a raw mail.

        `folder` holds names of the folder or file it lies in, folded, which count as labels. `deleted` says
        that its owner has deleted it.
        """
        headers = read_headers(raw.head)
        senders = addresses(headers.get("from", [])[:1]) or addresses(headers.get("sender", [])[:1])
        sender = senders[0] if senders else ("", "")
        at = _moment(headers, raw.stamp)
        self._note_lists(headers)
        subject = clean(decoded(first(headers, "subject")))
        answers = [id_of(found) for found in message_ids(first(headers, "in-reply-to"))[:1]]
        thread = [id_of(found) for found in reversed(message_ids(first(headers, "references"))[-_THREAD_LIMIT:])]
        named = self._labels(headers) | folder
        letter = Letter(
            id=_id(headers, at),
            kind=kind_of(headers, sender[1], subject),
            at=at or NEVER,
            sender=self._once(sender),
            to=self._everybody(headers, "to"),
            cc=self._everybody(headers, "cc"),
            hidden="bcc" in headers,
            answers=next(iter(answers or thread), None),
            thread=tuple(thread),
            labels=self._once(named),
            draft=not named.isdisjoint(mail_words.DRAFT),
            spam=not named.isdisjoint(mail_words.SPAM),
            received="received" in headers or "delivered-to" in headers,
            delivered_to=self._once(address_key(first(headers, "delivered-to"))),
        )
        if deleted or _deleted(headers):
            letter.ended = "deleted"
        elif not named.isdisjoint(mail_words.CHAT):
            letter.ended = "chat"
        elif not senders or at is None:
            letter.ended = "no_sender" if at else "no_date"
        elif letter.kind is Kind.RETURNED:
            self._read_return(letter, headers, raw.body, subject)
        elif self.keep_text and letter.kind in (Kind.LETTER, Kind.BULK):
            letter.text = text_of(raw)
        return letter

    def forget(self) -> None:
        """Free the memory of values seen before."""
        self._kept.clear()

    def _once(self, value: T) -> T:
        """The first of all equal values, so that a name that occurs in 10,000 mails is kept once."""
        return self._kept.setdefault(value, value)  # type: ignore[return-value]

    def _everybody(self, headers: Headers, name: str) -> tuple[tuple[str, str], ...]:
        values = headers.get(name)
        return self._once(tuple(self._once(who) for who in addresses(values))) if values else ()

    def _labels(self, headers: Headers) -> frozenset[str]:
        values = headers.get("x-gmail-labels")
        if not values:
            return frozenset()
        raw = ("labels", *values)
        if raw not in self._kept:
            self._kept[raw] = frozenset(fold(label) for label in labels(values))
        return self._kept[raw]  # type: ignore[return-value]

    def _note_lists(self, headers: Headers) -> None:
        for value in headers.get("list-post", []):
            for _, address in addresses([value.replace("mailto:", "").partition("?")[0]]):
                self.lists.add(address_key(address))
        for value in headers.get("list-id", []):
            inside = value.rpartition("<")[2].rstrip("> ").casefold()
            for _, address in addresses(headers.get("to", []) + headers.get("cc", [])):
                if address_key(address).replace("@", ".") == inside:
                    self.lists.add(address_key(address))

    def _read_return(self, letter: Letter, headers: Headers, body: bytes, subject: str) -> None:
        text = body.decode("latin-1")
        groups = [dict(_fields(paragraph)) for paragraph in re.split(r"\r?\n\r?\n", text)]
        reports = [group for group in groups if "action" in group]
        failed = {_recipient(group) for group in reports if group["action"].startswith("failed")}
        if not reports and not mail_words.says_delayed(subject):
            failed = {address for _, address in addresses(headers.get("x-failed-recipients", []))} or {""}
        letter.kind = Kind.RETURNED if failed else Kind.LATE
        letter.failed = tuple(sorted(address_key(address) for address in failed if address))
        if (part := _ENCLOSED.search(text)) and (own := _ENCLOSED_ID.search(text, part.end())):
            letter.answers = id_of(own[1])


def _moment(headers: Headers, stamp: datetime | None) -> datetime | None:
    """When it was sent: its date, else when it reached the mailbox, else the last trace of its delivery."""
    at = moment(first(headers, "date"))
    if at is not None and stamp is not None and (at - stamp).days >= 2:
        at = None  # sent days after it arrived: the sender's clock is wrong
    if at is None and stamp is None and (received := headers.get("received")):
        return moment(received[-1].rpartition(";")[2].strip())
    return at or stamp


def _id(headers: Headers, at: datetime | None) -> int:
    if own := message_ids(first(headers, "message-id")):
        return id_of(own[0])
    return id_of("\n".join((first(headers, "from"), str(at), first(headers, "subject"))))


def kind_of(headers: Headers, sender: str, subject: str) -> Kind:
    """Return what a mail is by its headers. A returned mail may turn out to be a notice of delay later."""
    content = first(headers, "content-type")
    report = ""
    if content.casefold().startswith("multipart/report") and (found := _REPORT_TYPE.search(content)):
        report = found[1].casefold()
    if report == "delivery-status" or _DAEMON.fullmatch(sender.casefold()) or "x-failed-recipients" in headers:
        return Kind.RETURNED
    if report == "disposition-notification":
        return Kind.RECEIPT
    if _is_automatic(headers, subject):
        return Kind.AUTOMATIC
    precedence = first(headers, "precedence").casefold().strip()
    if "list-post" in headers or precedence == "list":
        return Kind.LIST
    if "list-id" in headers:
        return Kind.BULK if "list-unsubscribe" in headers else Kind.LIST
    if "list-unsubscribe" in headers or precedence in ("bulk", "junk"):
        return Kind.BULK
    return Kind.ROBOT if is_robot(sender) else Kind.LETTER


def _is_automatic(headers: Headers, subject: str) -> bool:
    submitted = first(headers, "auto-submitted").partition(";")[0].partition("(")[0].strip().casefold()
    return (
        submitted not in ("", "no")
        or first(headers, "precedence").casefold().strip() in ("auto_reply", "auto-reply")
        or not headers.keys().isdisjoint(("x-autoreply", "x-autorespond", "x-ms-exchange-inbox-rules-loop"))
        or first(headers, "x-apple-action").casefold().strip() == "vacation"
        or first(headers, "return-path") == "<>"
        or mail_words.says_away(
            subject, suspected=first(headers, "x-auto-response-suppress").casefold().strip() == "all"
        )
    )


def _deleted(headers: Headers) -> bool:
    try:
        return bool(int(first(headers, "x-mozilla-status")[:8] or "0", 16) & _DELETED)
    except ValueError:
        return False


def _fields(paragraph: str) -> list[tuple[str, str]]:
    return [(name.casefold(), value.strip().casefold()) for name, value in _FIELD.findall(paragraph)]


def _recipient(group: dict[str, str]) -> str:
    value = group.get("final-recipient") or group.get("original-recipient") or ""
    found = addresses([value])
    return found[0][1] if found else ""
