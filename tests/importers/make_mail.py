"""Invented mailboxes: mails as values, a seeded mailbox with what is true of it, and its rendering as mbox."""

from __future__ import annotations

import base64
import io
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zlib import crc32

from coach.importers.files.archive_members import Member, Source
from coach.importers.import_report import status_by_person
from coach.importers.import_result import ImportResult
from coach.importers.mail import read_mailbox as mail
from coach.importers.options import ImportOptions

ME = "mara@harbour.example"
NAME = "Mara Quill"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LABELS = {
    "en": {"sent": "Sent", "inbox": "Inbox", "draft": "Drafts", "spam": "Spam", "chat": "Chat"},
    "de": {"sent": "Gesendet", "inbox": "Posteingang", "draft": "Entwürfe", "spam": "Spam", "chat": "Chat"},
    "fr": {
        "sent": "Envoyés",
        "inbox": "Boîte de réception",
        "draft": "Brouillons",
        "spam": "Spam",
        "chat": "Chat",
    },
    "ja": {
        "sent": "送信済み",
        "inbox": "受信トレイ",
        "draft": "下書き",
        "spam": "迷惑メール",
        "chat": "チャット",
    },
    "ru": {"sent": "Отправленные", "inbox": "Входящие", "draft": "Черновики", "spam": "Спам", "chat": "Чат"},
}


@dataclass(frozen=True)
class Mail:
    """One mail. `folder` is one of sent, inbox, draft, spam, chat, or empty for a mail without labels."""

    at: datetime
    sender: str
    to: str = f"{NAME} <{ME}>"
    id: str = ""
    subject: str = "Hello"
    folder: str = "inbox"
    answers: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = "Hi.\n"
    date: str | None = None
    """Another Date header, empty for none; None for the right one."""

    @property
    def key(self) -> str:
        return self.id or f"{self.at:%Y%m%d%H%M%S}.{crc32(self.sender.encode())}@mail.example"


def out(at: datetime, to: str, **more: object) -> Mail:
    """A mail of the owner."""
    return Mail(at, f"{NAME} <{ME}>", to, folder="sent", **more)  # type: ignore[arg-type]


def returned(at: datetime, to: str, answers: str, action: str = "failed") -> Mail:
    """What a mail server says about a mail that did not arrive."""
    body = (
        "--b\nContent-Type: text/plain\n\nAddress not found.\n\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: message/rfc822\n\nFrom: {ME}\nTo: {to}\nMessage-ID: <{answers}>\n\ntext\n--b--\n"
    )
    kind = 'multipart/report; report-type=delivery-status; boundary="b"'
    headers = (("Content-Type", kind), ("Auto-Submitted", "auto-replied"), ("Return-Path", "<>"))
    return Mail(at, "Mail Delivery <mailer-daemon@relay.example>", id=f"r.{answers}", headers=headers, body=body)


def word(text: str) -> str:
    """An encoded word (RFC 2047) if it has to be one."""
    if text.isascii():
        return text
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


def render(mail: Mail, language: str = "en", eol: str = "\n") -> bytes:
    """A mail without the separator."""
    lines = []
    if mail.folder:
        lines.append(f"X-Gmail-Labels: {word(LABELS[language][mail.folder] + ',Opened')}")
        if mail.folder not in ("sent", "draft"):
            lines.append(f"Delivered-To: {ME}")
    lines += [f"From: {mail.sender}", f"To: {mail.to}"] if mail.to else [f"From: {mail.sender}"]
    lines += [f"Subject: {word(mail.subject)}", f"Message-ID: <{mail.key}>"]
    if mail.date != "":
        lines.append(f"Date: {mail.date or format(mail.at, '%a, %d %b %Y %H:%M:%S +0000')}")
    if mail.answers:
        lines += [f"In-Reply-To: <{mail.answers}>", f"References: <{mail.answers}>"]
    lines += [f"{name}: {value}" for name, value in mail.headers]
    body = mail.body.replace("\n", eol)
    return (eol.join(lines) + eol + eol + body).encode()


def mbox_of(mails: list[Mail], language: str = "en", eol: str = "\n") -> bytes:
    """Mails as one mbox, as Gmail writes it."""
    parts = []
    for number, one in enumerate(mails):
        parts.append(f"From {number:019d}@xxx {one.at:%a %b %d %H:%M:%S +0000 %Y}{eol}".encode())
        parts.append(render(one, language, eol) + eol.encode())
    return b"".join(parts)


def member(data: bytes, name: str = "mail.mbox", source: str = "") -> Member:
    """Bytes as a readable member, without a disk."""
    kind = "file" if not source else "zip"
    return Member(name, Source(source or name, kind), lambda: io.BytesIO(data), len(data))


def read(*mails: Mail, language: str = "en", eol: str = "\n", **options: object) -> ImportResult:
    """What the importer finds in an mbox of these mails."""
    return mail.read_mail([member(mbox_of(list(mails), language, eol))], ImportOptions(**options))  # type: ignore[arg-type]


@dataclass
class Truth:
    """What is true of a seeded mailbox: address → (state, out, in), and what is nobody's."""

    people: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    ignored: dict[str, int] = field(default_factory=dict)

    def ignore(self, reason: str) -> None:
        self.ignored[reason] = self.ignored.get(reason, 0) + 1


def mailbox(seed: int, people: int = 40) -> tuple[list[Mail], Truth]:
    """A mailbox of invented people, shuffled as Takeout shuffles it, and the truth about it."""
    pick = random.Random(seed)
    mails: list[Mail] = []
    truth = Truth()
    for number in range(people):
        address = f"person{number}@quay{number % 7}.example"
        name = pick.choice((f"Ösel {number}", f"Person {number}", f'"{number}, Ana"', "名前"))
        who = f"{word(name)} <{address}>"
        at = START + timedelta(minutes=pick.randrange(300_000))
        tries = pick.randint(1, 3)
        sent = [out(at + i * 3 * DAY, who, id=f"{number}.{i}@mail.example") for i in range(tries)]
        last = sent[-1]
        kind = pick.choice(("silent", "answered", "quiet", "away", "returned", "cold", "receipt", "late"))
        truth.people[address] = ("never_replied", tries, 0)
        if kind in ("answered", "quiet"):
            mails.append(Mail(last.at + DAY, who, id=f"a{number}@quay.example", answers=last.key))
            truth.people[address] = ("your_turn", tries, 1)
        if kind == "quiet":
            sent.append(out(last.at + 2 * DAY, who, id=f"{number}.q@mail.example"))
            truth.people[address] = ("went_quiet", tries + 1, 1)
        elif kind == "away":
            header = pick.choice(
                (("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes"), ("Precedence", "auto_reply"))
            )
            mails.append(Mail(last.at + DAY, who, id=f"v{number}@quay.example", answers=last.key, headers=(header,)))
            truth.ignore("auto_reply")
        elif kind == "returned":
            mails += [returned(one.at + DAY, address, one.key) for one in sent]
            truth.people[address] = ("bounced", tries, 0)
            truth.ignored["bounce"] = truth.ignored.get("bounce", 0) + tries
        elif kind == "late":
            mails.append(returned(last.at + DAY, address, last.key, "delayed"))
            truth.ignore("delay_notice")
        elif kind == "receipt":
            report = (("Content-Type", "multipart/report; report-type=disposition-notification"),)
            mails.append(Mail(last.at + DAY, who, id=f"d{number}@quay.example", answers=last.key, headers=report))
            truth.ignore("read_receipt")
        elif kind == "cold":
            sent = []
            mails.append(Mail(at, who, id=f"c{number}@quay.example"))
            truth.people[address] = ("inbound_only", 0, 1)
        mails += sent
    pick.shuffle(mails)
    return mails, truth


ANA = "Ana Abara <ana@quay.example>"
KEY = "ana@quay.example"
ASKED = out(START, ANA, id="asked@mail.example")
LATER = START + DAY


def state(found: ImportResult, key: str = KEY) -> str:
    """Return the state of the conversation with somebody."""
    return status_by_person(found)[key].state


def answer(**more: object) -> Mail:
    """Return Ana's answer to what was asked of her a day before."""
    return Mail(LATER, **{"sender": ANA, "id": "answer@quay.example", "answers": ASKED.key, **more})  # type: ignore[arg-type]
