"""The rows of LinkedIn's "Get a copy of your data", as values: one class per file.

The layouts of 2020 to 2026 differ in which columns there are, never in what a column means, so columns are
asked for by name and absent ones read as empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from coach.domain.text import clean
from coach.importers.files.csv_reader import Table, holds
from coach.importers.linkedin.fields import (
    Memo,
    day_of,
    moment_of,
    name_of,
    plain,
    sent_at_of,
    slug_of,
    slugs_in,
    squeezed,
)

SPINMAIL = "spinmail-quill-editor"
"""Mark of sponsored mail in the first element of its text."""

MESSAGES = holds("CONVERSATION ID", "FROM", "DATE", "FOLDER")
CONNECTIONS = holds("First Name", "Last Name", "Connected On")
INVITATIONS = holds("From", "To", "Sent At", "Direction")
PROFILE = holds("First Name", "Last Name", "Maiden Name", "Headline")


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
