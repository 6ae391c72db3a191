"""Classify LinkedIn conversations and make messages of the direct ones.

Groups, sponsored mail, spam, chats with LinkedIn's helpers, drafts and closed accounts say nothing about who replied.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from operator import attrgetter

from coach.domain.clock import A_DAY
from coach.domain.text import fold_text
from coach.importers.import_result import NAME_ONLY, ImportedConversation, ImportedMessage
from coach.importers.linkedin.owner import Owner
from coach.importers.linkedin.tables import Connection, Invitation, MessageRow, noon_of_day

CHANNEL = "linkedin"
_HELPER = re.compile(r"coach|role.?play|guide|assistant|learning", re.I)
_CREDENTIAL = re.compile(r"[A-Z][A-Za-z0-9.®™-]{0,9}|[A-Za-z]{1,3}\.(?: ?[A-Za-z]{1,5}\.?)*")
_TICK = timedelta(microseconds=1)
_Second = tuple[bool, datetime]  # who wrote (the owner or not), and when


class NameIndex:
    """Who is called what, to find a person in the layouts that lack addresses.

    A name stands for a person only if nobody else in connections or messages has it.
    """

    def __init__(self, connections: Iterable[Connection], threads: Mapping[str, Sequence[MessageRow]]) -> None:
        self._slugs: dict[str, str] = {}
        self._shared: set[str] = set()
        """Names of several people."""
        self._rows: Counter[str] = Counter()
        for one in connections:
            if one.slug:
                self._add_name(one.name, one.slug)
            else:
                self._rows[fold_text(one.name)] += 1
        for rows in threads.values():
            for row in rows:
                if row.sender and row.sender_name:
                    self._add_name(row.sender_name, row.sender)

    def _add_name(self, name: str, slug: str) -> None:
        name = fold_text(name)
        if self._slugs.setdefault(name, slug) != slug:
            self._shared.add(name)

    def is_known(self, name: str) -> bool:
        """Return whether somebody is called so."""
        name = fold_text(name)
        return name in self._slugs or name in self._rows

    def find_key(self, name: str) -> str | None:
        """Return the slug of the only one called so, `name:…` if there is no slug, None if there are several."""
        name = fold_text(name)
        if name in self._shared or self._rows[name] > 1:
            return None
        return self._slugs.get(name, f"{NAME_ONLY}{name}")


@dataclass(slots=True)
class ClassifiedConversations:
    """What all conversations of one export come to."""

    threads: dict[str, ImportedConversation] = field(default_factory=dict)
    messages: list[ImportedMessage] = field(default_factory=list)
    aside: list[ImportedMessage] = field(default_factory=list)
    names: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    """Person → newest name in messages, and when."""
    aliases: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ignored: Counter[str] = field(default_factory=Counter)


def classify_conversations(
    threads: dict[str, list[MessageRow]],
    owner: Owner,
    names: NameIndex,
    invitations: Sequence[Invitation],
    as_of: datetime | None,
) -> ClassifiedConversations:
    """Classify every conversation. `threads` holds rows in file order, newest first, and is emptied to free them."""
    classified = ClassifiedConversations()
    notes: defaultdict[str, list[Invitation]] = defaultdict(list)
    for invitation in invitations:
        if invitation.outbound and invitation.note:
            notes[invitation.slug or names.find_key(invitation.name) or ""].append(invitation)
    for key in list(threads):
        all_rows = threads.pop(key)
        for row in all_rows:
            if row.sender:
                row.out = row.sender in owner.slugs
            else:
                row.out = bool(owner.name) and fold_text(row.sender_name) == owner.name
        rows = _remove_duplicates(all_rows, classified.ignored)
        kind, person = _classify_conversation(key, all_rows, rows, owner, names, classified)
        classified.threads[key] = ImportedConversation(kind, person, as_of)
        if kind != "direct":
            classified.ignored[kind] += len(all_rows) if kind == "ai_coach" else 1
        if kind == "direct":
            found = _make_messages(key, person, rows)
            if rows[0].out and person in notes:
                found[0] = _date_by_invitation(found[0], rows[0], notes[person])
            classified.messages += found
        elif kind == "deleted_member":
            classified.aside += _make_messages(key, "", rows)
    return classified


def _remove_duplicates(rows: Sequence[MessageRow], ignored: Counter[str]) -> list[MessageRow]:
    """Return rows that were sent, each once, oldest first; rows of one second in the order they were written."""
    first: dict[_Second, MessageRow] = {}
    crowded: defaultdict[_Second, set[bytes]] = defaultdict(set)
    unique = []
    for row in reversed(rows):
        if row.draft:
            ignored["draft"] += 1
            continue
        twin = first.setdefault((row.out, row.at), row)
        if twin is not row:
            texts = crowded[row.out, row.at]
            texts.add(twin.content)
            if row.content in texts:
                ignored["duplicate"] += 1
                continue
            texts.add(row.content)
        unique.append(row)
    unique.sort(key=attrgetter("at"))
    return unique


def _classify_conversation(
    key: str,
    all_rows: Sequence[MessageRow],
    rows: list[MessageRow],
    owner: Owner,
    names: NameIndex,
    classified: ClassifiedConversations,
) -> tuple[str, str]:
    """Return what a conversation is, and whose if it is direct. Takes sponsored rows out of `rows`."""
    others = _other_people(rows or all_rows, owner)
    if _is_group(all_rows, others, owner, names):
        return ("group_thread" if rows else "draft_only"), ""
    called = next((name for row in reversed(rows or all_rows) if (name := row.other_name)), "")
    person = others[0] if others else _key_by_name(key, called, names)
    if not rows:
        return "draft_only", person
    if not person and any(_HELPER.search(row.title) for row in all_rows):
        return "ai_coach", ""
    if any(row.sponsored for row in rows):
        rows[:] = [row for row in rows if not row.sponsored]
        if not rows:
            return "sponsored", ""
    if all(row.spam for row in rows):
        return "spam_folder", ""
    if not person:
        return "deleted_member", ""
    if not others and (person in owner.slugs or fold_text(called) == owner.name):
        return "notes_to_self", ""
    if called and (person not in classified.names or rows[-1].at >= classified.names[person][0]):
        classified.names[person] = (rows[-1].at, called)
    if others[1:]:
        classified.aliases[person].update(others[1:])
    return "direct", person


def _other_people(rows: Sequence[MessageRow], owner: Owner) -> list[str]:
    """Everybody but the owner by address, newest first."""
    found: dict[str, None] = {}
    for row in reversed(rows):
        found[row.sender] = None
        for slug in row.recipients:
            found[slug] = None
    return [slug for slug in found if slug and slug not in owner.slugs]


def _key_by_name(key: str, name: str, names: NameIndex) -> str:
    """Return a person without an address: by name, or by the conversation if several people are called so."""
    if not name:
        return ""
    digest = blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return names.find_key(name) or f"{NAME_ONLY}{fold_text(name)}#{digest}"


def _is_group(rows: Sequence[MessageRow], others: Sequence[str], owner: Owner, names: NameIndex) -> bool:
    """More than one other person. Doubtful cases are groups: a group makes nobody "unanswered"."""
    addressed = {len(row.recipients) for row in rows}
    if max(addressed) > 1:
        return True
    # One name under two addresses is one person who changed the address (two exports joined by hand).
    if len(others) > 1 and len({fold_text(row.other_name) for row in rows} - {""}) != 1:
        return True
    if 0 not in addressed:
        return False
    senders = {fold_text(row.sender_name) for row in rows if not row.out} - {""}
    if len(senders) > 1 and not others:
        return True
    return any(_names_several(row, owner, names, senders) for row in rows if not row.recipients)


def _names_several(row: MessageRow, owner: Owner, names: NameIndex, senders: set[str]) -> bool:
    """Return whether a TO without addresses lists several people.

    LinkedIn joins names by a bare comma. Names themselves can hold commas too ("Tamm, MBA").
    """
    _, *rest = re.split(r", ?", row.to)
    if not rest or fold_text(row.to) in senders or fold_text(row.to) == owner.name or names.is_known(row.to):
        return False
    credentials = all(_CREDENTIAL.fullmatch(part) for part in rest)
    return bool(row.title) or not credentials or names.is_known(", ".join(rest))


def _make_messages(key: str, person: str, rows: Sequence[MessageRow]) -> list[ImportedMessage]:
    """Return rows as messages.

    The second message of one side within a second is given from the first by its place: texts differ between exports
    (older ones lack line breaks and attachments, and texts can be edited), the order does not.
    """
    prefixes = f"{CHANNEL}|{key}|in|", f"{CHANNEL}|{key}|out|"
    found: list[ImportedMessage] = []
    second, counts, last = None, [0, 0], datetime.min.replace(tzinfo=UTC)
    for row in rows:
        if row.at != second:
            second, counts = row.at, [0, 0]
        counts[row.out] += 1
        place = f"#{counts[row.out]}" if counts[row.out] > 1 else ""
        own = f"{prefixes[row.out]}{row.at:%Y-%m-%d %H:%M:%S}{place}"
        last = row.at if row.at > last else last + _TICK  # the order within a second, a microsecond each
        found.append(ImportedMessage(own, person, last, row.out, CHANNEL, text=row.full, thread=key))
    return found


def _date_by_invitation(message: ImportedMessage, row: MessageRow, notes: Sequence[Invitation]) -> ImportedMessage:
    """Return a first message that repeats an invitation's note is that note, sent when the invitation was."""
    sent = [note.sent for note in notes if note.note == row.content and noon_of_day(note.sent) - A_DAY <= row.at]
    if not sent:
        return message
    at = min(noon_of_day(max(sent)), message.at)
    return replace(message, at=at, whole_day=True, kind="invitation")
