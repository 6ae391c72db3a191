"""Read the tables of one LinkedIn export, whatever they are called. A missing column reads as empty.

Each table has its own form of dates; spreadsheets change it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from html import unescape
from urllib.parse import unquote

from coach.domain.text import clean_text, fold_text
from coach.importers.dates import (
    CLOCK_ERROR,
    find_certain_order,
    find_export_time,
    find_table_order,
    is_possible_date,
    parse_day,
    parse_moment,
)
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import CsvTable, has_columns, open_table
from coach.importers.mail.headers import normalize_address
from coach.importers.options import ImportOptions

_CLOSED_ACCOUNT = "linkedin member"
"""What the export calls somebody whose account is closed, in lower case."""
_SLUG_LIMIT = 200
_TEXT_LIMIT = 20_000
_CELL = 2048  # characters of a cell of names or addresses that are looked at
# Ten years of somebody very busy are a third of this, and LinkedIn ends at 30,000 connections. More than
# this would not fit in memory.
_ROWS_LIMIT, _CONVERSATIONS_LIMIT, _CONNECTIONS_LIMIT = 300_000, 60_000, 100_000
_HELPER_FILE = re.compile(r"coach|guide|role.?play|learning", re.I)

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
    return tuple(dict.fromkeys(slug for text in texts if (slug := clean_text(text, _SLUG_LIMIT))))


def list_links(cell: str) -> dict[str, str]:
    """Return slug → the slug as the profile address has it, for those that a comparison key would change.

    `ß` stays `ß` in an address: a key is for comparing and never stands in for the value.
    """
    if "/in/" not in cell or (cell.isascii() and "%" not in cell):
        return {}
    texts = (unicodedata.normalize("NFC", unquote(text)) for text in _SLUG.findall(cell[:_CELL]))
    shown = {clean_text(text.casefold(), _SLUG_LIMIT): clean_text(text.lower(), _SLUG_LIMIT) for text in texts}
    return {key: slug for key, slug in shown.items() if key and key != slug}


def clean_name(text: str) -> str:
    """Return a name as the export shows it, cleaned; empty for "LinkedIn Member"."""
    name = clean_text(text[:_CELL])
    return "" if name.lower() == _CLOSED_ACCOUNT else name


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


def parse_sent_time(text: str, order: str = "") -> datetime | None:
    """`7/25/26, 5:30 PM` (month first) as a naive time of unknown zone, or None."""
    at = parse_moment(text, order or "mdy")
    return at.replace(tzinfo=None) if at else None


def noon_of_day(day: date) -> datetime:
    """Noon UTC of a day, or of a naive time's day: what a moment of unknown zone is worth."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def digest_content(text: str, files: str = "") -> bytes:
    """Return a digest by which a message is compared between exports; nothing for an empty one.

    Entities are resolved and white space does not count. A digest, because the texts of all messages take much memory.
    """
    whole = "".join(unescape(text).split())
    if files:
        whole += "".join(unescape(files).split())
    return blake2b(whole.encode("utf-8", "replace"), digest_size=16).digest() if whole else b""


def html_to_text(text: str) -> str:
    """Return a message as people read it: entities resolved once, paragraphs as lines, other tags left out, cleaned."""
    text = text[: _TEXT_LIMIT * 4]
    if "<" in text:
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    return clean_text(unescape(text), _TEXT_LIMIT, lines=True)


_SPINMAIL = "spinmail-quill-editor"
"""Mark of sponsored mail in the first element of its text."""
_SPONSORED_TITLE = "sponsored conversation"
HEADERS = {
    "messages": ("CONVERSATION ID", "FROM", "DATE", "FOLDER"),
    "messages of 2018": ("From", "To", "Date", "Content", "Direction", "Folder"),
    "connections": ("First Name", "Last Name", "Connected On"),
    "invitations": ("From", "To", "Sent At", "Direction"),
    "notes": ("Connection First Name", "Connection Profile URL", "Note"),
    "profile": ("First Name", "Last Name", "Maiden Name", "Headline"),
}
"""Table → the cells of a header that make it."""
_DIRECTIONS = ("OUTGOING", "INCOMING")
_YES = frozenset({"yes", "true", "1", "y"})


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


@dataclass(slots=True)
class Export:
    """One export as read, before anything is classified."""

    connections: list[Connection] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    threads: dict[str, list[MessageRow]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """Slug as it is compared → as the profile address has it, where they differ."""
    own_name: str = ""
    columns: int = 0
    """Columns of messages.csv, which tell its age."""
    has_exact: bool = False
    """A file called messages.csv is there."""
    has_connections: bool = False
    as_of: datetime | None = None
    counts: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def read_tables(members: Sequence[Member], options: ImportOptions) -> Export:
    """Read the tables among the files of one export."""
    export = Export(has_exact=any(one.file_name.lower() == "messages.csv" for one in members))
    for member in members:
        for name, needed in HEADERS.items():
            limit = _ROWS_LIMIT if name == "messages" else _CONNECTIONS_LIMIT
            if (table := open_table(member, has_columns(*needed), limit)) is not None:
                _READERS[name](export, table, options)
                table.report_problems(export.warnings, export.ignored)
                break
        member.forget_head()
    if export.counts["rows_beyond"]:
        export.warnings.append(
            f"There are more conversations than can be read; the first {_CONVERSATIONS_LIMIT:,} were taken."
        )
    export.as_of = options.as_of or find_export_time(_list_times(members, export), options.now)
    return export


def _list_times(members: Sequence[Member], export: Export) -> list[datetime]:
    """Return the times of messages and, in a zip, of members; without any, the days of connections and requests."""
    times = [row.at for rows in export.threads.values() for row in rows]
    for member in members:
        if member.source.kind in ("zip", "tgz"):
            times += [other.modified for other in member.source.members if other.modified is not None]
    if not times:
        days = [one.on for one in export.connections if one.on]
        times = [noon_of_day(day) for day in (*days, *(invitation.sent for invitation in export.invitations))]
    return times


def _add_messages(export: Export, table: CsvTable, options: ImportOptions) -> None:
    """Take messages; the chats with a helper, which look the same, are counted and left."""
    base = table.member.file_name.lower()
    besides = export.has_exact and table.member.source.kind != "file" and not base.startswith("messages")
    if besides or _HELPER_FILE.search(base):
        export.ignored["ai_coach"] += sum(1 for _ in table.iterate_rows())
        return
    order = find_table_order(table.peek_column("DATE"), options.mapping, table.member.file_name, export.warnings)
    # Rows are known by their date, so that a quote that never closes costs one row.
    table.expect_cells("DATE", lambda cell: parse_message_time(cell, order) is not None)
    export.columns = max(export.columns, len(table.header.columns))
    rows_read = 0
    shared: dict[str, str] = {}  # the same few names and addresses stand in very many rows
    share = shared.setdefault
    for cells in table.select_columns(
        "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO", "RECIPIENT PROFILE URLS",
        "DATE", "CONTENT", "FOLDER", "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT",
    ):  # fmt: skip
        thread, title, sender, sender_url, to, to_urls, when, text, folder, files, draft, all_draft = cells
        rows_read += 1
        if (at := parse_message_time(when, order)) is None:
            export.counts["rows_without_date"] += 1
            continue
        if not thread:
            export.ignored["damaged_row"] += 1
            continue
        if not (sender_url.isascii() and to_urls.isascii()) or "%" in sender_url or "%" in to_urls:
            export.links.update(list_links(sender_url) | list_links(to_urls))
        name, slug, to = clean_name(sender), parse_slug(sender_url), clean_name(to)
        row = MessageRow(
            at,
            share(slug, slug),
            share(name, name),
            tuple(share(one, one) for one in parse_slugs(to_urls)),
            share(to, to),
            not _YES.isdisjoint((draft.strip().lower(), all_draft.strip().lower())),
            folder.strip().upper() == "SPAM",
            not sender_url and (_SPINMAIL in text[:200] or title.strip().casefold() == _SPONSORED_TITLE),
            clean_name(title),
            digest_content(text, files),
            html_to_text(text) if options.keep_text else None,
        )
        _add_row(export, clean_text(thread) or "-", row)
    export.counts["messages_rows"] += rows_read


def _add_messages_of_2018(export: Export, table: CsvTable, options: ImportOptions) -> None:
    """Take messages of the layout before there were conversations: one for each name, newest first as in the others.

    The zone of its times is not stated; they are taken as UTC.
    """
    export.columns = max(export.columns, len(table.header.columns))
    rows: list[MessageRow] = []
    rows_read = 0
    order = find_certain_order(table.peek_column("Date"))
    wanted = "From", "To", "Date", "Content", "Direction", "Folder"
    for sender, to, when, text, direction, folder in table.select_columns(*wanted):
        rows_read += 1
        sent, way = parse_sent_time(when, order), direction.strip().upper()
        if sent is None:
            export.counts["rows_without_date"] += 1
            continue
        if way not in _DIRECTIONS:
            export.ignored["damaged_row"] += 1
            continue
        at, is_spam = sent.replace(tzinfo=UTC), folder.strip().upper() == "SPAM"
        row = MessageRow(
            at, "", clean_name(sender), (), clean_name(to), False, is_spam, False, "",
            digest_content(text), html_to_text(text) if options.keep_text else None, way == "OUTGOING",
        )  # fmt: skip
        rows.append(row)
    export.counts["messages_rows"] += rows_read
    owners = Counter(row.sender_name if row.out else row.to for row in rows)
    export.own_name = export.own_name or next((name for name, _ in owners.most_common(1)), "")
    for row in sorted(rows, key=lambda row: row.at, reverse=True):
        _add_row(export, f"2018:{fold_text(row.other_name)}", row)


def _add_row(export: Export, thread: str, row: MessageRow) -> None:
    if thread in export.threads:
        export.threads[thread].append(row)
    elif len(export.threads) < _CONVERSATIONS_LIMIT:
        export.threads[thread] = [row]
    else:
        export.counts["rows_beyond"] += 1


def _add_connections(export: Export, table: CsvTable, options: ImportOptions) -> None:
    """Take the rows of a Connections.csv that name somebody. A day long after now is none."""
    latest = (options.now + CLOCK_ERROR).date() if options.now else date.max
    days = table.peek_column("Connected On")
    without_time = [day for day in days if ":" not in day]
    order = find_certain_order(days) or find_table_order(
        without_time, options.mapping, table.member.file_name, export.warnings
    )
    rows = hidden = mailed = 0
    wanted = "First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"
    for first, last, url, mail, company, position, on_text in table.select_columns(*wanted):
        rows += 1
        name, slug = clean_name(f"{first} {last}".strip()), parse_slug(url)
        mail = clean_text(mail, 254) if normalize_address(mail) else ""
        mailed += bool(mail)
        if not name and not slug:
            hidden += 1
            continue
        on = parse_day(on_text, order or ("mdy" if ":" in on_text else ""))  # the layout of 2018: 1/8/18, 6:14 PM
        on = on if on is not None and on <= latest else None
        if on is None:
            export.counts["connections_without_date"] += 1
        entry = Connection(slug, name, clean_name(company), clean_name(position), on, on_text.strip()[:40], mail)
        export.connections.append(entry)
        export.links.update(list_links(url))
    export.counts["connections_rows"] += rows
    export.counts["connections_named"] += rows - hidden
    export.counts["connections_hidden"] += hidden
    export.counts["connections_with_email"] += mailed
    export.has_connections = True


def _add_invitations(export: Export, table: CsvTable, options: ImportOptions) -> None:
    """Take the dated rows of an Invitations.csv."""
    order = find_certain_order(table.peek_column("Sent At"))
    wanted = "From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"
    for sender, to, sent_text, note, direction, inviter, invitee in table.select_columns(*wanted):
        sent, direction = parse_sent_time(sent_text, order), direction.strip().upper()
        export.counts["invitations_rows"] += 1
        if sent is None:
            export.counts["invitations_unreadable"] += 1
            continue
        if direction not in _DIRECTIONS:
            export.ignored["damaged_row"] += 1
            continue
        out = direction == "OUTGOING"
        export.counts["invitations_outgoing"] += out
        own, other = (inviter, invitee) if out else (invitee, inviter)
        export.links.update(list_links(other))
        mine, name = (sender, to) if out else (to, sender)
        export.invitations.append(
            Invitation(
                out, parse_slug(other), clean_name(name), parse_slug(own), clean_name(mine), sent,
                " ".join(sent_text.split()), digest_content(note),
            )
        )  # fmt: skip


def _add_notes(export: Export, table: CsvTable, options: ImportOptions) -> None:
    """Take the rows of a Notes.csv that hold a text."""
    order = "dmy" if find_certain_order(table.peek_column("Created On")) == "dmy" else "mdy"
    wanted = "Connection First Name", "Connection Last Name", "Connection Profile URL", "Note", "Created On"
    for first, last, address, text, when in table.select_columns(*wanted):
        export.links.update(list_links(address))
        at = parse_message_time(when, order)
        if readable := clean_text(text, _TEXT_LIMIT, lines=True):
            name = clean_name(f"{first} {last}".strip())
            export.notes.append(Note(parse_slug(address), name, readable, at, when.strip()[:40]))


def _add_profile(export: Export, table: CsvTable, options: ImportOptions) -> None:
    """Take the name of the owner from a Profile.csv."""
    names = (clean_text(f"{first} {last}") for first, last in table.select_columns("First Name", "Last Name"))
    export.own_name = export.own_name or next(names, "")


_READERS = {
    "messages": _add_messages,
    "messages of 2018": _add_messages_of_2018,
    "connections": _add_connections,
    "invitations": _add_invitations,
    "notes": _add_notes,
    "profile": _add_profile,
}
