"""The rows of LinkedIn's "Get a copy of your data", as values: one parser per field, one class per file.

The layouts of 2020 to 2026 differ in which columns there are, never in what a column means, so columns are
asked for by name and absent ones read as empty. Dates are in English and each file has its own form; they are
parsed here with fixed tables, since `strptime` would follow the machine's locale.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from html import unescape
from typing import TypeVar
from urllib.parse import unquote

from coach.domain.text import clean, fold
from coach.exchange.tables import Table, holds

T = TypeVar("T")

NOBODY = "linkedin member"
"""What the export calls somebody whose account is closed, in lower case."""
SPINMAIL = "spinmail-quill-editor"
"""Mark of sponsored mail in the first element of its text."""
SLUG_LIMIT = 200
TEXT_LIMIT = 20_000
DAY = timedelta(days=1)
_CELL = 2048  # characters of a cell of names or addresses that are looked at
_REMEMBERED = 1 << 13

MESSAGES = holds("CONVERSATION ID", "FROM", "DATE", "FOLDER")
CONNECTIONS = holds("First Name", "Last Name", "Connected On")
INVITATIONS = holds("From", "To", "Sent At", "Direction")
PROFILE = holds("First Name", "Last Name", "Maiden Name", "Headline")

_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
           "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}  # fmt: skip
_SLUG = re.compile(r"/in/([^/?#,\s]+)")
_SIMPLE = re.compile(r"[A-Za-z0-9-]{1,200}")
_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4}|\d{2})")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SENT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2}),?\s+(\d{1,2}):(\d\d)(?::\d\d)?\s*(?:([AP])\.?M\.?)?", re.I)
_BLOCK = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6])\b[^<>]{0,1000}>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,1000}>", re.I)


class Memo(dict[str, T]):
    """What a function gave for texts seen before: the same few thousand people stand in all rows."""

    def __init__(self, make: Callable[[str], T]) -> None:
        self._make = make

    def __missing__(self, text: str) -> T:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[text[:_CELL]] = self._make(text[:_CELL])
        return value


def slug_of(address: str) -> str:
    """The person in a profile address: percent-decoded, NFC, lower case. Empty if it names nobody."""
    slugs = slugs_in(address)
    return slugs[0] if slugs else ""


def slugs_in(cell: str) -> tuple[str, ...]:
    """All persons in a cell of joined profile addresses, in order, each once."""
    found = _SLUG.findall(cell[:_CELL])
    if len(found) == 1 and _SIMPLE.fullmatch(found[0]):
        return (found[0].lower(),)
    texts = (unicodedata.normalize("NFC", unquote(text)).casefold() for text in found)
    return tuple(dict.fromkeys(slug for text in texts if (slug := clean(text, SLUG_LIMIT))))


def name_of(text: str) -> str:
    """A name as the export shows it, cleaned; empty for "LinkedIn Member"."""
    name = clean(text[:_CELL])
    return "" if name.lower() == NOBODY else name


folded = lru_cache(maxsize=1 << 15)(fold)
"""`fold`, remembered."""


def moment_of(text: str) -> datetime | None:
    """`2026-09-14 13:30:16 UTC` as an aware time, or None."""
    text = text.strip()
    if len(text) < 19 or text[19:] not in (" UTC", ""):
        return None
    try:
        return datetime.fromisoformat(f"{text[:19]}+00:00")
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """`09 Sep 2026`, or as spreadsheets put it `9-Sep-26` or `2026-09-09`; None if the month is unknown."""
    text = text.strip()
    try:
        if found := _DAY.fullmatch(text):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return date(year, _MONTHS[found[2].lower()], int(found[1]))
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except (ValueError, KeyError):
        return None


def sent_at_of(text: str) -> datetime | None:
    """`7/25/26, 5:30 PM` (month first) as a naive time of unknown zone, or None."""
    if (found := _SENT.fullmatch(text.strip())) is None:
        return None
    hour = int(found[4])
    if found[6]:
        hour = hour % 12 + (12 if found[6].lower() == "p" else 0)
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    try:
        return datetime(year, int(found[1]), int(found[2]), hour, int(found[5]))  # noqa: DTZ001 (none is known)
    except ValueError:
        return None


def noon(day: datetime) -> datetime:
    """Noon UTC of a naive time's day: what a moment of unknown zone is worth."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def squeezed(text: str) -> str:
    """A text as it is compared between exports: entities resolved, no white space at all."""
    return "".join((unescape(text) if "&" in text else text).split())


def plain(text: str) -> str:
    """A message as people read it: entities resolved once, paragraphs as lines, other tags gone, cleaned."""
    text = text[: TEXT_LIMIT * 4]
    if "<" in text:
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    return clean(unescape(text), TEXT_LIMIT, lines=True)


@dataclass(frozen=True, slots=True)
class Connection:
    """One row of Connections.csv that names somebody."""

    slug: str
    name: str
    company: str
    position: str
    on: date | None
    on_text: str


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
    note: str
    """Squeezed."""


@dataclass(slots=True)
class Row:
    """One row of messages.csv, as far as judging needs it."""

    at: datetime
    when: str
    """`at`, as the file has it."""
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    to: str
    """Names as given, cleaned; nobody if the account is closed."""
    draft: bool
    spam: bool
    sponsored: bool
    title: str
    text: str
    files: str
    """Content and attachments, raw."""
    full: str | None
    """Readable text, if texts are kept."""
    out: bool = False
    """Of the owner; filled in once the owner is known."""

    def mark(self) -> str:
        """What tells this row from others of the same second, in every export."""
        return squeezed(self.text) + squeezed(self.files)

    @property
    def other_name(self) -> str:
        """The other side's name, if two people talk."""
        return self.to if self.out else self.sender_name


def connections(table: Table, counts: dict[str, int]) -> list[Connection]:
    """Rows of a Connections.csv that name somebody. Adds to `counts`."""
    found: list[Connection] = []
    rows = hidden = mailed = undated = 0
    day, name_in = Memo(day_of), Memo(name_of)
    wanted = "First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"
    for first, last, url, mail, company, position, on_text in table.pick(*wanted):
        rows += 1
        name, slug = name_of(f"{first} {last}".strip()), slug_of(url)
        mailed += bool(mail.strip())
        if not name and not slug:
            hidden += 1
            continue
        on = day[on_text]
        undated += on is None
        found.append(Connection(slug, name, name_in[company], name_in[position], on, on_text.strip()[:40]))
    add(counts, "connections_rows", rows)
    add(counts, "connections_named", rows - hidden)
    add(counts, "connections_hidden", hidden)
    add(counts, "connections_with_email", mailed)
    if undated:
        add(counts, "connections_without_date", undated)
    return found


def invitations(table: Table, counts: dict[str, int]) -> list[Invitation]:
    """Dated rows of an Invitations.csv. Adds to `counts`."""
    found: list[Invitation] = []
    wanted = "From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"
    for sender, to, sent_text, note, direction, inviter, invitee in table.pick(*wanted):
        sent, direction = sent_at_of(sent_text), direction.strip().upper()
        add(counts, "invitations_rows", 1)
        if sent is None or direction not in ("OUTGOING", "INCOMING"):
            add(counts, "invitations_unreadable", 1)
            continue
        out = direction == "OUTGOING"
        add(counts, "invitations_outgoing", out)
        own, other = (inviter, invitee) if out else (invitee, inviter)
        mine, name = (sender, to) if out else (to, sender)
        when = " ".join(sent_text.split())
        found.append(
            Invitation(out, slug_of(other), name_of(name), slug_of(own), name_of(mine), sent, when, squeezed(note))
        )
    return found


def messages(table: Table, *, keep_text: bool, counts: dict[str, int]) -> Iterator[tuple[str, Row]]:
    """Conversation id and row, in file order (newest first within a conversation)."""
    key_of, name, slug, slugs = Memo(_key), Memo(name_of), Memo(slug_of), Memo(slugs_in)
    yes, spam = Memo(_yes), Memo(_is_spam)
    rows = undated = 0
    for cells in table.pick(
        "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO", "RECIPIENT PROFILE URLS",
        "DATE", "CONTENT", "FOLDER", "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT",
    ):  # fmt: skip
        thread, title, sender, sender_url, to, to_urls, when, text, folder, files, draft, all_draft = cells
        rows += 1
        if (at := moment_of(when)) is None or not thread:
            undated += 1
            continue
        yield (
            key_of[thread],
            Row(
                at,
                when,
                slug[sender_url],
                name[sender],
                slugs[to_urls],
                name[to],
                yes[draft or all_draft],
                spam[folder],
                not sender_url and SPINMAIL in text[:200],
                name[title],
                text,
                files,
                plain(text) if keep_text else None,
            ),
        )
    add(counts, "messages_rows", rows)
    if undated:
        add(counts, "rows_without_date", undated)


def plausible(table: Table) -> None:
    """Let a messages table know its rows by the date, so that a quote that never closes costs one row."""
    place = table.index("DATE")
    if place is not None:
        table.looks_right = lambda cells: moment_of(cells[place]) is not None


def own_name(table: Table) -> str:
    """The name in Profile.csv, or empty."""
    return next((clean(f"{first} {last}") for first, last in table.pick("First Name", "Last Name")), "")


def add(counts: dict[str, int], name: str, more: int) -> None:
    """Count `more` under `name`."""
    counts[name] = counts.get(name, 0) + more


def _yes(cell: str) -> bool:
    return cell.strip().lower() in ("yes", "true", "1", "y")


def _is_spam(cell: str) -> bool:
    return cell.strip().upper() == "SPAM"


def _key(cell: str) -> str:
    return clean(cell) or "-"
