"""The rows of LinkedIn's tables as values, one class per file. A missing column reads as empty.

Each file has its own form of dates; spreadsheets change it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from html import unescape
from urllib.parse import unquote

from coach.domain.text import clean_text, fold_text
from coach.importers.dates import CLOCK_ERROR, find_certain_order, is_possible_date, parse_moment
from coach.importers.dates import parse_day as parse_written_day
from coach.importers.files.csv_reader import CsvTable, has_columns
from coach.importers.mail.headers import normalize_address

CLOSED_ACCOUNT = "linkedin member"
"""What the export calls somebody whose account is closed, in lower case."""
SLUG_LIMIT = 200
TEXT_LIMIT = 20_000
_CELL = 2048  # characters of a cell of names or addresses that are looked at

_SLUG = re.compile(r"/in/([^/?#,\s]+)")
_SIMPLE = re.compile(r"[A-Za-z0-9-]{1,200}")
_BLOCK = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6])\b[^<>]{0,1000}>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,1000}>", re.I)


def parse_slug(address: str) -> str:
    """Return the person in a profile address: percent-decoded, NFC, lower case. Empty if it names nobody."""
    slugs = parse_slugs(address)
    return slugs[0] if slugs else ""


def parse_slugs(cell: str) -> tuple[str, ...]:
    """Return all persons in a cell of joined profile addresses, in order, each once."""
    found = _SLUG.findall(cell[:_CELL])
    if len(found) == 1 and _SIMPLE.fullmatch(found[0]):
        return (found[0].lower(),)
    texts = (unicodedata.normalize("NFC", unquote(text)).casefold() for text in found)
    return tuple(dict.fromkeys(slug for text in texts if (slug := clean_text(text, SLUG_LIMIT))))


def list_links(cell: str) -> dict[str, str]:
    """Return slug → the slug as the profile address has it, for those that a comparison key would change.

    `ß` stays `ß` in an address: a key is for comparing and never stands in for the value.
    """
    if "/in/" not in cell or (cell.isascii() and "%" not in cell):
        return {}
    texts = (unicodedata.normalize("NFC", unquote(text)) for text in _SLUG.findall(cell[:_CELL]))
    shown = {clean_text(text.casefold(), SLUG_LIMIT): clean_text(text.lower(), SLUG_LIMIT) for text in texts}
    return {key: slug for key, slug in shown.items() if key and key != slug}


def clean_name(text: str) -> str:
    """Return a name as the export shows it, cleaned; empty for "LinkedIn Member"."""
    name = clean_text(text[:_CELL])
    return "" if name.lower() == CLOSED_ACCOUNT else name


def parse_message_time(text: str, order: str = "") -> datetime | None:
    """`2026-09-14 13:30:16 UTC` as an aware time, or None; also as a spreadsheet saves it, in a known order."""
    text = text.strip()
    if text[19:] == " UTC":  # as LinkedIn writes it: quickly, because there are very many
        try:
            at: datetime | None = datetime.fromisoformat(f"{text[:19]}+00:00")
        except ValueError:
            return None
    else:
        at = parse_moment(text, order)
    if at is None or not is_possible_date(at):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def parse_day(text: str, order: str = "") -> date | None:
    """`09 Sep 2026`, or as spreadsheets put it `9-Sep-26`, `2026-09-09`, in a known order also `9/8/26`; else None."""
    return parse_written_day(text, order or ("mdy" if ":" in text else ""))  # the layout of 2018: 1/8/18, 6:14 PM


def parse_sent_time(text: str, order: str = "") -> datetime | None:
    """`7/25/26, 5:30 PM` (month first) as a naive time of unknown zone, or None."""
    at = parse_moment(text, order or "mdy")
    return at.replace(tzinfo=None) if at else None


def noon_of_day(day: datetime) -> datetime:
    """Noon UTC of a naive time's day: what a moment of unknown zone is worth."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def digest_content(text: str, files: str = "") -> bytes:
    """Return a digest by which a message is compared between exports; nothing for an empty one.

    Entities are resolved and white space does not count. A digest, because the texts of all messages take much memory.
    """
    whole = "".join((unescape(text) if "&" in text else text).split())
    if files:
        whole += "".join((unescape(files) if "&" in files else files).split())
    return blake2b(whole.encode("utf-8", "replace"), digest_size=16).digest() if whole else b""


def html_to_text(text: str) -> str:
    """Return a message as people read it: entities resolved once, paragraphs as lines, other tags left out, cleaned."""
    text = text[: TEXT_LIMIT * 4]
    if "<" in text:
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    return clean_text(unescape(text), TEXT_LIMIT, lines=True)


SPINMAIL = "spinmail-quill-editor"
"""Mark of sponsored mail in the first element of its text."""
_DIRECTIONS = ("OUTGOING", "INCOMING")
_YES = frozenset({"yes", "true", "1", "y"})
SPONSORED_TITLE = "sponsored conversation"

MESSAGES = has_columns("CONVERSATION ID", "FROM", "DATE", "FOLDER")
MESSAGES_2018 = has_columns("From", "To", "Date", "Content", "Direction", "Folder")
CONNECTIONS = has_columns("First Name", "Last Name", "Connected On")
INVITATIONS = has_columns("From", "To", "Sent At", "Direction")
NOTES = has_columns("Connection First Name", "Connection Profile URL", "Note")
PROFILE = has_columns("First Name", "Last Name", "Maiden Name", "Headline")


@dataclass(frozen=True, slots=True)
class Connection:
    """One row of Connections.csv that names somebody."""

    slug: str
    name: str
    company: str
    position: str
    on: date | None
    on_text: str
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One row of Invitations.csv."""

    outbound: bool
    slug: str
    name: str
    own_slug: str
    own_name: str
    sent: datetime
    sent_text: str
    note: bytes
    """Digest of its words, empty without any."""


@dataclass(frozen=True, slots=True)
class Note:
    """One row of Notes.csv: what the owner noted about somebody."""

    slug: str
    name: str
    text: str
    at: datetime | None
    written: str
    """The date as the table has it, which tells several notes on one person apart."""


@dataclass(slots=True)
class MessageRow:
    """One row of messages.csv, as far as it takes to classify it."""

    at: datetime
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    to: str
    """Names as given, cleaned; nobody if the account is closed."""
    draft: bool
    spam: bool
    sponsored: bool
    title: str
    content: bytes
    """Digest of text and attachments: what tells this row from others of the same second, in every export."""
    full: str | None
    """Readable text, if texts are kept."""
    out: bool = False
    """Of the owner; filled in once the owner is known."""

    @property
    def other_name(self) -> str:
        """The other side's name, if two people talk."""
        return self.to if self.out else self.sender_name


def read_connections(
    table: CsvTable, order: str, counts: dict[str, int], links: dict[str, str], now: datetime | None = None
) -> list[Connection]:
    """Return rows of a Connections.csv that name somebody. Adds to `counts`. A day long after `now` is none."""
    latest = (now + CLOCK_ERROR).date() if now else date.max
    found: list[Connection] = []
    rows = hidden = mailed = undated = 0
    wanted = "First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"
    for first, last, url, mail, company, position, on_text in table.select_columns(*wanted):
        rows += 1
        name, slug = clean_name(f"{first} {last}".strip()), parse_slug(url)
        mail = clean_text(mail, 254) if normalize_address(mail) else ""
        mailed += bool(mail)
        if not name and not slug:
            hidden += 1
            continue
        on = parse_day(on_text, order)
        on = on if on is not None and on <= latest else None
        undated += on is None
        found.append(Connection(slug, name, clean_name(company), clean_name(position), on, on_text.strip()[:40], mail))
        links.update(list_links(url))
    add_count(counts, "connections_rows", rows)
    add_count(counts, "connections_named", rows - hidden)
    add_count(counts, "connections_hidden", hidden)
    add_count(counts, "connections_with_email", mailed)
    if undated:
        add_count(counts, "connections_without_date", undated)
    return found


def read_invitations(table: CsvTable, counts: dict[str, int], links: dict[str, str]) -> list[Invitation]:
    """Dated rows of an Invitations.csv. Adds to `counts`."""
    found: list[Invitation] = []
    order = find_certain_order(table.peek_column("Sent At"))
    wanted = "From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"
    for sender, to, sent_text, note, direction, inviter, invitee in table.select_columns(*wanted):
        sent, direction = parse_sent_time(sent_text, order), direction.strip().upper()
        add_count(counts, "invitations_rows", 1)
        if sent is None:
            add_count(counts, "invitations_unreadable", 1)
            continue
        if direction not in _DIRECTIONS:
            add_count(counts, "damaged_rows", 1)
            continue
        out = direction == "OUTGOING"
        add_count(counts, "invitations_outgoing", out)
        own, other = (inviter, invitee) if out else (invitee, inviter)
        links.update(list_links(other))
        mine, name = (sender, to) if out else (to, sender)
        when = " ".join(sent_text.split())
        found.append(
            Invitation(
                out,
                parse_slug(other),
                clean_name(name),
                parse_slug(own),
                clean_name(mine),
                sent,
                when,
                digest_content(note),
            )
        )
    return found


def read_notes(table: CsvTable, links: dict[str, str]) -> Iterator[Note]:
    """Yield the rows of a Notes.csv that hold a text."""
    order = "dmy" if find_certain_order(table.peek_column("Created On")) == "dmy" else "mdy"
    wanted = "Connection First Name", "Connection Last Name", "Connection Profile URL", "Note", "Created On"
    for first, last, address, text, when in table.select_columns(*wanted):
        links.update(list_links(address))
        at = parse_message_time(when, order)
        if readable := clean_text(text, TEXT_LIMIT, lines=True):
            yield Note(parse_slug(address), clean_name(f"{first} {last}".strip()), readable, at, when.strip()[:40])


def read_messages(
    table: CsvTable, order: str, *, keep_text: bool, counts: dict[str, int], links: dict[str, str]
) -> Iterator[tuple[str, MessageRow]]:
    """Conversation id and row, in file order (newest first within a conversation)."""
    rows = undated = 0
    shared: dict[str, str] = {}  # the same few names and addresses stand in very many rows
    share = shared.setdefault
    for cells in table.select_columns(
        "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO", "RECIPIENT PROFILE URLS",
        "DATE", "CONTENT", "FOLDER", "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT",
    ):  # fmt: skip
        thread, title, sender, sender_url, to, to_urls, when, text, folder, files, draft, all_draft = cells
        rows += 1
        if (at := parse_message_time(when, order)) is None:
            undated += 1
            continue
        if not thread:
            add_count(counts, "damaged_rows", 1)
            continue
        if not (sender_url.isascii() and to_urls.isascii()) or "%" in sender_url or "%" in to_urls:
            links.update(list_links(sender_url) | list_links(to_urls))
        name, slug, to = clean_name(sender), parse_slug(sender_url), clean_name(to)
        yield (
            clean_text(thread) or "-",
            MessageRow(
                at,
                share(slug, slug),
                share(name, name),
                tuple(share(one, one) for one in parse_slugs(to_urls)),
                share(to, to),
                not _YES.isdisjoint((draft.strip().lower(), all_draft.strip().lower())),
                _is_spam_folder(folder),
                not sender_url and (SPINMAIL in text[:200] or title.strip().casefold() == SPONSORED_TITLE),
                clean_name(title),
                digest_content(text, files),
                html_to_text(text) if keep_text else None,
            ),
        )
    add_count(counts, "messages_rows", rows)
    if undated:
        add_count(counts, "rows_without_date", undated)


def read_messages_of_2018(
    table: CsvTable, *, keep_text: bool, counts: dict[str, int]
) -> Iterator[tuple[str, MessageRow]]:
    """Key and row of a Messages.csv of 2018, which knows no conversations: one for each name.

    The zone of its times is not stated; they are taken as UTC.
    """
    rows = undated = 0
    order = find_certain_order(table.peek_column("Date"))
    wanted = "From", "To", "Date", "Content", "Direction", "Folder"
    for sender, to, when, text, direction, folder in table.select_columns(*wanted):
        rows += 1
        sent, way = parse_sent_time(when, order), direction.strip().upper()
        if sent is None:
            undated += 1
            continue
        if way not in _DIRECTIONS:
            add_count(counts, "damaged_rows", 1)
            continue
        other = clean_name(sender if way == "INCOMING" else to)
        at = sent.replace(tzinfo=UTC)
        yield (
            f"2018:{fold_text(other)}",
            MessageRow(
                at, "", clean_name(sender), (), clean_name(to), False,
                _is_spam_folder(folder), False, "", digest_content(text), html_to_text(text) if keep_text else None,
                way == "OUTGOING",
            ),
        )  # fmt: skip
    add_count(counts, "messages_rows", rows)
    if undated:
        add_count(counts, "rows_without_date", undated)


def check_row_dates(table: CsvTable, order: str) -> None:
    """Let a messages table know its rows by the date, so that a quote that never closes costs one row."""
    place = table.find_column("DATE")
    if place is not None:
        table.is_plausible = lambda cells: parse_message_time(cells[place], order) is not None


def read_own_name(table: CsvTable) -> str:
    """Return the name in Profile.csv, or empty."""
    return next((clean_text(f"{first} {last}") for first, last in table.select_columns("First Name", "Last Name")), "")


def add_count(counts: dict[str, int], name: str, more: int) -> None:
    """Count `more` under `name`."""
    counts[name] = counts.get(name, 0) + more


def _is_spam_folder(cell: str) -> bool:
    return cell.strip().upper() == "SPAM"
