"""Parse one mail into what is kept of it, before the owner of the mailbox is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from hashlib import blake2b

from coach.domain.text import NOTE_LIMIT, clean_text, fold_text
from coach.importers.mail import mail_words
from coach.importers.mail.headers import (
    Headers,
    decode_words,
    first_value,
    normalize_address,
    parse_addresses,
    parse_labels,
    parse_mail_date,
    parse_message_ids,
    read_headers,
    read_offset,
)
from coach.importers.mail.mbox import RawMail
from coach.importers.mail.personal_or_automatic import MailKind, classify_headers

NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""The moment of a mail without any date."""
_THREAD_LIMIT = 12  # ids of a thread that are kept, newest first: a chain of answers is rarely longer

_BODY_LIMIT = 64 * 1024
_ESCAPED_FROM = re.compile(r"(?m)^>(?=>*From )")  # what an mbox does to lines that begin with "From "


@dataclass(eq=False, slots=True)
class MailMessage:
    """What is kept of a mail: little, since there can be hundreds of thousands."""

    id: int
    kind: MailKind
    at: datetime
    """UTC."""
    sender: tuple[str, str]
    """(name, address)"""
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    has_bcc: bool
    """It names somebody in Bcc."""
    reply_to: int | None
    """The id of the mail it says it is the answer to."""
    thread: tuple[int, ...]
    """Ids of mails before it in its thread."""
    labels: frozenset[str]
    draft: bool
    spam: bool
    received: bool
    """It came in over the net: it carries traces that sent copies lack."""
    delivered_to: str
    drop_reason: str = ""
    """Why it is no mail of anybody: deleted, chat, no_sender, no_date; else empty."""
    failed: tuple[str, ...] = ()
    """Keys of the addresses that a returned mail did not reach."""
    text: str | None = None
    offset: int | None = None
    """Minutes from UTC of the clock that the sender wrote by."""
    has_bare_name: bool = False
    """Its To names somebody without an address that mail can reach, as Exchange does."""
    id_with_recipients: int | None = None
    """Of a mail without a Message-ID, which may have been sent to others in the same second; else None."""

    @property
    def sender_key(self) -> str:
        """The address of the sender as it is compared, "" without one."""
        return normalize_address(self.sender[1])

    @property
    def recipient_keys(self) -> set[str]:
        """The addresses in To and Cc as they are compared."""
        return {normalize_address(address) for _, address in (*self.to, *self.cc)}

    def merge_copy(self, copy: MailMessage) -> None:
        """Merge a second copy: labels add up; a draft or spam is one in every copy."""
        self.labels |= copy.labels
        self.draft &= copy.draft
        self.spam &= copy.spam


def hash_message_id(text: str) -> int:
    """Return the number that stands for a Message-ID: 64 bits of its BLAKE2 hash."""
    return int.from_bytes(blake2b(text.strip("<> \t").encode("utf-8", "replace"), digest_size=8).digest(), "big")


_BODY_WANTED = re.compile(rb"(?i)multipart/report|mailer-daemon|postmaster|x-failed-recipients")
_DELETED = 0x0008  # X-Mozilla-Status: deleted in the folder, still in the file
_ENCLOSED = re.compile(r"(?im)^content-type:\s*(?:message/rfc822|text/rfc822-headers)")
_ENCLOSED_ID = re.compile(r"(?im)^message-id:\s*<([^<>\s]{1,998})>")
_FIELD = re.compile(
    r"(?im)^(final-recipient|original-recipient|action):[ \t]*(?:[a-z0-9]{1,20};)?[ \t]*([^\r\n]{1,320})"
)


def needs_body(head: bytes) -> bool:
    """Return whether the body of a mail is needed: bounces say in it which mail came back."""
    return _BODY_WANTED.search(head) is not None


def parse_mail(
    raw: RawMail, folder: frozenset[str], lists: set[str], *, deleted: bool, keep_text: bool = False
) -> MailMessage:
    """Return the message in a raw mail, and add the keys of the mailing lists that it names to `lists`.

    `folder` holds folded names of its folder, which count as labels. `deleted` says that the owner deleted it.
    """
    headers = read_headers(raw.head)
    senders = parse_addresses(headers.get("from", [])[:1]) or parse_addresses(headers.get("sender", [])[:1])
    sender = senders[0] if senders else ("", "")
    at = _find_sent_time(headers, raw.stamp)
    _add_lists(headers, lists)
    subject = clean_text(decode_words(first_value(headers, "subject")))
    answers = [hash_message_id(found) for found in parse_message_ids(first_value(headers, "in-reply-to"))[:1]]
    thread = [
        hash_message_id(found)
        for found in reversed(parse_message_ids(first_value(headers, "references"))[-_THREAD_LIMIT:])
    ]
    named = frozenset(map(fold_text, parse_labels(headers.get("x-gmail-labels", [])))) | folder
    own_id = parse_message_ids(first_value(headers, "message-id"))
    mail = MailMessage(
        id=hash_message_id(own_id[0] if own_id else _join_headers(headers, at)),
        kind=classify_headers(headers, sender[1], subject),
        at=at or NEVER,
        sender=sender,
        to=tuple(parse_addresses(headers.get("to", []))),
        cc=tuple(parse_addresses(headers.get("cc", []))),
        has_bcc="bcc" in headers,
        has_bare_name=_names_without_address(first_value(headers, "to")),
        reply_to=next(iter(answers or thread), None),
        thread=tuple(thread),
        labels=named,
        draft=not named.isdisjoint(mail_words.DRAFT),
        spam=not named.isdisjoint(mail_words.SPAM),
        received="received" in headers or "delivered-to" in headers,
        delivered_to=normalize_address(first_value(headers, "delivered-to")),
        offset=read_offset(first_value(headers, "date")),
    )
    if not own_id:
        mail.id_with_recipients = hash_message_id("\n".join((str(mail.id), *sorted(mail.recipient_keys))))
    if deleted or _is_deleted(headers):
        mail.drop_reason = "deleted"
    elif not named.isdisjoint(mail_words.CHAT):
        mail.drop_reason = "chat"
    elif not senders or at is None:
        mail.drop_reason = "no_sender" if at else "no_date"
    elif mail.kind is MailKind.BOUNCE:
        _parse_bounce(mail, headers, raw.body, subject)
    elif keep_text and mail.kind in (MailKind.PERSONAL, MailKind.NEWSLETTER):
        mail.text = extract_text(raw)
    return mail


def _add_lists(headers: Headers, lists: set[str]) -> None:
    for value in headers.get("list-post", []):
        for _, address in parse_addresses([value.replace("mailto:", "").partition("?")[0]]):
            lists.add(normalize_address(address))
    for value in headers.get("list-id", []):
        inside = value.rpartition("<")[2].rstrip("> ").casefold()
        for _, address in parse_addresses(headers.get("to", []) + headers.get("cc", [])):
            if normalize_address(address).replace("@", ".") == inside:
                lists.add(normalize_address(address))


def _parse_bounce(mail: MailMessage, headers: Headers, body: bytes, subject: str) -> None:
    text = body.decode("latin-1")
    groups = [
        {name.casefold(): value.strip().casefold() for name, value in _FIELD.findall(paragraph)}
        for paragraph in re.split(r"\r?\n\r?\n", text)
    ]
    reports = [group for group in groups if "action" in group]
    failed = {_parse_recipient(group) for group in reports if group["action"].startswith("failed")}
    if not reports and not mail_words.is_delay_subject(subject):
        failed = {address for _, address in parse_addresses(headers.get("x-failed-recipients", []))} or {""}
    mail.kind = MailKind.BOUNCE if failed else MailKind.DELAY_NOTICE
    mail.failed = tuple(sorted(normalize_address(address) for address in failed if address))
    if (part := _ENCLOSED.search(text)) and (own := _ENCLOSED_ID.search(text, part.end())):
        mail.reply_to = hash_message_id(own[1])


def _names_without_address(to: str) -> bool:
    """Return whether a To names somebody and gives no address; an empty group such as "undisclosed" names nobody."""
    text = decode_words(to).strip().casefold()
    return text != "" and "@" not in text and text[-1] not in ":;" and "undisclosed" not in text


def _find_sent_time(headers: Headers, stamp: datetime | None) -> datetime | None:
    """Return when a mail was sent: its date, else its arrival, else the last Received header."""
    at = parse_mail_date(first_value(headers, "date"))
    if at is not None and stamp is not None and (at - stamp).days >= 2:
        at = None  # sent days after it arrived: the sender's clock is wrong
    if at is None and stamp is None and (received := headers.get("received")):
        return parse_mail_date(received[-1].rpartition(";")[2].strip())
    return at or stamp


def _join_headers(headers: Headers, at: datetime | None) -> str:
    """Return what stands for the Message-ID of a mail that has none."""
    return "\n".join((first_value(headers, "from"), str(at), first_value(headers, "subject")))


def _is_deleted(headers: Headers) -> bool:
    try:
        return bool(int(first_value(headers, "x-mozilla-status")[:8] or "0", 16) & _DELETED)
    except ValueError:
        return False


def _parse_recipient(group: dict[str, str]) -> str:
    value = group.get("final-recipient") or group.get("original-recipient") or ""
    found = parse_addresses([value])
    return found[0][1] if found else ""


def extract_text(raw: RawMail) -> str:
    """Return the first plain text part within 64 KiB of a body; empty if there is none."""
    try:
        mail: Message = message_from_bytes(raw.head.replace(b"\r", b"") + b"\n\n" + raw.body[:_BODY_LIMIT])
        for part in mail.walk():
            if part.get_content_type() == "text/plain" and part.get_filename() is None:
                data = part.get_payload(decode=True)
                if isinstance(data, bytes):
                    text = _decode_part(data, part.get_content_charset())
                    return clean_text(_ESCAPED_FROM.sub("", text), NOTE_LIMIT, lines=True)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        pass  # a part that no parser understands has no text to keep
    return ""


def _decode_part(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeError, ValueError):
        return data.decode("utf-8", "replace")
